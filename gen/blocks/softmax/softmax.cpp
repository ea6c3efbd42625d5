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

/// What goes with a chunk to its row.
struct Softmax::Meta {
  UInt row, tag;
  Bit first, empty;
  static constexpr std::tuple kFields{Field{"row", &Meta::row}, Field{"tag", &Meta::tag},
                                      Field{"first", &Meta::first}, Field{"empty", &Meta::empty}};
};

/// A chunk's probabilities on their way.
struct Softmax::Chunk {
  Bit valid;
  UInt p, sum;
  Meta meta;
  SInt exponent;
};

namespace {

/// A chunk whose scores are being read.
struct Arriving {
  UInt visible, row, tag;
  Bit first;
  static constexpr std::tuple kFields{Field{"visible", &Arriving::visible},
                                      Field{"row", &Arriving::row}, Field{"tag", &Arriving::tag},
                                      Field{"first", &Arriving::first}};
};

/// What goes with it through the first half.
struct FrontMeta {
  UInt visible, row, tag;
  Bit first, empty;
  static constexpr std::tuple kFields{Field{"visible", &FrontMeta::visible},
                                      Field{"row", &FrontMeta::row}, Field{"tag", &FrontMeta::tag},
                                      Field{"first", &FrontMeta::first},
                                      Field{"empty", &FrontMeta::empty}};
};

/// Probabilities that wait for the alignment of their row.
struct Weights {
  UInt row, tag;
  SInt exponent;
  UInt p;
  static constexpr std::tuple kFields{Field{"row", &Weights::row}, Field{"tag", &Weights::tag},
                                      Field{"exponent", &Weights::exponent},
                                      Field{"p", &Weights::p}};
};

/// Whose state comes out.
struct Place {
  UInt row, tag;
  static constexpr std::tuple kFields{Field{"row", &Place::row}, Field{"tag", &Place::tag}};
};

} // namespace

Softmax::Softmax(num::Nonlinear nonlinear) : Module("softmax", "online softmax, base 2") {
  addRows(addHalves(addAdmission(), nonlinear));
}

Bit Softmax::addAdmission() {
  Wire<Bit> taken{this, "taken", "the chunk that is offered"};
  const Bit underWay = addGuard(taken);
  const Bit paced = addPace(taken);
  chunkReady <<= paced & ~underWay;
  taken <<= chunkValid & paced & ~underWay;
  require(clk, reset, !chunkValid || chunkVisible <= CHUNK, "no chunk has more keys than it holds");
  return taken;
}

Bit Softmax::addGuard(const Bit& taken) {
  Wire<Bit> underWay{this, "under_way", "a chunk of the row has not reached its state"};
  auto& guard = instance<RowGuard>("u_guard", {{"ROW_W", ROW_W},
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
  const Meta shape{.row = chunkRow, .tag = chunkTag, .first = chunkFirst, .empty = zeros(1)};
  const Dim META_W = localparam("META_W", widthOf(shape), "row, tag, first, empty");
  const Dim COUNT_W = localparam("COUNT_W", clog2(CHUNK) + 1, "0 to CHUNK keys");
  const Dim EXPONENT_W = localparam("EXPONENT_W", num::kExponentBits, "bits of an exponent");
  const Bit arrives = validLate(*this, "scores_valid", clk, reset, taken, READ_LATENCY);
  const auto arriving = delayed(
      *this, "late", clk, Arriving{chunkVisible, chunkRow, chunkTag, chunkFirst}, READ_LATENCY);
  const FrontMeta front{.visible = arriving.visible,
                        .row = arriving.row,
                        .tag = arriving.tag,
                        .first = arriving.first,
                        .empty = arriving.visible == 0};
  Wire<Bit> ready{this, "x_valid"};
  WireGrid<Signed> x{this, "x", {CHUNK}, EXPONENT_W, "exponents of a chunk"};
  Wire<Signed> ceiling{this, "ceiling", num::kChunkExponentBits, "exponent of the chunk"};
  Wire<Unsigned> xMeta{this, "x_meta", META_W + COUNT_W};
  auto& exponents =
      instance<SoftmaxExponents>("u_exponents", {CHUNK, LANES, {"META_W", META_W + COUNT_W}});
  clockedBy(exponents, clk, reset);
  exponents.multiplier <<= multiplier;
  exponents.shift <<= shift;
  exponents.chunkValid <<= arrives;
  exponents.chunkScore <<= chunkScore;
  exponents.chunkVisible <<= arriving.visible;
  exponents.chunkMeta <<= pack(front);
  ready <<= exponents.valid;
  x <<= exponents.x;
  ceiling <<= exponents.exponent;
  xMeta <<= exponents.meta;
  const auto behind = unpack(*this, "x", xMeta, front);

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
  back.visible <<= behind.visible;
  back.metaIn <<= pack(Meta{behind.row, behind.tag, behind.first, behind.empty});
  valid <<= back.valid;
  weights <<= back.p;
  sum <<= back.sum;
  exponent <<= back.exponent;
  meta <<= back.meta;
  return {valid, weights, sum, unpack(*this, "power", meta, shape), exponent};
}

void Softmax::addRows(const Chunk& chunk) {
  auto& rows = instance<SoftmaxRows>("u_rows", {CHUNK, ROWS, READ_LATENCY});
  clockedBy(rows, clk, reset);
  rows.valid <<= chunk.valid;
  rows.row <<= chunk.meta.row;
  rows.first <<= chunk.meta.first;
  rows.empty <<= chunk.meta.empty;
  rows.exponent <<= chunk.exponent;
  rows.sum <<= chunk.sum;
  pValid <<= rows.alignValid;
  pAlignRow <<= rows.alignRow;
  pAlignShift <<= rows.alignShift;
  stateValid <<= rows.stateValid;
  stateExponent <<= rows.stateExponent;
  stateSum <<= rows.stateSum;

  const auto late = delayed(
      *this, "p_late", clk,
      Weights{
          .row = chunk.meta.row, .tag = chunk.meta.tag, .exponent = chunk.exponent, .p = chunk.p},
      READ_LATENCY + 1);
  const auto place = delayed(*this, "place_late", clk, Place{late.row, late.tag}, 2);
  p <<= late.p;
  pExponent <<= late.exponent;
  pTag <<= late.tag;
  pRow <<= late.row;
  stateTag <<= place.tag;
  stateRow <<= place.row;
}

} // namespace weft
