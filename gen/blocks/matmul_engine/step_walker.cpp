// step_walker.cpp: Walks the steps of a command for the output-stationary array.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/step_walker.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct StepWalker::Nets {
  StepWalker* at;
  Reg<Bit> walking{at, "walking_q", "steps of a command are left"};
  Reg<Bit> atFirst{at, "at_first_q", "the next step is the first of a tile"};
  Reg<Bit> replacing{at, "overwrite_q", "the command does not accumulate"};
  Reg<Unsigned> number{at, "step_q", at->STEP_W, "the next step's in its k tile"};
  Reg<Unsigned> vector{at, "vector_q", kMatmulWalkBits, "its activation word"};
  Reg<Unsigned> weight{at, "weight_q", kMatmulWalkBits, "its weight word"};
  Reg<Unsigned> sum{at, "sum_q", kMatmulWalkBits, "its accumulator row"};
  Wire<Bit> exists{at, "exists", "its output row does"};
  Wire<Bit> lastK{at, "last_k", "it is of the last k tile of a tile"};
  Wire<Bit> held{at, "held", "but it adds to a row whose sums are under way"};
  Wire<Bit> issue{at, "issue", "it is taken"};
  Wire<Bit> nextK{at, "next_k", "it is the last of its k tile"};
  Wire<Bit> nextTile{at, "next_tile", "and of its tile"};
  Wire<Bit> nextN{at, "next_n", "and of all tiles of its n"};
  Wire<Bit> finish{at, "finish", "and of its command"};
  Wire<Bit> take{at, "take", "a command is taken"};
};

StepWalker::StepWalker()
    : Module("step_walker", "walks the steps of a command for the output-stationary array") {
  Nets nets{this};
  require(ADDRESS_W <= kMatmulAddressBits, "ADDRESS_W_must_be_at_most_24");
  require(ROWS >= READ_LATENCY + 2, "ROWS_must_exceed_READ_LATENCY_by_2");
  takeSteps(nets);
  awaitSums(nets);
  countTiles(nets);
  walkVectors(nets);
  walkWeights(nets);
  walkSums(nets);
  checkCommand(nets);
}

void StepWalker::takeSteps(Nets& n) {
  section();
  n.issue <<= n.walking && !n.held;
  n.take <<= commandValid && commandReady;
  commandReady <<= !n.walking || n.finish;
  step <<= n.issue;
  first <<= n.issue && n.atFirst;
  tileLast <<= n.nextTile;
  last <<= n.finish;
  readEnable <<= n.issue && n.exists;
  readAddress <<= n.vector.low(VECTOR_W);
  weightAddress <<= n.weight.low(WEIGHT_W);
  bringsSums <<= readEnable && n.lastK;
}

/// All results take the same way, so cycles between steps are cycles between announcements.
void StepWalker::awaitSums(Nets& n) {
  Reg<Unsigned> issued{this, "issued_q", READ_LATENCY, "a row was brought 1, 2, .. cycles ago"};
  RegGrid<Unsigned> row{this, "row_q", {READ_LATENCY}, ADDRESS_W, "this one"};
  Wire<Unsigned> same{this, "same_row", READ_LATENCY, "which is that of the next step"};

  section();
  note("A row must rest until its sums are written. It comes back too soon only where a tile of "
       "one");
  note("k tile begins in the last rows of the tile before.");
  clocked(clk, reset, {issued}, [&] {
    issued.bit(0) <<= bringsSums;
    row(0) <<= sumAddress;
    loop("age", READ_LATENCY - 1, [&](Dim age) {
      issued.bit(age + 1) <<= issued.bit(age);
      row(age + 1) <<= row(age);
    });
  });
  forEach("g_past", "i", READ_LATENCY,
          [&](Dim i) { same.bit(i) <<= issued.bit(i) && row(i) == sumAddress; });
  n.held <<= n.walking && n.lastK && !n.replacing && anyOf(same);
  require(clk, reset, !n.held || n.atFirst, "no tile waits behind its first step");
}

