// row_sums.cpp: Streams rows through residual addition alone, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/row_sums.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/blocks/layernorm/row_ends.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kProductBits = 16 + RowSums::kFactorBits + 1;
constexpr int kRoundedBits = kProductBits - kPostScaleShift;

/// Stages of narrowing, by the bit of `stage_q` that says that a word waits for them.
constexpr int kRound = 0, kSaturate = 1, kDone = 2;

} // namespace

struct RowSums::Nets {
  RowSums* at;
  Reg<Unsigned> lastWord{at, "last_word_q", at->WORD_W, "number of a row's last word"};
  Reg<Unsigned> lastLane{at, "last_lane_q", at->LANE_W, "last lane in use of that word"};
  Reg<Unsigned> inside{at, "inside_q", clog2(depths::kOutputQueueWords) + 1,
                       "words taken, not gone"};
  Wire<Bit> enter{at, "enter", "a word is taken"};
  Wire<Bit> lastIn{at, "last_in", "it is a row's last"};
  Wire<Bit> sumValid{at, "sum_valid", "a word of sums is ready"};
  WireGrid<Signed> sums{at, "sums", {at->LANES}, 16};
  Wire<Bit> doneValid{at, "done_valid"};
  Reg<Unsigned> stage{at, "stage_q", kNarrowing, "bit i: a word of sums came i + 1 cycles ago"};
  RegGrid<Signed> kept{at, "kept_q", {at->LANES}, 16, "int16 results that wait for int8"};
  RegGrid<Signed> done16{at, "done_int16_q", {at->LANES}, 16};
  RegGrid<Signed> done8{at, "done_int8_q", {at->LANES}, 8};
};

RowSums::RowSums() : Module("row_sums", "residual addition of rows, LANES values per cycle") {
  Nets nets{this};
  require(pow2(LANE_W) == LANES, "LANES_must_be_a_power_of_two");
  require(pow2(WORD_W + LANE_W) == MAX_COLUMNS && MAX_COLUMNS <= 4096,
          "MAX_COLUMNS_must_be_a_power_of_two_up_to_4096");
  require(LANES >= 4 && WORD_W >= 1, "LANES_must_be_4_to_half_of_MAX_COLUMNS");
  countWords(nets);
  addResidual(*this, nets);
  narrow(nets);
  queueResults(*this, nets, "a word that entered has room");
}

/// A word enters when the output queue will have room for it: nothing behind it ever stalls.
void RowSums::countWords(Nets& nets) {
  Wire<Unsigned> lastColumn{this, "last_column", kPostColumnBits, "D - 1"};
  Reg<Unsigned> word{this, "word_in_q", WORD_W, "number of the next word in its row"};
  Wire<Bit> gone{this, "word_gone"};

  section();
  lastColumn <<= columns - 1;
  clocked(clk, [&] {
    nets.lastWord <<= lastColumn.at(LANE_W, WORD_W);
    nets.lastLane <<= lastColumn.low(LANE_W);
  });
  unused(lastColumn.high(kPostColumnBits - WORD_W - LANE_W));
  in.ready <<= ~nets.inside.msb();
  nets.enter <<= in.valid & in.ready;
  nets.lastIn <<= word == nets.lastWord;
  gone <<= out.valid & out.ready;
  busy <<= nets.inside != 0;
  clocked(clk, reset, {word, nets.inside}, [&] {
    when(nets.enter, [&] { word <<= mux(nets.lastIn, 0, word + 1); });
    when(nets.enter && !gone, [&] { nets.inside <<= nets.inside + 1; });
    when(!nets.enter && gone, [&] { nets.inside <<= nets.inside - 1; });
  });
  requireStable(*this, "settings_q", clk, reset, nets.enter || nets.inside != 0,
                cat(columns, relu, factorA, factorResidual, factor8),
                "the settings hold while rows are in work");
}

/// int8 results, while the int16 results wait for them.
void RowSums::narrow(Nets& nets) {
  Wire<Signed> positive{this, "positive_factor8", kFactorBits + 1};
  RegGrid<Signed> product{this, "product8_q", {LANES}, kProductBits};
  RegGrid<Signed> whole{this, "rounded8_q", {LANES}, kRoundedBits};
  RegGrid<Signed> first{this, "sum1_q", {LANES}, 16, "the sums, a stage on"};

  section();
  nets.doneValid <<= nets.stage.bit(kDone);
  positive <<= cat(zeros(1), factor8).asSigned();
  clocked(clk, reset, {nets.stage}, [&] {
    nets.stage <<= cat(nets.stage.low(kNarrowing - 1), nets.sumValid);
    when(nets.sumValid, [&] {
      loop("l", LANES, [&](Dim l) {
        product(l) <<= nets.sums(l) * positive;
        first(l) <<= nets.sums(l);
      });
    });
    when(nets.stage.bit(kRound), [&] {
      loop("l", LANES, [&](Dim l) {
        whole(l) <<= rounded(product(l), kPostScaleShift, kRoundedBits);
        nets.kept(l) <<= first(l);
      });
    });
    when(nets.stage.bit(kSaturate), [&] {
      loop("l", LANES, [&](Dim l) {
        nets.done8(l) <<= saturated(whole(l), 8);
        nets.done16(l) <<= nets.kept(l);
      });
    });
  });
  forEach("g_narrow", "lane", LANES,
          [&](Dim lane) { unused(product(lane).low(kPostScaleShift - 1)); });
}

} // namespace weft
