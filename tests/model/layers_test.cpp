// layers_test.cpp: Layers of a graph, run one by one from the golden state, equal the whole.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/layers.hpp"

#include "sw/model/golden.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

void expectEqual(const std::vector<Tensor>& part, const std::vector<Tensor>& whole,
                 const Graph& graph) {
  ASSERT_EQ(part.size(), whole.size());
  for (TensorId id = 0; id < part.size(); ++id)
    EXPECT_TRUE(std::ranges::equal(part[id].bytes(), whole[id].bytes())) << graph.tensors[id].name;
}

std::vector<std::string> namesOf(const Graph& graph, TensorKind kind) {
  std::vector<std::string> names;
  for (const GraphTensor& tensor : graph.tensors)
    if (tensor.kind == kind)
      names.push_back(tensor.name);
  std::ranges::sort(names);
  return names;
}

class Layers : public ::testing::TestWithParam<const char*> {};

TEST_P(Layers, RunAloneFromTheGoldenStateEqualTheWhole) {
  const Workload workload = makeWorkload(GetParam(), 1);
  const auto whole = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  std::size_t operators = 0;
  for (const GraphPart& part : cutIntoLayers(workload.graph)) {
    SCOPED_TRACE(part.name);
    part.graph.check();
    EXPECT_EQ(part.firstOperator, operators);
    operators += part.graph.operators.size();
    const auto values = runGolden(part.graph, part.inputsAmong(whole), num::Nonlinear::accurate);
    expectEqual(values, part.tensorsAmong(whole), part.graph);
  }
  EXPECT_EQ(operators, workload.graph.operators.size());
}

INSTANTIATE_TEST_SUITE_P(Workloads, Layers,
                         ::testing::Values("encoder:L=5,D=16,H=2,F=24,layers=3",
                                           "encoder:L=5,D=16,H=2,F=24,layers=2,norm=pre",
                                           "encoder:L=5,D=16,H=2,F=24", "gemm:3x4x5",
                                           "softmax:4x40"));

TEST(LayerCut, GivesEveryLayerItsInputsAndOutputs) {
  const Workload workload = makeWorkload("encoder:L=5,D=16,H=2,F=24,layers=3", 1);
  const auto parts = cutIntoLayers(workload.graph);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1].name, "layer1");
  using Names = std::vector<std::string>;
  EXPECT_EQ(namesOf(parts[0].graph, TensorKind::input), (Names{"hidden16", "hidden8"}));
  EXPECT_EQ(namesOf(parts[1].graph, TensorKind::input),
            (Names{"layer0.norm2.out16", "layer0.norm2.out8"}));
  EXPECT_EQ(namesOf(parts[1].graph, TensorKind::output),
            (Names{"layer1.norm2.out16", "layer1.norm2.out8"}));
  EXPECT_EQ(parts[2].graph.outputs.size(), workload.graph.outputs.size());
}

TEST(LayerCut, WhatStandsAroundTheLayersBelongsToThem) {
  Graph graph = makeWorkload("encoder:L=5,D=16,H=2,F=24,layers=2", 1).graph;
  graph.operators.front().name = "embedding";
  graph.operators.back().name = "classifier";
  const auto parts = cutIntoLayers(graph);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].graph.operators.front().name, "embedding");
  EXPECT_EQ(parts[1].graph.operators.back().name, "classifier");
}

TEST(LayerCut, AGraphWithoutLayersStaysWhole) {
  const Graph graph = makeWorkload("gemm:3x4x5", 1).graph;
  const auto parts = cutIntoLayers(graph);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].graph.inputs, graph.inputs);
  EXPECT_EQ(parts[0].graph.outputs, graph.outputs);
}

} // namespace
} // namespace weft
