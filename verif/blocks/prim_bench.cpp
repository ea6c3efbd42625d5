// prim_bench.cpp: Width converters, arbiter, walker and splitter against a few lines of C++ each.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/byte_beat.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/run_list.hpp"
#include "verif/harness/run_port.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include "Vprim_beats_equal.h"
#include "Vprim_beats_narrower.h"
#include "Vprim_beats_wider.h"
#include "Vprim_round_robin5.h"
#include "Vprim_splitter.h"
#include "Vprim_walker.h"
#include "Vprim_words_equal.h"
#include "Vprim_words_narrower.h"
#include "Vprim_words_wider.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

/// A run of bytes cut into pieces of `size`; the last one filled with zeros and marked.
std::vector<ByteBeat> cut(const std::vector<std::uint8_t>& run, unsigned size) {
  std::vector<ByteBeat> pieces;
  for (std::size_t at = 0; at < run.size(); at += size) {
    ByteBeat piece{std::vector<std::uint8_t>(size), at + size >= run.size()};
    for (unsigned i = 0; i < size && at + i < run.size(); ++i)
      piece.data[i] = run[at + i];
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

/// Lengths around the sizes of beats and words, then random ones; the bytes are noise.
std::vector<std::vector<std::uint8_t>> someRuns(unsigned bus, unsigned word) {
  StallSource draw(6, 0, 0);
  std::vector<std::size_t> lengths = {1,        bus - 1, bus,      bus + 1,
                                      word - 1, word,    word + 1, 2 * word + bus};
  for (unsigned i = 0; i < 60; ++i)
    lengths.push_back(1 + draw.next() % (std::uint64_t{4} * std::max(bus, word)));
  std::vector<std::vector<std::uint8_t>> runs;
  for (std::size_t length : lengths) {
    runs.emplace_back(length);
    for (std::uint8_t& byte : runs.back())
      byte = static_cast<std::uint8_t>(draw.next());
  }
  return runs;
}

/// An input item: the bytes as they stand on the port, and how many of the last one count.
struct Piece {
  ByteBeat beat;
  std::uint32_t bytes;
};

template <class D, unsigned bus, unsigned word> struct Widths {
  using Dut = D;
  static constexpr unsigned kBus = bus, kWord = word;
};

/// Sends runs cut into `from` bytes, with noise beyond the run, and expects them cut into `to`
/// bytes.
template <class Driver, class Monitor>
void sendRuns(Driver& driver, Monitor& monitor, unsigned from, unsigned to, unsigned bus,
              unsigned word) {
  StallSource noise(9, 0, 0);
  for (const auto& run : someRuns(bus, word)) {
    for (ByteBeat& beat : cut(run, from)) {
      const std::size_t rest = (run.size() - 1) % from + 1;
      for (std::size_t i = rest; beat.last && i < from; ++i)
        beat.data[i] = static_cast<std::uint8_t>(noise.next());
      driver.push({beat, static_cast<std::uint32_t>(beat.last ? rest : noise.next() % from + 1)});
    }
    for (ByteBeat& beat : cut(run, to))
      monitor.expect(std::move(beat));
  }
}

template <class S> struct BeatsToWords : testing::Test {};
using WordShapes =
    testing::Types<Widths<Vprim_words_wider, 8, 32>, Widths<Vprim_words_equal, 16, 16>,
                   Widths<Vprim_words_narrower, 32, 4>>;
TYPED_TEST_SUITE(BeatsToWords, WordShapes);

TYPED_TEST(BeatsToWords, CutsEveryRunAnew) {
  constexpr unsigned kBus = TypeParam::kBus, kWord = TypeParam::kWord;
  for (unsigned stall : {0U, 50U}) {
    ClockedBench<typename TypeParam::Dut> bench;
    auto& dut = bench.dut;
    auto& driver = bench.template add<StreamDriver<Piece>>(
        dut.beat_valid_i, dut.beat_ready_o, StallSource(1, 0, stall), [&](const Piece& piece) {
          setBytes(dut.beat_data_i, piece.beat.data.data(), kBus);
          dut.beat_last_i = piece.beat.last;
          dut.beat_tail_i = static_cast<std::uint8_t>(piece.bytes % kBus);
        });
    auto& monitor = bench.template add<StreamMonitor<ByteBeat>>(
        "word", dut.word_valid_o, dut.word_ready_i, StallSource(1, 1, stall),
        [&] {
          ByteBeat beat{std::vector<std::uint8_t>(kWord), dut.word_last_o != 0};
          getBytes(dut.word_data_o, beat.data.data(), kWord);
          return beat;
        },
        toText, stall ? ReadyPolicy::afterValid : ReadyPolicy::random);
    sendRuns(driver, monitor, kBus, kWord, kBus, kWord);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(20000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }
}

template <class S> struct WordsToBeats : testing::Test {};
using BeatShapes =
    testing::Types<Widths<Vprim_beats_wider, 32, 4>, Widths<Vprim_beats_equal, 16, 16>,
                   Widths<Vprim_beats_narrower, 8, 64>>;
TYPED_TEST_SUITE(WordsToBeats, BeatShapes);

TYPED_TEST(WordsToBeats, JoinsTheWordsOfARun) {
  constexpr unsigned kBus = TypeParam::kBus, kWord = TypeParam::kWord;
  for (unsigned stall : {0U, 50U}) {
    ClockedBench<typename TypeParam::Dut> bench;
    auto& dut = bench.dut;
    std::deque<std::size_t> validBytes; // of the beats to come; beyond them anything may stand
    auto& driver = bench.template add<StreamDriver<Piece>>(
        dut.word_valid_i, dut.word_ready_o, StallSource(1, 0, stall), [&](const Piece& piece) {
          setBytes(dut.word_data_i, piece.beat.data.data(), kWord);
          dut.word_last_i = piece.beat.last;
          dut.word_bytes_i = static_cast<std::uint8_t>(piece.bytes);
        });
    auto& monitor = bench.template add<StreamMonitor<ByteBeat>>(
        "beat", dut.beat_valid_o, dut.beat_ready_i, StallSource(1, 1, stall),
        [&] {
          ByteBeat beat{std::vector<std::uint8_t>(kBus), dut.beat_last_o != 0};
          getBytes(dut.beat_data_o, beat.data.data(), kBus);
          const std::size_t valid = validBytes.empty() ? kBus : validBytes.front();
          std::fill(beat.data.begin() + static_cast<std::ptrdiff_t>(valid), beat.data.end(),
                    std::uint8_t{0});
          if (dut.beat_ready_i && !validBytes.empty())
            validBytes.pop_front();
          return beat;
        },
        toText, stall ? ReadyPolicy::afterValid : ReadyPolicy::random);
    for (const auto& run : someRuns(kBus, kWord))
      for (std::size_t at = 0; at < run.size(); at += kBus)
        validBytes.push_back(std::min<std::size_t>(kBus, run.size() - at));
    sendRuns(driver, monitor, kWord, kBus, kBus, kWord);
    bench.reset();
    EXPECT_TRUE(bench.runUntilDone(20000));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }
}

TEST(RoundRobin, GrantsTheNextRequestingClient) {
  ClockedBench<Vprim_round_robin5> bench;
  StallSource draw(1, 0, 0);
  bench.dut.request_i = 0;
  bench.dut.advance_i = 0;
  bench.reset();
  int last = 4; // after reset client 0 comes first
  for (unsigned i = 0; i < 2000; ++i) {
    bench.dut.request_i = draw.next() % 32;
    bench.dut.advance_i = bench.dut.request_i != 0 && draw.next() % 2;
    bench.tick([&] {
      int next = -1;
      for (int step = 1; step <= 5 && next < 0; ++step)
        if (bench.dut.request_i >> ((last + step) % 5) & 1)
          next = (last + step) % 5;
      EXPECT_EQ(bench.dut.grant_o, next < 0 ? 0 : 1 << next);
      EXPECT_EQ(bench.dut.index_o, next < 0 ? 0 : next);
      if (bench.dut.advance_i)
        last = next;
    });
  }
}

TEST(StridedWalker, VisitsThreeNestedLoops) {
  StallSource draw(2, 0, 0);
  for (unsigned round = 0; round < 50; ++round) {
    Vprim_walker dut;
    const auto edge = [&] {
      dut.clk = 0;
      dut.eval();
      dut.clk = 1;
      dut.eval();
    };
    std::uint32_t counts[3], strides[3];
    for (unsigned i = 0; i < 3; ++i) {
      counts[i] = 1 + static_cast<std::uint32_t>(draw.next() % 5);
      strides[i] = static_cast<std::uint32_t>(draw.next());
      setBits(dut.count_i, 24 * i, 24, counts[i]);
      setBits(dut.stride_i, 32 * i, 32, strides[i]);
    }
    const auto start = static_cast<std::uint32_t>(draw.next());
    dut.start_offset_i = start;
    dut.start_i = 1;
    dut.step_i = 0;
    edge();
    dut.start_i = 0;
    dut.step_i = 1;
    const std::uint32_t total = counts[0] * counts[1] * counts[2];
    for (std::uint32_t n = 0; n < total; ++n) {
      const std::uint32_t offset = start + n % counts[0] * strides[0] +
                                   n / counts[0] % counts[1] * strides[1] +
                                   n / counts[0] / counts[1] * strides[2];
      EXPECT_EQ(dut.offset_o, offset);
      EXPECT_EQ(dut.last_o, n + 1 == total);
      edge();
    }
  }
}

// --- burst_splitter
// -----------------------------------------------------------------------------

struct SplitBurst {
  std::uint64_t address = 0;
  unsigned beats = 0;
  bool last = false;
  bool operator==(const SplitBurst&) const = default;
};

std::string toText(const SplitBurst& burst) {
  return hexText(burst.address) + " beats " + std::to_string(burst.beats) +
         (burst.last ? " last" : "");
}

/// The bursts of a run: as long as may be, cut at 16 beats and at 4 KiB.
std::vector<SplitBurst> burstsOf(const ByteRun& run, unsigned busBytes) {
  std::vector<SplitBurst> bursts;
  std::uint64_t address = run.address;
  for (unsigned left = run.beats(busBytes); left != 0;) {
    const auto inPage = static_cast<unsigned>((4096 - address % 4096) / busBytes);
    const unsigned beats = std::min({left, 16U, inPage});
    left -= beats;
    bursts.push_back({address, beats, left == 0});
    address += std::uint64_t{beats} * busBytes;
  }
  return bursts;
}

/// Behind every run stands an empty one: it has no burst and holds nothing up.
TEST(BurstSplitter, CutsRunsAndPassesOverEmptyOnes) {
  constexpr unsigned kBus = 16, kAddressBits = 40;
  ClockedBench<Vprim_splitter> bench;
  auto& dut = bench.dut;
  auto& runs = bench.add<StreamDriver<ByteRun>>(
      dut.run_valid_i, dut.run_ready_o, StallSource(1, 0, 30),
      [&dut](const ByteRun& run) { putRun(dut.run_data_i, kAddressBits, run); },
      [&dut](std::uint64_t) {
        putRun(dut.run_data_i, kAddressBits, ByteRun{0, 1});
      });
  auto& bursts = bench.add<StreamMonitor<SplitBurst>>(
      "burst", dut.burst_valid_o, dut.burst_ready_i, StallSource(1, 1, 30),
      [&dut] {
        return SplitBurst{getBits(dut.burst_data_o, 8, kAddressBits),
                          static_cast<unsigned>(getBits(dut.burst_data_o, 0, 8)) + 1,
                          dut.burst_last_o != 0};
      },
      [](const SplitBurst& burst) { return toText(burst); });
  for (ByteRun run : interestingRuns(0x40000, 32768, kBus, 300, 9)) {
    for (const SplitBurst& burst : burstsOf(run, kBus))
      bursts.expect(burst);
    runs.push(run);
    run.bytes = 0;
    runs.push(run);
  }
  bench.reset();
  ASSERT_TRUE(bench.runUntilDone(100000));
  EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
}

} // namespace
} // namespace weft::sim
