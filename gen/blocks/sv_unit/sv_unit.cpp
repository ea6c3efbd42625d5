// sv_unit.cpp: Values of a chunk of keys weighted by one query's probabilities.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/sv_unit.hpp"

#include "gen/blocks/sv_unit/column_tile.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/dot_product.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kWeightBits = num::kProbabilityBits + 1; ///< with a sign
}

SvUnit::SvUnit()
    : Module("sv_unit", "values of a chunk of keys weighted by one query's probabilities") {
  const Dim LATENCY = localparam("LATENCY", 2 + clog2(CHUNK), "from probabilities to sums");
  RegGrid<Signed> weights{this, "weights_q", {CHUNK}, kWeightBits, "the probabilities at work"};
  Wire<Bit> advance{this, "advance", "a probability word is in the pipeline"};

  latency(LATENCY);
  const UInt valid = validTaps(*this, "valid", clk, reset, weightValid, LATENCY);
  advance <<= anyOf(valid);
  sumValid <<= valid.msb();
  clocked(clk, [&] {
    when(weightValid, [&] {
      loop("n", CHUNK, [&](Dim n) { weights(n) <<= weight(n).extend(kWeightBits).asSigned(); });
    });
  });
  addProducts(weights, advance);
  sumTag <<= delayed(*this, "tag", clk, weightTag, LATENCY);
}

void SvUnit::addProducts(const RegGrid<Signed>& weights, const Bit& advance) {
  WireGrid<Unsigned> values{
      this, "values", {LANES}, CHUNK * num::kOperandBits, "the values at work, by position"};
  auto& tile = instance<ColumnTile>("u_tile", {CHUNK, LANES});
  clockedBy(tile, clk);
  tile.loadValid <<= loadValid;
  tile.loadRow <<= loadRow;
  tile.loadData <<= loadData;
  tile.swap <<= weightValid & weightSwap;
  requireWholeTiles(*this, clk, reset, {loadValid, loadRow}, weightValid & weightSwap, CHUNK);
  values <<= tile.active;
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& dot = instance<DotProduct>("u_dot_product", {{"LANES", CHUNK}, {"A_W", kWeightBits}});
    clockedBy(dot, clk);
    dot.enable <<= advance;
    dot.a <<= weights;
    dot.b <<= values(i);
    sum(i) <<= dot.sum;
  });
}

} // namespace weft
