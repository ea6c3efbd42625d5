// sv_unit.cpp: Values of 16 keys weighted by one query's probabilities.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/sv_unit.hpp"

#include "gen/blocks/sv_unit/column_tile.hpp"
#include "gen/prim/dot_product.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kLatency = 6; // the word, the products, four levels of adders
}

SvUnit::SvUnit() : Module("sv_unit", "values of 16 keys weighted by one query's probabilities") {
  RegGrid<Signed> weights{this, "weights_q", {16}, 9, "the probabilities at work"};
  Wire<Bit> advance{this, "advance", "a probability word is in the pipeline"};

  latency(kLatency);
  const UInt valid = validTaps(*this, "valid", clk, rst, weightValid, kLatency);
  advance <<= anyOf(valid);
  sumValid <<= valid.msb();
  clocked(clk, [&] {
    when(weightValid,
         [&] { loop("n", 16, [&](Dim n) { weights(n) <<= weight(n).extend(9).asSigned(); }); });
  });
  addProducts(weights, advance);
  sumTag <<= delayed(*this, "tag", clk, weightTag, kLatency);
}

void SvUnit::addProducts(const RegGrid<Signed>& weights, const Bit& advance) {
  WireGrid<Unsigned> values{this, "values", {LANES}, 128, "the values at work, by position"};
  auto& tile = instance<ColumnTile>("u_tile", {{"LANES", LANES}});
  tile.clk <<= clk;
  tile.loadValid <<= loadValid;
  tile.loadRow <<= loadRow;
  tile.loadData <<= loadData;
  tile.swap <<= weightValid & weightSwap;
  values <<= tile.active;
  forEach("g_lane", "i", LANES, [&](Dim i) {
    auto& dot = instance<DotProduct>("u_dot_product", {{"LANES", 16}, {"A_W", 9}});
    dot.clk <<= clk;
    dot.enable <<= advance;
    dot.a <<= weights;
    dot.b <<= values(i);
    sum(i) <<= dot.sum;
  });
}

} // namespace weft
