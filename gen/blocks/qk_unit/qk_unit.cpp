// qk_unit.cpp: Scores of one query slice against a chunk of keys.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/qk_unit/qk_unit.hpp"

#include "gen/blocks/qk_unit/stationary_tile.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/dot_product.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

QkUnit::QkUnit() : Module("qk_unit", "partial scores of one query slice against a chunk of keys") {
  const Dim LATENCY = localparam("LATENCY", 2 + clog2(LANES), "from query to partial scores");
  RegGrid<Signed> query{this, "query_q", {LANES}, num::kOperandBits, "the query slice at work"};
  Wire<Bit> advance{this, "advance", "a query is in the pipeline"};

  latency(LATENCY);
  const UInt valid = validTaps(*this, "valid", clk, reset, queryValid, LATENCY);
  advance <<= anyOf(valid);
  sumValid <<= valid.msb();
  clocked(clk, [&] { when(queryValid, [&] { query.flat() <<= queryData; }); });
  addProducts(query, advance);
  sumTag <<= delayed(*this, "tag", clk, queryTag, LATENCY);
}

void QkUnit::addProducts(const RegGrid<Signed>& query, const Bit& advance) {
  WireGrid<Unsigned> keys{this, "keys", {CHUNK}, num::kOperandBits * LANES, "the keys at work"};
  auto& tile = instance<StationaryTile>("u_tile", {CHUNK, {"ROW_W", num::kOperandBits * LANES}});
  clockedBy(tile, clk);
  tile.loadValid <<= loadValid;
  tile.loadRow <<= loadRow;
  tile.loadData <<= loadData;
  tile.swap <<= queryValid & querySwap;
  requireWholeTiles(*this, clk, reset, {loadValid, loadRow}, queryValid & querySwap, CHUNK);
  keys <<= tile.active;
  forEach("g_key", "k", CHUNK, [&](Dim k) {
    auto& dot = instance<DotProduct>("u_dot_product", {LANES});
    clockedBy(dot, clk);
    dot.enable <<= advance;
    dot.a <<= query;
    dot.b <<= keys(k);
    sum(k) <<= dot.sum;
  });
}

} // namespace weft
