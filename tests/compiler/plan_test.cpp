// plan_test.cpp: Plans from shapes alone are what compiled programs hold
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

std::vector<std::uint32_t> encoded(const std::vector<PlannedCommand>& commands,
                                   const Config& config) {
  const auto hash = hashWords(config);
  std::vector<std::uint32_t> words = isa::encode(isa::Check{hash[0], hash[1]});
  for (const PlannedCommand& command : commands) {
    const auto more = std::visit(
        [&](const auto& fields) { return isa::encode(fields, command.tokens); }, command.fields);
    words.insert(words.end(), more.begin(), more.end());
  }
  return words;
}

/// Offsets, sizes, strides, tokens: all but the scales, which shapes do not have.
std::vector<std::uint32_t> withoutScales(std::vector<PlannedCommand> commands,
                                         const Config& config) {
  for (PlannedCommand& command : commands) {
    if (auto* store = std::get_if<isa::Store>(&command.fields))
      store->secondScale = 0;
    if (auto* attention = std::get_if<isa::Attention>(&command.fields))
      attention->scoreScale = attention->outputScale = 0;
    if (auto* post = std::get_if<isa::Post>(&command.fields))
      post->scaleA = post->scaleResidual = post->scale8 = post->epsilonLow = post->epsilonHigh =
          post->gammaShift = 0;
    if (auto* softmax = std::get_if<isa::Softmax>(&command.fields))
      softmax->scoreScale = 0;
  }
  return encoded(commands, config);
}

TEST(Plan, WithNumbersIsWhatProgramsHold) {
  const Config config = loadConfig("tiny4");
  for (const char* text : {"gemm:37x50x40,act=gelu", "softmax:5x37",
                           "encoder:L=30,D=24,H=3,F=50,layers=2,norm=pre,mask=causal"}) {
    const Workload workload = makeWorkload(text, 1, arithmeticOf(config));
    const Program program = compile(workload.graph, config);
    const auto commands = plan(workload.graph, config);
    EXPECT_EQ(encoded(commands, config), program.words) << text;
    ASSERT_EQ(commands.size(), program.operatorOf.size());
    for (std::size_t i = 0; i < commands.size(); ++i)
      EXPECT_EQ(commands[i].op, program.operatorOf[i]);
  }
}

TEST(Plan, NeedsNoNumbers) {
  const Config config = loadConfig("edge8");
  for (const char* text : {"gemm:100x70x90", "attention:L=30,S=20,D=10,H=3,mask=padding",
                           "layernorm:9x33", "encoder:L=64,D=64,H=2,F=90"}) {
    const Workload workload = makeWorkload(text, 7, arithmeticOf(config));
    const WorkloadShapes shapes = makeWorkloadShapes(text, 7, arithmeticOf(config));
    EXPECT_EQ(withoutScales(plan(shapes.graph, config), config),
              withoutScales(plan(workload.graph, config), config))
        << text;
  }
}

std::int64_t rowsToScratchpad(const std::vector<PlannedCommand>& commands) {
  std::int64_t rows = 0;
  for (const PlannedCommand& command : commands)
    if (const auto* store = std::get_if<isa::Store>(&command.fields))
      rows += store->destination == isa::StoreTo::activations ? store->count1 : 0;
  return rows;
}

/// Activations that the second product of the feed-forward network loads.
std::int64_t hiddenRowsLoaded(const Graph& graph, const std::vector<PlannedCommand>& commands) {
  std::int64_t rows = 0;
  for (const PlannedCommand& command : commands)
    if (const auto* load = std::get_if<isa::Load>(&command.fields))
      rows += load->destination == isa::LoadTo::activations &&
                      graph.operators[command.op].name == "layer0.feed_forward2"
                  ? load->count1
                  : 0;
  return rows;
}

TEST(Plan, SmallHiddenRowsStayOnChip) {
  const Config config = loadConfig("base16");
  const Graph small = makeWorkloadShapes("encoder:L=16,D=64,H=4,F=120", 1).graph,
              large = makeWorkloadShapes("encoder:L=100,D=64,H=4,F=640", 1).graph;
  EXPECT_GE(rowsToScratchpad(plan(small, config)), 16);
  EXPECT_EQ(hiddenRowsLoaded(small, plan(small, config)), 0);
  EXPECT_EQ(rowsToScratchpad(plan(large, config)), 0);
  EXPECT_GT(hiddenRowsLoaded(large, plan(large, config)), 0);
}

} // namespace
} // namespace weft
