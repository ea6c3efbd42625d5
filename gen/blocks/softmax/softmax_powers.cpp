// softmax_powers.cpp: Second half of the softmax: probabilities of a chunk and their sum.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_powers.hpp"

#include "gen/blocks/qk_unit/pipeline.hpp"
#include "gen/blocks/softmax/power_lane.hpp"
#include "gen/blocks/softmax/sum_tree.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kLaneLatency = 4;
}

SoftmaxPowers::SoftmaxPowers(num::Nonlinear nonlinear)
    : Module("softmax_powers", "probabilities of a chunk and their sum") {
  const Dim DEPTH = localparam("DEPTH", kLaneLatency + 1 + clog2(LANES), "latency of a group");
  Reg<Bit> complete{this, "complete_q", "the last group has been collected"};
  Reg<Signed> exponentHeld{this, "exponent_out_q", 16};
  Reg<Unsigned> metaHeld{this, "meta_out_q", META_W};

  require(LANES <= 16, "LANES_must_be_at_most_16");
  const Source source = addSource();
  const UInt stages = validTaps(*this, "stages", clk, rst, source.active, DEPTH);
  const Group group = addLanes(source, stages, nonlinear);
  const UInt flags = delayed(*this, "flags_late", clk, cat(source.first, source.last), DEPTH);
  const UInt side = delayed(*this, "side_late", clk, cat(source.exponent, source.meta), DEPTH);
  addCollector(group, stages.msb(), flags.bit(1));
  clocked(clk, rst, {complete}, [&] { complete <<= stages.msb() & flags.bit(0); });
  clocked(clk, [&] {
    exponentHeld <<= side.high(16).asSigned();
    metaHeld <<= side.low(META_W);
  });
  valid <<= complete;
  exponent <<= exponentHeld;
  meta <<= metaHeld;
}

SoftmaxPowers::Source SoftmaxPowers::addSource() {
  const Dim LAST_GROUP = localparam("LAST_GROUP", 16 / LANES - 1, "groups of a chunk, less one");
  Reg<Bit> active{this, "active_q", "a chunk is being fed in"};
  Reg<Unsigned> group{this, "group_q", 4, "which part of it"};
  Reg<Unsigned> held{this, "x_q", 23 * 16, "present group lowest"};
  Reg<Unsigned> kept{this, "visible_q", 16, "unmasked keys, present group lowest"};
  Reg<Signed> exponentHeld{this, "exponent_q", 16};
  Reg<Unsigned> metaHeld{this, "meta_q", META_W};
  Wire<Bit> last{this, "last_group"};

  last <<= group == LAST_GROUP;
  clocked(clk, rst, {active, group}, [&] {
    when(validIn, [&] {
      active <<= 1;
      group <<= 0;
    }).otherwise([&] {
      when(last, [&] { active <<= 0; });
      group <<= group + 1;
    });
  });
  clocked(clk, [&] {
    when(validIn, [&] {
      held <<= x.flat();
      exponentHeld <<= exponentIn;
      metaHeld <<= metaIn;
      loop("k", 16, [&](Dim k) { kept.bit(k) <<= visible > k; });
    }).elsewhen(active, [&] {
      held <<= held >> (23 * LANES);
      kept <<= kept >> LANES;
    });
  });
  return {active, group == 0, last, held, kept, metaHeld, exponentHeld};
}

SoftmaxPowers::Group SoftmaxPowers::addLanes(const Source& source, const UInt& stages,
                                             num::Nonlinear nonlinear) {
  WireGrid<Unsigned> rounded{this, "rounded", {LANES}, 8, "probabilities of the group"};
  WireGrid<Unsigned> share{this, "share", {LANES}, 16, "what they add to the sum"};
  Wire<Unsigned> total{this, "group_sum", 16 + clog2(LANES)};
  Wire<Unsigned> enable{this, "lane_enable", kLaneLatency};
  Wire<Bit> advance{this, "advance", "something is in the pipeline"};
  enable <<= cat(stages.low(kLaneLatency - 1), source.active);
  advance <<= anyOf(stages);
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& lane = instance<PowerLane>("u_power_lane", {}, nonlinear);
    lane.clk <<= clk;
    lane.enable <<= enable;
    lane.exponent <<= source.exponent;
    lane.x <<= source.x.at(23 * i, 23).asSigned();
    lane.visible <<= source.visible.bit(i);
    rounded(i) <<= lane.probability;
    share(i) <<= lane.share;
  });
  auto& tree = instance<SumTree>("u_sum_tree", {{"LANES", LANES}});
  tree.clk <<= clk;
  tree.enable <<= advance;
  tree.number <<= share;
  total <<= tree.sum;
  return {delayed(*this, "p_late", clk, rounded.flat(), 1 + clog2(LANES)), total};
}

void SoftmaxPowers::addCollector(const Group& group, const Bit& arrives, const Bit& first) {
  Reg<Unsigned> collected{this, "p_q", 128, "of the chunk, when complete"};
  Reg<Unsigned> total{this, "sum_q", 20, "of the groups so far"};
  Wire<Unsigned> joined{this, "joined", 8 * LANES + 128, "the new group above the others"};
  joined <<= cat(group.p, collected);
  unused(joined.low(8 * LANES));
  clocked(clk, [&] {
    when(arrives, [&] {
      collected <<= joined.high(128);
      total <<= mux(first, zeros(20), total) + group.sum.extend(20);
    });
  });
  p <<= collected;
  sum <<= total;
}

} // namespace weft
