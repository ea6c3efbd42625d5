// store_engine_rig.hpp: The Verilated store engine with everything around it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/store_engine/store_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "verif/blocks/store_engine_agents.hpp"
#include "verif/blocks/store_engine_workload.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include <gtest/gtest.h>

namespace weft::sim {

inline constexpr unsigned kAddressBits = 40;

inline std::uint64_t baseOf(std::uint32_t base) { return 0x12'3450'0000u + base * 0x100'0000ull; }

/// In percent of the cycles.
struct StoreStalls {
  unsigned command = 0, accumulator = 0, run = 0, beat = 0, response = 0, word = 0;
};

/// A command's words, header included.
using CommandWords = std::vector<std::uint32_t>;

/// The engine, what surrounds it, and what it is expected to send.
template <class Dut> class StoreEngineRig {
public:
  StoreEngineRig(unsigned rows, unsigned columns, unsigned busBytes, const StoreWorkload& work,
                 StoreStalls stalls, unsigned latency = 1, ReadyPolicy policy = ReadyPolicy::random)
      : rows_(rows), columns_(columns), busBytes_(busBytes),
        commands_(bench_.template add<StreamDriver<CommandWords>>(
            dut().cmd_valid_i, dut().cmd_ready_o, StallSource(1, 0, stalls.command),
            [this](const CommandWords& words) { put(words); },
            [this](std::uint64_t noise) { setBits(dut().cmd_data_i, 0, 64, noise); })),
        runs_(bench_.template add<StreamMonitor<Run>>(
            "run", dut().run_valid_o, dut().run_ready_i, StallSource(1, 1, stalls.run),
            [this] {
              return Run{getBits(dut().run_data_o, 24, kAddressBits),
                         getBits(dut().run_data_o, 0, 24)};
            },
            [](const Run& run) { return hexText(run.address) + '+' + hexText(run.bytes); },
            policy)),
        beats_(bench_.template add<StreamMonitor<Beat>>(
            "beat", dut().beat_valid_o, dut().beat_ready_i, StallSource(1, 2, stalls.beat),
            [this] {
              Beat beat{std::vector<std::uint8_t>(busBytes_)};
              getBytes(dut().beat_data_o, beat.bytes.data(), busBytes_);
              return beat;
            },
            [](const Beat& beat) { return ::testing::PrintToString(beat.bytes); }, policy)),
        words_(bench_.template add<StreamMonitor<PlacedWord>>(
            "activation", dut().activation_wr_valid_o, dut().activation_wr_ready_i,
            StallSource(1, 5, stalls.word),
            [this] {
              PlacedWord word{dut().activation_wr_addr_o, std::vector<std::uint8_t>(rows_)};
              getBytes(dut().activation_wr_data_o, word.bytes.data(), rows_);
              return word;
            },
            [](const PlacedWord& word) {
              return std::to_string(word.place) + ": " + ::testing::PrintToString(word.bytes);
            },
            policy)),
        responder_(bench_.template add<Responder<Dut>>(dut(), busBytes,
                                                       StallSource(1, 3, stalls.response))) {
    bench_.template add<Accumulator<Dut>>(dut(), work.sums, columns, latency,
                                          StallSource(1, 4, stalls.accumulator));
    for (unsigned base = 0; base < 8; ++base) {
      setBits(dut().base_address_i, (kAddressBits + 1) * base, kAddressBits, baseOf(base));
      setBits(dut().base_limit_i, 32 * base, 32, 0x10'0000);
    }
    bench_.reset();
    writeParameters(work.channels);
  }

  Dut& dut() { return bench_.dut; }
  std::size_t commandsTaken() const { return commands_.taken(); }
  ClockedBench<Dut>& clocked() { return bench_; }

  void push(const auto& command, const std::vector<StoredRun>& stored) {
    commands_.push(isa::encode(command));
    responder_.expectCommand(stored.size());
    for (const StoredRun& run : stored) {
      runs_.expect(
          {baseOf(command.base) + static_cast<std::uint64_t>(run.offset), run.bytes.size()});
      for (std::size_t at = 0; at < run.bytes.size(); at += busBytes_) {
        const std::size_t end = std::min(run.bytes.size(), at + busBytes_);
        beats_.expect({{run.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                        run.bytes.begin() + static_cast<std::ptrdiff_t>(end)}});
      }
    }
  }

  void pushPlaced(const auto& command, const std::vector<PlacedWord>& words) {
    commands_.push(isa::encode(command));
    responder_.expectCommand(0, words.size());
    for (const PlacedWord& word : words)
      words_.expect(word);
  }

  /// A command of which only reports and endings are of interest.
  void pushUnchecked(const auto& command) {
    commands_.push(isa::encode(command));
    responder_.expectCommand(std::size_t{command.count1} * command.count2 * command.count3);
  }

  /// Runs to the end; afterwards the engine must say that it has no command.
  void finish(std::uint64_t limit) {
    ASSERT_TRUE(bench_.runUntilDone(limit)) << bench_.violations().first();
    EXPECT_TRUE(bench_.violations().empty()) << bench_.violations().first();
    EXPECT_EQ(dut().state_o, static_cast<unsigned>(isa::State::noCommand));
  }

private:
  void put(const CommandWords& words) {
    dut().cmd_opcode_i = static_cast<std::uint8_t>(isa::opcodeOf(words[0]));
    for (unsigned i = isa::kHeaderWords; i < words.size(); ++i)
      setBits(dut().cmd_data_i, 32 * (i - isa::kHeaderWords), 32, words[i]);
  }

  void writeParameters(const std::vector<ChannelRecord>& channels) {
    dut().parameter_wr_en_i = 1;
    for (unsigned word = 0; word < kParameterWords; ++word) {
      dut().parameter_wr_addr_i = static_cast<std::uint8_t>(word);
      for (unsigned c = 0; c < columns_; ++c) {
        const auto& [bias, scale] = channels[word * columns_ + c];
        setBits(dut().parameter_wr_data_i, 64 * c, 32, static_cast<std::uint32_t>(bias));
        setBits(dut().parameter_wr_data_i, 64 * c + 32, 32, scale.word);
      }
      bench_.tick();
    }
    dut().parameter_wr_en_i = 0;
  }

  unsigned rows_, columns_, busBytes_;
  ClockedBench<Dut> bench_;
  StreamDriver<CommandWords>& commands_;
  StreamMonitor<Run>& runs_;
  StreamMonitor<Beat>& beats_;
  StreamMonitor<PlacedWord>& words_;
  Responder<Dut>& responder_;
};

/// A Verilated class and the sizes that it was made with.
template <class Dut_, unsigned rows, unsigned columns, unsigned busBytes,
          num::Nonlinear nonlinear = num::Nonlinear::accurate>
struct StoreEngineSizes {
  using Dut = Dut_;
  static constexpr unsigned kRows = rows, kColumns = columns, kBusBytes = busBytes;
  static constexpr num::Nonlinear kNonlinear = nonlinear;
};

} // namespace weft::sim
