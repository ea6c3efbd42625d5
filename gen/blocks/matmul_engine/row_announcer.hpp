// row_announcer.hpp: Announces the rows of a step to the accumulator when they leave the array.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/convolution_step.hpp"

namespace weft {

/// Steps wait in a queue while the array works on them; when the oldest leaves, its rows are
/// announced, one a cycle, a row per output line.
struct RowAnnouncer : hdl::Module {
  hdl::Dim COLUMNS = param("COLUMNS", 16, "columns of the array: output lines");
  hdl::Dim ADDRESS_W = param("ADDRESS_W", 12, "bits of an accumulator row address");
  hdl::Dim STEPS = param("STEPS", 16, "steps that wait, a power of two");
  hdl::Dim EXTRA_W = localparam("EXTRA_W", hdl::clog2(COLUMNS), "bits of an output line");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Unsigned> pitch{this, "pitch_i", kMatmulCountBits, "rows between output lines"};
  hdl::StreamIn<hdl::Unsigned> rows{this, "rows", hdl::widthOf(StepRows::shape(EXTRA_W)),
                                    "the rows of steps that begin"};
  hdl::In<hdl::Bit> leaves{this, "leaves_i", "the oldest step is announced from the next cycle on"};

  hdl::Out<hdl::Bit> valid{this, "valid_o", "a row is announced"};
  hdl::Out<hdl::Bit> last{this, "last_o", "it is the last of its command"};
  hdl::Out<hdl::Bit> failed{this, "failed_o", "an address so far lay outside"};
  hdl::Out<hdl::Bit> overwrite{this, "overwrite_o", "replace the row"};
  hdl::Out<hdl::Unsigned> address{this, "address_o", ADDRESS_W, "the row"};

  RowAnnouncer();
};

} // namespace weft
