// load_engine_rig.hpp: The load engine between a player of commands and a fake reader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"
#include "verif/blocks/load_engine_reader.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/stream_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

namespace weft::sim {

using isa::Load;
using isa::LoadTo;
using isa::Transpose;

template <class D, unsigned rows, unsigned columns, unsigned bus, unsigned address> struct Shape {
  using Dut = D;
  static constexpr unsigned kRows = rows, kColumns = columns, kBus = bus, kAddress = address;
  static constexpr bool kShared = requires(D & dut) { dut.cmd_opcode_i; };
  static constexpr unsigned wordBytes(LoadTo to) { return isa::wordBytes(to, rows, columns); }
};
/// Words that every shape has.
constexpr std::uint32_t placesOf(LoadTo destination) {
  switch (destination) {
  case LoadTo::activations:
    return 1024;
  case LoadTo::weights:
    return 512;
  case LoadTo::parameters:
    break;
  }
  return 64;
}

/// Lets activation words be written, or not.
class Withholder : public Agent {
public:
  Withholder(std::uint8_t& ready, unsigned stall) : ready_(ready), stall_(2, 5, stall) {}
  void drive() override { ready_ = !stall_.refuse(); }
  void sample(std::uint64_t, ViolationLog&) override {}
  bool done() const override { return true; }

private:
  std::uint8_t& ready_;
  StallSource stall_;
};

template <class S> struct Rig {
  static constexpr std::uint64_t kBase = 0x30000, kSize = 65536;
  static constexpr std::uint32_t kLimit = kSize - 256; ///< beats of the last run may reach beyond

  explicit Rig(unsigned stall = 0)
      : image(kBase, kSize, 5), commands(driver(stall)),
        reader(bench.template add<FakeReader<S>>(bench.dut, image, stall)) {
    if constexpr (requires { bench.dut.activation_wr_ready_i; })
      bench.template add<Withholder>(bench.dut.activation_wr_ready_i, stall);
    for (unsigned i = 0; i < 8; ++i) {
      setBits(bench.dut.base_address_i, i * (S::kAddress + 1), S::kAddress, i == 5 ? kBase : 0);
      setBits(bench.dut.base_limit_i, i * 32, 32, i == 5 ? kLimit : 0);
    }
    bench.reset();
  }

  auto& driver(unsigned stall) {
    auto& dut = bench.dut;
    return bench.template add<StreamDriver<std::vector<std::uint32_t>>>(
        dut.cmd_valid_i, dut.cmd_ready_o, StallSource(1, 0, stall),
        [&dut](const std::vector<std::uint32_t>& words) {
          for (unsigned i = 0; i < 14; ++i)
            setBits(dut.cmd_data_i, 32 * i, 32, words[i + 2]);
          if constexpr (S::kShared)
            dut.cmd_opcode_i = static_cast<std::uint8_t>(isa::opcodeOf(words[0]));
        },
        [&dut](std::uint64_t noise) {
          setBits(dut.cmd_data_i, 0, 64, noise);
          if constexpr (S::kShared)
            dut.cmd_opcode_i = static_cast<std::uint8_t>(noise % 16);
        });
  }

  /// Queues a command and notes what it must write.
  void give(const Load& load) {
    give(load, loadedWords(load, image.bytes, S::wordBytes(load.destination)),
         readRuns(load) < std::uint64_t{load.count1} * load.count2 * load.count3);
  }
  void give(const Transpose& turn) {
    give(turn, transposedWords(turn, image.bytes, S::kRows, S::kColumns), true);
  }
  void give(const auto& command, std::vector<LoadedWord> words, bool worksUnseen) {
    commands.push(isa::encode(command));
    std::ranges::move(words, std::back_inserter(expected));
    wordsAtDone.push_back(expected.size());
    unseen.push_back(worksUnseen);
  }

  void tick() {
    bench.tick([&] { observe(); });
  }

  void observe() {
    auto& dut = bench.dut;
    const std::size_t before = written.size();
    if constexpr (requires { dut.activation_wr_ready_i; })
      EXPECT_TRUE(!dut.activation_wr_en_o || dut.activation_wr_ready_i);
    if constexpr (S::kShared)
      refusals += dut.bad_field_o;
    if (dut.activation_wr_en_o)
      take(LoadTo::activations, dut.activation_wr_addr_o, dut.activation_wr_data_o);
    if (dut.weight_wr_en_o)
      take(LoadTo::weights, dut.weight_wr_addr_o, dut.weight_wr_data_o);
    if (dut.parameter_wr_en_o)
      take(LoadTo::parameters, dut.parameter_wr_addr_o, dut.parameter_wr_data_o);
    const bool moves = written.size() != before || (dut.run_valid_o && dut.run_ready_i) ||
                       (dut.beat_valid_i && dut.beat_ready_o);
    const bool busy = dut.state_o == static_cast<int>(isa::State::busy);
    const bool hidden = done < unseen.size() && unseen[done];
    EXPECT_TRUE(moves ? busy : !busy || hidden || dut.run_faults_o)
        << "busy means that something moves";
    runErrors += dut.run_faults_o != 0;
    faults |= dut.run_faults_o;
    if (dut.done_o) {
      EXPECT_GE(written.size(), wordsAtDone.at(done++)) << "done before the last word";
    }
  }

  template <class Port> void take(LoadTo destination, std::uint32_t place, const Port& port) {
    std::vector<std::uint8_t> bytes(S::wordBytes(destination));
    getBytes(port, bytes.data(), S::wordBytes(destination));
    written.push_back({destination, place, std::move(bytes)});
  }

  void finish(std::uint64_t limit) {
    for (; done < wordsAtDone.size() && limit != 0; --limit)
      tick();
    cyclesToDone = bench.cycle();
    for (unsigned i = 0; i < 10; ++i)
      tick();
    ASSERT_EQ(done, wordsAtDone.size());
    ASSERT_EQ(written.size(), expected.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
      ASSERT_EQ(written[i].place, expected[i].place) << "word " << i;
      ASSERT_EQ(written[i], expected[i]) << "word " << i;
    }
    EXPECT_EQ(runErrors, 0U);
    EXPECT_EQ(bench.dut.state_o, static_cast<int>(isa::State::noCommand));
    EXPECT_TRUE(bench.violations().empty()) << bench.violations().first();
  }

  ClockedBench<typename S::Dut> bench;
  MemoryImage image;
  StreamDriver<std::vector<std::uint32_t>>& commands;
  FakeReader<S>& reader;
  std::vector<LoadedWord> expected, written;
  std::vector<std::size_t> wordsAtDone;
  std::vector<bool> unseen; ///< commands of which words or zeros move inside
  std::size_t done = 0;
  std::uint64_t cyclesToDone = 0;
  unsigned runErrors = 0, faults = 0, refusals = 0;
};

inline std::uint32_t drawBelow(StallSource& draw, std::uint64_t bound) {
  return static_cast<std::uint32_t>(draw.next() % bound);
}

/// A whole number of beats, at most `most` forwards or backwards.
template <class S> std::int32_t drawStride(StallSource& draw, std::uint32_t most) {
  return static_cast<std::int32_t>(drawBelow(draw, 2 * most + 1) * S::kBus) -
         static_cast<std::int32_t>(most * S::kBus);
}

/// A legal command with every field drawn.
template <class S> Load randomLoad(StallSource& draw) {
  const auto below = [&](std::uint64_t bound) { return drawBelow(draw, bound); };
  const auto beatStride = [&](std::uint32_t most) { return drawStride<S>(draw, most); };
  Load load;
  load.base = 5;
  load.destination = isa::kKinds<LoadTo>[below(isa::kCount<LoadTo>)];
  load.bytes = 1 + below(below(2) ? 20 : 600);
  load.count1 = 1 + below(5);
  load.count2 = 1 + below(3);
  load.count3 = 1 + below(2);
  load.offset = 16384 + below(256) * S::kBus;
  load.stride1 = beatStride(20);
  load.stride2 = beatStride(40);
  load.stride3 = beatStride(60);
  load.start = below(8);
  load.wordStep = below(3);
  load.step1 = below(placesOf(load.destination) / 64);
  load.step2 = below(3);
  load.step3 = below(2);
  if (below(2)) {
    load.zeroFirst1 = below(load.count1 + 2);
    load.zeroLast1 = below(load.count1 + 2 - std::min(load.zeroFirst1, load.count1));
    load.zeroFirst2 = below(load.count2 + 1);
    load.zeroLast2 = below(2);
  }
  const std::uint32_t words = (load.bytes - 1) / S::wordBytes(load.destination);
  if (load.start + words * load.wordStep + 4 * load.step1 + 2 * load.step2 + load.step3 >=
      placesOf(load.destination))
    load.wordStep = 0;
  return load;
}

template <class S> Load contiguous(LoadTo destination, std::uint32_t words, std::uint32_t start) {
  Load load;
  load.base = 5;
  load.destination = destination;
  load.bytes = words * S::wordBytes(destination);
  load.start = start;
  return load;
}

} // namespace weft::sim
