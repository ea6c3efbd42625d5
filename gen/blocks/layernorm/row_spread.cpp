// row_spread.cpp: Sum and spread of a row from one pass over its words.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/row_spread.hpp"

#include "gen/prim/pipeline.hpp"
#include "gen/prim/sum_tree.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kSquareBits = 32;
constexpr int kCombineStages = 3;

/// Which words of its row a word is.
struct RowEnds {
  Bit first, last;
  static constexpr std::tuple kFields{Field{"first", &RowEnds::first},
                                      Field{"last", &RowEnds::last}};
};

} // namespace

/// Sums over the lanes of one word.
struct RowSpread::Word {
  RowSpread* at;
  Wire<Bit> valid{at, "word_valid", "the sums of a word are complete"};
  Wire<Bit> first{at, "word_first"};
  Wire<Bit> last{at, "word_last"};
  Wire<Signed> sum{at, "word_sum", 16 + at->LEVELS};
  Wire<Unsigned> squares{at, "word_squares", kSquareBits + at->LEVELS};
};

RowSpread::RowSpread() : Module("row_spread", "sum and spread of a row from one pass") {
  Word word{this};
  Reg<Bit> rowEnd{this, "row_end_q", "the sums of a row are complete"};
  Reg<Signed> rowSum{this, "row_sum_q", kSumBits};
  Reg<Unsigned> squares{this, "squares_q", kSquaresBits, "sum of squares"};

  latency(LEVELS + 3 + kCombineStages);
  addLanes(word);
  addWords(word, rowEnd, rowSum, squares);
  combine(rowEnd, rowSum, squares);
}

void RowSpread::addLanes(Word& word) {
  RegGrid<Signed> square{this, "square_q", {LANES}, kSquareBits};
  RegGrid<Unsigned> biased{this, "biased_q", {LANES}, 16, "t + 2^15"};
  Reg<Unsigned> stage{this, "stage_q", LEVELS + 2, "bit i: a word entered i + 1 cycles ago"};
  Wire<Unsigned> biasedSum{this, "biased_sum", 16 + LEVELS};

  section();
  const auto ends = delayed(*this, "ends", clk, RowEnds{first, last}, LEVELS + 2);
  clocked(clk, reset, {stage}, [&] {
    stage <<= cat(stage.low(LEVELS + 1), valid);
    when(valid, [&] {
      loop("l", LANES, [&](Dim l) {
        square(l) <<= t(l) * t(l);
        biased(l) <<= cat(!t(l).msb(), t(l).low(15));
      });
    });
  });
  note("The trees add unsigned numbers; the bias of all lanes together is the sum's highest bit.");
  auto& sums = instance<SumTree>("u_sums", {LANES, {"WIDTH", 16}});
  clockedBy(sums, clk);
  sums.enable <<= anyOf(stage);
  sums.number <<= biased;
  biasedSum <<= sums.sum;
  word.sum <<= cat(!biasedSum.msb(), biasedSum.low(15 + LEVELS)).asSigned();
  auto& squares = instance<SumTree>("u_squares", {LANES, {"WIDTH", kSquareBits}});
  clockedBy(squares, clk);
  squares.enable <<= anyOf(stage);
  squares.number <<= square.flat();
  word.squares <<= squares.sum;
  word.valid <<= stage.msb();
  word.first <<= ends.first;
  word.last <<= ends.last;
}

void RowSpread::addWords(Word& word, const Bit& rowEnd, const SInt& rowSum, const UInt& squares) {
  section();
  clocked(clk, reset, {rowEnd}, [&] {
    rowEnd <<= word.valid & word.last;
    when(word.valid, [&] {
      rowSum <<= mux(word.first, 0, rowSum) + word.sum.extend(kSumBits);
      squares <<= mux(word.first, 0, squares) + word.squares.extend(kSquaresBits);
    });
  });
}

void RowSpread::combine(const Bit& rowEnd, const SInt& rowSum, const UInt& squares) {
  Reg<Unsigned> weighted{this, "weighted_q", kRsqrtArgumentBits, "D sum(t^2)"};
  Reg<Signed> squaredSum{this, "squared_sum_q", 2 * kSumBits, "sum(t)^2"};
  Reg<Unsigned> difference{this, "difference_q", kRsqrtArgumentBits};
  Reg<Unsigned> argument{this, "argument_q", kRsqrtArgumentBits};
  RegGrid<Signed> sums{this, "sums_q", {kCombineStages}, kSumBits, "the sum, stage by stage"};
  Reg<Unsigned> rows{this, "rows_q", kCombineStages, "bit i: a row entered i + 1 cycles ago"};

  section();
  clocked(clk, reset, {rows}, [&] {
    rows <<= cat(rows.low(kCombineStages - 1), rowEnd);
    when(rowEnd, [&] {
      weighted <<= columns * squares;
      squaredSum <<= rowSum * rowSum;
      sums(0) <<= rowSum;
    });
    when(rows.bit(0), [&] {
      difference <<= weighted - squaredSum.asUnsigned();
      sums(1) <<= sums(0);
    });
    when(rows.bit(1), [&] {
      argument <<= difference + epsilon.extend(kRsqrtArgumentBits);
      sums(2) <<= sums(1);
    });
  });
  validOut <<= rows.msb();
  sum <<= sums(2);
  spread <<= argument;
}

} // namespace weft
