// softmax_powers.cpp: Second half of the softmax: probabilities of a chunk and their sum.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_powers.hpp"

#include "gen/blocks/softmax/power_lane.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/sum_tree.hpp"

namespace weft {

using namespace hdl;
using num::kChunkExponentBits;

namespace {
constexpr int kLaneLatency = PowerLane::kLatency;

/// What goes beside the lanes.
struct Side {
  SInt exponent;
  UInt meta;
  static constexpr std::tuple kFields{Field{"exponent", &Side::exponent},
                                      Field{"meta", &Side::meta}};
};

} // namespace

SoftmaxPowers::SoftmaxPowers(num::Nonlinear nonlinear)
    : Module("softmax_powers", "probabilities of a chunk and their sum") {
  const Dim DEPTH = localparam("DEPTH", kLaneLatency + 1 + clog2(LANES), "latency of a group");
  Reg<Bit> complete{this, "complete_q", "the last group has been collected"};
  Reg<Signed> exponentHeld{this, "exponent_out_q", kChunkExponentBits};
  Reg<Unsigned> metaHeld{this, "meta_out_q", META_W};

  const Source source = addSource();
  const UInt stages = validTaps(*this, "stages", clk, reset, source.groups.active, DEPTH);
  const Group group = addLanes(source, stages, nonlinear);
  const auto ends =
      delayed(*this, "ends_late", clk, GroupEnds{source.groups.first, source.groups.last}, DEPTH);
  const auto side = delayed(*this, "side_late", clk, Side{source.exponent, source.meta}, DEPTH);
  addCollector(group, stages.msb(), ends.first);
  clocked(clk, reset, {complete}, [&] { complete <<= stages.msb() & ends.last; });
  clocked(clk, [&] {
    exponentHeld <<= side.exponent;
    metaHeld <<= side.meta;
  });
  valid <<= complete;
  exponent <<= exponentHeld;
  meta <<= metaHeld;
}

SoftmaxPowers::Source SoftmaxPowers::addSource() {
  Reg<Unsigned> held{this, "x_q", EXPONENT_W * CHUNK, "present group lowest"};
  Reg<Unsigned> kept{this, "visible_q", CHUNK, "unmasked keys, present group lowest"};
  Reg<Signed> exponentHeld{this, "exponent_q", kChunkExponentBits};
  Reg<Unsigned> metaHeld{this, "meta_q", META_W};

  const Groups groups = addGroups(*this, clk, reset, validIn, CHUNK, LANES);
  clocked(clk, [&] {
    when(validIn, [&] {
      held <<= x.flat();
      exponentHeld <<= exponentIn;
      metaHeld <<= metaIn;
      loop("k", CHUNK, [&](Dim k) { kept.bit(k) <<= visible > k; });
    }).elsewhen(groups.active, [&] {
      held <<= held >> (EXPONENT_W * LANES);
      kept <<= kept >> LANES;
    });
  });
  return {groups, held, kept, metaHeld, exponentHeld};
}

SoftmaxPowers::Group SoftmaxPowers::addLanes(const Source& source, const UInt& stages,
                                             num::Nonlinear nonlinear) {
  WireGrid<Unsigned> rounded{this, "rounded", {LANES}, P_W, "probabilities of the group"};
  WireGrid<Unsigned> share{this, "share", {LANES}, num::kShareBits, "what they add to the sum"};
  Wire<Unsigned> total{this, "group_sum", num::kShareBits + clog2(LANES)};
  Wire<Unsigned> enable{this, "lane_enable", kLaneLatency};
  Wire<Bit> advance{this, "advance", "something is in the pipeline"};
  enable <<= cat(stages.low(kLaneLatency - 1), source.groups.active);
  advance <<= anyOf(stages);
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& lane = instance<PowerLane>("u_power_lane", {}, nonlinear);
    clockedBy(lane, clk);
    lane.enable <<= enable;
    lane.exponent <<= source.exponent;
    lane.x <<= source.x.at(EXPONENT_W * i, EXPONENT_W).asSigned();
    lane.visible <<= source.visible.bit(i);
    rounded(i) <<= lane.probability;
    share(i) <<= lane.share;
  });
  auto& tree = instance<SumTree>("u_sum_tree", {LANES, {"WIDTH", num::kShareBits}});
  clockedBy(tree, clk);
  tree.enable <<= advance;
  tree.number <<= share;
  total <<= tree.sum;
  return {delayed(*this, "p_late", clk, rounded.flat(), 1 + clog2(LANES)), total};
}

void SoftmaxPowers::addCollector(const Group& group, const Bit& arrives, const Bit& first) {
  const Dim SUM_W = localparam("SUM_W", num::kShareBits + clog2(CHUNK), "bits of a chunk's sum");
  Reg<Unsigned> collected{this, "p_q", CHUNK * P_W, "of the chunk, when complete"};
  Reg<Unsigned> total{this, "sum_q", SUM_W, "of the groups so far"};
  Wire<Unsigned> joined{this, "joined", P_W * LANES + CHUNK * P_W,
                        "the new group above the others"};
  joined <<= cat(group.p, collected);
  unused(joined.low(P_W * LANES));
  clocked(clk, [&] {
    when(arrives, [&] {
      collected <<= joined.high(CHUNK * P_W);
      total <<= mux(first, zeros(SUM_W), total) + group.sum.extend(SUM_W);
    });
  });
  p <<= collected;
  sum <<= total;
}

} // namespace weft
