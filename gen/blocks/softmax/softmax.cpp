// softmax.cpp: Online softmax, base 2, chunk by chunk.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax.hpp"

#include "gen/blocks/softmax/group_counter.hpp"
#include "gen/blocks/softmax/row_guard.hpp"
#include "gen/blocks/softmax/softmax_exponents.hpp"
#include "gen/blocks/softmax/softmax_powers.hpp"
#include "gen/blocks/softmax/softmax_rows.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

Softmax::Softmax(num::Nonlinear nonlinear) : Module("softmax", "online softmax, base 2") {
  addRows(addHalves(addAdmission(), nonlinear));
}

Bit Softmax::addAdmission() {
  Wire<Bit> taken{this, "taken", "the chunk that is offered"};
  const Bit underWay = addGuard(taken);
  const Bit paced = addPace(taken);
  chunkReady <<= paced & ~underWay;
  taken <<= chunkValid & paced & ~underWay;
  return taken;
}

Bit Softmax::addGuard(const Bit& taken) {
  Wire<Bit> underWay{this, "under_way", "a chunk of the row has not reached its state"};
  auto& guard = instance<RowGuard>("u_guard", {{"ROW_W", indexWidth(ROWS)},
                                               {"HOLD", READ_LATENCY + SoftmaxRows::kUpdateCycles},
                                               {"PERIOD", CHUNK / LANES}});
  clockedBy(guard, clk, reset);
  guard.taken <<= taken;
  guard.row <<= chunkRow;
  underWay <<= guard.underWay;
  return underWay;
}

Bit Softmax::addPace(const Bit& taken) {
  Wire<Bit> paced{this, "paced", "the lanes have time for one more"};
  Wire<Bit> group{this, "group", "of a chunk that was taken"};
  Wire<Bit> first{this, "first_group"}, last{this, "last_group"};
  auto& pace = instance<GroupCounter>("u_pace", {CHUNK, LANES});
  clockedBy(pace, clk, reset);
  pace.valid <<= taken;
  paced <<= pace.ready;
  group <<= pace.active;
  first <<= pace.first;
  last <<= pace.last;
  unused(group);
  unused(first);
  unused(last);
  return paced;
}

Softmax::Chunk Softmax::addHalves(const Bit& taken, num::Nonlinear nonlinear) {
  const Dim META_W = localparam("META_W", indexWidth(ROWS) + TAG_W + 2, "row, tag, first, empty");
  const Dim COUNT_W = localparam("COUNT_W", clog2(CHUNK) + 1, "0 to CHUNK keys");
  const Dim EXPONENT_W = localparam("EXPONENT_W", num::kExponentBits, "bits of an exponent");
  const Bit arrives = validLate(*this, "scores_valid", clk, reset, taken, READ_LATENCY);
  const UInt arriving = delayed(*this, "chunk_late", clk,
                                cat(chunkVisible, chunkRow, chunkTag, chunkFirst), READ_LATENCY);
  Wire<Unsigned> visible{this, "visible", COUNT_W};
  Wire<Bit> ready{this, "x_valid"};
  WireGrid<Signed> x{this, "x", {CHUNK}, EXPONENT_W, "exponents of a chunk"};
  Wire<Signed> ceiling{this, "ceiling", num::kChunkExponentBits, "exponent of the chunk"};
  Wire<Unsigned> xMeta{this, "x_meta", META_W + COUNT_W};
  auto& front =
      instance<SoftmaxExponents>("u_exponents", {CHUNK, LANES, {"META_W", META_W + COUNT_W}});
  clockedBy(front, clk, reset);
  front.multiplier <<= multiplier;
  front.shift <<= shift;
  visible <<= arriving.high(COUNT_W);
  front.chunkValid <<= arrives;
  front.chunkScore <<= chunkScore;
  front.chunkVisible <<= visible;
  front.chunkMeta <<= cat(arriving, visible == 0);
  ready <<= front.valid;
  x <<= front.x;
  ceiling <<= front.exponent;
  xMeta <<= front.meta;

  Wire<Bit> valid{this, "power_valid"};
  Wire<Unsigned> weights{this, "power_p", CHUNK * P_W};
  Wire<Unsigned> sum{this, "power_sum", num::kShareBits + clog2(CHUNK)};
  Wire<Unsigned> meta{this, "power_meta", META_W};
  Wire<Signed> exponent{this, "power_exponent", num::kChunkExponentBits};
  auto& back = instance<SoftmaxPowers>("u_powers", {CHUNK, LANES, META_W}, nonlinear);
  clockedBy(back, clk, reset);
  back.validIn <<= ready;
  back.x <<= x;
  back.exponentIn <<= ceiling;
  back.visible <<= xMeta.high(COUNT_W);
  back.metaIn <<= xMeta.low(META_W);
  valid <<= back.valid;
  weights <<= back.p;
  sum <<= back.sum;
  exponent <<= back.exponent;
  meta <<= back.meta;
  return {valid, weights, sum, meta, exponent};
}

void Softmax::addRows(const Chunk& chunk) {
  const Dim ROW_W = indexWidth(ROWS);
  auto& rows = instance<SoftmaxRows>("u_rows", {CHUNK, ROWS, READ_LATENCY});
  clockedBy(rows, clk, reset);
  rows.valid <<= chunk.valid;
  rows.row <<= chunk.meta.high(ROW_W);
  rows.first <<= chunk.meta.bit(1);
  rows.empty <<= chunk.meta.bit(0);
  rows.exponent <<= chunk.exponent;
  rows.sum <<= chunk.sum;
  pValid <<= rows.alignValid;
  pAlignRow <<= rows.alignRow;
  pAlignShift <<= rows.alignShift;
  stateValid <<= rows.stateValid;
  stateExponent <<= rows.stateExponent;
  stateSum <<= rows.stateSum;

  const UInt late =
      delayed(*this, "p_late", clk, cat(chunk.meta.high(ROW_W + TAG_W), chunk.exponent, chunk.p),
              READ_LATENCY + 1);
  const UInt place = delayed(*this, "place_late", clk, late.high(ROW_W + TAG_W), 2);
  p <<= late.low(CHUNK * P_W);
  pExponent <<= late.at(CHUNK * P_W, num::kChunkExponentBits).asSigned();
  pTag <<= late.at(CHUNK * P_W + num::kChunkExponentBits, TAG_W);
  pRow <<= late.high(ROW_W);
  stateTag <<= place.low(TAG_W);
  stateRow <<= place.high(ROW_W);
}

} // namespace weft
