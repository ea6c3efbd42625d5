// score_walker.cpp: Walks the scores of a command: chunks, their rows, the parts of each.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax_engine/score_walker.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/rounding.hpp"

namespace weft {

using namespace hdl;

namespace {

/// A row that is one stride behind one that exists is still told from one that exists.
constexpr int kReachBits = kScoreAddressBits + 1;
/// Beyond these a command's `visible` shows all keys to every row, or none.
constexpr int kLimitedBits = ScoreWalker::kKeyBits + 1;
/// Its rows and its keys may change it by.
constexpr int kVisibleBits = kLimitedBits + 1;
static_assert(num::kMostBlockQueries <= kMostSharedKeys);

} // namespace

/// What the steps of the constructor share.
struct ScoreWalker::Nets {
  ScoreWalker* at;
  Reg<Bit> active{at, "walking_q"};
  Reg<Bit> waiting{at, "waiting_q", "a part waits at the output"};
  Wire<Bit> step{at, "step", "the present part goes there"};
  Wire<Bit> endsChunk{at, "ends_chunk", "it is the last of a row's chunk"};
  Wire<Bit> nextRow{at, "next_row", "and goes there"};
  Wire<Bit> nextChunk{at, "next_chunk", "it is that of the last row"};
  Wire<Bit> lastRow{at, "last_row", "of the chunk"};
  Wire<Bit> lastChunk{at, "last_chunk", "of the command"};
  Reg<Bit> fresh{at, "first_q", "the chunk is the first of each row"};
  Reg<Unsigned> key{at, "key_q", at->COUNT_W, "first key of the part in its chunk"};
  Reg<Unsigned> row{at, "row_q", kScoreRowsBits, "row of the command"};
  Reg<Unsigned> rememberedStart{at, "row_start_q", kRememberedRowBits};
  Wire<Unsigned> seen{at, "seen", at->COUNT_W, "keys of the chunk that the row sees"};
  Wire<Unsigned> address{at, "address", kReachBits, "accumulator row of the part"};
  Wire<Unsigned> place{at, "place", at->PLACE_W + 1, "of the row's first word of the chunk"};
};

ScoreWalker::ScoreWalker()
    : Module("score_walker", "walks the scores of a command: chunks, their rows, their parts") {
  Nets nets{this};
  latency(2);
  require(ROW_W <= kScoreAddressBits, "ROW_W_must_be_at_most_24");
  walkParts(nets);
  countKeys(nets);
  walkScores(nets);
  walkPlaces(nets);
  handOn(nets);
}

void ScoreWalker::walkParts(Nets& n) {
  const Dim LAST_KEY = localparam("LAST_KEY", CHUNK - COLUMNS, "first key of a chunk's last part");
  Reg<Unsigned> rowsLast{this, "rows_last_q", kScoreRowsBits, "rows - 1"};

  section();
  n.step <<= n.active && (!n.waiting || part.ready);
  n.endsChunk <<= n.key == LAST_KEY;
  n.lastRow <<= n.row == rowsLast;
  n.nextRow <<= n.step && n.endsChunk;
  n.nextChunk <<= n.nextRow && n.lastRow;
  walking <<= n.active;
  clocked(clk, reset, {n.active, n.waiting}, [&] {
    when(start, [&] { n.active <<= 1; }).elsewhen(n.nextChunk && n.lastChunk, [&] {
      n.active <<= 0;
    });
    when(n.step, [&] { n.waiting <<= 1; }).elsewhen(part.ready, [&] { n.waiting <<= 0; });
  });
  clocked(clk, [&] {
    when(n.step, [&] { n.key <<= mux(n.nextRow, zeros(COUNT_W), n.key + COLUMNS); });
    when(n.nextRow, [&] { n.row <<= mux(n.nextChunk, zeros(kScoreRowsBits), n.row + 1); });
    when(n.nextChunk, [&] { n.fresh <<= 0; });
    when(start, [&] {
      n.key <<= 0;
      n.row <<= 0;
      n.fresh <<= first;
      n.rememberedStart <<= rowStart;
      rowsLast <<= rows - 1;
    });
  });
}

void ScoreWalker::countKeys(Nets& n) {
  Reg<Unsigned> keysLeft{this, "keys_left_q", kKeyBits, "keys of the command from this chunk on"};
  Reg<Bit> rises{this, "causal_q"};
  Reg<Signed> sees{this, "sees_q", kVisibleBits, "keys the present row sees from this chunk on"};
  Reg<Signed> firstSees{this, "first_sees_q", kVisibleBits, "row 0 does"};
  Wire<Signed> nextSees{this, "next_first_sees", kVisibleBits, "it does from the next chunk on"};
  Wire<Unsigned> keysOf{this, "keys_of_chunk", COUNT_W};
  Wire<Signed> limited{this, "limited_visible", kLimitedBits,
                       "of the command, as far as it matters"};

  section();
  n.lastChunk <<= keysLeft <= CHUNK;
  limited <<= saturated(visible, kLimitedBits);
  keysOf <<= mux(n.lastChunk, keysLeft.low(COUNT_W), value(CHUNK, COUNT_W));
  n.seen <<= mux(
      sees.msb(), zeros(COUNT_W),
      mux(sees > keysOf.extend(kVisibleBits).asSigned(), keysOf, sees.low(COUNT_W).asUnsigned()));
  nextSees <<= firstSees - value(CHUNK, kVisibleBits).asSigned();
  clocked(clk, [&] {
    when(n.nextRow, [&] { sees <<= sees + rises.extend(kVisibleBits).asSigned(); });
    when(n.nextChunk, [&] {
      keysLeft <<= keysLeft - CHUNK;
      sees <<= nextSees;
      firstSees <<= nextSees;
    });
    when(start, [&] {
      keysLeft <<= keys;
      rises <<= causal;
      sees <<= limited.extend(kVisibleBits);
      firstSees <<= limited.extend(kVisibleBits);
    });
  });
}

void ScoreWalker::walkScores(Nets& n) {
  Reg<Unsigned> partBase{this, "part_base_q", kReachBits, "row 0 of the present part"};
  Reg<Unsigned> chunkBase{this, "chunk_base_q", kReachBits, "and of the chunk's first part"};
  Reg<Unsigned> stride{this, "score_stride_q", kScoreAddressBits};
  Wire<Unsigned> nextBase{this, "next_part_base", kReachBits};

  section();
  nextBase <<= partBase + stride.extend(kReachBits);
  n.address <<= partBase + n.row.extend(kReachBits);
  clocked(clk, [&] {
    when(n.step, [&] { partBase <<= nextBase; });
    when(n.nextRow, [&] { partBase <<= chunkBase; });
    when(n.nextChunk, [&] {
      partBase <<= nextBase;
      chunkBase <<= nextBase;
    });
    when(start, [&] {
      partBase <<= scoreStart.extend(kReachBits);
      chunkBase <<= scoreStart.extend(kReachBits);
      stride <<= scoreStride;
    });
  });
}

void ScoreWalker::walkPlaces(Nets& n) {
  const Dim STEP_W = localparam("STEP_W", PLACE_W + clog2(CHUNK), "holds a chunk's words of it");
  Reg<Unsigned> base{this, "place_base_q", PLACE_W, "place of row 0's first word of the chunk"};
  Reg<Unsigned> chunkStep{this, "place_step_q", PLACE_W, "from chunk to chunk"};
  Wire<Unsigned> scaled{this, "words_step", STEP_W}, next{this, "next_place_base", PLACE_W + 1};

  section();
  scaled <<= placeStride.extend(STEP_W) << clog2(CHUNK / ROWS);
  next <<= base.extend(PLACE_W + 1) + chunkStep.extend(PLACE_W + 1);
  n.place <<= base.extend(PLACE_W + 1) + n.row.extend(PLACE_W + 1);
  clocked(clk, [&] {
    when(n.nextChunk, [&] { base <<= placeOf(next, WORD_W); });
    when(start, [&] {
      base <<= placeStart;
      chunkStep <<= placeOf(scaled, WORD_W);
    });
  });
}

void ScoreWalker::handOn(Nets& n) {
  Wire<Bit> read{this, "read", "the part holds a visible key"};
  Reg<Unsigned> held{this, "part_q", PART_W};

  section();
  read <<= n.seen > n.key;
  clocked(clk, [&] {
    when(n.step, [&] {
      held <<= pack(ScorePart{.read = read,
                              .outside = read && anyOf(n.address.high(kReachBits - ROW_W)),
                              .address = n.address.low(ROW_W),
                              .closes = n.endsChunk,
                              .first = n.fresh,
                              .last = n.lastChunk && n.lastRow,
                              .visible = n.seen,
                              .row = n.rememberedStart + n.row,
                              .place = placeOf(n.place, WORD_W)});
    });
  });
  part.valid <<= n.waiting;
  part.data <<= held;
  requireHeld(*this, clk, reset, part);
}

} // namespace weft
