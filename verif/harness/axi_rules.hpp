// axi_rules.hpp: The rules of AXI4 that a master of this project must keep.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_pins.hpp"
#include "verif/harness/violation_log.hpp"

#include <bit>
#include <cstring>

namespace weft::sim {

/// Checks the master's pins in every cycle in which a channel is active:
/// - INCR bursts of full beats, aligned, within the longest burst, never across 4 KiB;
/// - valid, once high, stays high with the same payload until it is taken.
class AxiRules {
public:
  AxiRules(unsigned busBytes, unsigned burstBeats) : busBytes_(busBytes), burstBeats_(burstBeats) {}

  /// `slave` holds the ready levels of the same cycle as `master`.
  void check(std::uint64_t cycle, const AxiMasterPins& master, const AxiSlavePins& slave) {
    checkAddress(cycle, "AR", master.ar, slave.arready, waitingAr_);
    checkAddress(cycle, "AW", master.aw, slave.awready, waitingAw_);
    checkWriteData(cycle, master, slave.wready);
  }

  /// A cycle in which the master's reset is low: it offers nothing, and what waited is forgotten.
  void checkReset(std::uint64_t cycle, const AxiMasterPins& master) {
    if (master.ar.valid || master.aw.valid || master.wvalid)
      log_.report(cycle, std::string(master.ar.valid   ? "ARVALID"
                                     : master.aw.valid ? "AWVALID"
                                                       : "WVALID") +
                             " is high in reset");
    waitingAr_.valid = waitingAw_.valid = waitingW_ = false;
  }

  /// True when a channel has offered something that is not taken yet.
  bool waiting() const { return waitingAr_.valid || waitingAw_.valid || waitingW_; }

  bool arWaiting() const { return waitingAr_.valid; }
  bool awWaiting() const { return waitingAw_.valid; }
  bool wWaiting() const { return waitingW_; }

  ViolationLog& log() { return log_; }
  const ViolationLog& log() const { return log_; }

private:
  void checkAddress(std::uint64_t cycle, const char* channel, const AxiAddress& now, bool ready,
                    AxiAddress& waiting) {
    if (waiting.valid && !(now == waiting))
      log_.report(cycle, std::string(channel) + " changed while it waited for ready");
    else if (now.valid && !waiting.valid)
      checkBurst(cycle, channel, now);
    waiting = now;
    waiting.valid = now.valid && !ready;
  }

  void checkBurst(std::uint64_t cycle, const std::string& channel, const AxiAddress& burst) {
    const std::string where = channel + " at " + hexText(burst.address);
    if (burst.burst != 1)
      log_.report(cycle, where + " is not an INCR burst");
    if (1U << burst.size != busBytes_)
      log_.report(cycle, where + " does not use the full bus width");
    if (burst.address % busBytes_ != 0)
      log_.report(cycle, where + " is not aligned to the bus");
    if (burst.beats() > burstBeats_)
      log_.report(cycle, where + " has " + std::to_string(burst.beats()) + " beats, more than " +
                             std::to_string(burstBeats_));
    if (burst.address % 4096 + std::uint64_t{burst.beats()} * busBytes_ > 4096)
      log_.report(cycle, where + " crosses a 4 KiB boundary");
  }

  void checkWriteData(std::uint64_t cycle, const AxiMasterPins& now, bool ready) {
    if (waitingW_ && !sameBeat(now))
      log_.report(cycle, "W changed while it waited for ready");
    waitingW_ = now.wvalid && !ready;
    if (waitingW_) {
      strobes_ = now.wstrb;
      last_ = now.wlast;
      std::memcpy(data_, now.wdata, busBytes_);
    }
  }

  bool sameBeat(const AxiMasterPins& now) const {
    return now.wvalid && now.wstrb == strobes_ && now.wlast == last_ &&
           std::memcmp(now.wdata, data_, busBytes_) == 0;
  }

  unsigned busBytes_, burstBeats_;
  AxiAddress waitingAr_, waitingAw_;
  bool waitingW_ = false, last_ = false;
  std::uint64_t strobes_ = 0;
  std::uint8_t data_[kMaxBusBytes] = {};
  ViolationLog log_;
};

} // namespace weft::sim
