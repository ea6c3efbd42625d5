// read_arbiter_bench.cpp: Clients that ask at random: everyone gets his beats, and his share.
// SPDX-License-Identifier: Apache-2.0
#include "verif/harness/axi_agent.hpp"
#include "verif/harness/axi_binding.hpp"
#include "verif/harness/memory_image.hpp"
#include "verif/harness/port_bits.hpp"

#include "Vread_arbiter_clients2.h"
#include "Vread_arbiter_clients3.h"
#include "Vread_arbiter_clients4.h"

#include <gtest/gtest.h>

namespace weft::sim {
namespace {

constexpr std::uint64_t kBase = 0x20000, kSize = 8192;

template <class D, unsigned clients, unsigned bus, unsigned address> struct Shape {
  using Dut = D;
  static constexpr unsigned kClients = clients, kBus = bus, kAddress = address;
};
using Shapes = testing::Types<Shape<Vread_arbiter_clients4, 4, 16, 40>,
                              Shape<Vread_arbiter_clients2, 2, 8, 32>,
                              Shape<Vread_arbiter_clients3, 3, 64, 64>>;

/// All clients of an arbiter: each asks for random bursts and checks what comes back to him.
template <class S> class Clients : public Agent {
public:
  Clients(typename S::Dut& dut, MemoryImage& image, unsigned stall, unsigned bursts)
      : dut_(dut), image_(image), stall_(3, 1, stall), draw_(4, 0, 0) {
    for (Client& client : clients_)
      client.toAsk = bursts;
  }

  void drive() override {
    for (unsigned c = 0; c < S::kClients; ++c) {
      Client& client = clients_[c];
      if (!client.offered && client.toAsk != 0 && !stall_.refuse())
        offer(c);
      setBits(dut_.request_valid_i, c, 1, client.offered);
    }
  }

  void sample(std::uint64_t cycle, ViolationLog& log) override {
    for (unsigned c = 0; c < S::kClients; ++c) {
      if (clients_[c].offered && getBits(dut_.request_ready_o, c, 1))
        accept(c);
      if (getBits(dut_.r_valid_o, c, 1))
        receive(c, cycle, log);
    }
  }

  bool done() const override {
    for (const Client& client : clients_)
      if (client.toAsk != 0 || !client.expected.empty())
        return false;
    return true;
  }

  /// Clients in the order in which their bursts were taken.
  const std::vector<unsigned>& turns() const { return turns_; }

private:
  struct Beat {
    std::uint64_t address;
    bool last;
  };
  struct Client {
    bool offered = false;
    unsigned toAsk = 0, beats = 0;
    std::uint64_t address = 0;
    std::deque<Beat> expected;
  };

  void offer(unsigned c) {
    Client& client = clients_[c];
    client.offered = true;
    client.beats = 1 + static_cast<unsigned>(draw_.next() % 4);
    client.address = kBase + draw_.next() % 16 * 4 * S::kBus;
    const unsigned lane = c * (S::kAddress + 8);
    setBits(dut_.request_data_i, lane, 8, client.beats - 1);
    setBits(dut_.request_data_i, lane + 8, S::kAddress, client.address);
  }

  void accept(unsigned c) {
    Client& client = clients_[c];
    for (unsigned i = 0; i < client.beats; ++i)
      client.expected.push_back({client.address + i * S::kBus, i + 1 == client.beats});
    client.offered = false;
    --client.toAsk;
    turns_.push_back(c);
  }

  void receive(unsigned c, std::uint64_t cycle, ViolationLog& log) {
    Client& client = clients_[c];
    if (client.expected.empty())
      return log.report(cycle, "a beat nobody asked for, client " + std::to_string(c));
    std::uint8_t beat[S::kBus];
    getBytes(dut_.r_data_o, beat, S::kBus);
    const Beat& want = client.expected.front();
    if (std::memcmp(beat, image_.at(want.address), S::kBus) != 0 || dut_.r_last_o != want.last)
      log.report(cycle, "a wrong beat for client " + std::to_string(c));
    client.expected.pop_front();
  }

  typename S::Dut& dut_;
  MemoryImage& image_;
  StallSource stall_, draw_;
  Client clients_[S::kClients];
  std::vector<unsigned> turns_;
};

template <class S> struct Rig {
  Rig(const MemorySpec& spec, unsigned stall, unsigned bursts)
      : image(kBase, kSize, 2),
        clients(bench.template add<Clients<S>>(bench.dut, image, stall, bursts)),
        memory(agent(spec)) {
    memory.map().map(kBase, kSize, image.bytes.data());
    bench.reset();
  }

  AxiMemory& agent(const MemorySpec& spec) {
    auto& dut = bench.dut;
    auto sample = [&dut] {
      AxiMasterPins pins;
      pins.ar = {dut.m_axi_arvalid != 0, dut.m_axi_araddr, dut.m_axi_arid,
                 dut.m_axi_arlen,        dut.m_axi_arsize, dut.m_axi_arburst};
      pins.rready = dut.m_axi_rready;
      return pins;
    };
    auto drive = [&dut](const AxiSlavePins& pins) {
      dut.m_axi_arready = pins.arready;
      dut.m_axi_rvalid = pins.rvalid;
      dut.m_axi_rid = static_cast<std::uint8_t>(pins.rid);
      dut.m_axi_rresp = pins.rresp;
      dut.m_axi_rlast = pins.rlast;
      setBytes(dut.m_axi_rdata, pins.rdata, S::kBus);
    };
    return bench.template add<AxiAgent>(S::kBus, spec, sample, drive).memory();
  }

  ClockedBench<typename S::Dut> bench;
  MemoryImage image;
  Clients<S>& clients;
  AxiMemory& memory;
};

template <class S> struct ReadArbiter : testing::Test {};
TYPED_TEST_SUITE(ReadArbiter, Shapes);

TYPED_TEST(ReadArbiter, EveryBeatReturnsToItsClient) {
  for (unsigned stall : {0U, 50U}) {
    Rig<TypeParam> rig({.latency = 7, .stallPercent = stall}, stall, 100);
    ASSERT_TRUE(rig.bench.runUntilDone(20000));
    EXPECT_TRUE(rig.bench.violations().empty()) << rig.bench.violations().first();
  }
}

TYPED_TEST(ReadArbiter, TakesOneBurstPerCycleAndTurnsFairly) {
  Rig<TypeParam> rig({.latency = 1}, 0, 50);
  for (unsigned i = 0; i < 50; ++i)
    rig.bench.tick();
  const auto& turns = rig.clients.turns();
  EXPECT_GE(turns.size(), 48U);
  for (std::size_t i = TypeParam::kClients; i < turns.size(); ++i)
    EXPECT_EQ(turns[i], turns[i - TypeParam::kClients]) << "turn " << i;
}

TYPED_TEST(ReadArbiter, PassesErrorResponsesOn) {
  Rig<TypeParam> rig({.errorAddress = kBase + TypeParam::kBus}, 0, 100);
  unsigned errors = 0;
  for (unsigned i = 0; i < 3000; ++i)
    rig.bench.tick([&] { errors += rig.bench.dut.r_error_o && rig.bench.dut.r_valid_o != 0; });
  EXPECT_GT(errors, 0U);
  EXPECT_LT(errors, 100U);
}

} // namespace
} // namespace weft::sim
