// accumulator.hpp: Int32 sums beside the array: add on write, two halves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_unit.hpp"

#include <optional>

namespace weft {

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct AccumulatorShape {
  int columns = 16;
  int halfRows = 2048; ///< of each half; the upper half starts at the next power of two
  int readLatency = 1;
  num::AttentionUnit attention = num::AttentionUnit::dedicated;
};

/// What comes with the announcement of a row on machines of shared attention: whether its data are
/// values weighted by the probabilities of a chunk, and how those and the row are aligned.
struct AlignmentIn {
  hdl::In<hdl::Bit> weighs;
  hdl::In<hdl::Bit> row;
  hdl::In<hdl::Unsigned> shift;

  explicit AlignmentIn(hdl::Module* module)
      : weighs(module, "add_weighs_i", "its data are weighted values: align and add"),
        row(module, "add_align_row_i", "shift the row, not the data"),
        shift(module, "add_align_shift_i", num::kAlignmentBits, "right shift") {}
};

/// The array announces a row (`add_*_i`) and brings its data READ_LATENCY cycles later; the store
/// engine reads rows through a port that yields to the array, half by half. README.md states how
/// long a row must rest before it is announced again. With shared attention the data may be
/// weighted values, which are aligned with the row before they are added; then every row takes two
/// cycles more.
struct Accumulator : hdl::Module {
  AccumulatorShape shape;
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "sums in a row");
  hdl::Dim HALF_ROWS = param("HALF_ROWS", shape.halfRows, "rows of each half");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "cycles from read to data");
  hdl::Dim SUM_W = param("SUM_W", 32, "bits of a sum");
  hdl::Dim HALF_W = localparam("HALF_W", hdl::indexWidth(HALF_ROWS), "address bits in a half");
  hdl::Dim ADDRESS_W = localparam("ADDRESS_W", HALF_W + 1, "bits of a row address");
  hdl::Dim ROW_LATENCY = rowLatency(READ_LATENCY, shape.attention);

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> addValid{this, "add_valid_i", "the array announces a row"};
  hdl::In<hdl::Bit> addOverwrite{this, "add_overwrite_i", "replace the row instead of adding"};
  hdl::In<hdl::Unsigned> addAddress{this, "add_address_i", ADDRESS_W, "the row"};
  hdl::In<hdl::Bit> addDataValid{this, "add_data_valid_i", "its data, READ_LATENCY cycles later"};
  hdl::InGrid<hdl::Signed> addData{this, "add_data_i", {COLUMNS}, SUM_W, "one value per column"};

  std::optional<AlignmentIn> alignment = alignmentPorts();

  hdl::In<hdl::Bit> readValid{this, "rd_valid_i", "the store engine asks for a row"};
  hdl::Out<hdl::Bit> readReady{this, "rd_ready_o", "the array leaves the row's half alone"};
  hdl::In<hdl::Unsigned> readAddress{this, "rd_address_i", ADDRESS_W, "the row"};
  hdl::Out<hdl::Bit> readDataValid{this, "rd_data_valid_o", "it leaves READ_LATENCY cycles later"};
  hdl::OutGrid<hdl::Signed> readData{this, "rd_data_o", {COLUMNS}, SUM_W, "one sum per column"};

  explicit Accumulator(AccumulatorShape sizes);

private:
  bool isShared() const { return shape.attention == num::AttentionUnit::shared; }
  std::optional<AlignmentIn> alignmentPorts() {
    return isShared() ? std::optional<AlignmentIn>(std::in_place, this) : std::nullopt;
  }

  struct Nets;
  struct RowWrite;
  struct FirstStage;
  struct LateStages;
  void arbitrate(Nets& nets);
  void followRequests(Nets& nets);
  void connectHalves(Nets& nets, const RowWrite& write);
  void addRows(Nets& nets);
  RowWrite alignRows(Nets& nets);
  void alignColumn(Nets& nets, const FirstStage& align, const LateStages& late, const hdl::Dim& c);
  void addColumn(const hdl::SInt& target, const hdl::SInt& other, const hdl::SInt& shifted,
                 const hdl::Bit& adds);
};

} // namespace weft
