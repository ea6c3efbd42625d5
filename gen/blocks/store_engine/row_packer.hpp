// row_packer.hpp: Output vectors of int8, int16 or int32 become the bus beats of memory rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/isa/values.hpp"

namespace weft {

/// A vector of COLUMNS values has COLUMNS, 2 COLUMNS or 4 COLUMNS bytes, less or more than a beat:
/// narrow ones are gathered, wide ones cut. The last vector of a row sends only the beats that the
/// row needs and ends its last beat, whose bytes beyond the row are unspecified.
struct RowPacker : hdl::Module {
  static constexpr int kBeatIndexBits = 5; ///< 64 columns of int32 are 32 beats of 8 bytes

  hdl::Dim COLUMNS = param("COLUMNS", 16, "values per vector, a power of two");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes per beat, a power of two");
  hdl::Dim BUFFER_BYTES =
      localparam("BUFFER_BYTES", max(4 * COLUMNS, BUS_BYTES), "the widest vector, or a beat");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamInGrid<hdl::Signed> vector{
      this, "vector", {COLUMNS}, 32, "values, sign-extended", {.last = true}};
  hdl::In<hdl::Unsigned> type{this, "type_i", isa::kBits<isa::OutputType>, "STORE's type"};
  hdl::In<hdl::Unsigned> lastBeat{this, "last_beat_i", kBeatIndexBits,
                                  "of a row's last vector: index of its last beat"};
  hdl::In<hdl::Bit> tag{this, "tag_i", "of the vector's row"};
  hdl::StreamOut<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "bytes of rows", {.last = true}};
  hdl::Out<hdl::Bit> beatTag{this, "beat_tag_o", "of the beat's row"};

  RowPacker();

private:
  struct Nets;
  void chooseByType(Nets& nets);
  void narrowVectors(Nets& nets);
  void insertVector(Nets& nets);
  void moveBytes(Nets& nets);
};

} // namespace weft
