// compile_test.cpp: Compiled programs give the golden results whatever order the engines run in
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/layers.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/command_device.hpp"
#include "sw/runtime/compare.hpp"
#include "tests/chain_of_products.hpp"
#include "tests/runs_on.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

/// The stored tensors after the commands have run, engines in an order that `seed` draws.
std::vector<Tensor> execute(const Graph& graph, const std::vector<Tensor>& inputs,
                            const Config& config, std::uint64_t seed) {
  const Program program = compile(graph, config);
  CommandOptions options;
  options.seed = seed;
  CommandDevice device(graph, program, config, options);
  DeviceRun run = device.run(inputs);
  EXPECT_EQ(run.error ? run.error->message : "", "");
  EXPECT_EQ(run.violation.value_or(""), "");
  return std::move(run.tensors);
}

/// Every part that is not the host's.
void expectGolden(const Workload& workload, const Config& config, std::uint64_t seed) {
  SCOPED_TRACE("on " + config.name + " seed " + std::to_string(seed));
  const auto golden = runGolden(workload.graph, workload.samples[0], nonlinearChoice(config));
  for (const GraphPart& part : cutAtHost(workload.graph)) {
    if (part.onHost())
      continue;
    const auto device = execute(part.graph, part.inputsAmong(golden), config, seed);
    const Comparison comparison = compareStored(part.graph, part.tensorsAmong(golden), device);
    EXPECT_GT(comparison.checked, 0U);
    EXPECT_EQ(comparison.mismatches, 0U) << comparison.first->text();
  }
}

void expectGolden(const std::string& text, const Config& config, std::uint64_t seed) {
  SCOPED_TRACE(text);
  if (!test::runsOn(config, text))
    return;
  expectGolden(makeWorkload(text, seed, arithmeticOf(config)), config, seed);
}

const std::vector<std::string>& convolutions() {
  static const std::vector<std::string> texts = {
      "conv:H=5,W=7,C=9,K=19",
      "conv:H=9,W=10,C=5,K=7,stride=2",
      "conv:H=11,W=6,C=17,K=20,R=3,S=3,act=relu",
      "conv:H=13,W=12,C=3,K=33,R=7,S=7,stride=2",
      "conv:H=12,W=14,C=3,K=10,R=7,S=7,stride=2,pool=max3,act=relu",
      "conv:H=1,W=40,C=6,K=5,R=7,S=7,pad=6",
      "conv:H=10,W=9,C=4,K=70,R=2,S=5,pad=1,pool=max2",
      "conv:H=7,W=5,C=40,K=36,R=3,S=3,pool=average,act=relu,residual=1",
      "conv:H=30,W=31,C=2,K=3,R=3,S=3,pool=max3,residual=1",
      "conv:H=6,W=300,C=3,K=4,R=1,S=3,pool=max3",
      "conv:H=2,W=700,C=1,K=9,R=3,S=2,stride=2,act=relu",
      "conv:H=1024,W=2,C=3,K=5,R=7,S=1,stride=2,pool=max3,act=relu",
      "conv:H=1,W=1024,C=17,K=15,R=1,S=7,pool=max3",
      "conv:H=2,W=1,C=4096,K=4096,R=1,S=1",
      "conv:H=7,W=6,C=2674,K=2,R=7,S=7",
      "conv:H=16,W=16,C=150,K=130,R=3,S=1",
  };
  return texts;
}

const std::vector<std::string>& raggedWorkloads() {
  static const std::vector<std::string> texts = {
      "gemm:1x1x1",
      "gemm:17x33x50",
      "gemm:130x70x37,act=gelu,out=int16",
      "gemm:5x200x90,act=relu,out=int32",
      "gemm:3x7x65,bias=0",
      "attention:L=5,S=19,D=10,H=3",
      "attention:L=20,S=33,D=16,H=2,mask=causal",
      "attention:L=70,S=17,D=64,H=2,mask=padding,valid=9",
      "layernorm:7x50",
      "softmax:5x37",
      "add:9x33",
      "encoder:L=9,D=24,H=3,F=50",
      "encoder:L=7,D=12,H=4,F=9",
      "encoder:L=140,D=32,H=2,F=40,layers=2,norm=pre,mask=causal",
  };
  return texts;
}

