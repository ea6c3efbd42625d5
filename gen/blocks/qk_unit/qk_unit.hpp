// qk_unit.hpp: Scores of one query slice against a chunk of keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// CHUNK keys x LANES bytes stand still, query slices stream through: CHUNK partial scores a cycle.
/// The next keys are loaded meanwhile and become active with the first query of their tile.
struct QkUnit : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "bytes of a slice: a power of two");
  hdl::Dim TAG_W = param("TAG_W", 8, "bits that travel with a query");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a key slice for the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", hdl::clog2(CHUNK), "which of the keys"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", num::kOperandBits* LANES, "its bytes"};
  hdl::In<hdl::Bit> queryValid{this, "query_valid_i", "a query slice"};
  hdl::In<hdl::Bit> querySwap{this, "query_swap_i", "it is the first of the next tile"};
  hdl::In<hdl::Unsigned> queryData{this, "query_data_i", num::kOperandBits* LANES, "its bytes"};
  hdl::In<hdl::Unsigned> queryTag{this, "query_tag_i", TAG_W, "travels along"};
  hdl::Out<hdl::Bit> sumValid{this, "sum_valid_o", "partial scores"};
  hdl::OutGrid<hdl::Signed> sum{
      this, "sum_o", {CHUNK}, num::kProductBits + hdl::clog2(LANES), "one per key"};
  hdl::Out<hdl::Unsigned> sumTag{this, "sum_tag_o", TAG_W, "tag of the query"};

  QkUnit();

private:
  void addProducts(const hdl::RegGrid<hdl::Signed>& query, const hdl::Bit& advance);
};

} // namespace weft
