// row_stationary_array.cpp: ROWS x COLUMNS cells that keep rows of kernels and of inputs.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/row_stationary_array/row_stationary_array.hpp"

#include "gen/blocks/row_stationary_array/cell_row.hpp"
#include "gen/blocks/row_stationary_array/row_edge.hpp"
#include "gen/blocks/row_stationary_array/tap_delay.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/delay_line.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/word_turner.hpp"

namespace weft {

using namespace hdl;

namespace {

/// What a row of the array does in a cycle.
struct Tap {
  Bit first, last;
  UInt tap, column;
  static constexpr std::tuple kFields{Field{"first", &Tap::first}, Field{"last", &Tap::last},
                                      Field{"tap", &Tap::tap}, Field{"column", &Tap::column}};
};

} // namespace

/// What runs between the edges and the rows of cells. Lane r enters row r.
struct RowStationaryArray::Nets {
  RowStationaryArray* at;
  Dim tapBits = widthOf(Tap{at->first, at->last, at->tap, at->column});
  WireGrid<Unsigned> activation{at, "row_activation", {at->ROWS}, at->DATA_W};
  Wire<Unsigned> meant{at, "row_meant", at->ROWS, "it is meant for a column"};
  WireGrid<Unsigned> meantFor{at, "row_meant_for", {at->ROWS}, at->FILTER_W, "for this one"};
  RegGrid<Unsigned> place{
      at, "place_q", {at->COLUMNS}, at->HELD_W, "where column c keeps activations"};
  Wire<Bit> tileValid{at, "tile_valid", "the turner gives every row a weight"};
  WireGrid<Unsigned> tile{at, "tile", {at->LANES}, at->DATA_W, "one per row"};
  RegGrid<Unsigned> weight{at, "row_weight_q", {at->ROWS}, at->DATA_W};
  Reg<Unsigned> storing{at, "storing_q", at->COLUMNS, "column c keeps the weight that passes"};
  RegGrid<Unsigned> tapPlace{at, "tap_place_q", {at->COLUMNS}, at->TAP_W, "there"};
  Wire<Unsigned> rowWork{at, "row_work", at->ROWS, "row r multiplies"};
  WireGrid<Unsigned> rowTap{at, "row_tap", {at->ROWS}, tapBits, "{first, last, tap, column}"};
  WireGrid<Unsigned> sums{
      at, "sums", {at->ROWS + 1}, at->COLUMNS * at->SUM_W, "that leave row r, of all lines"};
  Wire<Bit> summed{at, "summed", "a sum of every line is complete"};
  WireGrid<Unsigned> aligned{at, "aligned_sums", {at->COLUMNS}, at->SUM_W, "one per line"};
};

RowStationaryArray::RowStationaryArray(ArrayShape arrayShape)
    : Module("row_stationary_array",
             "row-stationary array: rows of kernels and inputs stay in the cells"),
      shape(arrayShape) {
  Nets nets{this};
  require(pow2(FILTER_W) == COLUMNS && COLUMNS >= 2, "COLUMNS_must_be_a_power_of_two");
  enterWords(nets);
  turnWeights(nets);
  enterWeights(nets);
  delayRows(nets);
  connectCells(nets);
  followSteps(nets);
  alignSums(nets);
  turnSums(nets);
  checkSteps();
}

void RowStationaryArray::enterWords(Nets& n) {
  section();
  note("Column c keeps its activations c cycles after column 0.");
  clocked(clk, [&] {
    n.place(0) <<= place;
    loop("e", COLUMNS - 1, [&](Dim e) { n.place(e + 1) <<= n.place(e); });
  });
  forEach("g_edge", "r", ROWS, [&](Dim r) {
    auto& edge = instance<RowEdge>("u_edge", {ROWS, COLUMNS, {"ROW", r}});
    clockedBy(edge, clk, reset);
    edge.kernelRows <<= kernelRows;
    edge.firstChannel <<= firstChannel;
    edge.wide <<= wide;
    edge.valid <<= activationValid;
    edge.word <<= activation;
    edge.line <<= line;
    n.meant.bit(r) <<= edge.meant;
    n.meantFor(r) <<= edge.column;
    n.activation(r) <<= edge.byte;
  });
}

void RowStationaryArray::turnWeights(Nets& n) {
  Wire<Unsigned> padded{this, "padded_weight", LANES * DATA_W, "as wide as the turner"};

  section();
  note("Word i of a tile becomes weight i of every word that leaves the turner.");
  padded <<= weight.flat().extend(LANES * DATA_W);
  auto& turner = instance<WordTurner>("u_weight_turner", {LANES, {"LANE_W", DATA_W}});
  clockedBy(turner, clk, reset);
  turner.valid <<= weightValid;
  turner.word <<= padded;
  n.tileValid <<= turner.turnedValid;
  n.tile <<= turner.turned;
}

void RowStationaryArray::enterWeights(Nets& n) {
  const Dim numberBits = clog2(LANES);
  Reg<Unsigned> number{this, "tile_word_q", numberBits, "of the word that leaves the turner"};
  Reg<Unsigned> fillSlot{this, "fill_slot_q", kTapSlotBits, "for its tile"};
  Wire<Bit> stores{this, "stores", "the cells keep it"};
  Wire<Unsigned> storing{this, "storing", COLUMNS + 1, "with the present cycle"};

  section();
  stores <<= n.tileValid && number.extend(numberBits + 1) < value(COLUMNS, numberBits + 1);
  storing <<= cat(n.storing, stores);
  clocked(clk, reset, {number, fillSlot, n.storing}, [&] {
    when(n.tileValid, [&] {
      number <<= number + 1;
      when(allOf(number), [&] { fillSlot <<= fillSlot + 1; });
    });
    n.storing <<= storing.low(COLUMNS);
    n.tapPlace(0) <<= cat(fillSlot, number.low(FILTER_W)).sized(TAP_W);
    loop("i", COLUMNS - 1, [&](Dim i) { n.tapPlace(i + 1) <<= n.tapPlace(i); });
    loop("i", ROWS, [&](Dim i) { n.weight(i) <<= n.tile(i); });
  });
  unused(storing.msb(), n.tile.flat());
}

/// The sum of the cell below is complete when it is wanted.
void RowStationaryArray::delayRows(Nets& n) {
  section();
  note("Each row works as many cycles behind the one below it as a kernel row has taps.");
  n.rowWork.bit(ROWS - 1) <<= work;
  n.rowTap(ROWS - 1) <<= pack(Tap{first, last, tap, column});
  forEach("g_delay", "r", ROWS - 1, [&](Dim r) {
    auto& delay = instance<TapDelay>("u_delay", {{"WIDTH", n.tapBits}});
    clockedBy(delay, clk, reset);
    delay.cyclesLast <<= tapsLast;
    delay.validIn <<= n.rowWork.bit(r + 1);
    delay.dataIn <<= n.rowTap(r + 1);
    n.rowWork.bit(r) <<= delay.validOut;
    n.rowTap(r) <<= delay.dataOut;
  });
}

void RowStationaryArray::connectCells(Nets& n) {
  section();
  forEach("g_row", "r", ROWS, [&](Dim r) {
    const Tap entering = unpack(*this, "entering", n.rowTap(r), Tap{first, last, tap, column});
    auto& row =
        instance<CellRow>("u_row", {COLUMNS, DATA_W, SUM_W, {"TAPS", SLOTS * COLUMNS}, HELD});
    clockedBy(row, clk);
    row.storing <<= n.storing;
    row.tapPlace <<= n.tapPlace;
    row.weight <<= n.weight(r);
    row.place <<= n.place;
    row.meant <<= n.meant.bit(r);
    row.meantFor <<= n.meantFor(r);
    row.activation <<= n.activation(r);
    row.work <<= n.rowWork.bit(r);
    row.first <<= entering.first;
    row.tap <<= entering.tap;
    row.column <<= entering.column;
    row.sum.flat() <<= n.sums(r + 1);
    n.sums(r) <<= row.sumUp.flat();
    unused(entering.last);
  });
}

void RowStationaryArray::followSteps(Nets& n) {
  Wire<Unsigned> top{this, "row_0_work", n.tapBits, "what row 0 does"};
  Wire<Bit> filterEnds{this, "filter_ends", "it multiplies the last tap of a filter"};

  section();
  top <<= n.rowTap(0);
  const Tap at = unpack(*this, "row_0", top, Tap{first, last, tap, column});
  begins <<= n.rowWork.bit(0) && at.first && !anyOf(at.tap.low(FILTER_W));
  slot <<= at.tap.high(kTapSlotBits);
  held <<= at.column;
  filterEnds <<= n.rowWork.bit(0) && at.last;
  ends <<= filterEnds && allOf(at.tap.low(FILTER_W));
  n.summed <<= validLate(*this, "sum_complete", clk, reset, filterEnds, COLUMNS + 2);
}

void RowStationaryArray::alignSums(Nets& n) {
  WireGrid<Unsigned> leaving{this, "leaving_sums", {COLUMNS}, SUM_W, "of row 0"};

  section();
  leaving <<= n.sums(0);
  n.sums(ROWS) <<= 0;
  note("Line c waits for the last one.");
  forEach("g_line", "c", COLUMNS, [&](Dim c) {
    auto& delay = instance<DelayLine>("u_align", {{"WIDTH", SUM_W}, {"DEPTH", COLUMNS - c}});
    clockedBy(delay, clk);
    delay.dataIn <<= leaving(c);
    n.aligned(c) <<= delay.dataOut;
  });
}

void RowStationaryArray::turnSums(Nets& n) {
  WireGrid<Unsigned> turned{this, "turned_sums", {COLUMNS}, SUM_W, "one per filter"};

  section();
  auto& turner = instance<WordTurner>("u_sum_turner", {{"LANES", COLUMNS}, {"LANE_W", SUM_W}});
  clockedBy(turner, clk, reset);
  turner.valid <<= n.summed;
  turner.word <<= n.aligned;
  resultValid <<= turner.turnedValid;
  turned <<= turner.turned;
  forEach("g_result", "c", COLUMNS, [&](Dim c) {
    Wire<Signed> sum{this, "sum_of_filter", SUM_W};
    sum <<= turned(c).asSigned();
    result(c) <<= sum.extend(RESULT_W);
  });
}

/// The sums of a row pass to the next one in the cycle of its first tap.
void RowStationaryArray::checkSteps() {
  checks([&] {
    Reg<Bit> within{this, "within_filter_q", "taps of the filter are left"};
    Reg<Unsigned> count{this, "tap_count_q", 3, "taps before this one"};
    Reg<Unsigned> filter{this, "filter_count_q", FILTER_W, "filters before this one"};
    clocked(clk, reset, {within, count, filter}, [&] {
      within <<= work && !last;
      when(work, [&] { count <<= mux(last, 0, count + 1); });
      when(work && last, [&] { filter <<= filter + 1; });
    });
    require(clk, reset, mux(within, work && !first, !work || first),
            "the taps of a filter follow each other");
    require(clk, reset, !work || last == (count == tapsLast), "a filter has all of its taps");
    require(clk, reset, !work || tap.low(FILTER_W) == filter, "filters come in their order");
  });
}

} // namespace weft
