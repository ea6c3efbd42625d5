// address_generator.cpp: The runs of bytes that a strided command touches
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/address_generator.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/select_lane.hpp"

namespace weft {

using namespace hdl;

AddressGenerator::AddressGenerator()
    : Module("address_generator", "the runs of bytes that a strided command touches") {
  require(ADDR_W >= kOffsetW, "ADDR_W_must_be_at_least_32");
  latency(2);
  Wire<Bit> start{this, "start"}, last{this, "last"}, legal{this, "legal"};
  Reg<Bit> busy{this, "busy_q", "walking"}, stopped{this, "stopped_q", "after an error"};
  Reg<Bit> full{this, "full_q", "a run is offered"}, fullLast{this, "full_last_q"};
  Reg<Unsigned> failed{this, "failed_q", kRunFaults, "faults of the run that was refused"};
  Reg<Unsigned> origin{this, "origin_q", baseWidth(ADDR_W), "base address"};
  Reg<Unsigned> limit{this, "limit_q", kOffsetW};
  Reg<Unsigned> length{this, "length_q", kRunBytesW};
  Reg<Unsigned> descriptor{this, "descriptor_q", runDescriptorWidth(ADDR_W)};
  Wire<Unsigned> place{this, "place", kOffsetW, "offset of the next run"};
  Wire<Unsigned> address{this, "address", ADDR_W}, wrong{this, "faults", kRunFaults};
  Reg<Unsigned> startAddress{this, "start_address", baseWidth(ADDR_W), "the chosen base register"};
  Reg<Unsigned> startLimit{this, "start_limit", kOffsetW, "and its limit"};

  selectLane(*this, startAddress, baseAddress, base);
  selectLane(*this, startLimit, baseLimit, base);
  start <<= startValid & startReady;
  startReady <<= !busy;
  step <<= busy & !stopped & (!full || run.ready);
  auto& check = instance<RunCheck>("u_check", {ADDR_W, BUS_BYTES});
  check.base <<= origin;
  check.limit <<= limit;
  check.offset <<= place;
  check.bytes <<= length;
  address <<= check.address;
  wrong <<= check.faults;
  legal <<= wrong == 0;
  walk(start, step, place, last);
  clocked(clk, reset, {busy, stopped, full, failed}, [&] {
    failed <<= mux(step & ~skip, wrong, zeros(kRunFaults));
    when(run.ready, [&] { full <<= 0; });
    when(step, [&] {
      busy <<= !last;
      full <<= legal & ~skip;
      stopped <<= !legal & !skip;
      fullLast <<= last;
      descriptor <<= runDescriptor(address, length);
    });
    when(start, [&] {
      busy <<= 1;
      origin <<= startAddress;
      limit <<= startLimit;
      length <<= bytes;
    });
  });
  faults <<= failed;
  run.valid <<= full;
  run.data <<= descriptor;
  *run.last <<= fullLast;
  requireHeld(*this, clk, reset, run);
}

void AddressGenerator::walk(const Bit& start, const Bit& step, const UInt& place, const Bit& last) {
  RegGrid<Unsigned> strides{this, "stride_q", {kLevels}, kOffsetW};
  Wire<Unsigned> following{this, "following", kOffsetW};
  clocked(clk, [&] { when(start, [&] { strides <<= stride; }); });
  auto& walker =
      instance<StridedWalker>("u_walker", {{"OFFSET_W", kOffsetW}, {"COUNT_W", kCountW}});
  clockedBy(walker, clk);
  walker.start <<= start;
  walker.startOffset <<= offset;
  walker.count <<= count;
  walker.stride <<= strides;
  walker.step <<= step;
  place <<= walker.offset;
  following <<= walker.next;
  last <<= walker.last;
  unused(following);
}

void skipNothing(Module& engine, AddressGenerator& generator) {
  Wire<Bit> step{&engine, "run_step"};
  generator.skip <<= 0;
  step <<= generator.step;
  engine.unused(step);
}

} // namespace weft
