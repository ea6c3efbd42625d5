// top.cpp: The whole accelerator: AXI4-Lite in, AXI4 out.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/csr/csr.hpp"
#include "gen/blocks/register_bits.hpp"
#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/config/version.hpp"
#include "gen/top/axi_traffic.hpp"
#include "gen/top/reset_sync.hpp"

namespace weft {

using namespace hdl;

Top::Top(const Config& configuration)
    : Module("top", "the whole accelerator: AXI4-Lite in, AXI4 out"), config(configuration) {
  Nets nets(this);
  for (const isa::Engine engine : isa::enginesOf(attentionUnit(config)))
    nets.addCommand(engine, machineKind(config));
  nets.addClients(attentionUnit(config));
  if (attentionUnit(config) == num::AttentionUnit::shared)
    nets.shared.emplace(Nets::Shared{this});
  checkParameters();
  identify(nets);
  synchroniseReset(nets);
  connectRegisters(nets);
  connectProcessor(nets);
  connectLoad(nets);
  connectScratchpad(nets);
  connectArray(nets);
  connectAccumulator(nets);
  connectStore(nets);
  connectAttentionUnit(nets);
  connectPost(nets);
  connectReaders(nets);
  connectReadBus(nets);
  connectWriters(nets);
  connectWriteBus(nets);
  countTraffic(nets);
}

/// A size that only machines with a softmax name.
Dim Top::ofSoftmax(const char* name, int size, const char* meaning) {
  return hasNonlinear(config) ? localparam(name, size, meaning) : Dim(size);
}

void Top::connectAttentionUnit(Nets& nets) {
  switch (attentionUnit(config)) {
  case num::AttentionUnit::dedicated:
    return connectAttention(nets);
  case num::AttentionUnit::shared:
    return connectSoftmax(nets);
  case num::AttentionUnit::none:
    return leaveOutAttention(nets);
  }
}

void Top::synchroniseReset(Nets& nets) {
  auto& sync = instance<ResetSync>("u_reset_sync");
  clockedBy(sync, clk);
  sync.resetN <<= resetN;
  nets.reset <<= sync.reset;
  nets.quiet <<= sync.quiet;
  section();
  note("Low in every cycle of reset, as AXI asks, and until the registers behind are reset too.");
  const auto unlessQuiet = [&](const Out<Bit>& pin, const hdl::Wire<Bit>& inside) {
    pin <<= inside & ~nets.quiet;
  };
  unlessQuiet(axilAwready, nets.awready);
  unlessQuiet(axilWready, nets.wready);
  unlessQuiet(axilBvalid, nets.bvalid);
  unlessQuiet(axilArready, nets.arready);
  unlessQuiet(axilRvalid, nets.rvalid);
  unlessQuiet(arvalid, nets.arvalid);
  unlessQuiet(awvalid, nets.awvalid);
  unlessQuiet(wvalid, nets.wvalid);
  unlessQuiet(irq, nets.pending);
}

void Top::checkParameters() {
  require(ADDR_W >= 32 && ADDR_W <= 64, "ADDR_W_must_be_32_to_64");
  require(ID_W >= 3, "ID_W_must_be_at_least_3");
  require(BUS_BYTES >= 8 && BUS_BYTES <= 64, "BUS_BYTES_must_be_8_to_64");
  require(pow2(clog2(BUS_BYTES)) == BUS_BYTES, "BUS_BYTES_must_be_a_power_of_two");
}

/// What the design says of itself follows the parameters: CAPABILITY shows them, and CHECK refuses
/// programs for the configuration when one of them is not the configuration's.
void Top::identify(Nets& nets) {
  const auto hash = hashWords(config);
  const Dim log2Rows = localparam("LOG2_ROWS", clog2(ROWS));
  const Dim log2Columns = localparam("LOG2_COLUMNS", clog2(COLUMNS));
  const Dim log2BusBytes = localparam("LOG2_BUS_BYTES", clog2(BUS_BYTES));
  const int ibert = nonlinearChoice(config) == num::Nonlinear::ibert ? 1 : 0;

  section();
  nets.capability <<=
      registerWord(isa::reg::kCapability, {{"engines", enginesBuilt()},
                                           {"ibert", lit<Unsigned>(ibert, 1)},
                                           {"log2_bus_bytes", value(log2BusBytes, 4)},
                                           {"log2_columns", value(log2Columns, 4)},
                                           {"log2_rows", value(log2Rows, 4)}});
  generateIf(
      ADDR_W == config.bus.addressBits && ID_W == config.bus.idBits &&
          BUS_BYTES == config.bus.bytes,
      "g_configured",
      [&] { nets.configHash <<= cat(lit<Unsigned>(hash[1], 32), lit<Unsigned>(hash[0], 32)); },
      "g_other", [&] { nets.configHash <<= zeros(64); });
}

/// A bit for each engine.
UInt Top::enginesBuilt() const {
  std::uint32_t built = 0;
  for (const isa::Engine engine : isa::enginesOf(attentionUnit(config)))
    built |= 1U << static_cast<unsigned>(engine);
  return built == isa::onesOf(isa::kEngineCount) ? ones(isa::kEngineCount)
                                                 : lit<Unsigned>(built, isa::kEngineCount);
}

void Top::connectRegisters(Nets& nets) {
  auto& csr = instance<Csr>("u_csr", {ADDR_W, BYTES_W}, attentionUnit(config));
  connectRegisterBus(csr, nets);
  clockedBy(csr, clk, nets.reset);
  nets.pending <<= csr.irq;
  csr.version <<= lit<Unsigned>(versionWord(), 32);
  csr.configHash <<= nets.configHash;
  csr.capability <<= nets.capability;
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

void Top::connectRegisterBus(Csr& csr, Nets& nets) {
  csr.awaddr <<= axilAwaddr;
  csr.awvalid <<= axilAwvalid;
  nets.awready <<= csr.awready;
  csr.wdata <<= axilWdata;
  csr.wstrb <<= axilWstrb;
  csr.wvalid <<= axilWvalid;
  nets.wready <<= csr.wready;
  axilBresp <<= csr.bresp;
  nets.bvalid <<= csr.bvalid;
  csr.bready <<= axilBready;
  csr.araddr <<= axilAraddr;
  csr.arvalid <<= axilArvalid;
  nets.arready <<= csr.arready;
  axilRdata <<= csr.rdata;
  axilRresp <<= csr.rresp;
  nets.rvalid <<= csr.rvalid;
  csr.rready <<= axilRready;
  unused(axilAwprot);
  unused(axilArprot);
}

void Top::countTraffic(Nets& nets) {
  auto& traffic = instance<AxiTraffic>("u_traffic", {BUS_BYTES, BYTES_W});
  clockedBy(traffic, clk, nets.reset);
  traffic.read <<= rvalid & rready;
  traffic.write <<= wvalid & wready;
  traffic.strobes <<= wstrb;
  nets.readBytes <<= traffic.readBytes;
  nets.writeBytes <<= traffic.writeBytes;
}

std::shared_ptr<Top> buildTop(const Config& config) { return std::make_shared<Top>(config); }

} // namespace weft
