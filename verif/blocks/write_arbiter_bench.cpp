// write_arbiter_bench.cpp: Clients that write at random: every byte and response finds its place.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/axi_agent.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vwrite_arbiter_clients2.h"
#include "Vwrite_arbiter_clients3.h"
#include "Vwrite_arbiter_clients4.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

constexpr std::uint64_t kBase = 0x20000;

template <class D, unsigned clients, unsigned bus, unsigned address> struct Shape {
  using Dut = D;
  static constexpr unsigned kClients = clients, kBus = bus, kAddress = address;
};
using Shapes = testing::Types<Shape<Vwrite_arbiter_clients3, 3, 16, 40>,
                              Shape<Vwrite_arbiter_clients2, 2, 8, 32>,
                              Shape<Vwrite_arbiter_clients4, 4, 64, 64>>;

/// All clients of an arbiter. Each fills his own part of the memory, burst after burst, every byte
/// with a number of its own; the data of a burst follows its address at random.
template <class S> class Clients : public Agent {
public:
  static constexpr std::uint64_t kPart = 32768;

  Clients(typename S::Dut& dut, unsigned stall, unsigned bursts)
      : dut_(dut), stall_(3, 1, stall), draw_(4, 0, 0) {
    for (Client& client : clients_)
      client.toOffer = bursts;
  }

  void drive() override {
    for (unsigned c = 0; c < S::kClients; ++c) {
      Client& client = clients_[c];
      if (!client.offered && client.toOffer != 0 && !stall_.refuse())
        offer(c);
      if (!client.hasBeat && !client.lengths.empty() && !stall_.refuse())
        client.hasBeat = true;
      setBits(dut_.burst_valid_i, c, 1, client.offered);
      setBits(dut_.w_valid_i, c, 1, client.hasBeat);
      if (client.hasBeat)
        putBeat(c);
    }
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    for (unsigned c = 0; c < S::kClients; ++c) {
      Client& client = clients_[c];
      if (client.offered && getBits(dut_.burst_ready_o, c, 1))
        accept(c);
      if (client.hasBeat && getBits(dut_.w_ready_o, c, 1))
        advance(client);
      if (getBits(dut_.b_valid_o, c, 1) && client.unanswered-- == 0)
        log.report(cycle, "a response too many for client " + std::to_string(c));
    }
  }

  bool done() const override {
    for (const Client& client : clients_)
      if (client.toOffer != 0 || !client.lengths.empty() || client.unanswered != 0)
        return false;
    return true;
  }

  /// The byte that client `c` writes at byte `at` of his part.
  static std::uint8_t byteOf(unsigned c, std::uint64_t at) {
    return static_cast<std::uint8_t>(at * 7 + (at >> 8) + std::uint64_t{c} * 61 + 1);
  }
  std::uint64_t bytesWritten(unsigned c) const { return clients_[c].sent * S::kBus; }
  const std::vector<unsigned>& turns() const { return turns_; }

private:
  struct Client {
    bool offered = false, hasBeat = false;
    unsigned toOffer = 0, length = 0, unanswered = 0, inBurst = 0;
    std::uint64_t offeredBeats = 0, sent = 0;
    std::deque<unsigned> lengths;
  };

  void offer(unsigned c) {
    Client& client = clients_[c];
    const unsigned lane = c * (S::kAddress + 8);
    const std::uint64_t address = kBase + c * kPart + client.offeredBeats * S::kBus;
    const auto room = static_cast<unsigned>((4096 - address % 4096) / S::kBus);
    client.offered = true;
    client.length = std::min(room, 1 + static_cast<unsigned>(draw_.next() % 6));
    setBits(dut_.burst_data_i, lane, 8, client.length - 1);
    setBits(dut_.burst_data_i, lane + 8, S::kAddress, address);
  }

  void accept(unsigned c) {
    Client& client = clients_[c];
    client.offered = false;
    client.offeredBeats += client.length;
    client.lengths.push_back(client.length);
    ++client.unanswered;
    --client.toOffer;
    turns_.push_back(c);
  }

  void putBeat(unsigned c) {
    const Client& client = clients_[c];
    const unsigned lane = c * 9 * S::kBus;
    for (unsigned i = 0; i < S::kBus; ++i) {
      setBits(dut_.w_data_i, lane + 8 * i, 8, byteOf(c, client.sent * S::kBus + i));
      setBits(dut_.w_data_i, lane + 8 * S::kBus + i, 1, 1);
    }
    setBits(dut_.w_last_i, c, 1, client.inBurst + 1 == client.lengths.front());
  }

  void advance(Client& client) {
    client.hasBeat = false;
    ++client.sent;
    if (++client.inBurst < client.lengths.front())
      return;
    client.inBurst = 0;
    client.lengths.pop_front();
  }

  typename S::Dut& dut_;
  StallSource stall_, draw_;
  Client clients_[S::kClients];
  std::vector<unsigned> turns_;
};

