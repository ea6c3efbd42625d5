// softmax_exponents.cpp: First half of the softmax: exponents of a chunk and their ceiling.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_exponents.hpp"

#include "gen/blocks/softmax/exponent_lane.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/maximum_tree.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;
using num::kChunkExponentBits;
using num::kExponentFraction;

namespace {
constexpr int kLaneLatency = ExponentLane::kLatency;
constexpr int kLowest = -(1 << (kChunkExponentBits - 1)); ///< below every exponent
} // namespace

SoftmaxExponents::SoftmaxExponents()
    : Module("softmax_exponents", "exponents of a chunk and the ceiling of the largest") {
  const Dim TREE = localparam("TREE", 1 + clog2(LANES), "latency of the maximum");
  const Dim DEPTH = localparam("DEPTH", kLaneLatency + 1 + clog2(LANES), "latency of a group");
  Wire<Bit> advance{this, "advance", "something is in the pipeline"};
  Reg<Bit> complete{this, "complete_q", "the last group has been collected"};

  const Source source = addSource();
  const UInt stages = validTaps(*this, "stages", clk, reset, source.groups.active, DEPTH);
  const UInt exponents = addLanes(source, stages);
  const UInt visible = delayed(*this, "visible_late", clk, source.visible.low(LANES), kLaneLatency);
  advance <<= anyOf(stages);
  requireStable(*this, "scale_q", clk, reset, advance, cat(multiplier, shift),
                "the scale holds while scores are in work");
  const SInt largest = addMaximum(exponents, visible, advance);
  const UInt late = delayed(*this, "exponents_late", clk, exponents, TREE);
  const auto ends =
      delayed(*this, "ends_late", clk, GroupEnds{source.groups.first, source.groups.last}, DEPTH);
  const UInt metaLate = delayed(*this, "meta_late", clk, source.meta, DEPTH);
  addCollector(late, largest, stages.msb(), ends.first);
  Reg<Unsigned> metaHeld{this, "meta_out_q", META_W};
  clocked(clk, reset, {complete}, [&] { complete <<= stages.msb() & ends.last; });
  clocked(clk, [&] { metaHeld <<= metaLate; });
  valid <<= complete;
  meta <<= metaHeld;
}

SoftmaxExponents::Source SoftmaxExponents::addSource() {
  RegGrid<Signed> scores{this, "scores_q", {CHUNK}, SCORE_W, "present group lowest"};
  Reg<Unsigned> visible{this, "visible_q", CHUNK, "unmasked keys, present group lowest"};
  Reg<Unsigned> metaHeld{this, "meta_q", META_W};

  const Groups groups = addGroups(*this, clk, reset, chunkValid, CHUNK, LANES);
  clocked(clk, [&] {
    when(chunkValid, [&] {
      scores.flat() <<= chunkScore.flat();
      metaHeld <<= chunkMeta;
      loop("k", CHUNK, [&](Dim k) { visible.bit(k) <<= chunkVisible > k; });
    }).elsewhen(groups.active, [&] {
      scores.flat() <<= scores.flat() >> (SCORE_W * LANES);
      visible <<= visible >> LANES;
    });
  });
  return {groups, scores.flat(), visible, metaHeld};
}

UInt SoftmaxExponents::addLanes(const Source& source, const UInt& stages) {
  WireGrid<Signed> exponents{this, "exponents", {LANES}, EXPONENT_W, "of the group"};
  Wire<Unsigned> enable{this, "lane_enable", kLaneLatency};
  enable <<= cat(stages.low(kLaneLatency - 1), source.groups.active);
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& lane = instance<ExponentLane>("u_exponent_lane");
    clockedBy(lane, clk);
    lane.enable <<= enable;
    lane.score <<= source.scores.at(SCORE_W * i, SCORE_W).asSigned();
    lane.multiplier <<= multiplier;
    lane.shift <<= shift;
    exponents(i) <<= lane.exponent;
  });
  return exponents.flat();
}

SInt SoftmaxExponents::addMaximum(const UInt& exponents, const UInt& visible, const Bit& advance) {
  WireGrid<Signed> ceiling{this, "ceiling", {LANES}, kChunkExponentBits, "of unmasked keys"};
  Wire<Signed> largest{this, "largest", kChunkExponentBits, "of the group"};
  forEach("g_ceiling", "i", LANES, [&](Dim i) {
    Wire<Signed> own{this, "own", EXPONENT_W};
    Wire<Signed> raised{this, "raised", EXPONENT_W + 1};
    own <<= exponents.at(EXPONENT_W * i, EXPONENT_W).asSigned();
    raised <<= own.extend(EXPONENT_W + 1) + ((1 << kExponentFraction) - 1);
    ceiling(i) <<= mux(visible.bit(i), raised.high(kChunkExponentBits),
                       lit<Signed>(kLowest, kChunkExponentBits));
    unused(raised.low(kExponentFraction));
  });
  auto& tree = instance<MaximumTree>("u_maximum_tree", {LANES, {"WIDTH", kChunkExponentBits}});
  clockedBy(tree, clk);
  tree.enable <<= advance;
  tree.number <<= ceiling;
  largest <<= tree.maximum;
  return largest;
}

void SoftmaxExponents::addCollector(const UInt& exponents, const SInt& largest, const Bit& arrives,
                                    const Bit& first) {
  RegGrid<Signed> collected{this, "x_q", {CHUNK}, EXPONENT_W, "of the chunk, when complete"};
  Reg<Signed> maximum{this, "maximum_q", kChunkExponentBits, "of the groups so far"};
  Wire<Unsigned> joined{this, "joined", EXPONENT_W * LANES + EXPONENT_W * CHUNK,
                        "the new group above the others"};
  joined <<= cat(exponents, collected.flat());
  unused(joined.low(EXPONENT_W * LANES));
  clocked(clk, [&] {
    when(arrives, [&] {
      collected.flat() <<= joined.high(EXPONENT_W * CHUNK);
      maximum <<= mux(first | (largest > maximum), largest, maximum);
    });
  });
  x <<= collected;
  exponent <<= maximum;
}

} // namespace weft
