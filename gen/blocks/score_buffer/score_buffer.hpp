// score_buffer.hpp: Adds up partial scores while the scores before them are read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Two banks of ROWS x CHUNK scores. Partial scores are added into one bank while the other is
/// read. The same row may be added to again after READ_LATENCY + 2 cycles.
struct ScoreBuffer : hdl::Module {
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROWS = param("ROWS", 64, "queries of a block");
  hdl::Dim SUM_W = param("SUM_W", num::kProductBits + 4, "bits of a partial score");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");
  hdl::Dim SCORE_W = fixedParam("SCORE_W", num::kHeadScoreBits, "bits of a score");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(ROWS), "bits of a row's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> addValid{this, "add_valid_i", "partial scores of a query"};
  hdl::In<hdl::Bit> addBank{this, "add_bank_i", "bank they belong to"};
  hdl::In<hdl::Bit> addFirst{this, "add_first_i", "they replace what the row holds"};
  hdl::In<hdl::Unsigned> addRow{this, "add_row_i", ROW_W, "row of the query"};
  hdl::InGrid<hdl::Signed> addSum{this, "add_sum_i", {CHUNK}, SUM_W, "one per key"};
  hdl::In<hdl::Bit> readEnable{this, "rd_en_i", "read the other bank"};
  hdl::In<hdl::Bit> readBank{this, "rd_bank_i", "which one"};
  hdl::In<hdl::Unsigned> readRow{this, "rd_row_i", ROW_W, "row to read"};
  hdl::OutGrid<hdl::Signed> score{
      this, "rd_score_o", {CHUNK}, SCORE_W, "its scores, READ_LATENCY later"};

  ScoreBuffer();

private:
  void addBanks(const hdl::WireGrid<hdl::Unsigned>& word, const hdl::Bit& writing,
                const hdl::Bit& bank, const hdl::UInt& row, const hdl::UInt& total);
  void requireSchedule();
};

} // namespace weft
