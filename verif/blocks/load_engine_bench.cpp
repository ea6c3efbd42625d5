// load_engine_bench.cpp: The load engine against its model: words, places, rates, errors.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/operands.hpp"
#include "gen/prim/run_fault.hpp"
#include "verif/blocks/load_engine_reader.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/stream_driver.hpp"

#include "Vload_engine_narrow.h"
#include "Vload_engine_square16.h"
#include "Vload_engine_wide.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

using isa::Load;
using isa::LoadTo;

template <class D, unsigned rows, unsigned columns, unsigned bus, unsigned address> struct Shape {
  using Dut = D;
  static constexpr unsigned kBus = bus, kAddress = address;
  static constexpr unsigned wordBytes(LoadTo to) { return isa::wordBytes(to, rows, columns); }
};
using Shapes = testing::Types<Shape<Vload_engine_square16, 16, 16, 16, 40>,
                              Shape<Vload_engine_narrow, 4, 64, 8, 32>,
                              Shape<Vload_engine_wide, 32, 4, 64, 64>>;

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

template <class S> struct Rig {
  static constexpr std::uint64_t kBase = 0x30000, kSize = 65536;
  static constexpr std::uint32_t kLimit = kSize - 256; ///< beats of the last run may reach beyond

  explicit Rig(unsigned stall = 0)
      : image(kBase, kSize, 5), commands(driver(stall)),
        reader(bench.template add<FakeReader<S>>(bench.dut, image, stall)) {
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
        },
        [&dut](std::uint64_t noise) { setBits(dut.cmd_data_i, 0, 64, noise); });
  }

  /// Queues a command and notes what it must write.
  void give(const Load& load) {
    commands.push(isa::encode(load));
    for (LoadedWord& word : loadedWords(load, image.bytes, S::wordBytes(load.destination)))
      expected.push_back(std::move(word));
    wordsAtDone.push_back(expected.size());
  }

  void tick() {
    bench.tick([&] { observe(); });
  }

  void observe() {
    auto& dut = bench.dut;
    const std::size_t before = written.size();
    if (dut.activation_wr_en_o)
      take(LoadTo::activations, dut.activation_wr_addr_o, dut.activation_wr_data_o);
    if (dut.weight_wr_en_o)
      take(LoadTo::weights, dut.weight_wr_addr_o, dut.weight_wr_data_o);
    if (dut.parameter_wr_en_o)
      take(LoadTo::parameters, dut.parameter_wr_addr_o, dut.parameter_wr_data_o);
    const bool moves = written.size() != before || (dut.run_valid_o && dut.run_ready_i) ||
                       (dut.beat_valid_i && dut.beat_ready_o);
    const bool busy = dut.state_o == static_cast<int>(isa::State::busy);
    EXPECT_TRUE(moves ? busy : !busy || dut.run_faults_o) << "busy means that something moves";
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
  std::size_t done = 0;
  std::uint64_t cyclesToDone = 0;
  unsigned runErrors = 0, faults = 0;
};

/// A legal command with every field drawn.
template <class S> Load randomLoad(StallSource& draw) {
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::uint32_t>(draw.next() % bound);
  };
  const auto beatStride = [&](std::uint32_t most) {
    return static_cast<std::int32_t>(below(2 * most + 1) * S::kBus) -
           static_cast<std::int32_t>(most * S::kBus);
  };
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

/// Cycles that the words of a load need: the narrower of bus and word sets the pace.
template <class S> std::uint64_t leastCycles(LoadTo destination, std::uint32_t words) {
  return std::uint64_t{words} * std::max(1U, S::wordBytes(destination) / S::kBus);
}

template <class S> struct LoadEngine : testing::Test {};
TYPED_TEST_SUITE(LoadEngine, Shapes);

TYPED_TEST(LoadEngine, WritesWhatTheModelWrites) {
  for (unsigned stall : {0U, 30U, 70U}) {
    Rig<TypeParam> rig(stall);
    StallSource draw(stall + 1, 9, 0);
    for (unsigned i = 0; i < 60; ++i)
      rig.give(randomLoad<TypeParam>(draw));
    rig.finish(400000);
  }
}

