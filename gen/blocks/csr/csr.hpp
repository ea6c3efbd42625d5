// csr.hpp: Registers behind AXI4-Lite, interrupt, cycle and event counters.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/registers.hpp"
#include "gen/prim/run_check.hpp"

#include <map>

namespace weft {

/// The register file of gen/isa/registers.hpp. It keeps what software writes, shows what the
/// command processor does, and counts while `running_i` is high.
struct Csr : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  num::AttentionUnit attention;
  hdl::Dim ADDR_W = param("ADDR_W", 40, "memory address width in bits, 32 to 64");
  hdl::Dim BYTES_W = param("BYTES_W", 8, "width of a cycle's byte counts");

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> reset{this, "rst_i", "synchronous reset"};

  In<Unsigned> awaddr{this, "s_axil_awaddr", 12, "write address"};
  In<Bit> awvalid{this, "s_axil_awvalid", "write address valid"};
  Out<Bit> awready{this, "s_axil_awready", "write address taken"};
  In<Unsigned> wdata{this, "s_axil_wdata", 32, "write data"};
  In<Unsigned> wstrb{this, "s_axil_wstrb", 4, "byte strobes: all four, or none for no effect"};
  In<Bit> wvalid{this, "s_axil_wvalid", "write data valid"};
  Out<Bit> wready{this, "s_axil_wready", "write data taken"};
  Out<Unsigned> bresp{this, "s_axil_bresp", 2, "OKAY, or SLVERR for a partial word"};
  Out<Bit> bvalid{this, "s_axil_bvalid", "write response valid"};
  In<Bit> bready{this, "s_axil_bready", "write response taken"};
  In<Unsigned> araddr{this, "s_axil_araddr", 12, "read address"};
  In<Bit> arvalid{this, "s_axil_arvalid", "read address valid"};
  Out<Bit> arready{this, "s_axil_arready", "read address taken"};
  Out<Unsigned> rdata{this, "s_axil_rdata", 32, "read data"};
  Out<Unsigned> rresp{this, "s_axil_rresp", 2, "always OKAY"};
  Out<Bit> rvalid{this, "s_axil_rvalid", "read data valid"};
  In<Bit> rready{this, "s_axil_rready", "read data taken"};
  Out<Bit> irq{this, "irq_o", "an enabled event is pending"};

  In<Unsigned> version{this, "version_i", 32, "VERSION"};
  In<Unsigned> configHash{this, "config_hash_i", 64, "CONFIG_HASH, high word on top"};
  In<Unsigned> capability{this, "capability_i", 32, "CAPABILITY"};

  Out<Bit> start{this, "start_o", "CONTROL.start was written, without soft_reset"};
  Out<Bit> softReset{this, "soft_reset_o", "CONTROL.soft_reset was written"};
  Out<Bit> ringClear{this, "ring_clear_o", "RING_SIZE was written"};
  Out<Unsigned> ringBase{this, "ring_base_o", baseWidth(ADDR_W), "RING_BASE, the same"};
  Out<Unsigned> ringSize{this, "ring_size_o", 17, "RING_SIZE"};
  Out<Unsigned> ringTail{this, "ring_tail_o", 16, "RING_TAIL"};
  Out<Unsigned> watchdog{this, "watchdog_o", 32, "WATCHDOG"};
  hdl::OutGrid<Unsigned> scalar{this, "scalar_o", {isa::kScalarCount}, 32, "SCALARi"};
  hdl::OutGrid<Unsigned> baseAddress{this,
                                     "base_address_o",
                                     {isa::kBaseCount},
                                     baseWidth(ADDR_W),
                                     "BASEi, whether it is beyond the bus on top"};
  hdl::OutGrid<Unsigned> baseLimit{this, "base_limit_o", {isa::kBaseCount}, 32, "LIMITi"};

  In<Unsigned> ringHead{this, "ring_head_i", 16, "RING_HEAD"};
  In<Bit> begin{this, "begin_i", "a run begins: counters start from zero"};
  In<Bit> running{this, "running_i", "between begin and done or error"};
  In<Bit> resetting{this, "resetting_i", "a soft reset is under way"};
  In<Bit> failed{this, "failed_i", "stopped by an error"};
  In<Bit> done{this, "done_i", "completion, one cycle"};
  In<Bit> error{this, "error_i", "an error, one cycle, with its details"};
  In<Unsigned> errorCode{this, "error_code_i", 8, "error code"};
  In<Unsigned> errorEngine{this, "error_engine_i", 3, "engine"};
  In<Unsigned> errorReason{this, "error_reason_i", 3, "state the engine waits in"};
  In<Unsigned> errorIndex{this, "error_index_i", 32, "command index"};
  In<Unsigned> errorAddress{this, "error_address_i", ADDR_W, "address"};
  hdl::InGrid<Unsigned> engineState{
      this, "engine_state_i", {isa::kEngineCount}, 3, "state of each engine in this cycle"};
  In<Unsigned> readBytes{this, "read_bytes_i", BYTES_W, "bytes read in this cycle"};
  In<Unsigned> writeBytes{this, "write_bytes_i", BYTES_W, "bytes written in this cycle"};

  /// Of a machine with this attention.
  explicit Csr(num::AttentionUnit attentionUnit);

private:
  static constexpr int kWordAddressBits = 10; ///< 4 KiB of 32-bit words

  /// What software sees at an offset.
  using Sources = std::map<std::uint32_t, hdl::UInt>;

  void nameOffsets();
  hdl::Bit writes(std::uint32_t offset) const;
  void openChannels();
  void writeChannel();
  void readChannel(const Sources& sources);
  void commands();
  Sources storage();
  hdl::UInt onBus(const std::string& name, const hdl::UInt& address);
  void drivePorts();
  void identity(Sources& sources);
  void status(Sources& sources);
  void interrupt(Sources& sources);
  void lastError(Sources& sources);
  void engineCounters(Sources& sources, const hdl::Bit& clear);
  void totals(Sources& sources, const hdl::Bit& clear);
  void countEvents(Sources& sources, const std::string& name, std::uint32_t offset,
                   const hdl::UInt& step, const hdl::Bit& clear);
  void showPair(Sources& sources, std::uint32_t offset, const hdl::UInt& number);

  // Named steps share these wires.
  hdl::Reg<Bit> open_{this, "open_q", "out of reset: addresses and data are taken"};
  hdl::Wire<Bit> write_{this, "write", "a whole word is written in this cycle"};
  hdl::Reg<Unsigned> writeAddress_{this, "write_address_q", kWordAddressBits, "of a word"};
  hdl::Reg<Unsigned> writeData_{this, "write_data_q", 32};
  hdl::Reg<Unsigned> highWord_{this, "high_word_q", 32,
                               "of the 64-bit number whose low word was read last"};
  Sources labels_;    ///< word addresses by offset
  Sources numbers_;   ///< registers that software writes, by the offset of their low word
  Sources highWords_; ///< of 64-bit numbers that change by themselves, by that offset
};

} // namespace weft
