// softmax_rows.hpp: What each row remembers between chunks: its exponent and its sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {

/// Adds chunks to rows. The alignment leaves READ_LATENCY + 1 cycles after the chunk, the row's new
/// state two cycles later; the next chunk of the same row may come READ_LATENCY + 4 cycles after
/// it.
struct SoftmaxRows : hdl::Module {
  static constexpr int kUpdateCycles = 3; ///< from the state that was read to its new value

  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROWS = param("ROWS", 64, "rows that are remembered");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");
  hdl::Dim ROW_W = localparam("ROW_W", hdl::indexWidth(ROWS), "bits of a row's number");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Bit> valid{this, "valid_i", "a chunk"};
  hdl::In<hdl::Unsigned> row{this, "row_i", ROW_W, "its row"};
  hdl::In<hdl::Bit> first{this, "first_i", "it is the row's first chunk"};
  hdl::In<hdl::Bit> empty{this, "empty_i", "it has no unmasked key"};
  hdl::In<hdl::Signed> exponent{this, "exponent_i", num::kChunkExponentBits, "its exponent"};
  hdl::In<hdl::Unsigned> sum{this, "sum_i", num::kShareBits + hdl::clog2(CHUNK),
                             "its sum, " + std::to_string(num::kSumGuardBits) + " guard bits"};
  hdl::Out<hdl::Bit> alignValid{this, "align_valid_o", "how to align the chunk"};
  hdl::Out<hdl::Bit> alignRow{this, "align_row_o", "shift the row, not the chunk"};
  hdl::Out<hdl::Unsigned> alignShift{this, "align_shift_o", num::kAlignmentBits, "right shift"};
  hdl::Out<hdl::Bit> stateValid{this, "state_valid_o", "the row has taken the chunk"};
  hdl::Out<hdl::Signed> stateExponent{this, "state_exponent_o", num::kChunkExponentBits,
                                      "exponent of the row"};
  hdl::Out<hdl::Unsigned> stateSum{this, "state_sum_o", num::kRowSumBits,
                                   "sum of the row, " + std::to_string(num::kSumGuardBits) +
                                       " guard bits"};

  SoftmaxRows();

private:
  struct Old {
    hdl::Bit none; ///< the row has had no unmasked key
    hdl::SInt exponent;
    hdl::UInt sum;
  };
  struct Compared {
    hdl::Bit none, alignRow;
    hdl::UInt shift, shiftee, other;
    hdl::SInt exponent;
  };
  struct Chunk;
  Old addMemory(const Chunk& chunk, const hdl::Bit& writing, const hdl::UInt& writeRow,
                const hdl::UInt& state);
  Compared addComparison(const Chunk& chunk, const hdl::Bit& arrived, const Old& old);
  hdl::UInt addSum(const Compared& compared, const hdl::UInt& stages);
};

} // namespace weft
