// top.hpp: The whole accelerator: AXI4-Lite in, AXI4 out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/derived.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/engines.hpp"

#include <memory>

namespace weft {

struct Accumulator;
struct CommandProcessor;
struct Csr;

/// The instance tree of one configuration. Widths of the bus are parameters whose defaults come
/// from it; with other values CONFIG_HASH reads 0. All other sizes are the configuration's.
struct Top : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  Config config;
  hdl::Dim ADDR_W = param("ADDR_W", config.bus.addressBits, "AXI address width in bits");
  hdl::Dim ID_W = param("ID_W", config.bus.idBits, "AXI identifier width in bits");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", config.bus.bytes, "bytes of an AXI beat");
  hdl::Dim BURST_BEATS = localparam("BURST_BEATS", config.bus.burstBeats, "longest AXI burst");
  hdl::Dim READS_IN_FLIGHT =
      localparam("READS_IN_FLIGHT", config.bus.readsInFlight, "read bursts of one client");
  hdl::Dim READ_LATENCY =
      localparam("READ_LATENCY", config.ram.readLatency, "cycles from a RAM's read to its data");
  hdl::Dim ROWS = localparam("ROWS", config.array.rows, "rows of the array");
  hdl::Dim COLUMNS = localparam("COLUMNS", config.array.columns, "columns of the array");
  hdl::Dim ACTIVATION_WORDS =
      localparam("ACTIVATION_WORDS", activationWords(config), "scratchpad words of ROWS bytes");
  hdl::Dim WEIGHT_WORDS =
      localparam("WEIGHT_WORDS", weightWords(config), "scratchpad words of COLUMNS bytes");
  hdl::Dim HALF_ROWS =
      localparam("HALF_ROWS", accumulatorRows(config) / 2, "rows of each accumulator half");
  hdl::Dim PARAMETER_WORDS =
      localparam("PARAMETER_WORDS", kParameterWords, "words of COLUMNS channel records");
  hdl::Dim ATTENTION_CHUNK =
      ofSoftmax("ATTENTION_CHUNK", config.attention.chunk, "keys that share one exponent");
  hdl::Dim EXPONENT_LANES = ofSoftmax("EXPONENT_LANES", chunkExponentLanes(config),
                                      "exponentials per cycle of the softmax");
  hdl::Dim MAX_KEYS = ofSoftmax("MAX_KEYS", config.attention.maxKeys, "most keys of one attention");
  hdl::Dim POST_LANES =
      localparam("POST_LANES", config.post.lanes, "values per cycle of the post engine");
  hdl::Dim ROW_W =
      localparam("ROW_W", hdl::indexWidth(HALF_ROWS) + 1, "bits of an accumulator row address");
  hdl::Dim BYTES_W = localparam("BYTES_W", hdl::clog2(BUS_BYTES + 1), "bits of a beat's bytes");
  hdl::Dim WEIGHT_W =
      localparam("WEIGHT_W", hdl::indexWidth(WEIGHT_WORDS), "bits of the address of a weight word");
  hdl::Dim ACTIVATION_W = localparam("ACTIVATION_W", hdl::indexWidth(ACTIVATION_WORDS),
                                     "bits of the address of an activation word");

  In<Bit> clk{this, "aclk", "clock"};
  In<Bit> resetN{this, "aresetn", "reset, active low"};
  Out<Bit> irq{this, "irq", "an enabled event is pending"};

  In<Unsigned> axilAwaddr{this, "s_axil_awaddr", 12, "register write address"};
  In<Unsigned> axilAwprot{this, "s_axil_awprot", 3, "ignored"};
  In<Bit> axilAwvalid{this, "s_axil_awvalid", "write address valid"};
  Out<Bit> axilAwready{this, "s_axil_awready", "write address ready"};
  In<Unsigned> axilWdata{this, "s_axil_wdata", 32, "register write data"};
  In<Unsigned> axilWstrb{this, "s_axil_wstrb", 4, "all four must be set"};
  In<Bit> axilWvalid{this, "s_axil_wvalid", "write data valid"};
  Out<Bit> axilWready{this, "s_axil_wready", "write data ready"};
  Out<Unsigned> axilBresp{this, "s_axil_bresp", 2, "write response"};
  Out<Bit> axilBvalid{this, "s_axil_bvalid", "write response valid"};
  In<Bit> axilBready{this, "s_axil_bready", "write response ready"};
  In<Unsigned> axilAraddr{this, "s_axil_araddr", 12, "register read address"};
  In<Unsigned> axilArprot{this, "s_axil_arprot", 3, "ignored"};
  In<Bit> axilArvalid{this, "s_axil_arvalid", "read address valid"};
  Out<Bit> axilArready{this, "s_axil_arready", "read address ready"};
  Out<Unsigned> axilRdata{this, "s_axil_rdata", 32, "register read data"};
  Out<Unsigned> axilRresp{this, "s_axil_rresp", 2, "read response"};
  Out<Bit> axilRvalid{this, "s_axil_rvalid", "read data valid"};
  In<Bit> axilRready{this, "s_axil_rready", "read data ready"};

