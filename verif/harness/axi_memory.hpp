// axi_memory.hpp: An AXI4 memory with latency, bandwidth, random stalls and planted errors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/axi_rules.hpp"
#include "verif/harness/read_channel.hpp"
#include "verif/harness/write_channel.hpp"

namespace weft::sim {

/// The memory behind the AXI4 master of a design. A Moore machine: its pins change only at clock
/// edges, so a wrapper samples the design's pins, calls clock(), and drives outputs() after the
/// edge. Every choice depends only on the spec and on the pins, so that all wrappers count the same
/// cycles.
class AxiMemory {
public:
  /// `busBytes`: 8, 16, 32 or 64.
  AxiMemory(unsigned busBytes, const MemorySpec& spec)
      : busBytes_(busBytes), reads_(busBytes, spec), writes_(busBytes, spec),
        budget_(busBytes, spec.bytesPerCycle), rules_(busBytes, spec.burstBeats),
        withholding_(spec) {
    pins_.arready = pins_.awready = pins_.wready = true;
  }

  AddressMap& map() { return map_; }

  /// One clock edge; `master` holds the settled pins of the cycle that ends. Returns false when the
  /// outputs are certainly unchanged.
  bool clock(const AxiMasterPins& master) {
    ++cycle_;
    if (idle_ && !master.ar.valid && !master.aw.valid && !master.wvalid)
      return false;
    rules_.check(cycle_, master, pins_);
    checkGuards(master);
    reads_.accept(cycle_, master, pins_, map_, withholding_);
    writes_.accept(cycle_, master, pins_, map_, withholding_);
    moveBeats();
    writes_.respond(cycle_, pins_, withholding_);
    idle_ = reads_.idle() && writes_.idle() && !pins_.rvalid && !pins_.bvalid && !rules_.waiting();
    return true;
  }

  /// One clock edge with the master's reset low. The memory is reset too, or only the master is
  /// (`alone`): then the memory goes on answering what it has accepted in full.
  void clockInReset(const AxiMasterPins& master, bool alone) {
    rules_.checkReset(cycle_ + 1, master);
    idle_ = false;
    if (alone) {
      writes_.dropIncomplete();
      clock(master);
      return;
    }
    reads_.clear();
    writes_.clear();
    pins_.rvalid = pins_.bvalid = false;
    ++cycle_;
  }

  /// The pins the memory drives until the next clock().
  const AxiSlavePins& outputs() const { return pins_; }

  /// Something that whoever clocks the memory has seen broken in this cycle.
  void report(const std::string& sentence) { rules_.log().report(cycle_, sentence); }

  /// Broken AXI rules, touched guards and what was reported.
  const ViolationLog& violations() const { return rules_.log(); }

  /// True when nothing is accepted and unanswered.
  bool idle() const { return idle_; }

  std::uint64_t cycle() const { return cycle_; }
  std::uint64_t readBytes() const { return reads_.beats() * busBytes_; }
  std::uint64_t writtenBytes() const { return writes_.beats() * busBytes_; }

  /// The beats that reached memory since forgetWrites().
  const std::vector<weft_sim_write>& writes() const { return writes_.writes(); }
  void forgetWrites() { writes_.forgetWrites(); }

  weft_sim_waiting waiting() const {
    return {rules_.arWaiting(),   rules_.awWaiting(),     rules_.wWaiting(),
            pins_.rvalid,         pins_.bvalid,           reads_.unanswered(),
            writes_.unanswered(), reads_.oldestAddress(), writes_.oldestAddress()};
  }

private:
  void checkGuards(const AxiMasterPins& master) {
    if (master.ar.valid && pins_.arready)
      checkGuard("read", master.ar);
    if (master.aw.valid && pins_.awready)
      checkGuard("write", master.aw);
  }

  void checkGuard(const char* what, const AxiAddress& burst) {
    if (map_.guarded(burst.address, std::uint64_t{burst.beats()} * busBytes_))
      rules_.log().report(cycle_, std::string(what) + " at " + hexText(burst.address) +
                                      " touches a guarded zone");
  }

  /// Spends the cycle's bandwidth; the side that moved last yields when it does not suffice for
  /// both.
  void moveBeats() {
    budget_.advance(cycle_);
    const bool read = reads_.wantsBeat(cycle_, pins_, withholding_);
    const bool write = writes_.wantsBeat();
    const bool writeFirst = write && readMovedLast_;
    if (writeFirst)
      moveWrite();
    if (read && budget_.takeBeat()) {
      reads_.offer(pins_);
      readMovedLast_ = true;
    }
    if (write && !writeFirst)
      moveWrite();
  }

  void moveWrite() {
    if (!budget_.takeBeat())
      return;
    writes_.drain(cycle_, rules_.log());
    readMovedLast_ = false;
  }

  unsigned busBytes_;
  AddressMap map_;
  ReadChannel reads_;
  WriteChannel writes_;
  BandwidthBudget budget_;
  AxiRules rules_;
  Withholding withholding_;
  AxiSlavePins pins_;
  std::uint64_t cycle_ = 0;
  bool idle_ = true;
  bool readMovedLast_ = false;
};

} // namespace weft::sim
