// top_memory.cpp: Readers, writers and arbiters between the engines and the AXI4 pins.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/dma_reader/dma_reader.hpp"
#include "gen/blocks/dma_writer/dma_writer.hpp"
#include "gen/blocks/read_arbiter/read_arbiter.hpp"
#include "gen/blocks/write_arbiter/write_arbiter.hpp"

namespace weft {

using namespace hdl;

namespace {

/// Normal memory, not cacheable, bufferable.
constexpr int kCacheAttributes = 3;

template <std::size_t clients>
Name instanceName(const std::array<std::string_view, clients>& names, int client,
                  const char* suffix) {
  return "u_" + std::string(names[static_cast<std::size_t>(client)]) + suffix;
}

} // namespace

void Top::connectReaders(Nets& nets) {
  for (int client = 0; client < isa::kReadClients; ++client) {
    const auto found = nets.readers.find(static_cast<isa::ReadClient>(client));
    if (found == nets.readers.end()) {
      leaveOutReader(nets, client);
      continue;
    }
    const Dim inFlight = client == static_cast<int>(isa::ReadClient::fetch)
                             ? Dim(kFetchReadsInFlight)
                             : READS_IN_FLIGHT;
    auto& reader = instance<DmaReader>(
        instanceName(isa::kReaderNames, client, "_reader"),
        {ADDR_W, BUS_BYTES, BURST_BEATS, {"READS_IN_FLIGHT", inFlight}, READ_LATENCY});
    Nets::Reader& wires = found->second;
    clockedBy(reader, clk, nets.engineReset);
    reader.run <<= wires.run;
    wires.beat <<= reader.beat;
    nets.requestValid.bit(client) <<= reader.request.valid;
    reader.request.ready <<= nets.requestReady.bit(client);
    nets.request(client) <<= reader.request.data;
    reader.responseValid <<= nets.responseValid.bit(client);
    reader.responseData <<= nets.responseData;
    reader.responseLast <<= nets.responseLast;
    reader.responseError <<= nets.responseError;
    nets.readError.bit(client) <<= reader.error;
    reader.drain <<= nets.drain;
    nets.readDrained.bit(client) <<= reader.drained;
  }
}

/// The client asks for nothing and gets nothing.
void Top::leaveOutReader(Nets& nets, int client) {
  nets.requestValid.bit(client) <<= 0;
  nets.request(client) <<= 0;
  nets.readError.bit(client) <<= 0;
  nets.readDrained.bit(client) <<= 1;
  unused(nets.requestReady.bit(client));
}

void Top::connectReadBus(Nets& nets) {
  auto& arbiter = instance<ReadArbiter>("u_read_arbiter",
                                        {{"CLIENTS", isa::kReadClients}, ADDR_W, BUS_BYTES, ID_W});
  clockedBy(arbiter, clk, nets.engineReset);
  arbiter.requestValid <<= nets.requestValid;
  nets.requestReady <<= arbiter.requestReady;
  arbiter.request <<= nets.request;
  nets.responseValid <<= arbiter.responseValid;
  nets.responseData <<= arbiter.responseData;
  nets.responseLast <<= arbiter.responseLast;
  nets.responseError <<= arbiter.responseError;
  arid <<= arbiter.arId;
  araddr <<= arbiter.arAddress;
  arlen <<= arbiter.arLength;
  arsize <<= arbiter.arSize;
  arburst <<= arbiter.arBurst;
  arcache <<= kCacheAttributes;
  arprot <<= 0;
  nets.arvalid <<= arbiter.arValid;
  arbiter.arReady <<= arready;
  arbiter.rId <<= rid;
  arbiter.rData <<= rdata;
  arbiter.rResponse <<= rresp;
  arbiter.rLast <<= rlast;
  arbiter.rValid <<= rvalid;
  rready <<= arbiter.rReady;
}

void Top::connectWriters(Nets& nets) {
  for (int client = 0; client < isa::kWriteClients; ++client) {
    const auto found = nets.writers.find(static_cast<isa::WriteClient>(client));
    if (found == nets.writers.end()) {
      leaveOutWriter(nets, client);
      continue;
    }
    auto& writer = instance<DmaWriter>(instanceName(isa::kWriterNames, client, "_writer"),
                                       {ADDR_W, BUS_BYTES, BURST_BEATS, READ_LATENCY});
    Nets::Writer& wires = found->second;
    clockedBy(writer, clk, nets.engineReset);
    writer.run <<= wires.run;
    writer.beat <<= wires.beat;
    wires.runDone <<= writer.runDone;
    nets.writeIdle.bit(client) <<= writer.idle;
    nets.burstValid.bit(client) <<= writer.burst.valid;
    writer.burst.ready <<= nets.burstReady.bit(client);
    nets.burst(client) <<= writer.burst.data;
    nets.dataValid.bit(client) <<= writer.data.valid;
    writer.data.ready <<= nets.dataReady.bit(client);
    nets.data(client) <<= writer.data.data;
    nets.dataLast.bit(client) <<= *writer.data.last;
    writer.responseValid <<= nets.answerValid.bit(client);
    writer.responseError <<= nets.answerError;
    nets.writeError.bit(client) <<= writer.error;
    writer.drain <<= nets.drain;
    nets.writeDrained.bit(client) <<= writer.drained;
  }
}

void Top::leaveOutWriter(Nets& nets, int client) {
  nets.writeIdle.bit(client) <<= 1;
  nets.burstValid.bit(client) <<= 0;
  nets.burst(client) <<= 0;
  nets.dataValid.bit(client) <<= 0;
  nets.data(client) <<= 0;
  nets.dataLast.bit(client) <<= 0;
  nets.writeError.bit(client) <<= 0;
  nets.writeDrained.bit(client) <<= 1;
  unused(nets.burstReady.bit(client));
  unused(nets.dataReady.bit(client));
  unused(nets.answerValid.bit(client));
}

void Top::connectWriteBus(Nets& nets) {
  auto& arbiter = instance<WriteArbiter>(
      "u_write_arbiter", {{"CLIENTS", isa::kWriteClients}, ADDR_W, BUS_BYTES, ID_W});
  clockedBy(arbiter, clk, nets.engineReset);
  arbiter.burstValid <<= nets.burstValid;
  nets.burstReady <<= arbiter.burstReady;
  arbiter.burst <<= nets.burst;
  arbiter.dataValid <<= nets.dataValid;
  nets.dataReady <<= arbiter.dataReady;
  arbiter.data <<= nets.data;
  arbiter.dataLast <<= nets.dataLast;
  nets.answerValid <<= arbiter.responseValid;
  nets.answerError <<= arbiter.responseError;
  awid <<= arbiter.awId;
  awaddr <<= arbiter.awAddress;
  awlen <<= arbiter.awLength;
  awsize <<= arbiter.awSize;
  awburst <<= arbiter.awBurst;
  awcache <<= kCacheAttributes;
  awprot <<= 0;
  nets.awvalid <<= arbiter.awValid;
  arbiter.awReady <<= awready;
  wdata <<= arbiter.wData;
  wstrb <<= arbiter.wStrobes;
  wlast <<= arbiter.wLast;
  nets.wvalid <<= arbiter.wValid;
  arbiter.wReady <<= wready;
  arbiter.bId <<= bid;
  arbiter.bResponse <<= bresp;
  arbiter.bValid <<= bvalid;
  bready <<= arbiter.bReady;
}

} // namespace weft
