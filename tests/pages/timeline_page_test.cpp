// timeline_page_test.cpp: The closed forms of sw/timeline/README.md are those that are computed.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/depths.hpp"
#include "gen/config/read.hpp"
#include "gen/isa/format.hpp"
#include "sw/timeline/engine_latencies.hpp"
#include "sw/timeline/timeline.hpp"
#include "tests/pages/stated.hpp"

#include <functional>

namespace weft::timeline {
namespace {

using test::joined;

template <class... Pieces>::testing::AssertionResult pageStates(const Pieces&... pieces) {
  return test::states("sw/timeline/README.md", pieces...);
}

/// base16 whose RAMs take so many cycles, on a memory of one.
Machine machineWith(std::int64_t ramLatency) {
  Machine machine = machineOf(loadConfig("base16"), {.latency = 1});
  machine.ramLatency = ramLatency;
  return machine;
}

/// `cycles` of a machine, less `rest`, as a form in r: "18 + r", "2 r + 4".
std::string inLatency(const std::function<std::int64_t(const Machine&)>& cycles,
                      std::int64_t rest = 0) {
  const std::int64_t slope = cycles(machineWith(2)) - cycles(machineWith(1));
  const std::int64_t constant = cycles(machineWith(1)) - slope - rest;
  return slope == 1 ? joined(constant, " + r") : joined(slope, " r + ", constant);
}

PlannedCommand commandOf(isa::Engine engine, const auto& fields) {
  PlannedCommand command;
  command.engine = engine;
  command.fields = fields;
  return command;
}

/// From when the engine takes a command to when the one behind it asks for its tokens.
Cycle takenToStaged(isa::Engine engine, const auto& fields) {
  const std::vector<PlannedCommand> commands(2, commandOf(engine, fields));
  const auto times = timelineOf(commands, loadConfig("base16"), {.latency = 1}).commands;
  return times[1].staged - times[0].offered;
}

isa::Post onePost() {
  isa::Post post;
  post.write8 = 1;
  return post;
}

TEST(TimelinePage, RingDecoderAndQueue) {
  EXPECT_TRUE(pageStates("a command of s slots takes ", kHeaderCycles, " + ", isa::kSlotWords,
                         " s cycles"));
  EXPECT_TRUE(pageStates(
      "A full queue (", depths::kCommandWords / (isa::kSlotWords + depths::kLabelWords), " or ",
      depths::kCommandWords / (2 * isa::kSlotWords + depths::kLabelWords), " commands)"));
  const std::int64_t ramLatency = machineWith(1).ramLatency;
  const Cycle one = takenToStaged(isa::Engine::array, isa::Matmul{});
  const Cycle two = takenToStaged(isa::Engine::post, onePost());
  EXPECT_TRUE(pageStates("staged ", one - ramLatency,
                         " + r cycles after the command before was taken (", two - ramLatency,
                         " + r with two slots)"));
  EXPECT_TRUE(
      pageStates("the next one is staged only when this one was taken: ", one + kStagedToAsked + 1,
                 " cycles (", two + kStagedToAsked + 1, ") between short commands"));
}

TEST(TimelinePage, ReadsAndWrites) {
  EXPECT_TRUE(pageStates("run taken -> AR ", kRunToRequest, " -> L -> beats t apart -> client ",
                         inLatency(pinToClient)));
  EXPECT_TRUE(pageStates("a burst leaves ", beatToPin(machineWith(1)),
                         " cycles after its last beat (", beatToPin(machineWith(2)),
                         " with r = 2) when fewer than ", depths::kWritesInFlight,
                         " are unanswered; ", depths::kWriterBursts, " bursts and the memory's ",
                         kMemoryBufferBeats, " beats"));
}

TEST(TimelinePage, LoadArrayAndStore) {
  EXPECT_TRUE(pageStates("done ", kLoadBeatToDone, " cycles after its last beat"));
  EXPECT_TRUE(pageStates("done R + C + ",
                         inLatency(arrayDrain, machineWith(1).rows + machineWith(1).columns),
                         " after"));
  EXPECT_TRUE(pageStates("row asked for ", kStoreToAsk, " cycles after the command, its beat ",
                         inLatency(askToBeat), " later"));
  EXPECT_TRUE(
      pageStates("or ", kStoreAnswerToDone, " cycles after its last word in the scratchpad"));
}

TEST(TimelinePage, Attention) {
  const Machine machine = machineWith(1);
  const std::int64_t levels = std::countr_zero(static_cast<std::uint64_t>(machine.attentionLanes));
  EXPECT_TRUE(pageStates("max(queries, chunk + ", inLatency(tileLoad, machine.chunkKeys), ")"));
  EXPECT_TRUE(pageStates("scores ", inLatency(queryToScores, levels), " + log2 lanes behind"));
  EXPECT_TRUE(pageStates(inLatency(rowUpdate), " at least between chunks of a row"));
  const std::int64_t halves = 2 * (machine.exponentCycles + machine.exponentLevels);
  const std::int64_t stages = 5;
  EXPECT_TRUE(pageStates("2 (chunk / lanes + ", stages, " + log2 lanes) + ",
                         inLatency(scoresToWeights, halves + 2 * stages), " behind"));
  EXPECT_TRUE(pageStates("chunks max(", inLatency(rowUpdate), ", chunk / lanes) cycles apart"));
  EXPECT_TRUE(pageStates(depths::kSinkQueueWords, " chunks at most are under way"));
}

TEST(TimelinePage, Post) {
  EXPECT_TRUE(pageStates(kPostStart + kRunToRequest, " cycles to the first request"));
  EXPECT_TRUE(
      pageStates("root ", kAccurateRootCycles, " cycles (I-BERT's ", kIbertRootCycles, ") a row"));
  EXPECT_TRUE(pageStates("ring of ", kRingColumns, " columns"));
}

} // namespace
} // namespace weft::timeline
