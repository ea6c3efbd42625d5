// compile_test.cpp: Compiled programs give the golden results whatever order the engines run in
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/layers.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/command_device.hpp"
#include "sw/runtime/compare.hpp"
#include "tests/chain_of_products.hpp"
#include "tests/runs_on.hpp"

#include <gtest/gtest.h>

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

TEST(Compile, RandomConfigurationsGiveGoldenResultsInAnyOrder) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const std::string& text : raggedWorkloads())
      expectGolden(text, randomConfig(seed), seed);
}

} // namespace
} // namespace weft