void StepWalker::countTiles(Nets& n) {
  Reg<Unsigned> kLast{this, "k_last_q", kMatmulCountBits, "k tiles - 1"};
  Reg<Unsigned> kLeft{this, "k_left_q", kMatmulCountBits, "k tiles after this one"};
  Reg<Unsigned> allRows{this, "rows_q", kMatmulCountBits, "output rows"};
  Reg<Unsigned> rowsLeft{this, "rows_left_q", kMatmulCountBits, "those from this tile on"};
  Reg<Unsigned> nLeft{this, "n_left_q", kMatmulCountBits, "n tiles after this one"};

  section();
  n.exists <<= n.number.extend(kMatmulCountBits) < rowsLeft;
  n.lastK <<= kLeft == 0;
  n.nextK <<= n.issue && allOf(n.number);
  n.nextTile <<= n.nextK && n.lastK;
  n.nextN <<= n.nextTile && rowsLeft <= value(ROWS, kMatmulCountBits);
  n.finish <<= n.nextN && nLeft == 0;
  clocked(clk, reset, {n.walking, n.number}, [&] {
    when(n.issue, [&] {
      n.number <<= n.number + 1;
      n.atFirst <<= n.nextTile;
    });
    when(n.nextK, [&] { kLeft <<= mux(n.nextTile, kLast, kLeft - 1); });
    when(n.nextTile,
         [&] { rowsLeft <<= mux(n.nextN, allRows, rowsLeft - value(ROWS, kMatmulCountBits)); });
    when(n.nextN, [&] { nLeft <<= nLeft - 1; });
    when(n.finish, [&] { n.walking <<= 0; });
    when(n.take, [&] {
      n.walking <<= 1;
      n.atFirst <<= 1;
      kLast <<= kTiles - 1;
      kLeft <<= kTiles - 1;
      allRows <<= rows;
      rowsLeft <<= rows;
      nLeft <<= nTiles - 1;
    });
  });
}

void StepWalker::walkVectors(Nets& n) {
  Reg<Unsigned> start{this, "vector_start_q", kMatmulAddressBits, "first word of the command"};
  Reg<Unsigned> tileBase{this, "vector_tile_q", kMatmulWalkBits, "first word of this tile"};
  Reg<Unsigned> kBase{this, "vector_k_q", kMatmulWalkBits, "first word of this k tile"};
  Reg<Unsigned> stride{this, "vector_stride_q", kMatmulAddressBits};
  Wire<Unsigned> nextTile{this, "next_vector_tile", kMatmulWalkBits};
  Wire<Unsigned> nextBase{this, "next_vector_k", kMatmulWalkBits, "first word of the next k tile"};

  section();
  note("Every n tile passes the same words.");
  nextTile <<= mux(n.nextN, start.extend(kMatmulWalkBits), tileBase + value(ROWS, kMatmulWalkBits));
  nextBase <<= mux(n.nextTile, nextTile, kBase + stride.extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(n.issue, [&] { n.vector <<= n.vector + 1; });
    when(n.nextK, [&] {
      n.vector <<= nextBase;
      kBase <<= nextBase;
    });
    when(n.nextTile, [&] { tileBase <<= nextTile; });
    when(n.take, [&] {
      n.vector <<= vectorStart.extend(kMatmulWalkBits);
      kBase <<= vectorStart.extend(kMatmulWalkBits);
      tileBase <<= vectorStart.extend(kMatmulWalkBits);
      start <<= vectorStart;
      stride <<= vectorStride;
    });
  });
}

