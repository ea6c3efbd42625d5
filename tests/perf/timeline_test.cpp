// timeline_test.cpp: What single resources of the timeline do to requests and commands
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/timeline/engine_latencies.hpp"
#include "sw/timeline/memory.hpp"
#include "sw/timeline/timeline.hpp"

#include <gtest/gtest.h>

namespace weft::timeline {
namespace {

struct Recorder : MemoryClient {
  std::vector<std::pair<Cycle, Cycle>> times;
  void served(Cycle first, Cycle last) override { times.emplace_back(first, last); }
};

/// A memory with one reader and one writer.
struct Rig {
  Memory memory;
  Recorder reader, writer;

  explicit Rig(const ModelMemory& spec) : memory(machineOf(loadConfig("tiny4"), spec)) {
    memory.connectReader(0, reader);
    memory.connectWriter(0, writer);
  }
  void run() {
    while (memory.due < kNever)
      memory.wake(memory.due);
  }
};

using Times = std::vector<std::pair<Cycle, Cycle>>;

TEST(TimelineMemory, ReadsTakeLatencyAndABeatEveryBusBytesOverBytesCycles) {
  Rig rig({.latency = 20, .bytes = 2});
  rig.memory.read(0, 10, 10, 5);
  rig.run();
  EXPECT_EQ(rig.reader.times, (Times{{30, 30 + 4 * 4}}));
}

TEST(TimelineMemory, RequestsFollowEachOtherWithoutAGap) {
  Rig rig({.latency = 20, .bytes = 8});
  rig.memory.read(0, 10, 10, 16);
  rig.memory.read(0, 11, 11, 16);
  rig.run();
  EXPECT_EQ(rig.reader.times, (Times{{30, 45}, {46, 61}}));
}

TEST(TimelineMemory, BothDirectionsShareTheBandwidth) {
  Rig rig({.latency = 1, .bytes = 8});
  rig.memory.read(0, 0, 0, 100);
  rig.memory.write(0, 1, 100, 100);
  rig.run();
  ASSERT_EQ(rig.writer.times.size(), 1U);
  EXPECT_NEAR(static_cast<double>(rig.reader.times[0].second), 200, 2);
  EXPECT_NEAR(static_cast<double>(rig.writer.times[0].second), 200, 2);
}

TEST(TimelineMemory, AnIdealMemoryGivesEachDirectionABeatACycle) {
  Rig rig({.latency = 1, .bytes = 0});
  rig.memory.read(0, 0, 0, 100);
  rig.memory.write(0, 1, 100, 100);
  rig.run();
  EXPECT_EQ(rig.reader.times, (Times{{1, 100}}));
  EXPECT_EQ(rig.writer.times, (Times{{1, 100}}));
}

TEST(TimelineMemory, RefusalsSlowBeatsToTheirMean) {
  Rig rig({.latency = 1, .bytes = 8, .stallPercent = 50});
  rig.memory.read(0, 0, 0, 101);
  rig.run();
  EXPECT_EQ(rig.reader.times[0].second - rig.reader.times[0].first, 200);
}

PlannedCommand matmul(std::uint32_t rows, std::uint32_t tiles) {
  isa::Matmul fields;
  fields.rows = rows;
  fields.kTiles = tiles;
  PlannedCommand command;
  command.engine = isa::Engine::array;
  command.fields = fields;
  return command;
}

TEST(TimelineArray, ATileTakesItsVectorsOrTheRowsOfItsWeights) {
  const Config config = loadConfig("base16");
  for (const std::uint32_t rows : {1U, 16U, 100U}) {
    const std::vector<PlannedCommand> commands = {matmul(rows, 10)};
    const CommandTimes times = timelineOf(commands, config, {.latency = 1}).commands[0];
    EXPECT_EQ(times.end - times.begin, 9 * std::max<Cycle>(rows, 16) + rows);
    EXPECT_EQ(times.begin - times.offered, 16 + 1);
    EXPECT_EQ(times.done - (times.end - 1), 16 + 16 + 3 + 1);
  }
}

TEST(TimelineArray, CommandsThatWaitFollowEachOtherWithoutAGap) {
  const std::vector<PlannedCommand> commands = {matmul(64, 15), matmul(64, 15), matmul(64, 15)};
  const auto times = timelineOf(commands, loadConfig("base16"), {.latency = 1}).commands;
  EXPECT_EQ(times[1].begin, times[0].end);
  EXPECT_EQ(times[2].begin, times[1].end);
}

isa::Convolve convolution(std::uint32_t lines, std::uint32_t taps, std::uint32_t step) {
  isa::Convolve fields;
  fields.lines = lines;
  fields.columns = 3;
  fields.kTiles = 5;
  fields.kernelRows = 2;
  fields.taps = taps;
  fields.step = step;
  return fields;
}

/// A step of up to 16 lines takes 16 filters of all taps; with lines and pixels two apart, what
/// they see of the image takes longer than few taps.
TEST(TimelineArray, APassTakesItsTapsOrItsWords) {
  const Config config = loadConfig("base16", {"array.dataflow=rs"});
  const auto cycles = [&](const isa::Convolve& fields) {
    PlannedCommand command;
    command.engine = isa::Engine::array;
    command.fields = fields;
    const auto times = timelineOf(std::vector{command}, config, {.latency = 1}).commands[0];
    return times.end - times.begin;
  };
  EXPECT_EQ(cycles(convolution(16, 3, 1)), 5 * 3 * 3 * 16);
  EXPECT_EQ(cycles(convolution(33, 3, 1)), 5 * 3 * 3 * 3 * 16);
  EXPECT_EQ(cycles(convolution(16, 3, 2)), 5 * (2 * 2 + 3) * (15 * 2 + 2));
  EXPECT_EQ(cycles(convolution(18, 7, 2)), 5 * 2 * 3 * 7 * 16);
}

/// Rows to the scratchpad wait for no answer, and nothing else is taken meanwhile.
TEST(TimelineStore, RowsToTheScratchpadAreDoneWithoutTheMemory) {
  isa::Store rows;
  rows.columns = 16;
  rows.count1 = 40;
  PlannedCommand placed, stored;
  placed.engine = stored.engine = isa::Engine::store;
  stored.fields = rows;
  rows.destination = isa::StoreTo::activations;
  placed.fields = rows;
  const std::vector<PlannedCommand> commands = {placed, stored};
  const auto times = timelineOf(commands, loadConfig("base16"), {.latency = 500}).commands;
  EXPECT_LT(times[0].done - times[0].offered, 40 + 40);
  EXPECT_GT(times[1].begin, times[0].done);
  EXPECT_GT(times[1].done - times[1].begin, 500);
}

/// A row of each window's places a cycle.
TEST(TimelineStore, EveryPlaceOfAWindowTakesACycle) {
  constexpr std::uint32_t kSide = 12;
  for (std::uint32_t window = isa::kLeastWindow; window <= isa::kMostWindow; ++window) {
    isa::Pool pool;
    pool.columns = 32;
    pool.count1 = pool.count2 = kSide;
    pool.window = window;
    PlannedCommand command;
    command.engine = isa::Engine::store;
    command.fields = pool;
    const auto times = timelineOf(std::vector{command}, loadConfig("base16"), {.latency = 1});
    const Cycle rows = Cycle{kSide} * kSide * 2 * window * window;
    EXPECT_GE(times.commands[0].done - times.commands[0].begin, rows);
    EXPECT_LE(times.commands[0].done - times.commands[0].begin, rows + 40);
  }
}

PlannedCommand loadOfWords(std::uint32_t runs, std::uint32_t zeroRuns) {
  isa::Load load;
  load.bytes = 16;
  load.count1 = runs;
  load.zeroFirst1 = zeroRuns;
  PlannedCommand command;
  command.fields = load;
  return command;
}

/// Zeros take the time of words, not of the memory.
TEST(TimelineLoad, ZerosAreWrittenButNotRead) {
  constexpr std::uint32_t kRuns = 400;
  const Config config = loadConfig("base16");
  const auto cyclesOf = [&](std::uint32_t zeroRuns, const ModelMemory& memory) {
    const auto times = timelineOf(std::vector{loadOfWords(kRuns, zeroRuns)}, config, memory);
    return times.commands[0].done - times.commands[0].begin;
  };
  const ModelMemory slow{.latency = 1, .bytes = 4}, far{.latency = 3000};
  EXPECT_GE(cyclesOf(0, slow), 4 * kRuns);
  EXPECT_LE(cyclesOf(kRuns / 2, slow), 4 * kRuns / 2 + 40);
  EXPECT_GE(cyclesOf(kRuns - 1, far), 3000);
  EXPECT_LE(cyclesOf(kRuns, far), kRuns + 20);
}

/// A command of zeros alone ends behind what arrives before it, and before what comes after it.
TEST(TimelineLoad, ZerosAloneKeepTheirPlace) {
  const std::vector<PlannedCommand> commands = {loadOfWords(100, 0), loadOfWords(100, 100),
                                                loadOfWords(100, 0), loadOfWords(100, 100)};
  const auto times = timelineOf(commands, loadConfig("base16"), {.latency = 60}).commands;
  for (std::size_t i = 1; i < times.size(); ++i)
    EXPECT_GE(times[i].done - times[i - 1].done, 100) << i;
}

/// Loads write to the bank first.
TEST(TimelineStore, RowsToTheScratchpadWaitForLoads) {
  isa::Store rows;
  rows.columns = 16;
  rows.count1 = 100;
  rows.destination = isa::StoreTo::activations;
  PlannedCommand placed, loaded;
  placed.engine = isa::Engine::store;
  placed.fields = rows;
  isa::Load words;
  words.bytes = 16;
  words.count1 = 300;
  loaded.fields = words;
  const auto alone = timelineOf(std::vector{placed}, loadConfig("base16"), {.latency = 1});
  const auto beside = timelineOf(std::vector{placed, loaded}, loadConfig("base16"), {.latency = 1});
  EXPECT_EQ(beside.commands[0].begin, alone.commands[0].begin);
  const auto waits = beside.commands[0].done - alone.commands[0].done;
  EXPECT_GT(waits, 250);
  EXPECT_LE(waits, 300);
}

TEST(Timeline, ACommandWaitsForItsToken) {
  PlannedCommand first = matmul(64, 15), second;
  second.engine = isa::Engine::store;
  second.fields = isa::Store{};
  first.tokens.signal = second.tokens.wait =
      1U << isa::tokenOf(isa::Engine::array, isa::Engine::store);
  const std::vector<PlannedCommand> commands = {first, second};
  const auto times = timelineOf(commands, loadConfig("base16"), {.latency = 1}).commands;
  EXPECT_EQ(times[1].offered, times[0].done + 2);
  EXPECT_EQ(times[1].waitedFor, isa::Engine::array);
}

/// The second has waited for the first one's token and is taken when that is done; the third waits
/// for nothing and is there at once.
TEST(Timeline, CommandsThatFollowATokenOfTheirOwnEngineAllEnd) {
  const auto end = [](isa::Engine engine, const auto& fields) {
    PlannedCommand command;
    command.engine = engine;
    command.fields = fields;
    std::vector<PlannedCommand> commands(3, command);
    commands[0].tokens.signal = commands[1].tokens.wait = 1U << isa::tokenOf(engine, engine);
    return timelineOf(commands, loadConfig("tiny4"), {.latency = 1}).commands;
  };
  isa::Post post;
  post.rows = 300;
  post.write8 = 1;
  isa::Softmax softmax;
  softmax.rows = 300;
  for (const auto& times : {end(isa::Engine::post, post), end(isa::Engine::attention, softmax)}) {
    EXPECT_GT(times[1].begin, times[0].done);
    EXPECT_GT(times[2].begin, times[1].done);
  }
}

/// Far more commands than are held; each signals the next, which is told late.
TEST(Timeline, IsTheSameWhenTokensAreToldLate) {
  constexpr std::size_t kCommands = 200'000;
  const std::uint32_t token = 1U << isa::tokenOf(isa::Engine::array, isa::Engine::store);
  PlannedCommand product = matmul(4, 1), store;
  store.engine = isa::Engine::store;
  store.fields = isa::Store{};
  store.tokens.wait = token;
  std::vector<PlannedCommand> commands(kCommands, product);
  commands[0].tokens.signal = token;
  commands.back() = store;
  const Config config = loadConfig("tiny4");
  std::size_t ended = 0;
  TimelineRun run(config, {.latency = 1}, [&](const auto&, const auto&) { ++ended; });
  commands[0].tokens.signal = 0;
  for (std::size_t i = 0; i < kCommands; ++i) {
    if (i + 1 == kCommands)
      run.signal(0, token);
    run.append(commands[i]);
  }
  const Cycle cycles = run.finish();
  EXPECT_EQ(ended, kCommands);
  commands[0].tokens.signal = token;
  EXPECT_EQ(cycles, timelineOf(commands, config, {.latency = 1}).cycles);
}

} // namespace
} // namespace weft::timeline
