// command_device_test.cpp: Commands without time: right results, and every fault with a sentence.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/command_device.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/read.hpp"
#include "gen/isa/ranges.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/compare.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// A workload compiled for tiny4, whose commands a test may change before they run.
class Commands {
public:
  explicit Commands(const std::string& text)
      : workload_(makeWorkload(text, 1)), program_(compile(workload_.graph, config_)) {}

  Program& program() { return program_; }

  /// First word in the ring of the first command with this opcode.
  template <class Command> std::size_t first() const {
    for (const RingCommand& command : commandsIn(program_.words, program_.commands))
      if (command.format->opcode == isa::formatOf<Command>().opcode)
        return command.word;
    throw std::out_of_range("no such command");
  }

  /// Rewrites the first command of a kind.
  template <class Command, class Change> void change(Change change) {
    const auto word = program_.words.begin() + static_cast<std::ptrdiff_t>(first<Command>());
    const std::span<std::uint32_t> words(
        word, static_cast<std::size_t>(isa::formatOf<Command>().slots) * isa::kSlotWords);
    auto command = isa::decode<Command>(words);
    change(command);
    std::ranges::copy(isa::encode(command, isa::decodeTokens(words)), words.begin());
  }

  /// Puts another command of one slot in the place of the first one of a kind.
  template <class Command, class Other, class Make> void changeTo(Make make) {
    const auto word = program_.words.begin() + static_cast<std::ptrdiff_t>(first<Command>());
    const std::span<std::uint32_t> words(word, isa::kSlotWords);
    const Other other = make(isa::decode<Command>(words));
    std::ranges::copy(isa::encode(other, isa::decodeTokens(words)), words.begin());
  }

  DeviceRun run(CommandOptions options = {}) const {
    return CommandDevice(workload_.graph, program_, config_, std::move(options))
        .run(workload_.samples[0]);
  }

  std::uint64_t mismatches(const DeviceRun& run) const {
    const auto golden = runGolden(workload_.graph, workload_.samples[0], nonlinearChoice(config_));
    return compareStored(workload_.graph, golden, run.tensors).mismatches;
  }

private:
  Config config_ = loadConfig("tiny4");
  Workload workload_;
  Program program_;
};

void expectError(const DeviceRun& run, isa::ErrorCode code, isa::Engine engine,
                 const std::string& part) {
  ASSERT_TRUE(run.error) << run.violation.value_or("no error");
  EXPECT_EQ(run.error->code, static_cast<std::uint32_t>(code)) << run.error->message;
  EXPECT_EQ(run.error->engine, static_cast<std::uint32_t>(engine)) << run.error->message;
  EXPECT_NE(run.error->message.find(part), std::string::npos) << run.error->message;
}

void expectViolation(const DeviceRun& run, const std::string& part) {
  EXPECT_FALSE(run.error);
  ASSERT_TRUE(run.violation) << "nothing was noticed";
  EXPECT_NE(run.violation->find(part), std::string::npos) << *run.violation;
}

TEST(CommandDevice, RunsAgainWithTheSameResult) {
  const Workload workload = makeWorkload("encoder:L=6,D=16,H=2,F=20", 1);
  const Config config = loadConfig("tiny4");
  const Program program = compile(workload.graph, config);
  CommandDevice device(workload.graph, program, config, {});
  const DeviceRun first = device.run(workload.samples[0]), second = device.run(workload.samples[0]);
  const auto golden = runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  EXPECT_EQ(compareStored(workload.graph, golden, first.tensors).mismatches, 0U);
  EXPECT_EQ(compareStored(workload.graph, golden, second.tensors).mismatches, 0U);
  EXPECT_FALSE(second.error || second.violation || second.counters);
}

TEST(CommandDevice, NamesTheRunThatLeavesItsLimit) {
  Commands commands("gemm:5x6x7");
  commands.change<isa::Load>([](isa::Load& load) { load.offset = 0x7ffffff0; });
  expectError(commands.run(), isa::ErrorCode::limit, isa::Engine::load,
              "at offset 2147483632 of base register 0 leaves its limit of ");
}

TEST(CommandDevice, NamesTheRunThatIsNotAligned) {
  Commands commands("layernorm:3x8");
  commands.change<isa::Post>([](isa::Post& post) { post.aOffset += 4; });
  const DeviceRun run = commands.run();
  ASSERT_TRUE(run.error);
  EXPECT_EQ(run.error->engine, static_cast<std::uint32_t>(isa::Engine::post));
  EXPECT_NE(run.error->message.find("begins at no multiple of the bus width, 8 bytes"),
            std::string::npos)
      << run.error->message;
}

