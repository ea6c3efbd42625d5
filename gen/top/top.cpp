// top.cpp: The whole accelerator: AXI4-Lite in, AXI4 out.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/csr/csr.hpp"
#include "gen/config/hash.hpp"
#include "gen/config/version.hpp"
#include "gen/top/axi_traffic.hpp"
#include "gen/top/reset_sync.hpp"

#include <bit>

namespace weft {

using namespace hdl;

namespace {

std::uint32_t log2Of(int powerOfTwo) {
  return static_cast<std::uint32_t>(std::countr_zero(static_cast<unsigned>(powerOfTwo)));
}

/// The CAPABILITY register.
std::uint32_t capabilityWord(const Config& config) {
  const std::uint32_t ibert = config.numerics.nonlinear == "ibert" ? 1 : 0;
  const std::uint32_t allEngines = (1U << isa::engineCount) - 1;
  return log2Of(config.array.rows) | log2Of(config.array.columns) << 4 |
         log2Of(config.bus.bytes) << 8 | ibert << 12 | allEngines << 16;
}

} // namespace

Top::Top(const Config& configuration)
    : Module("top", "the whole accelerator: AXI4-Lite in, AXI4 out"), config(configuration) {
  Nets nets(this);
  for (int e = 0; e < isa::engineCount; ++e)
    nets.command.emplace_back(
        this, std::string(isa::engineNames[static_cast<std::size_t>(e)]) + "_cmd_data",
        commandPayloadBits(static_cast<isa::Engine>(e)));
  for (const char* client : {"load", "attention", "post", "fetch"})
    nets.readers.emplace_back(this, client);
  for (const char* client : {"store", "attention", "post"})
    nets.writers.emplace_back(this, client);
  synchroniseReset(nets);
  connectRegisters(nets);
  connectProcessor(nets);
  connectLoad(nets);
  connectScratchpad(nets);
  connectArray(nets);
  connectAccumulator(nets);
  connectStore(nets);
  connectAttention(nets);
  connectPost(nets);
  connectReaders(nets);
  connectReadBus(nets);
  connectWriters(nets);
  connectWriteBus(nets);
  countTraffic(nets);
}

void Top::synchroniseReset(Nets& nets) {
  auto& sync = instance<ResetSync>("u_reset_sync");
  sync.clk <<= clk;
  sync.resetN <<= resetN;
  nets.rst <<= sync.reset;
}

void Top::connectRegisters(Nets& nets) {
  const auto hash = hashWords(config);
  nets.configHash <<= cat(lit<Unsigned>(hash[1], 32), lit<Unsigned>(hash[0], 32));
  auto& csr = instance<Csr>("u_csr", {{"ADDR_W", ADDR_W}, {"BYTES_W", BYTES_W}});
  connectRegisterBus(csr);
  csr.clk <<= clk;
  csr.rst <<= nets.rst;
  irq <<= csr.irq;
  csr.version <<= lit<Unsigned>(versionWord(), 32);
  csr.configHash <<= nets.configHash;
  csr.capability <<= lit<Unsigned>(capabilityWord(config), 32);
  nets.start <<= csr.start;
  nets.softReset <<= csr.softReset;
  nets.ringClear <<= csr.ringClear;
  nets.ringBase <<= csr.ringBase;
  nets.ringSize <<= csr.ringSize;
  nets.ringTail <<= csr.ringTail;
  nets.watchdog <<= csr.watchdog;
  nets.scalar <<= csr.scalar;
  nets.baseAddress <<= csr.baseAddress;
  nets.baseLimit <<= csr.baseLimit;
  csr.ringHead <<= nets.ringHead;
  csr.begin <<= nets.beginRun;
  csr.running <<= nets.running;
  csr.resetting <<= nets.resetting;
  csr.failed <<= nets.failed;
  csr.done <<= nets.finished;
  csr.error <<= nets.error;
  csr.errorCode <<= nets.errorCode;
  csr.errorEngine <<= nets.errorEngine;
  csr.errorReason <<= nets.errorReason;
  csr.errorIndex <<= nets.errorIndex;
  csr.errorAddress <<= nets.errorAddress;
  csr.engineState <<= nets.shownState;
  csr.readBytes <<= nets.readBytes;
  csr.writeBytes <<= nets.writeBytes;
}

void Top::connectRegisterBus(Csr& csr) {
  csr.awaddr <<= axilAwaddr;
  csr.awvalid <<= axilAwvalid;
  axilAwready <<= csr.awready;
  csr.wdata <<= axilWdata;
  csr.wstrb <<= axilWstrb;
  csr.wvalid <<= axilWvalid;
  axilWready <<= csr.wready;
  axilBresp <<= csr.bresp;
  axilBvalid <<= csr.bvalid;
  csr.bready <<= axilBready;
  csr.araddr <<= axilAraddr;
  csr.arvalid <<= axilArvalid;
  axilArready <<= csr.arready;
  axilRdata <<= csr.rdata;
  axilRresp <<= csr.rresp;
  axilRvalid <<= csr.rvalid;
  csr.rready <<= axilRready;
  unused(axilAwprot);
  unused(axilArprot);
}

void Top::countTraffic(Nets& nets) {
  auto& traffic =
      instance<AxiTraffic>("u_traffic", {{"BUS_BYTES", BUS_BYTES}, {"BYTES_W", BYTES_W}});
  traffic.clk <<= clk;
  traffic.rst <<= nets.rst;
  traffic.read <<= rvalid & rready;
  traffic.write <<= wvalid & wready;
  traffic.strobes <<= wstrb;
  nets.readBytes <<= traffic.readBytes;
  nets.writeBytes <<= traffic.writeBytes;
}

std::shared_ptr<Top> buildTop(const Config& config) { return std::make_shared<Top>(config); }

} // namespace weft
