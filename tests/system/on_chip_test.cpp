// on_chip_test.cpp: Products hand rows over through the scratchpad of the Verilated accelerator
// SPDX-License-Identifier: Apache-2.0
#include "tests/chain_of_products.hpp"
#include "tests/system/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace weft {
namespace {

std::ptrdiff_t storesToScratchpad(const Workload& workload, const Config& config) {
  return std::ranges::count_if(plan(workload.graph, config), [](const PlannedCommand& command) {
    const auto* store = std::get_if<isa::Store>(&command.fields);
    return store != nullptr && store->destination == isa::StoreTo::activations;
  });
}

TEST(OnChip, ChainsAreExactWhateverTheMemory) {
  for (const auto& [rows, k] : {std::pair<std::size_t, std::size_t>{1, 3},
                                {1, 40},
                                {8, 3},
                                {8, 40},
                                {11, 3},
                                {11, 64},
                                {50, 64}}) {
    const testing::Compiled compiled(test::chainOfProducts(rows, k));
    EXPECT_GE(storesToScratchpad(compiled.workload, compiled.config), 2);
    for (const unsigned stall : {0U, 40U}) {
      RtlOptions options = testing::fastMemory();
      options.memory.stallPercent = stall;
      RtlDevice device = compiled.device(testing::tinySimulator(), options);
      EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << rows << " x " << k;
    }
  }
}

} // namespace
} // namespace weft
