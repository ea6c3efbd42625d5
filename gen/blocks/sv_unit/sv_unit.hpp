// sv_unit.hpp: Values of a chunk of keys weighted by one query's probabilities.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// CHUNK keys x LANES value bytes stand still, probability words stream through: LANES weighted
/// sums a cycle. The next values are loaded meanwhile and become active with the first word of
/// their tile.
struct SvUnit : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES = param("LANES", 16, "values of a slice: a power of two");
  hdl::Dim TAG_W = param("TAG_W", 8, "bits that travel with a probability word");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> loadValid{this, "load_valid_i", "a value slice for the next tile"};
  hdl::In<hdl::Unsigned> loadRow{this, "load_row_i", hdl::clog2(CHUNK), "of which of the keys"};
  hdl::In<hdl::Unsigned> loadData{this, "load_data_i", num::kOperandBits* LANES, "its bytes"};
  hdl::In<hdl::Bit> weightValid{this, "weight_valid_i", "a query's probabilities"};
  hdl::In<hdl::Bit> weightSwap{this, "weight_swap_i", "they are the first of the next tile"};
  hdl::InGrid<hdl::Unsigned> weight{
      this, "weight_i", {CHUNK}, num::kProbabilityBits, "one per key"};
  hdl::In<hdl::Unsigned> weightTag{this, "weight_tag_i", TAG_W, "travels along"};
  hdl::Out<hdl::Bit> sumValid{this, "sum_valid_o", "weighted sums"};
  hdl::OutGrid<hdl::Signed> sum{
      this, "sum_o", {LANES}, num::kWeightedBits + hdl::clog2(CHUNK), "one per value of the slice"};
  hdl::Out<hdl::Unsigned> sumTag{this, "sum_tag_o", TAG_W, "tag of the probability word"};

  SvUnit();

private:
  void addProducts(const hdl::RegGrid<hdl::Signed>& weights, const hdl::Bit& advance);
};

} // namespace weft
