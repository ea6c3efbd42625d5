// cell_row.hpp: A row of cells of the row-stationary array, and what travels through it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

#include <string>

namespace weft {

/// Weights, activations and what the cells do travel east, one cell a cycle; sums travel up, each
/// cell to the one above it. One flat vector per kind: simulation moves whole machine words.
struct CellRow : hdl::Module {
  hdl::Dim COLUMNS = param("COLUMNS", 16, "cells");
  hdl::Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  hdl::Dim SUM_W = param("SUM_W", 22, "sum width in bits");
  hdl::Dim TAPS = param("TAPS", 256, "taps that a cell holds");
  hdl::Dim HELD = param("HELD", 16, "image columns that it holds");
  hdl::Dim TAP_W = localparam("TAP_W", hdl::indexWidth(TAPS), "bits of the place of a tap");
  hdl::Dim HELD_W = localparam("HELD_W", hdl::indexWidth(HELD), "bits of the place of a column");
  hdl::Dim COLUMN_W = localparam("COLUMN_W", hdl::clog2(COLUMNS), "bits of the number of a cell");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Unsigned> storing{this, "storing_i", COLUMNS, "cell c keeps the weight that passes"};
  hdl::InGrid<hdl::Unsigned> tapPlace{this, "tap_place_i", {COLUMNS}, TAP_W, "here"};
  hdl::In<hdl::Unsigned> weight{this, "weight_i", DATA_W, "weight from the west"};

  hdl::InGrid<hdl::Unsigned> place{
      this, "place_i", {COLUMNS}, HELD_W, "where cell c keeps an activation that is meant for it"};
  hdl::In<hdl::Bit> meant{this, "meant_i", "the activation is meant for a cell"};
  hdl::In<hdl::Unsigned> meantFor{this, "meant_for_i", COLUMN_W, "for this one"};
  hdl::In<hdl::Unsigned> activation{this, "activation_i", DATA_W, "activation from the west"};

  hdl::In<hdl::Bit> work{this, "work_i", "multiply the two at the places below"};
  hdl::In<hdl::Bit> first{this, "first_i", "with the first tap of a filter"};
  hdl::In<hdl::Unsigned> tap{this, "tap_i", TAP_W, "place of the tap"};
  hdl::In<hdl::Unsigned> column{this, "column_i", HELD_W, "place of the activation"};

  hdl::InGrid<hdl::Signed> sum{this, "sum_i", {COLUMNS}, SUM_W, "sums of the row below"};
  hdl::OutGrid<hdl::Signed> sumUp{this, "sum_o", {COLUMNS}, SUM_W, "sums to the row above"};

  CellRow();

private:
  hdl::WireGrid<hdl::Unsigned> travel(const std::string& name, const hdl::UInt& word);
};

} // namespace weft