TEST(CommandDevice, OffsetsWrapAsAddressesDo) {
  Commands commands("softmax:3x8");
  commands.change<isa::Softmax>([](isa::Softmax& softmax) {
    softmax.scoresOffset += 2 * softmax.scoresPitch;
    softmax.scoresPitch = 0U - softmax.scoresPitch;
  });
  const DeviceRun run = commands.run();
  EXPECT_FALSE(run.error || run.violation);
  EXPECT_GT(commands.mismatches(run), 0U) << "rows came in their old order";
}

/// Zeros that a LOAD makes have no address, and are not what lies in memory.
TEST(CommandDevice, ReadsNoZerosOfALoad) {
  Commands commands("gemm:5x6x7");
  commands.change<isa::Load>([](isa::Load& load) {
    load.offset = 0x7ffffff0;
    load.zeroFirst1 = load.count1;
  });
  const DeviceRun run = commands.run();
  EXPECT_FALSE(run.error || run.violation);
  EXPECT_GT(commands.mismatches(run), 0U);
}

/// A STORE becomes a POOL of windows that cover one row each: their borders repeat.
TEST(CommandDevice, PoolsTheRowsOfAProduct) {
  Commands commands("gemm:1x6x7,out=int8");
  commands.changeTo<isa::Store, isa::Pool>([](const isa::Store& store) {
    isa::Pool pool;
    pool.base = store.base;
    pool.offset = store.offset;
    pool.columns = store.columns;
    pool.accumulatorStart = store.accumulatorStart;
    pool.accumulatorStride = store.accumulatorStride;
    pool.parameterStart = store.parameterStart;
    pool.window = isa::kMostWindow;
    pool.padTop = pool.padLeft = 1;
    return pool;
  });
  const DeviceRun run = commands.run();
  EXPECT_FALSE(run.error || run.violation) << run.violation.value_or("");
  EXPECT_EQ(commands.mismatches(run), 0U);
}

TEST(CommandDevice, RefusesAPoolOfRowsThatDoNotExist) {
  Commands commands("gemm:1x6x7,out=int8");
  commands.changeTo<isa::Store, isa::Pool>([](const isa::Store& store) {
    isa::Pool pool;
    pool.accumulatorStart = store.accumulatorStart;
    pool.accumulatorStride = store.accumulatorStride;
    pool.sourceRows = pool.sourceColumns = isa::kHalf;
    return pool;
  });
  expectError(commands.run(), isa::ErrorCode::badField, isa::Engine::store, "its windows reach");
}

TEST(CommandDevice, RefusesWhatTheDecoderRefuses) {
  Commands commands("gemm:5x6x7");
  commands.program().words[commands.first<isa::Matmul>() + 2] |= 0x80000000;
  expectError(commands.run(), isa::ErrorCode::reservedBits, isa::Engine::processor,
              "RESERVED_BITS");
}

TEST(CommandDevice, RefusesAnotherConfigurationsHash) {
  Commands commands("gemm:5x6x7");
  commands.change<isa::Check>([](isa::Check& check) { check.hashHigh ^= 1; });
  expectError(commands.run(), isa::ErrorCode::wrongHash, isa::Engine::processor, "'tiny4', hash ");
}

TEST(CommandDevice, RefusesARingThatEndsInsideACommand) {
  Commands commands("softmax:3x8");
  commands.program().words.resize(commands.program().words.size() - isa::kSlotWords);
  expectError(commands.run(), isa::ErrorCode::badLength, isa::Engine::processor, "BAD_LENGTH");
}

TEST(CommandDevice, RefusesPlacesThatNoMemoryHas) {
  Commands matmul("gemm:5x6x7"), store("gemm:5x6x7"), load("gemm:5x6x7");
  matmul.change<isa::Matmul>([](isa::Matmul& m) { m.activationStart = isa::kLastWord; });
  expectError(matmul.run(), isa::ErrorCode::badField, isa::Engine::array, "beyond the last word");
  store.change<isa::Store>([](isa::Store& s) { s.parameterStart = isa::kLastParameter; });
  expectError(store.run(), isa::ErrorCode::badField, isa::Engine::store, "last parameter word");
  load.change<isa::Load>([](isa::Load& l) { l.start = isa::kLastWord; });
  expectError(load.run(), isa::ErrorCode::limit, isa::Engine::load, "does not exist");
}

TEST(CommandDevice, RefusesScalesAndLengthsThatTheEnginesRefuse) {
  Commands softmax("softmax:3x8"), post("layernorm:3x8"), keys("attention:L=5,S=6,D=8,H=1");
  softmax.change<isa::Softmax>([](isa::Softmax& s) { s.scoreScale = 9U << 26 | 1; });
  expectError(softmax.run(), isa::ErrorCode::badField, isa::Engine::attention, "at least 10");
  post.change<isa::Post>([](isa::Post& p) { p.scaleA = 23U << 26 | 1; });
  expectError(post.run(), isa::ErrorCode::badField, isa::Engine::post, "scale_a is 23");
  keys.change<isa::Attention>([](isa::Attention& a) { a.keysScalar = isa::LengthFrom::scalar1; });
  CommandOptions options;
  options.scalars[1] = 4097;
  expectError(keys.run(options), isa::ErrorCode::badField, isa::Engine::attention,
              "4097 keys, at most 4096");
}

