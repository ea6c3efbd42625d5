// accumulate_test.cpp: A MATMUL that adds to the last rows of the one before loses no addend.
// SPDX-License-Identifier: Apache-2.0
#include "tests/system/bare_machine.hpp"

#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/num/random.hpp"

namespace weft {
namespace {

using isa::Engine;
using isa::tokenOf;
using testing::BareMachine;

constexpr ArrayShape kArray{4, 4};
constexpr std::uint32_t kVectors = 64, kTiles = 4, kSumRows = 128;
constexpr std::uint32_t kVectorsAt = 0, kWeightsAt = 1024, kRecordsAt = 2048, kSumsAt = 4096;

/// tiny4's memories and the same in the model.
class Accumulate : public ::testing::Test {
protected:
  Accumulate() {
    fill(kVectorsAt, scratchpad.activations, kVectors);
    fill(kWeightsAt, scratchpad.weights, kTiles * 4);
  }

  void fill(std::uint32_t offset, ByteBank& bank, std::uint32_t words) {
    std::vector<std::int8_t> bytes(std::size_t{words} * 4);
    for (std::int8_t& byte : bytes)
      byte = static_cast<std::int8_t>(random.uniform(-128, 127));
    machine.put(offset, bytes);
    for (std::uint32_t word = 0; word < words; ++word)
      bank.write(word, std::span(bytes).subspan(std::size_t{word} * 4, 4));
  }

  static isa::Load load(isa::LoadTo destination, std::uint32_t offset, std::uint32_t bytes) {
    isa::Load command;
    command.destination = destination;
    command.offset = offset;
    command.bytes = bytes;
    return command;
  }

  void appendLoads() {
    machine.append(load(isa::LoadTo::activations, kVectorsAt, kVectors * 4));
    machine.append(load(isa::LoadTo::weights, kWeightsAt, kTiles * 16));
    machine.append(load(isa::LoadTo::parameters, kRecordsAt, 32),
                   {0, 1U << tokenOf(Engine::load, Engine::array)});
  }

  /// Queues a product that sets every row, behind which all others wait and then follow without a
  /// gap.
  void appendProducts(const std::vector<isa::Matmul>& products) {
    isa::Matmul busy;
    busy.rows = kVectors;
    busy.nTiles = 2;
    busy.accumulatorStride = kVectors;
    machine.append(busy, {1U << tokenOf(Engine::load, Engine::array), 0});
    runMatmul(busy, kArray, scratchpad, expected);
    for (std::size_t i = 0; i < products.size(); ++i) {
      const std::uint32_t last = i + 1 == products.size() ? 1U : 0U;
      machine.append(products[i], {0, last << tokenOf(Engine::array, Engine::store)});
      runMatmul(products[i], kArray, scratchpad, expected);
    }
  }

  void appendStore() {
    isa::Store store;
    store.type = isa::OutputType::int32;
    store.offset = kSumsAt;
    store.columns = 4;
    store.count1 = kSumRows;
    store.stride1 = 16;
    machine.append(store, {1U << tokenOf(Engine::array, Engine::store), 0});
  }

  void expectSums(const std::vector<isa::Matmul>& products) {
    machine.prepare();
    appendLoads();
    appendProducts(products);
    appendStore();
    machine.ringDoorbell();
    machine.start();
    ASSERT_TRUE(machine.waitUntilIdle());
    ASSERT_EQ(machine.error(), isa::ErrorCode::none);
    const auto sums = machine.get<std::int32_t>(kSumsAt, std::size_t{kSumRows} * 4);
    for (std::uint32_t row = 0; row < kSumRows; ++row)
      for (std::uint32_t column = 0; column < 4; ++column)
        ASSERT_EQ(sums[row * 4 + column], expected.row(row)[column]) << "row " << row;
  }

  /// One product of `rows` vectors, or two overlapping ones side by side.
  isa::Matmul product(std::uint32_t start, std::uint32_t rows, bool adds, std::uint32_t overlap) {
    isa::Matmul command;
    command.accumulate = adds ? 1 : 0;
    command.rows = rows;
    command.activationStart = static_cast<std::uint32_t>(random.below(kVectors - rows));
    command.weightStart = 4;
    command.accumulatorStart = start;
    command.nTiles = overlap == 0 ? 1 : 2;
    command.weightNStride = 4;
    command.accumulatorStride = rows - overlap;
    return command;
  }

  static std::uint32_t endOf(const isa::Matmul& c) {
    return c.accumulatorStart + (c.nTiles - 1) * c.accumulatorStride + c.rows;
  }

  num::Random random{3};
  BareMachine machine;
  ScratchpadModel scratchpad{ByteBank(kVectors, 4), ByteBank(kTiles * 4, 4)};
  AccumulatorModel expected{kSumRows, 4};
};

TEST_F(Accumulate, EveryStartAroundTheEndOfTheProductBefore) {
  for (std::uint32_t back = 0; back <= 4; ++back)
    for (const bool adds : {false, true}) {
      SCOPED_TRACE("starts " + std::to_string(back) + " rows before the end");
      expectSums({product(0, 40, adds, 0), product(40 - back, 40, true, 0)});
    }
}

TEST_F(Accumulate, TilesOfOneProductThatOverlap) {
  for (std::uint32_t overlap = 1; overlap <= 4; ++overlap) {
    SCOPED_TRACE("the second tile starts " + std::to_string(overlap) + " rows before the end");
    expectSums({product(0, 40, true, overlap)});
  }
}

/// One command cannot do that, and nothing that the compiler emits does; several by hand can.
TEST_F(Accumulate, ASumThatLeavesItsWidthIsTold) {
  machine.put(kVectorsAt, std::vector<std::int8_t>(std::size_t{kVectors} * 4, -128));
  machine.put(kWeightsAt, std::vector<std::int8_t>(std::size_t{kTiles} * 16, -128));
  isa::Matmul largest, more;
  largest.rows = more.rows = 4;
  largest.kTiles = (1U << 31) / (4 * 128 * 128) - 1; // one tile more makes 2^31
  more.accumulate = 1;
  machine.prepare();
  appendLoads();
  machine.append(largest, {1U << tokenOf(Engine::load, Engine::array), 0});
  machine.ringDoorbell();
  machine.start();
  ASSERT_TRUE(machine.waitUntilIdle());
  ASSERT_EQ(machine.error(), isa::ErrorCode::none);
  EXPECT_EQ(machine.violation(), "");
  machine.append(more);
  machine.ringDoorbell();
  ASSERT_TRUE(machine.waitUntilIdle());
  EXPECT_NE(machine.violation().find("a sum fits its width"), std::string::npos);
}

TEST_F(Accumulate, RandomChains) {
  for (int round = 0; round < 20; ++round) {
    std::vector<isa::Matmul> products = {product(0, 40, false, 0)};
    for (int i = 0; i < 7; ++i) {
      const auto back = static_cast<std::uint32_t>(random.below(4));
      const auto rows = static_cast<std::uint32_t>(random.uniform(24, 40));
      const std::uint32_t start = endOf(products.back()) - back;
      const bool fits = start + 2 * rows <= kSumRows;
      products.push_back(product(fits ? start : back, rows, random.chance(70),
                                 static_cast<std::uint32_t>(random.below(4))));
    }
    expectSums(products);
  }
}

} // namespace
} // namespace weft
