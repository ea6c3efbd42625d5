// chunk_sums.hpp: Adds up the k tiles of a chunk, row by row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

namespace weft {

/// A chunk of probabilities that is longer than the array has rows takes several tiles, and its sum
/// must be whole before it is aligned. Each part is announced READ_LATENCY cycles before it leaves
/// the array; one cycle after it did, the sum of it and of the parts before it stands.
struct ChunkSums : hdl::Module {
  hdl::Dim COLUMNS = param("COLUMNS", 16, "sums in a row");
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data");
  hdl::Dim RESULT_W = param("RESULT_W", 32, "bits of a result of the array");
  hdl::Dim SUM_W =
      localparam("SUM_W", num::kWeightedBits + hdl::clog2(CHUNK), "bits of a chunk's sum");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "announces a part"};
  hdl::In<hdl::Bit> first{this, "first_i", "there is none before it"};
  hdl::In<hdl::Bit> last{this, "last_i", "none follows"};
  hdl::In<hdl::Unsigned> row{this, "row_i", kPartRowBits, "row of the tile"};
  hdl::InGrid<hdl::Signed> part{
      this, "part_i", {COLUMNS}, RESULT_W, "the part, READ_LATENCY cycles later"};
  hdl::OutGrid<hdl::Signed> sum{
      this, "sum_o", {COLUMNS}, RESULT_W, "the parts so far, one cycle later still"};

  ChunkSums();

private:
  struct Part;
  void keepSums(const Part& late, const hdl::Bit& arrives, const hdl::WireGrid<hdl::Signed>& held);
  void addParts(const Part& late, const hdl::Bit& arrives, const hdl::WireGrid<hdl::Signed>& held);

  hdl::RegGrid<hdl::Signed> sums_{this, "sum_q", {COLUMNS}, SUM_W, "the parts so far"};
};

} // namespace weft