TEST(CommandDevice, TakesLengthsFromScalars) {
  Commands commands("attention:L=5,S=6,D=8,H=2");
  commands.change<isa::Attention>([](isa::Attention& a) {
    a.queries = a.keys = 1;
    a.queriesScalar = isa::LengthFrom::scalar0;
    a.keysScalar = isa::LengthFrom::scalar3;
  });
  CommandOptions options;
  options.scalars = {5, 0, 0, 6};
  EXPECT_EQ(commands.mismatches(commands.run(options)), 0U);
}

TEST(CommandDevice, ADeadlockSaysWhoWaitsForWhom) {
  Commands commands("gemm:5x6x7");
  commands.program().words[commands.first<isa::Matmul>() + 1] |= 0x80; // a token that nobody gives
  const DeviceRun run = commands.run();
  expectError(run, isa::ErrorCode::watchdog, isa::Engine::array, "waiting for dependency");
  EXPECT_NE(run.error->message.find("which no command gives"), std::string::npos)
      << run.error->message;
  EXPECT_NE(run.error->message.find("store engine: command"), std::string::npos)
      << run.error->message;
}

/// As many signals as a token counts, and one more.
TEST(CommandDevice, LosesNoTokenSilently) {
  const auto runSignalling = [](std::size_t times) {
    Commands commands("gemm:5x6x7");
    Program& program = commands.program();
    const auto load = isa::decode<isa::Load>(
        std::span(program.words).subspan(commands.first<isa::Load>(), isa::kSlotWords));
    const auto signal = isa::encode(load, {0, 1U << (isa::kTokenCount - 1)});
    program.words.clear();
    for (program.commands = 0; program.commands < times; ++program.commands)
      program.words.insert(program.words.end(), signal.begin(), signal.end());
    return commands.run();
  };
  EXPECT_FALSE(runSignalling(isa::kMostOfAToken).error);
  expectError(runSignalling(isa::kMostOfAToken + 1), isa::ErrorCode::tokenOverflow,
              isa::Engine::load, "TOKEN_OVERFLOW");
}

TEST(CommandDevice, NamesWhatIsReadBeforeItIsWritten) {
  Commands words("gemm:5x6x7"), rows("gemm:5x6x7"), bytes("layernorm:3x8"), sums("gemm:5x6x7");
  words.change<isa::Matmul>([](isa::Matmul& m) { m.activationStart += 200; });
  expectViolation(words.run(), "activation word 200 is read before anything has written it");
  rows.change<isa::Store>([](isa::Store& s) { s.accumulatorStart += 300; });
  expectViolation(rows.run(), "accumulator row 300 is read before");
  sums.change<isa::Matmul>([](isa::Matmul& m) { m.accumulate = 1; });
  expectViolation(sums.run(), "(MATMUL gemm, rows 0..4, columns 0..6, k 0..5): accumulator row 0");
  bytes.change<isa::Post>([](isa::Post& p) { p.columns += 1; });
  expectViolation(bytes.run(), "before anything has written its byte 16");
}

TEST(CommandDevice, FindsAWriteBesideTheTensors) {
  Commands commands("layernorm:3x8");
  commands.change<isa::Post>([](isa::Post& post) {
    post.out8Offset += post.out8Pitch * 3; // the guard zone behind the tensor
  });
  expectViolation(commands.run(), "which belongs to no tensor");
}

/// Whatever token is missing, some order of the engines shows it, but for the few that others
/// imply.
TEST(CommandDevice, MissesTheTokensThatAreLeftOut) {
  Commands commands("encoder:L=9,D=24,H=3,F=50");
  const std::vector<std::uint32_t> whole = commands.program().words;
  const auto fails = [&] {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      CommandOptions options;
      options.seed = seed;
      const DeviceRun run = commands.run(options);
      if (run.error || run.violation || commands.mismatches(run) > 0)
        return true;
    }
    return false;
  };
  EXPECT_FALSE(fails());
  int tokens = 0, found = 0;
  for (const RingCommand& command : commandsIn(whole, commands.program().commands)) {
    if (command.tokens.wait == 0)
      continue;
    commands.program().words = whole;
    commands.program().words[command.word] &= 0xffffU; // tokens 0 to 15
    commands.program().words[command.word + 1] &= ~0xffU;
    ++tokens;
    found += fails() ? 1 : 0;
  }
  EXPECT_GT(tokens, 20);
  EXPECT_GE(found, tokens - tokens / 20);
}

} // namespace
} // namespace weft