  Out<Unsigned> arid{this, "m_axi_arid", ID_W, "read client"};
  Out<Unsigned> araddr{this, "m_axi_araddr", ADDR_W, "read address"};
  Out<Unsigned> arlen{this, "m_axi_arlen", 8, "beats less one"};
  Out<Unsigned> arsize{this, "m_axi_arsize", 3, "full width"};
  Out<Unsigned> arburst{this, "m_axi_arburst", 2, "INCR"};
  Out<Unsigned> arcache{this, "m_axi_arcache", 4, "normal, not cacheable, bufferable"};
  Out<Unsigned> arprot{this, "m_axi_arprot", 3, "unprivileged, secure, data"};
  Out<Bit> arvalid{this, "m_axi_arvalid", "read address valid"};
  In<Bit> arready{this, "m_axi_arready", "read address ready"};
  In<Unsigned> rid{this, "m_axi_rid", ID_W, "read client"};
  In<Unsigned> rdata{this, "m_axi_rdata", 8 * BUS_BYTES, "read data"};
  In<Unsigned> rresp{this, "m_axi_rresp", 2, "read response"};
  In<Bit> rlast{this, "m_axi_rlast", "last beat of a burst"};
  In<Bit> rvalid{this, "m_axi_rvalid", "read data valid"};
  Out<Bit> rready{this, "m_axi_rready", "read data ready"};
  Out<Unsigned> awid{this, "m_axi_awid", ID_W, "write client"};
  Out<Unsigned> awaddr{this, "m_axi_awaddr", ADDR_W, "write address"};
  Out<Unsigned> awlen{this, "m_axi_awlen", 8, "beats less one"};
  Out<Unsigned> awsize{this, "m_axi_awsize", 3, "full width"};
  Out<Unsigned> awburst{this, "m_axi_awburst", 2, "INCR"};
  Out<Unsigned> awcache{this, "m_axi_awcache", 4, "normal, not cacheable, bufferable"};
  Out<Unsigned> awprot{this, "m_axi_awprot", 3, "unprivileged, secure, data"};
  Out<Bit> awvalid{this, "m_axi_awvalid", "write address valid"};
  In<Bit> awready{this, "m_axi_awready", "write address ready"};
  Out<Unsigned> wdata{this, "m_axi_wdata", 8 * BUS_BYTES, "write data"};
  Out<Unsigned> wstrb{this, "m_axi_wstrb", BUS_BYTES, "bytes that count"};
  Out<Bit> wlast{this, "m_axi_wlast", "last beat of a burst"};
  Out<Bit> wvalid{this, "m_axi_wvalid", "write data valid"};
  In<Bit> wready{this, "m_axi_wready", "write data ready"};
  In<Unsigned> bid{this, "m_axi_bid", ID_W, "write client"};
  In<Unsigned> bresp{this, "m_axi_bresp", 2, "write response"};
  In<Bit> bvalid{this, "m_axi_bvalid", "write response valid"};
  Out<Bit> bready{this, "m_axi_bready", "write response ready"};

  explicit Top(const Config& configuration);

private:
  struct Nets;
  hdl::Dim ofSoftmax(const char* name, int size, const char* meaning);
  void checkParameters();
  void identify(Nets& nets);
  void synchroniseReset(Nets& nets);
  hdl::UInt enginesBuilt() const;
  void connectRegisters(Nets& nets);
  void connectRegisterBus(Csr& csr, Nets& nets);
  void connectProcessor(Nets& nets);
  void connectErrors(Nets& nets, CommandProcessor& processor);
  void connectQueues(Nets& nets, CommandProcessor& processor);
  void connectLoad(Nets& nets);
  void connectScratchpad(Nets& nets);
  void connectArray(Nets& nets);
  void connectAccumulator(Nets& nets);
  void connectStore(Nets& nets);
  void connectAttentionUnit(Nets& nets);
  void connectAttention(Nets& nets);
  void leaveOutAttention(Nets& nets);
  void connectSoftmax(Nets& nets);
  void shareRows(Nets& nets, Accumulator& accumulator);
  void connectPost(Nets& nets);
  void connectReaders(Nets& nets);
  void leaveOutReader(Nets& nets, int client);
  void connectReadBus(Nets& nets);
  void connectWriters(Nets& nets);
  void leaveOutWriter(Nets& nets, int client);
  void connectWriteBus(Nets& nets);
  void countTraffic(Nets& nets);
};

/// The design of an accepted configuration, ready for hdl::emit.
std::shared_ptr<Top> buildTop(const Config& config);

} // namespace weft
