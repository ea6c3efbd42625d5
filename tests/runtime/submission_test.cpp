// submission_test.cpp: A submission comes out of its bytes as it went in
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/submission.hpp"

#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace weft {
namespace {

Submission example(const Graph& graph) {
  Submission submission;
  DeviceCounters counters;
  counters.cycles = std::uint64_t{1} << 40;
  counters.engines[2][5] = 77;
  counters.busySets = {1, 2, 3};
  counters.readBytes = 4;
  counters.writtenBytes = 5;
  counters.operatorEnd = {6};
  counters.operatorEngines.resize(1);
  counters.operatorEngines[0][3][4] = 8;
  submission.counters = counters;
  submission.error = "it broke";
  submission.comparison = {9, 2, {2}, Mismatch{"gemm", "y", 1, 2, -3, 4, 5, 678}};
  const GraphTensor& output = graph.tensors[graph.outputs[0]];
  Tensor tensor(output.dtype, {output.rows, output.columns});
  tensor.mutableValues<std::int8_t>()[5] = -7;
  submission.outputs = {tensor};
  submission.time = {1.5, 2.5, 600, 10.25, 11.75};
  submission.timeline = Timeline{
      9, {{1, 2, 3, 4, "MATMUL", "gemm", "rows 0..1", {5, 6}}}, {{1, 2, 3, 4}, {4, 3, 2, 9}}};
  return submission;
}

TEST(Submission, SurvivesItsBytes) {
  const Graph graph = makeWorkload("gemm:2x3x4", 1).graph;
  const Submission before = example(graph);
  const Submission after = submissionFrom(toBytes(before), graph);
  ASSERT_TRUE(after.counters);
  EXPECT_EQ(after.counters->cycles, before.counters->cycles);
  EXPECT_EQ(after.counters->engines, before.counters->engines);
  EXPECT_EQ(after.counters->busySets, before.counters->busySets);
  EXPECT_EQ(after.counters->readBytes, before.counters->readBytes);
  EXPECT_EQ(after.counters->writtenBytes, before.counters->writtenBytes);
  EXPECT_EQ(after.counters->operatorEnd, before.counters->operatorEnd);
  EXPECT_EQ(after.counters->operatorEngines, before.counters->operatorEngines);
  EXPECT_EQ(after.error, before.error);
  EXPECT_EQ(after.comparison.checked, before.comparison.checked);
  EXPECT_EQ(after.comparison.mismatches, before.comparison.mismatches);
  EXPECT_EQ(after.comparison.mismatchesOf, before.comparison.mismatchesOf);
  EXPECT_EQ(after.comparison.first->text(), before.comparison.first->text());
  EXPECT_EQ(after.comparison.first->cycle, before.comparison.first->cycle);
  EXPECT_EQ(after.comparison.first->id, before.comparison.first->id);
  EXPECT_TRUE(std::ranges::equal(after.outputs[0].bytes(), before.outputs[0].bytes()));
  EXPECT_EQ(after.time.cycles, before.time.cycles);
  EXPECT_EQ(after.time.end, before.time.end);
}

TEST(Submission, KeepsItsTimeline) {
  const Graph graph = makeWorkload("gemm:2x3x4", 1).graph;
  const Submission after = submissionFrom(toBytes(example(graph)), graph);
  ASSERT_TRUE(after.timeline);
  EXPECT_EQ(after.timeline->cycles, 9U);
  ASSERT_EQ(after.timeline->commands.size(), 1U);
  EXPECT_EQ(after.timeline->commands[0].end, 3U);
  EXPECT_EQ(after.timeline->commands[0].tile, "rows 0..1");
  EXPECT_EQ(after.timeline->commands[0].states[1], 6U);
  ASSERT_EQ(after.timeline->states.size(), 2U);
  EXPECT_EQ(after.timeline->states[1].state, 3U);
  EXPECT_EQ(after.timeline->states[1].end, 9U);
}

TEST(Submission, MayLackCountersErrorAndMismatch) {
  const Graph graph = makeWorkload("gemm:2x3x4", 1).graph;
  Submission before = example(graph);
  before.counters.reset();
  before.error.reset();
  before.comparison.first->cycle.reset();
  before.timeline.reset();
  EXPECT_FALSE(submissionFrom(toBytes(before), graph).comparison.first->cycle);
  before.comparison.first.reset();
  const Submission after = submissionFrom(toBytes(before), graph);
  EXPECT_FALSE(after.counters || after.error || after.comparison.first || after.timeline);
}

} // namespace
} // namespace weft
