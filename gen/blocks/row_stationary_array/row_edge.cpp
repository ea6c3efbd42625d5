// row_edge.cpp: Which byte of a word enters a row of the array, and for which column.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/row_edge.hpp"

#include <string>
#include <vector>

namespace weft {

using namespace hdl;

RowEdge::RowEdge()
    : Module("row_edge", "which byte of a word enters a row of the array, and for which column") {
  Reg<Unsigned> channel{this, "channel", clog2(ROWS), "the row's, from the first one"};
  Reg<Unsigned> kernelRow{this, "kernel_row", LINE_W + 1, "the row's"};
  Wire<Unsigned> lane{this, "lane", clog2(ROWS), "byte of its channel, modulo ROWS"};
  Wire<Unsigned> below{this, "below", LINE_W + 1, "lines below the first one that it needs"};
  Wire<Unsigned> lines{this, "lines", LINE_W, "in output lines"};
  Wire<Bit> exact{this, "exact", "such a line is there"};
  Reg<Bit> meantHeld{this, "meant_q"};
  Reg<Unsigned> columnHeld{this, "column_q", COLUMN_W}, byteHeld{this, "byte_q", 8};
  std::vector<UInt> channelOf, kernelRowOf;

  require(pow2(clog2(ROWS)) == ROWS, "ROWS_must_be_a_power_of_two");
  for (int rows = 1; rows <= kMostKernelRows; ++rows) {
    const std::string number = std::to_string(rows);
    channelOf.push_back(constant<Unsigned>("CHANNEL_OF_" + number, ROW / rows, clog2(ROWS),
                                           "with so many kernel rows"));
    kernelRowOf.push_back(constant<Unsigned>("KERNEL_ROW_OF_" + number, ROW % rows, LINE_W + 1,
                                             "with so many kernel rows"));
  }
  combinational([&] {
    channel <<= channelOf.front();
    kernelRow <<= kernelRowOf.front();
    SwitchChain kernel = switchOn(kernelRows);
    for (std::size_t rows = 2; rows <= kMostKernelRows; ++rows)
      kernel.is(static_cast<int>(rows), [&] {
        channel <<= channelOf[rows - 1];
        kernelRow <<= kernelRowOf[rows - 1];
      });
  });
  section();
  lane <<= firstChannel + channel;
  below <<= line.extend(LINE_W + 1) - kernelRow;
  lines <<= mux(wide, below.bits(LINE_W, 1), below.low(LINE_W));
  exact <<= !below.msb() && !(wide && below.bit(0));
  clocked(clk, reset, {meantHeld}, [&] {
    meantHeld <<= valid && exact && !anyOf(lines.high(LINE_W - COLUMN_W));
    columnHeld <<= lines.low(COLUMN_W);
    byteHeld <<= word(lane);
  });
  meant <<= meantHeld;
  column <<= columnHeld;
  byte <<= byteHeld;
}

} // namespace weft