template <class S> struct Rig {
  Rig(const MemorySpec& spec, unsigned stall, unsigned bursts)
      : image(kBase, S::kClients * Clients<S>::kPart, 2),
        clients(bench.template add<Clients<S>>(bench.dut, stall, bursts)), memory(agent(spec)) {
    memory.map().map(kBase, image.bytes.size(), image.bytes.data());
    bench.reset();
  }

  AxiMemory& agent(const MemorySpec& spec) {
    auto& dut = bench.dut;
    auto sample = [&dut] {
      AxiMasterPins pins;
      pins.aw = {dut.m_axi_awvalid != 0, dut.m_axi_awaddr, dut.m_axi_awid,
                 dut.m_axi_awlen,        dut.m_axi_awsize, dut.m_axi_awburst};
      pins.wvalid = dut.m_axi_wvalid;
      pins.wlast = dut.m_axi_wlast;
      pins.wstrb = dut.m_axi_wstrb;
      pins.wdata = reinterpret_cast<const std::uint8_t*>(&dut.m_axi_wdata);
      pins.bready = dut.m_axi_bready;
      return pins;
    };
    auto drive = [&dut](const AxiSlavePins& pins) {
      dut.m_axi_awready = pins.awready;
      dut.m_axi_wready = pins.wready;
      dut.m_axi_bvalid = pins.bvalid;
      dut.m_axi_bid = static_cast<std::uint8_t>(pins.bid);
      dut.m_axi_bresp = pins.bresp;
    };
    return bench.template add<AxiAgent>(S::kBus, spec, sample, drive).memory();
  }

  void expectAllWritten() {
    for (unsigned c = 0; c < S::kClients; ++c)
      for (std::uint64_t i = 0; i < clients.bytesWritten(c); ++i)
        ASSERT_EQ(image.bytes[c * Clients<S>::kPart + i], Clients<S>::byteOf(c, i))
            << "client " << c << " byte " << i;
  }

  ClockedBench<typename S::Dut> bench;
  MemoryImage image;
  Clients<S>& clients;
  AxiMemory& memory;
};

template <class S> struct WriteArbiter : testing::Test {};
TYPED_TEST_SUITE(WriteArbiter, Shapes);

TYPED_TEST(WriteArbiter, EveryByteAndResponseFindsItsPlace) {
  for (unsigned stall : {0U, 50U}) {
    Rig<TypeParam> rig({.latency = 7, .stallPercent = stall}, stall, 80);
    ASSERT_TRUE(rig.bench.runUntilDone(20000));
    EXPECT_TRUE(rig.bench.violations().empty()) << rig.bench.violations().first();
    rig.expectAllWritten();
  }
}

TYPED_TEST(WriteArbiter, DataFlowsInEveryCycleAndClientsTakeTurns) {
  Rig<TypeParam> rig({.latency = 1}, 0, 40);
  ASSERT_TRUE(rig.bench.runUntilDone(20000, 0));
  EXPECT_LE(rig.bench.cycle(), rig.memory.writtenBytes() / TypeParam::kBus + 12);
  const auto& turns = rig.clients.turns();
  for (std::size_t i = TypeParam::kClients; i + 10 < turns.size(); ++i)
    EXPECT_EQ(turns[i], turns[i - TypeParam::kClients]) << "turn " << i;
}

TYPED_TEST(WriteArbiter, PassesErrorResponsesOn) {
  Rig<TypeParam> rig({.errorAddress = kBase + TypeParam::kBus}, 0, 10);
  unsigned errors = 0;
  for (unsigned i = 0; i < 1000; ++i)
    rig.bench.tick([&] { errors += rig.bench.dut.b_error_o && rig.bench.dut.b_valid_o != 0; });
  EXPECT_EQ(errors, 1U);
}

/// Nothing of what lay in a RAM leaves beside the bytes that are written.
TYPED_TEST(WriteArbiter, AByteWithoutAStrobeIsZero) {
  constexpr unsigned kBus = TypeParam::kBus;
  ClockedBench<typename TypeParam::Dut> bench;
  auto& dut = bench.dut;
  const auto strobed = [](unsigned byte) { return byte % 3 == 1; };
  bench.reset();
  setBits(dut.burst_valid_i, 0, 1, 1);
  setBits(dut.w_valid_i, 0, 1, 1);
  setBits(dut.w_last_i, 0, 1, 1);
  for (unsigned byte = 0; byte < kBus; ++byte) {
    setBits(dut.w_data_i, 8 * byte, 8, 0xa5);
    setBits(dut.w_data_i, 8 * kBus + byte, 1, strobed(byte));
  }
  for (unsigned i = 0; i < 10 && !dut.m_axi_wvalid; ++i)
    bench.tick();
  ASSERT_TRUE(dut.m_axi_wvalid);
  for (unsigned byte = 0; byte < kBus; ++byte)
    EXPECT_EQ(getBits(dut.m_axi_wdata, 8 * byte, 8), strobed(byte) ? 0xa5U : 0U) << byte;
}

} // namespace
} // namespace weft::sim
