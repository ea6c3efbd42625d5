// memory_rig.hpp: A plain master in front of the memory model, for its tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_memory.hpp"

#include <cstdint>
#include <deque>
#include <numeric>
#include <vector>

namespace weft::sim {

/// Issues queued bursts as fast as the memory lets it and notes when everything happened.
struct MemoryRig {
  static constexpr std::uint64_t kBase = 0x10000;
  static constexpr unsigned kBus = 8;

  struct ReadBeat {
    std::uint64_t cycle;
    std::uint64_t value;
    std::uint32_t id;
    std::uint8_t response;
    bool last;
  };
  struct WriteBeat {
    std::uint64_t value;
    std::uint64_t strobes;
    bool last;
  };
  struct Response {
    std::uint64_t cycle;
    std::uint32_t id;
    std::uint8_t response;
  };

  explicit MemoryRig(const MemorySpec& spec) : memory(kBus, spec), host(8192) {
    std::iota(host.begin(), host.end(), std::uint8_t{0});
    memory.map().map(kBase, host.size(), host.data());
  }

  static AxiAddress burst(std::uint64_t offset, unsigned beats, std::uint32_t id = 0) {
    return {true, kBase + offset, id, static_cast<std::uint8_t>(beats - 1), 3, 1};
  }

  void write(std::uint64_t offset, std::vector<std::uint64_t> values,
             std::uint64_t lastStrobes = 255, std::uint32_t id = 0) {
    writes.push_back(burst(offset, static_cast<unsigned>(values.size()), id));
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool last = i + 1 == values.size();
      data.push_back({values[i], last ? lastStrobes : 255, last});
    }
  }

  AxiMasterPins pins() {
    AxiMasterPins p;
    p.rready = p.bready = ready;
    if (!reads.empty())
      p.ar = reads.front();
    if (!writes.empty())
      p.aw = writes.front();
    p.wvalid = !data.empty();
    if (p.wvalid) {
      p.wdata = reinterpret_cast<const std::uint8_t*>(&data.front().value);
      p.wstrb = data.front().strobes;
      p.wlast = data.front().last;
    }
    return p;
  }

  void tick() {
    const AxiMasterPins p = pins();
    const AxiSlavePins out = memory.outputs();
    memory.clock(p);
    collect(out, p);
    if (p.ar.valid && out.arready) {
      readStarts.push_back(memory.cycle());
      reads.pop_front();
    }
    if (p.aw.valid && out.awready)
      writes.pop_front();
    if (p.wvalid && out.wready) {
      lastWrite = memory.cycle();
      data.pop_front();
    }
  }

  void run(unsigned cycles) {
    for (unsigned i = 0; i < cycles; ++i)
      tick();
  }

  void collect(const AxiSlavePins& out, const AxiMasterPins& p) {
    std::uint64_t value = 0;
    std::memcpy(&value, out.rdata, kBus);
    if (out.rvalid && p.rready)
      beats.push_back({memory.cycle(), value, out.rid, out.rresp, out.rlast});
    if (out.bvalid && p.bready)
      responses.push_back({memory.cycle(), out.bid, out.bresp});
  }

  AxiMemory memory;
  std::vector<std::uint8_t> host;
  bool ready = true;
  std::deque<AxiAddress> reads, writes;
  std::deque<WriteBeat> data;
  std::vector<std::uint64_t> readStarts;
  std::uint64_t lastWrite = 0;
  std::vector<ReadBeat> beats;
  std::vector<Response> responses;
};

} // namespace weft::sim
