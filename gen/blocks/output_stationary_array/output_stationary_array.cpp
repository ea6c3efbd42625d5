// output_stationary_array.cpp: ROWS x COLUMNS cells that keep their sums while operands pass.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/output_stationary_array/output_stationary_array.hpp"

#include "gen/blocks/output_stationary_array/sum_cell.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/word_turner.hpp"

namespace weft {

using namespace hdl;

namespace {

/// Where a word stands in its tile.
struct Ends {
  Bit first, last;
  static constexpr std::tuple kFields{Field{"first", &Ends::first}, Field{"last", &Ends::last}};
};

} // namespace

/// What runs between the cells. Lane (r, c) enters cell (r, c).
struct OutputStationaryArray::Nets {
  OutputStationaryArray* at;
  Wire<Bit> stepValid{at, "step_valid", "a turned word and a weight word enter the cells"};
  Wire<Bit> stepFirst{at, "step_first", "the first ones of a tile"};
  Wire<Bit> stepLast{at, "step_last", "the last ones of a tile"};
  WireGrid<Unsigned> turned{at, "turned", {at->ROWS}, at->DATA_W, "one activation per output row"};
  Reg<Unsigned> lasts{at, "lasts_q", at->ROWS, "bit r: the last step of a tile r + 1 cycles ago"};
  Wire<Unsigned> shifting{at, "shifting", at->ROWS + 1, "row r shifts if bit r is set"};
  WireGrid<Unsigned> valid{at, "valid", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Unsigned> first{at, "first", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Unsigned> last{at, "last", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Unsigned> shift{at, "shift", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Signed> activation{
      at, "activation", {at->ROWS, at->COLUMNS + 1}, at->DATA_W, "to the east"};
  WireGrid<Signed> weight{at, "weight", {at->ROWS + 1, at->COLUMNS}, at->DATA_W, "to the south"};
  WireGrid<Signed> sum{at, "sum", {at->ROWS + 1, at->COLUMNS}, at->RESULT_W, "to the south"};
};

OutputStationaryArray::OutputStationaryArray(ArrayShape arrayShape)
    : Module("output_stationary_array",
             "output-stationary array: sums stay in the cells, operands pass"),
      shape(arrayShape) {
  Nets nets{this};
  latency(outputStationaryLatency(ROWS, COLUMNS));
  require(ROWS >= 2, "ROWS_must_be_at_least_2");
  turnWords(nets);
  skewControl(nets);
  skewOperands(nets);
  connectCells(nets);
  drain(nets);
  deskewResults(nets);
}

void OutputStationaryArray::turnWords(Nets& n) {
  auto& turner = instance<WordTurner>("u_turner", {{"LANES", ROWS}});
  clockedBy(turner, clk, reset);
  turner.valid <<= activationValid;
  turner.word <<= activation;
  n.stepValid <<= turner.turnedValid;
  n.turned <<= turner.turned;
  const auto ends =
      delayed(*this, "ends", clk, Ends{activationFirst, activationLast}, turnLatency(ROWS));
  n.stepFirst <<= ends.first;
  n.stepLast <<= ends.last;
  checks([&] {
    Reg<Unsigned> place{this, "word_place_q", clog2(ROWS), "of the next word in its block"};
    clocked(clk, reset, {place}, [&] { when(activationValid, [&] { place <<= place + 1; }); });
    require(clk, reset, activationValid || !anyOf(place), "a block enters without a pause");
  });
}

void OutputStationaryArray::skewControl(Nets& n) {
  Reg<Unsigned> steps{this, "steps_q", ROWS, "bit r: a step began r + 1 cycles ago"};
  Reg<Unsigned> firsts{this, "firsts_q", ROWS, "bit r: the first one of a tile did"};
  Wire<Unsigned> stepEnters{this, "step_enters", ROWS + 1, "with the present cycle"};
  Wire<Unsigned> firstEnters{this, "first_enters", ROWS + 1, "with the present cycle"};
  Wire<Unsigned> lastEnters{this, "last_enters", ROWS + 1, "with the present cycle"};

  section();
  stepEnters <<= cat(steps, n.stepValid);
  firstEnters <<= cat(firsts, n.stepValid && n.stepFirst);
  lastEnters <<= cat(n.lasts, n.stepValid && n.stepLast);
  clocked(clk, reset, {steps, firsts, n.lasts}, [&] {
    steps <<= stepEnters.low(ROWS);
    firsts <<= firstEnters.low(ROWS);
    n.lasts <<= lastEnters.low(ROWS);
  });
  forEach("g_control", "r", ROWS, [&](Dim r) {
    n.valid(r, 0) <<= steps.bit(r);
    n.first(r, 0) <<= firsts.bit(r);
    n.last(r, 0) <<= n.lasts.bit(r);
    n.shift(r, 0) <<= n.shifting.bit(r);
  });
  unused(stepEnters.msb(), firstEnters.msb(), lastEnters.msb());
}

void OutputStationaryArray::skewOperands(Nets& n) {
  section();
  note("Lane i enters i + 1 cycles after it arrived. Output row 0 is summed in the lowest row of");
  note("cells, so that it leaves first.");
  forEach("g_west", "r", ROWS, [&](Dim r) {
    n.activation(r, 0) <<= delayed(*this, "skewed", clk, n.turned(ROWS - 1 - r), r + 1).asSigned();
  });
  forEach("g_north", "c", COLUMNS, [&](Dim c) {
    n.weight(0, c) <<= delayed(*this, "skewed", clk, weight(c).asUnsigned(), c + 1).asSigned();
    n.sum(0, c) <<= 0;
  });
}

void OutputStationaryArray::connectCells(Nets& n) {
  section();
  forEach("g_row", "r", ROWS, [&](Dim r) {
    forEach("g_column", "c", COLUMNS, [&](Dim c) {
      auto& cell = instance<SumCell>("u_cell", {DATA_W, {"SUM_W", RESULT_W}});
      clockedBy(cell, clk);
      cell.valid <<= n.valid(r, c);
      cell.first <<= n.first(r, c);
      cell.last <<= n.last(r, c);
      cell.activation <<= n.activation(r, c);
      cell.weight <<= n.weight(r, c);
      cell.shift <<= n.shift(r, c);
      cell.sum <<= n.sum(r, c);
      n.valid(r, c + 1) <<= cell.validEast;
      n.first(r, c + 1) <<= cell.firstEast;
      n.last(r, c + 1) <<= cell.lastEast;
      n.activation(r, c + 1) <<= cell.activationEast;
      n.weight(r + 1, c) <<= cell.weightSouth;
      n.shift(r, c + 1) <<= cell.shiftEast;
      n.sum(r + 1, c) <<= cell.sumSouth;
    });
    unused(n.valid(r, COLUMNS), n.first(r, COLUMNS), n.last(r, COLUMNS), n.shift(r, COLUMNS),
           n.activation(r, COLUMNS));
  });
}

void OutputStationaryArray::drain(Nets& n) {
  Reg<Bit> summed{this, "summed_q", "the lowest cell of the first column has its last operands"};
  Reg<Bit> complete{this, "complete_q", "and its sum"};
  Reg<Unsigned> draining{this, "draining_q", ROWS,
                         "bit r: row r + 1 shifts; the last: a row leaves"};

  section();
  note("When the sum of the lowest row has moved to its second register, r shifts empty row r: "
       "none");
  note("takes the next sum along, which comes there ROWS - r cycles later at the earliest.");
  n.shifting <<= cat(draining, zeros(1));
  clocked(clk, reset, {summed, complete, draining}, [&] {
    summed <<= n.lasts.msb();
    complete <<= summed;
    draining <<= mux(complete, ones(ROWS), n.shifting.low(ROWS));
  });
  resultValid <<= validLate(*this, "row_leaves", clk, reset, draining.msb(), COLUMNS);
  unused(n.shifting.msb());
}

void OutputStationaryArray::deskewResults(Nets& n) {
  section();
  note("Column c waits for the last one.");
  forEach("g_south", "c", COLUMNS, [&](Dim c) {
    result(c) <<=
        delayed(*this, "aligned", clk, n.sum(ROWS, c).asUnsigned(), COLUMNS - c).asSigned();
    unused(n.weight(ROWS, c));
  });
}

} // namespace weft