TEST(Compile, PresetsGiveGoldenResultsInAnyOrder) {
  for (const std::string& preset : presetNames())
    for (const std::string& text : raggedWorkloads())
      for (std::uint64_t seed = 1; seed <= 2; ++seed)
        expectGolden(text, loadConfig(preset), seed);
}

TEST(Compile, ChainsOfProductsGiveGoldenResultsInAnyOrder) {
  for (const std::string& preset : presetNames())
    for (const std::size_t rows : {1, 7, 70, 300})
      for (const std::size_t k : {3, 40, 700})
        expectGolden(test::chainOfProducts(rows, k), loadConfig(preset), rows + k);
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    expectGolden(test::chainOfProducts(1 + 7 * seed, 10 * seed), randomConfig(seed), seed);
}

TEST(Compile, ConvolutionsGiveGoldenResultsInAnyOrder) {
  for (const std::string& text : convolutions()) {
    for (const std::string& preset : presetNames())
      expectGolden(text, loadConfig(preset), 3);
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
      expectGolden(text, randomConfig(seed), seed);
  }
}

/// Machines whose array takes images as they lie.
Config convolving(int rows, int columns, std::vector<std::string> overrides = {}) {
  overrides.emplace_back("array.dataflow=rs");
  overrides.push_back("array.rows=" + std::to_string(rows));
  overrides.push_back("array.columns=" + std::to_string(columns));
  return loadConfig("tiny4", overrides);
}

bool convolves(const std::string& text, const Config& config) {
  const auto commands = plan(makeWorkloadShapes(text, 1).graph, config);
  return std::ranges::any_of(commands, [](const PlannedCommand& command) {
    return std::holds_alternative<isa::Convolve>(command.fields);
  });
}

TEST(Compile, ConvolutionsOfImagesGiveGoldenResultsInAnyOrder) {
  for (const std::string& text : convolutions())
    for (const auto& [rows, columns] : {std::pair{4, 4}, {8, 8}, {4, 8}, {8, 4}, {16, 16}})
      expectGolden(text, convolving(rows, columns), 4);
}

/// One less, as many, and more channels, filters and lines than the array has rows and columns.
TEST(Compile, EveryKernelGivesGoldenResultsOnImages) {
  num::Random random(5);
  int onImages = 0; // of 98
  for (int kernelRows = 1; kernelRows <= 7; ++kernelRows)
    for (int taps = 1; taps <= 7; ++taps)
      for (const int step : {1, 2}) {
        const auto near = [&](int size) { return size + static_cast<int>(random.uniform(-1, 3)); };
        const auto [rows, columns] = random.chance(50) ? std::pair{8, 4} : std::pair{4, 8};
        std::string text =
            "conv:H=" + std::to_string(near(columns) + kernelRows) +
            ",W=" + std::to_string(near(5) + taps) + ",C=" + std::to_string(near(rows)) +
            ",K=" + std::to_string(near(columns)) + ",R=" + std::to_string(kernelRows) +
            ",S=" + std::to_string(taps) + ",stride=" + std::to_string(step);
        expectGolden(text, convolving(rows, columns), 6);
        onImages += convolves(text, convolving(rows, columns)) ? 1 : 0;
      }
  EXPECT_GT(onImages, 49);
}

/// Slabs of channels, parts of taps and blocks of lines and columns: little fits at a time.
TEST(Compile, ConvolutionsOfImagesInSmallMemoriesGiveGoldenResults) {
  for (const std::string& text : convolutions())
    expectGolden(text, convolving(8, 8, {"scratchpad.kib=4", "accumulator.kib=4"}), 7);
}

TEST(Compile, RandomConfigurationsGiveGoldenResultsInAnyOrder) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const std::string& text : raggedWorkloads())
      expectGolden(text, randomConfig(seed), seed);
}

} // namespace
} // namespace weft
