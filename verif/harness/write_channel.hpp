// write_channel.hpp: The write half of the simulated memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_burst.hpp"
#include "verif/harness/bandwidth_budget.hpp"
#include "verif/harness/sim_api.h"
#include "verif/harness/stall.hpp"
#include "verif/harness/violation_log.hpp"
#include "verif/harness/withholding.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <vector>

namespace weft::sim {

/// Takes write data into a buffer at the full bus rate and drains it into memory as bandwidth
/// allows; the response follows `latency` cycles after the last beat of a burst has drained.
class WriteChannel {
public:
  WriteChannel(unsigned busBytes, const MemorySpec& spec)
      : busBytes_(busBytes), latency_(spec.latency), errorAddress_(spec.errorAddress),
        addressStall_(spec.seed, 2, spec.stallPercent), dataStall_(spec.seed, 3, spec.stallPercent),
        responseStall_(spec.seed, 4, spec.stallPercent) {}

  /// Handshakes of the cycle that ends now.
  void accept(std::uint64_t cycle, const AxiMasterPins& master, AxiSlavePins& slave,
              const AddressMap& map, Withholding& withholding) {
    if (master.aw.valid && slave.awready) {
      bursts_.emplace_back(master.aw, cycle, map, busBytes_);
      withholding.notice(cycle, master.aw.address, std::uint64_t{master.aw.beats()} * busBytes_);
    }
    if (master.wvalid && slave.wready)
      push(master);
    if (slave.bvalid && master.bready)
      slave.bvalid = false;
    slave.awready = !addressStall_.refuse() && !withholding.refuses(AxiChannel::aw, cycle);
    slave.wready = buffered() < kBufferBeats && !dataStall_.refuse() &&
                   !withholding.refuses(AxiChannel::w, cycle);
  }

  /// True when a buffered beat has its address and waits only for bandwidth.
  bool wantsBeat() const { return !bursts_.empty() && buffered() != 0; }

  /// Moves one beat from the buffer into memory.
  void drain(std::uint64_t cycle, ViolationLog& log) {
    AxiBurst& burst = bursts_.front();
    const Beat& beat = buffer_[tail_++ % kBufferBeats];
    const AxiResponse answer = burst.response(errorAddress_, busBytes_);
    if (answer == kOkay) {
      store(beat, burst.host + std::size_t{burst.done} * busBytes_);
      writes_.push_back({cycle, burst.address + std::uint64_t{burst.done} * busBytes_});
    }
    if (answer != kOkay && response_ == kOkay)
      response_ = answer;
    if (beat.last != burst.lastBeat())
      log.report(cycle,
                 "WLAST does not match the length of the burst at " + hexText(burst.address));
    ++beats_;
    if (++burst.done == burst.beats)
      finish(cycle, burst.id);
  }

  /// Puts a due response onto the pins.
  void respond(std::uint64_t cycle, AxiSlavePins& slave, const Withholding& withholding) {
    if (slave.bvalid || responses_.empty() || responses_.front().due > cycle + 1 ||
        responseStall_.refuse() || withholding.refuses(AxiChannel::b, cycle))
      return;
    slave.bvalid = true;
    slave.bid = responses_.front().id;
    slave.bresp = responses_.front().response;
    responses_.pop_front();
  }

  /// Forgets every burst and response.
  void clear() {
    bursts_.clear();
    responses_.clear();
    tail_ = head_;
    response_ = kOkay;
  }

  /// Forgets the bursts whose data has not come in full, and the data without a burst.
  void dropIncomplete() {
    std::uint64_t beats = 0, kept = 0;
    for (const AxiBurst& burst : bursts_) {
      if (beats + (burst.beats - burst.done) > buffered())
        break;
      beats += burst.beats - burst.done;
      ++kept;
    }
    if (kept == 0 && !bursts_.empty())
      response_ = kOkay;
    bursts_.resize(kept);
    head_ = tail_ + beats;
  }

  bool idle() const { return bursts_.empty() && buffered() == 0 && responses_.empty(); }
  std::uint64_t beats() const { return beats_; }

  /// The beats that reached memory since forgetWrites().
  const std::vector<weft_sim_write>& writes() const { return writes_; }
  void forgetWrites() { writes_.clear(); }

  /// Bursts without a response, and the address of the oldest one.
  std::uint64_t unanswered() const { return bursts_.size() + responses_.size(); }
  std::uint64_t oldestAddress() const {
    if (!responses_.empty())
      return responses_.front().address;
    return bursts_.empty() ? 0 : bursts_.front().address;
  }

private:
  static constexpr unsigned kBufferBeats = 32;

  struct Beat {
    std::array<std::uint8_t, kMaxBusBytes> data;
    std::uint64_t strobes;
    bool last;
  };
  struct Response {
    std::uint64_t due, address;
    std::uint32_t id;
    std::uint8_t response;
  };

  std::uint64_t buffered() const { return head_ - tail_; }

  void push(const AxiMasterPins& master) {
    Beat& beat = buffer_[head_++ % kBufferBeats];
    std::memcpy(beat.data.data(), master.wdata, busBytes_);
    beat.strobes = master.wstrb;
    beat.last = master.wlast;
  }

  void store(const Beat& beat, std::uint8_t* host) const {
    const std::uint64_t all = busBytes_ == 64 ? ~0ULL : (1ULL << busBytes_) - 1;
    if ((beat.strobes & all) == all) {
      std::memcpy(host, beat.data.data(), busBytes_);
      return;
    }
    for (unsigned i = 0; i < busBytes_; ++i)
      if (beat.strobes >> i & 1)
        host[i] = beat.data[i];
  }

  void finish(std::uint64_t cycle, std::uint32_t id) {
    responses_.push_back({cycle + latency_, bursts_.front().address, id, response_});
    response_ = kOkay;
    bursts_.pop_front();
  }

  unsigned busBytes_, latency_;
  std::uint64_t errorAddress_;
  StallSource addressStall_, dataStall_, responseStall_;
  std::deque<AxiBurst> bursts_;
  std::array<Beat, kBufferBeats> buffer_;
  std::uint64_t head_ = 0, tail_ = 0;
  std::deque<Response> responses_;
  std::uint8_t response_ = kOkay;
  std::uint64_t beats_ = 0;
  std::vector<weft_sim_write> writes_;
};

} // namespace weft::sim
