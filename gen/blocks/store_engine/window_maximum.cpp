// window_maximum.cpp: The largest int8 values of the vectors of a window.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/window_maximum.hpp"

namespace weft {

using namespace hdl;

WindowMaximum::WindowMaximum()
    : Module("window_maximum", "the largest int8 values of the vectors of a window") {
  RegGrid<Signed> running{this, "running_q", {COLUMNS}, kValueBits, "of the vectors before"};

  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    largest(c) <<= mux(begins | (value(c) > running(c)), value(c), running(c));
  });
  clocked(clk, [&] { when(take & ~ends, [&] { running <<= largest; }); });
}

} // namespace weft
