// systolic_array.cpp: ROWS x COLUMNS multiply-accumulate cells with skew and deskew.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/systolic_array/systolic_array.hpp"

#include "gen/blocks/pe/pe.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

/// What runs between the cells. Lane (r, c) enters cell (r, c).
struct SystolicArray::Nets {
  SystolicArray* at;
  WireGrid<Unsigned> load{at, "load", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Unsigned> valid{at, "valid", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Unsigned> swap{at, "swap", {at->ROWS, at->COLUMNS + 1}, 1, "to the east"};
  WireGrid<Signed> activation{
      at, "activation", {at->ROWS, at->COLUMNS + 1}, at->ACTIVATION_W, "to the east"};
  WireGrid<Signed> weight{at, "weight", {at->ROWS + 1, at->COLUMNS}, at->DATA_W, "to the south"};
  WireGrid<Signed> sum{at, "sum", {at->ROWS + 1, at->COLUMNS}, at->SUM_W, "to the south"};
};

SystolicArray::SystolicArray(ArrayShape arrayShape, num::AttentionUnit attentionUnit)
    : Module("systolic_array", "weight-stationary array: one vector in, one vector out per cycle"),
      shape(arrayShape), attention(attentionUnit) {
  Nets nets{this};
  latency(arrayLatency(ROWS, COLUMNS));
  require(ROWS >= 2, "ROWS_must_be_at_least_2");
  require(RESULT_W > SUM_W, "RESULT_W_must_exceed_SUM_W");
  openRows(nets);
  skewControl(nets);
  skewOperands(nets);
  connectCells(nets);
  deskewResults(nets);
}

void SystolicArray::openRows(Nets& nets) {
  Reg<Unsigned> open{this, "open_rows_q", ROWS, "row r takes the next weights if bit r is set"};
  Wire<Unsigned> opened{this, "opened_rows", ROWS + 1, "one row more"};
  Reg<Unsigned> loading{this, "loading_rows_q", ROWS};

  section();
  note("Row r starts to shift with the weights r rows after the first of a tile: what stands");
  note("below is still waiting for the swap that runs ahead of the weights.");
  opened <<= cat(open, lit<Unsigned>(1, 1));
  clocked(clk, reset, {open.resetTo(1)}, [&] {
    when(weightValid, [&] { open <<= mux(open.msb(), 1, opened.low(ROWS)); });
    loading <<= open & replicate(ROWS, weightValid);
  });
  checks([&] {
    Reg<Bit> waits{this, "tile_waits_q",
                   "a whole tile of weights has entered, none of its vectors"};
    Wire<Bit> begins{this, "tile_begins", "its first vector enters"};
    begins <<= activationValid && activationFirst;
    clocked(clk, reset, {waits}, [&] {
      when(begins, [&] { waits <<= 0; }).elsewhen(weightValid && open.msb(), [&] { waits <<= 1; });
    });
    require(clk, reset, !begins || waits, "a tile's weights enter before its first vector");
    require(clk, reset, !weightValid || open.bit(1) || !waits || begins,
            "no tile's weights enter while others wait");
  });
  forEach("g_load", "r", ROWS, [&](Dim r) { nets.load(r, 0) <<= loading.bit(r); });
  unused(opened.msb());
}

void SystolicArray::skewControl(Nets& nets) {
  Reg<Unsigned> vectors{this, "vectors_q", ROWS, "bit r: a vector entered r + 1 cycles ago"};
  Reg<Unsigned> firsts{this, "firsts_q", ROWS, "bit r: the first one of a tile did"};
  Wire<Unsigned> vectorEnters{this, "vector_enters", ROWS + 1, "with the present cycle"};
  Wire<Unsigned> firstEnters{this, "first_enters", ROWS + 1, "with the present cycle"};

  section();
  vectorEnters <<= cat(vectors, activationValid);
  firstEnters <<= cat(firsts, activationValid && activationFirst);
  clocked(clk, reset, {vectors, firsts}, [&] {
    vectors <<= vectorEnters.low(ROWS);
    firsts <<= firstEnters.low(ROWS);
  });
  forEach("g_control", "r", ROWS, [&](Dim r) {
    nets.valid(r, 0) <<= vectors.bit(r);
    nets.swap(r, 0) <<= firsts.bit(r);
  });
  auto& line = instance<ValidLine>("u_results", {{"DEPTH", COLUMNS + 2}});
  clockedBy(line, clk, reset);
  line.validIn <<= vectors.msb();
  resultValid <<= line.validOut;
  unused(vectorEnters.msb());
  unused(firstEnters.msb());
}

void SystolicArray::skewOperands(Nets& nets) {
  section();
  note("Lane i enters i + 1 cycles after it arrived.");
  forEach("g_west", "r", ROWS, [&](Dim r) {
    nets.activation(r, 0) <<=
        delayed(*this, "skewed", clk, activation(r).asUnsigned(), r + 1).asSigned();
  });
  forEach("g_north", "c", COLUMNS, [&](Dim c) {
    nets.weight(0, c) <<= delayed(*this, "skewed", clk, weight(c).asUnsigned(), c + 1).asSigned();
    nets.sum(0, c) <<= 0;
  });
}

void SystolicArray::connectCells(Nets& nets) {
  std::vector<ParameterValue> sizes = {DATA_W, SUM_W};
  if (attention == num::AttentionUnit::shared)
    sizes.emplace_back(ACTIVATION_W);

  section();
  forEach("g_row", "r", ROWS, [&](Dim r) {
    forEach("g_column", "c", COLUMNS, [&](Dim c) {
      auto& pe = instance<Pe>("u_pe", sizes, attention);
      clockedBy(pe, clk);
      pe.load <<= nets.load(r, c);
      pe.valid <<= nets.valid(r, c);
      pe.swap <<= nets.swap(r, c);
      pe.weight <<= nets.weight(r, c);
      pe.activation <<= nets.activation(r, c);
      pe.sum <<= nets.sum(r, c);
      nets.load(r, c + 1) <<= pe.loadEast;
      nets.valid(r, c + 1) <<= pe.validEast;
      nets.swap(r, c + 1) <<= pe.swapEast;
      nets.weight(r + 1, c) <<= pe.weightSouth;
      nets.activation(r, c + 1) <<= pe.activationEast;
      nets.sum(r + 1, c) <<= pe.sumSouth;
    });
    unused(nets.load(r, COLUMNS));
    unused(nets.valid(r, COLUMNS));
    unused(nets.swap(r, COLUMNS));
    unused(nets.activation(r, COLUMNS));
  });
}

void SystolicArray::deskewResults(Nets& nets) {
  section();
  note("Column c waits for the last one.");
  forEach("g_south", "c", COLUMNS, [&](Dim c) {
    const UInt aligned =
        delayed(*this, "aligned", clk, nets.sum(ROWS, c).asUnsigned(), COLUMNS - c);
    result(c) <<= cat(replicate(RESULT_W - SUM_W, aligned.msb()), aligned).asSigned();
    unused(nets.weight(ROWS, c));
  });
}

} // namespace weft
