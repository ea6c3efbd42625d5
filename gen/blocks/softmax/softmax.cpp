// softmax.cpp: Online softmax, base 2, chunk by chunk.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax.hpp"

#include "gen/blocks/softmax/softmax_exponents.hpp"
#include "gen/blocks/softmax/softmax_powers.hpp"
#include "gen/blocks/softmax/softmax_rows.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

Softmax::Softmax(num::Nonlinear nonlinear) : Module("softmax", "online softmax, base 2") {
  addRows(addHalves(nonlinear));
}

Softmax::Chunk Softmax::addHalves(num::Nonlinear nonlinear) {
  const Dim META_W = localparam("META_W", indexWidth(ROWS) + TAG_W + 2, "row, tag, first, empty");
  Wire<Bit> ready{this, "x_valid"};
  WireGrid<Signed> x{this, "x", {16}, 23, "exponents of a chunk"};
  Wire<Signed> ceiling{this, "ceiling", 16, "exponent of the chunk"};
  Wire<Unsigned> xMeta{this, "x_meta", META_W + 5};
  auto& front =
      instance<SoftmaxExponents>("u_exponents", {{"LANES", LANES}, {"META_W", META_W + 5}});
  front.clk <<= clk;
  front.rst <<= rst;
  front.multiplier <<= multiplier;
  front.shift <<= shift;
  front.chunkValid <<= chunkValid;
  chunkReady <<= front.chunkReady;
  front.chunkScore <<= chunkScore;
  front.chunkVisible <<= chunkVisible;
  front.chunkMeta <<= cat(chunkVisible, chunkRow, chunkTag, chunkFirst, chunkVisible == 0);
  ready <<= front.valid;
  x <<= front.x;
  ceiling <<= front.exponent;
  xMeta <<= front.meta;

  Wire<Bit> valid{this, "power_valid"};
  Wire<Unsigned> weights{this, "power_p", 128}, sum{this, "power_sum", 20};
  Wire<Unsigned> meta{this, "power_meta", META_W};
  Wire<Signed> exponent{this, "power_exponent", 16};
  auto& back =
      instance<SoftmaxPowers>("u_powers", {{"LANES", LANES}, {"META_W", META_W}}, nonlinear);
  back.clk <<= clk;
  back.rst <<= rst;
  back.validIn <<= ready;
  back.x <<= x;
  back.exponentIn <<= ceiling;
  back.visible <<= xMeta.high(5);
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
  auto& rows = instance<SoftmaxRows>("u_rows", {{"ROWS", ROWS}, {"READ_LATENCY", READ_LATENCY}});
  rows.clk <<= clk;
  rows.rst <<= rst;
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
  p <<= late.low(128);
  pExponent <<= late.at(128, 16).asSigned();
  pTag <<= late.at(144, TAG_W);
  pRow <<= late.high(ROW_W);
  stateTag <<= place.low(TAG_W);
  stateRow <<= place.high(ROW_W);
}

} // namespace weft