TYPED_TEST(LoadEngine, FillsTheRestOfARaggedWordWithZeros) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const unsigned word = TypeParam::wordBytes(destination);
    for (unsigned bytes :
         {1U, word - 1, word, word + 1, TypeParam::kBus - 1, TypeParam::kBus + 1}) {
      Load load = contiguous<TypeParam>(destination, 1, 3);
      load.bytes = bytes;
      load.count1 = 2;
      load.stride1 = 1024;
      load.step1 = 20;
      rig.give(load);
    }
    rig.finish(5000);
  }
}

TYPED_TEST(LoadEngine, KeepsTheRateOfBusOrWord) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const std::uint32_t words = destination == LoadTo::parameters ? 48 : 300;
    rig.give(contiguous<TypeParam>(destination, words, 0));
    rig.finish(20000);
    EXPECT_LE(rig.cyclesToDone, leastCycles<TypeParam>(destination, words) + 12);
  }
}

TYPED_TEST(LoadEngine, CommandsFollowEachOtherWithTwoIdleCycles) {
  Rig<TypeParam> rig;
  for (std::uint32_t i = 0; i < 8; ++i)
    rig.give(contiguous<TypeParam>(i % 2 == 0 ? LoadTo::activations : LoadTo::weights, 40, 40 * i));
  rig.finish(20000);
  const std::uint64_t least = 4 * (leastCycles<TypeParam>(LoadTo::activations, 40) +
                                   leastCycles<TypeParam>(LoadTo::weights, 40));
  EXPECT_LE(rig.cyclesToDone, least + std::uint64_t{8} * 3 + 12);
}

TYPED_TEST(LoadEngine, StopsAtARunBeyondTheLimit) {
  Rig<TypeParam> rig;
  Load load = contiguous<TypeParam>(LoadTo::activations, 2, 0);
  load.offset = Rig<TypeParam>::kLimit - 2 * TypeParam::wordBytes(LoadTo::activations);
  load.offset -= load.offset % TypeParam::kBus;
  load.count1 = 2;
  load.stride1 = static_cast<std::int32_t>(TypeParam::kBus);
  load.bytes = Rig<TypeParam>::kLimit - load.offset;
  rig.commands.push(isa::encode(load));
  rig.wordsAtDone.push_back(0);
  for (unsigned i = 0; i < 100; ++i)
    rig.tick();
  EXPECT_EQ(rig.runErrors, 1U);
  EXPECT_EQ(rig.reader.runs(), 1U) << "the legal run before it is asked for";
  EXPECT_EQ(rig.done, 0U);
}

TYPED_TEST(LoadEngine, RefusesAnUnusableBaseAndAMisalignedRun) {
  for (unsigned mistake : {0U, 1U}) {
    Rig<TypeParam> rig;
    Load load = contiguous<TypeParam>(LoadTo::weights, 1, 0);
    load.base = mistake == 0 ? 4 : 5;
    load.offset = mistake == 0 ? 0 : TypeParam::kBus / 2;
    rig.commands.push(isa::encode(load));
    for (unsigned i = 0; i < 50; ++i)
      rig.tick();
    EXPECT_EQ(rig.runErrors, 1U);
    const RunFault fault = mistake == 0 ? RunFault::limit : RunFault::misaligned;
    EXPECT_EQ(rig.faults, 1U << static_cast<unsigned>(fault));
    EXPECT_EQ(rig.reader.runs(), 0U);
  }
}

TYPED_TEST(LoadEngine, DoesNotWriteBeyondTheDestination) {
  for (LoadTo destination : isa::kKinds<LoadTo>) {
    Rig<TypeParam> rig;
    const Load load = contiguous<TypeParam>(destination, 4, placesOf(destination) - 2);
    rig.commands.push(isa::encode(load));
    rig.wordsAtDone.push_back(2);
    for (unsigned i = 0; i < 400; ++i)
      rig.tick();
    EXPECT_EQ(rig.runErrors, 2U);
    EXPECT_EQ(rig.written.size(), 2U);
  }
}

} // namespace
} // namespace weft::sim
