// sv_unit.cpp: Values of 16 keys weighted by one query's probabilities.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/sv_unit/sv_unit.hpp"

#include "gen/blocks/qk_unit/dot_product.hpp"
#include "gen/blocks/qk_unit/pipeline.hpp"
#include "gen/blocks/qk_unit/stationary_tile.hpp"

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
  WireGrid<Unsigned> values{this, "values", {16, LANES}, 8, "the values at work"};
  WireGrid<Unsigned> column{this, "column", {LANES, 16}, 8, "the same, by position in the slice"};
  auto& tile = instance<StationaryTile>("u_tile", {{"ROW_W", 8 * LANES}});
  tile.clk <<= clk;
  tile.loadValid <<= loadValid;
  tile.loadRow <<= loadRow;
  tile.loadData <<= loadData;
  tile.swap <<= weightValid & weightSwap;
  values.flat() <<= tile.active.flat();
  forEach("g_lane", "i", LANES, [&](Dim i) {
    forEach("g_key", "k", 16, [&](Dim k) { column(i, k) <<= values(k, i); });
    auto& dot = instance<DotProduct>("u_dot_product", {{"LANES", 16}, {"A_W", 9}});
    dot.clk <<= clk;
    dot.enable <<= advance;
    dot.a <<= weights;
    dot.b <<= column.flat().at(i * 128, 128);
    sum(i) <<= dot.sum;
  });
}

} // namespace weft
