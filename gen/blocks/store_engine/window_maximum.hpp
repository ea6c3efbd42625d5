// window_maximum.hpp: The largest int8 values of the vectors of a window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Of the vectors from one with `begins_i` to one with `ends_i` only the last leaves, as the
/// maximum of all in each column. A vector with both leaves as it came. Combinational from in to
/// out.
struct WindowMaximum : hdl::Module {
  static constexpr int kValueBits = 8;

  hdl::Dim COLUMNS = param("COLUMNS", 16, "values per vector");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> take{this, "take_i", "the vector is taken"};
  hdl::In<hdl::Bit> begins{this, "begins_i", "it is its window's first"};
  hdl::In<hdl::Bit> ends{this, "ends_i", "it is its window's last"};
  hdl::InGrid<hdl::Signed> value{this, "value_i", {COLUMNS}, kValueBits, "its values"};
  hdl::OutGrid<hdl::Signed> largest{
      this, "largest_o", {COLUMNS}, kValueBits, "of these and those before in the window"};

  WindowMaximum();
};

} // namespace weft
