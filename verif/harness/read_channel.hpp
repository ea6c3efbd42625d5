// read_channel.hpp: The read half of the simulated memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_burst.hpp"
#include "verif/harness/bandwidth_budget.hpp"
#include "verif/harness/stall.hpp"
#include "verif/harness/withholding.hpp"

#include <cstring>
#include <deque>

namespace weft::sim {

/// Answers reads in the order of their acceptance, any number in flight.
class ReadChannel {
public:
  ReadChannel(unsigned busBytes, const MemorySpec& spec)
      : busBytes_(busBytes), latency_(spec.latency), errorAddress_(spec.errorAddress),
        addressStall_(spec.seed, 0, spec.stallPercent),
        dataStall_(spec.seed, 1, spec.stallPercent) {}

  /// Handshakes of the cycle that ends now.
  void accept(std::uint64_t cycle, const AxiMasterPins& master, AxiSlavePins& slave,
              const AddressMap& map, Withholding& withholding) {
    if (master.ar.valid && slave.arready) {
      bursts_.emplace_back(master.ar, cycle + latency_, map, busBytes_);
      withholding.notice(cycle, master.ar.address, std::uint64_t{master.ar.beats()} * busBytes_);
    }
    if (slave.rvalid && master.rready)
      slave.rvalid = false;
    slave.arready = !addressStall_.refuse() && !withholding.refuses(AxiChannel::ar, cycle);
  }

  /// True when a beat could go onto the pins in the next cycle.
  bool wantsBeat(std::uint64_t cycle, const AxiSlavePins& slave, const Withholding& withholding) {
    return !slave.rvalid && !bursts_.empty() && bursts_.front().due <= cycle + 1 &&
           !dataStall_.refuse() && !withholding.refuses(AxiChannel::r, cycle);
  }

  /// Puts the next beat onto the pins.
  void offer(AxiSlavePins& slave) {
    AxiBurst& burst = bursts_.front();
    slave.rvalid = true;
    slave.rid = burst.id;
    slave.rlast = burst.lastBeat();
    slave.rresp = burst.response(errorAddress_, busBytes_);
    if (burst.host != nullptr)
      std::memcpy(slave.rdata, burst.host + std::size_t{burst.done} * busBytes_, busBytes_);
    else
      std::memset(slave.rdata, 0, busBytes_);
    ++beats_;
    if (++burst.done == burst.beats)
      bursts_.pop_front();
  }

  /// Forgets every burst.
  void clear() { bursts_.clear(); }

  bool idle() const { return bursts_.empty(); }
  std::uint64_t beats() const { return beats_; }

  /// Bursts whose last beat has not been offered, and the address of the oldest one.
  std::uint64_t unanswered() const { return bursts_.size(); }
  std::uint64_t oldestAddress() const { return bursts_.empty() ? 0 : bursts_.front().address; }

private:
  unsigned busBytes_, latency_;
  std::uint64_t errorAddress_;
  StallSource addressStall_, dataStall_;
  std::deque<AxiBurst> bursts_;
  std::uint64_t beats_ = 0;
};

} // namespace weft::sim