void StepWalker::walkWeights(Nets& n) {
  Reg<Unsigned> nBase{this, "weight_n_q", kMatmulWalkBits, "first word of this n tile"};
  Reg<Unsigned> kBase{this, "weight_k_q", kMatmulWalkBits, "first word of this k tile"};
  Reg<Unsigned> kStep{this, "weight_k_stride_q", kMatmulCountBits};
  Reg<Unsigned> nStep{this, "weight_n_stride_q", kMatmulCountBits};
  Wire<Unsigned> nextTile{this, "next_weight_tile", kMatmulWalkBits, "first word of the next tile"};
  Wire<Unsigned> nextBase{this, "next_weight_k", kMatmulWalkBits, "first word of the next k tile"};

  section();
  note("Every tile of an n passes the same words.");
  nextTile <<= mux(n.nextN, nBase + nStep.extend(kMatmulWalkBits), nBase);
  nextBase <<= mux(n.nextTile, nextTile, kBase + kStep.extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(n.issue, [&] { n.weight <<= n.weight + 1; });
    when(n.nextK, [&] {
      n.weight <<= nextBase;
      kBase <<= nextBase;
    });
    when(n.nextTile, [&] { nBase <<= nextTile; });
    when(n.take, [&] {
      n.weight <<= weightStart.extend(kMatmulWalkBits);
      kBase <<= weightStart.extend(kMatmulWalkBits);
      nBase <<= weightStart.extend(kMatmulWalkBits);
      kStep <<= weightKStride;
      nStep <<= weightNStride;
    });
  });
}

void StepWalker::walkSums(Nets& n) {
  Reg<Unsigned> nBase{this, "sum_n_q", kMatmulWalkBits, "first row of this n tile"};
  Reg<Unsigned> stride{this, "sum_stride_q", kMatmulAddressBits};
  Wire<Unsigned> nextBase{this, "next_sum_n", kMatmulWalkBits, "first row of the next n tile"};

  section();
  note("A tile has the rows behind those of the tile before.");
  nextBase <<= nBase + stride.extend(kMatmulWalkBits);
  clocked(clk, [&] {
    when(n.issue && n.lastK, [&] { n.sum <<= n.sum + 1; });
    when(n.nextN, [&] {
      n.sum <<= nextBase;
      nBase <<= nextBase;
    });
    when(n.take, [&] {
      n.sum <<= sumStart.extend(kMatmulWalkBits);
      nBase <<= sumStart.extend(kMatmulWalkBits);
      stride <<= sumStride;
      n.replacing <<= !accumulate;
    });
  });
  overwrite <<= n.replacing;
  sumAddress <<= n.sum.low(ADDRESS_W);
}

void StepWalker::checkCommand(Nets& n) {
  Reg<Bit> failedBefore{this, "failed_q", "the command has failed before"};
  Wire<Bit> mayWrap{this, "may_wrap", "it has more products in a sum than int32 holds"};
  Wire<Bit> overlaps{this, "overlaps", "its n tiles replace rows of each other, k tile by k tile"};
  Wire<Bit> vectorOutside{this, "vector_outside"};
  Wire<Bit> weightOutside{this, "weight_outside"};
  Wire<Bit> sumOutside{this, "sum_outside"};
  auto mostKTiles = constant<Unsigned>("MOST_K_TILES", kProductsOfASum / ROWS, kMatmulWalkBits);
  auto lastVector = constant<Unsigned>("LAST_VECTOR", ACTIVATION_WORDS - 1, kMatmulWalkBits);
  auto lastWeight = constant<Unsigned>("LAST_WEIGHT", WEIGHT_WORDS - 1, kMatmulWalkBits);

  section();
  note("A command stops writing at its first address outside, and writes nothing when it is");
  note("refused; it still runs to its end.");
  mayWrap <<= kTiles.extend(kMatmulWalkBits) > mostKTiles;
  overlaps <<=
      !accumulate && kTiles != 1 && nTiles != 1 && sumStride < rows.extend(kMatmulAddressBits);
  vectorOutside <<= n.exists && n.vector > lastVector;
  weightOutside <<= n.weight > lastWeight;
  sumOutside <<= n.exists && anyOf(n.sum.high(kMatmulWalkBits - ADDRESS_W));
  failed <<= failedBefore || vectorOutside || weightOutside || sumOutside;
  clocked(clk, [&] {
    when(n.issue, [&] { failedBefore <<= failed; });
    when(n.take, [&] { failedBefore <<= mayWrap || overlaps; });
  });
}

} // namespace weft
