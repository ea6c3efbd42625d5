// post_engine_memory.cpp: The post engine's way from memory to the rows and back.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/post_engine/post_engine.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/blocks/post_engine/post_engine_nets.hpp"
#include "gen/blocks/post_engine/row_runs.hpp"
#include "gen/prim/beats_to_words.hpp"
#include "gen/prim/ram_fifo.hpp"
#include "gen/prim/words_to_beats.hpp"

namespace weft {

using namespace hdl;
using isa::Post;

void PostEngine::readRows(Nets& n) {
  section();
  if (normalises())
    note("A pair of gamma and beta is as long as two values: the table is a row of 2 D columns.");
  auto& runs = instance<RowRuns>("u_read_runs", {ADDR_W, BUS_BYTES, CHUNK});
  clockedBy(runs, clk, reset);
  runs.baseAddress <<= baseAddress;
  runs.baseLimit <<= baseLimit;
  runs.start <<= n.startRead;
  runs.rows <<= n.asked([&] { return lit<Unsigned>(1, n.rows.width()); }, n.rows);
  runs.columns <<= n.asked([&] { return cat(n.columns, zeros(1)); }, cat(zeros(1), n.columns));
  runs.useFirst <<= 1;
  runs.firstBase <<=
      n.asked([&] { return n.field(&Post::gammaBetaBase, 3); }, n.field(&Post::aBase, 3));
  runs.firstOffset <<=
      n.asked([&] { return n.field(&Post::gammaBetaOffset, 32); }, n.field(&Post::aOffset, 32));
  runs.firstPitch <<= n.field(&Post::aPitch, 32);
  runs.firstNarrow <<= n.inTable ? Bit(n.narrowA & ~*n.inTable) : n.narrowA;
  runs.useSecond <<= n.inTable ? Bit(n.residual & ~*n.inTable) : n.residual;
  runs.secondBase <<= n.field(&Post::residualBase, 3);
  runs.secondOffset <<= n.field(&Post::residualOffset, 32);
  runs.secondPitch <<= n.field(&Post::residualPitch, 32);
  runs.secondNarrow <<= n.narrowResidual;
  readRun <<= runs.run;
  n.reading <<= runs.busy;
  if (!normalises())
    unused(n.reading);
  n.readFaults <<= runs.faults;
}

void PostEngine::writeRows(Nets& n) {
  section();
  auto& runs = instance<RowRuns>("u_write_runs", {ADDR_W, BUS_BYTES, CHUNK});
  clockedBy(runs, clk, reset);
  runs.baseAddress <<= baseAddress;
  runs.baseLimit <<= baseLimit;
  runs.start <<= n.startWrite;
  runs.rows <<= n.rows;
  runs.columns <<= cat(zeros(1), n.columns);
  runs.useFirst <<= n.write16;
  runs.firstBase <<= n.field(&Post::out16Base, 3);
  runs.firstOffset <<= n.field(&Post::out16Offset, 32);
  runs.firstPitch <<= n.field(&Post::out16Pitch, 32);
  runs.firstNarrow <<= 0;
  runs.useSecond <<= n.write8;
  runs.secondBase <<= n.field(&Post::out8Base, 3);
  runs.secondOffset <<= n.field(&Post::out8Offset, 32);
  runs.secondPitch <<= n.field(&Post::out8Pitch, 32);
  runs.secondNarrow <<= 1;
  writeRun <<= runs.run;
  n.writing <<= runs.busy;
  n.writeFaults <<= runs.faults;
}

void PostEngine::measureTails(Nets& n) {
  constexpr int kColumnBits = RowRuns::kColumnBits;
  auto inTable = n.ofNorm<Reg<Bit>>("beats_table_q", "beats are gamma and beta");
  Reg<Bit> inResidual{this, "beats_residual_q", "beats are the residual's"};
  Reg<Unsigned> columns{this, "beats_columns_q", kColumnBits, "of the row, from this run on"};
  Wire<Unsigned> bytes{this, "bytes_left", kColumnBits + 1, "of the row"};
  Wire<Bit> rowEnds{this, "beats_end_row", "the run is the row's last"};
  Wire<Bit> ends{this, "read_run_ends"}, next{this, "read_columns_end", "both tensors had theirs"};

  section();
  note("Only the last run of a row may end inside a beat.");
  rowEnds <<= columns <= value(CHUNK, kColumnBits);
  const Bit isNarrow = mux(inResidual, n.narrowResidual, n.narrowA);
  n.narrowBeat <<= inTable ? Bit(~*inTable & isNarrow) : isNarrow;
  bytes <<= mux(n.narrowBeat, cat(zeros(1), columns), cat(columns, zeros(1)));
  n.tail <<= bytes.low(clog2(BUS_BYTES)) & replicate(clog2(BUS_BYTES), rowEnds);
  unused(bytes.high(kColumnBits + 1 - clog2(BUS_BYTES)));
  ends <<= readBeat.valid & readBeat.ready & *readBeat.last;
  next <<= ends & (inTable ? Bit(*inTable | inResidual | ~n.residual) : inResidual | ~n.residual);
  clocked(clk, [&] {
    when(ends, [&] {
      inResidual <<= inTable ? Bit(n.residual & ~*inTable & ~inResidual) : n.residual & ~inResidual;
    });
    when(next, [&] {
      columns <<= mux(rowEnds, cat(zeros(1), n.columns), columns - value(CHUNK, kColumnBits));
    });
    if (inTable)
      when(next & rowEnds, [&] { *inTable <<= 0; });
    when(n.factorsDone, [&] {
      inResidual <<= 0;
      if (inTable)
        *inTable <<= *n.normalise;
      columns <<= n.firstColumns();
    });
  });
}

void PostEngine::receiveWords(Nets& n) {
  StreamWire<Unsigned> wide{this, "int16_word", 16 * LANES, "values of int16", {.last = true}};
  StreamWire<Unsigned> narrow{this, "int8_word", 8 * LANES, "values of int8", {.last = true}};
  WireGrid<Unsigned> extended{this, "extended", {LANES}, 16, "these as int16"};
  Wire<Bit> wideReady{this, "int16_beat_ready"}, narrowReady{this, "int8_beat_ready"};

  section();
  note(
      "Runs of int16 and of int8 become words of as many values; words come in the order of runs.");
  const auto toWords = [&](const char* name, const Dim& bytes, const Bit& here, const auto& ready,
                           const auto& word) {
    auto& words = instance<BeatsToWords>(name, {BUS_BYTES, {"WORD_BYTES", bytes}});
    clockedBy(words, clk, reset);
    words.beat.valid <<= readBeat.valid & here;
    ready <<= words.beat.ready;
    words.beat.data <<= readBeat.data;
    *words.beat.last <<= *readBeat.last;
    words.tail <<= n.tail;
    word.valid <<= words.word.valid;
    words.word.ready <<= word.ready;
    word.data <<= words.word.data.sized(8 * bytes);
    *word.last <<= *words.word.last;
  };
  toWords("u_words16", 2 * LANES, ~n.narrowBeat, wideReady, wide);
  toWords("u_words8", LANES, n.narrowBeat, narrowReady, narrow);
  readBeat.ready <<= mux(n.narrowBeat, narrowReady, wideReady);
  forEach("g_extended", "l", LANES, [&](Dim l) {
    extended(l) <<= cat(replicate(8, narrow.data.bit(8 * l + 7)), narrow.data.at(8 * l, 8));
  });
  n.narrowWord <<= n.andOfRows(mux(n.isResidual, n.narrowResidual, n.narrowA));
  n.word.valid <<= mux(n.narrowWord, narrow.valid, wide.valid);
  wide.ready <<= n.word.ready & ~n.narrowWord;
  narrow.ready <<= n.word.ready & n.narrowWord;
  n.word.data <<= mux(n.narrowWord, extended.flat(), wide.data);
  *n.word.last <<= mux(n.narrowWord, *narrow.last, *wide.last);
}

void PostEngine::followWords(Nets& n) {
  section();
  auto lastValue = n.ofNorm<Wire<Unsigned>>("last_table_value", kPostColumnBits + 1, "2 D - 1");
  if (lastValue) {
    *lastValue <<= cat(n.columns, zeros(1)) - 1;
    unused(lastValue->low(LANE_W));
    unused(lastValue->msb());
  }
  clocked(clk, [&] {
    if (lastValue)
      when(n.word.valid & *n.filling, [&] {
        *n.tablePlace <<= *n.tablePlace + 1;
        when(*n.tablePlace == lastValue->at(LANE_W, TABLE_W), [&] { *n.filling <<= 0; });
      });
    when(n.andOfRows(n.word.valid & n.word.ready & *n.word.last),
         [&] { n.isResidual <<= ~n.isResidual & n.residual; });
    when(n.factorsDone, [&] {
      if (lastValue) {
        *n.filling <<= *n.normalise;
        *n.tablePlace <<= 0;
      }
      n.isResidual <<= 0;
    });
  });
}

void PostEngine::pairWords(Nets& n) {
  const Dim depth = max(2, CHUNK_WORDS);
  StreamWire<Unsigned> kept{this, "kept", 16 * LANES};
  Wire<Bit> keep{this, "keep", "a word of a waits for the residual's"};
  Wire<Bit> hasRoom{this, "kept_room"};
  Wire<Bit> complete{this, "complete", "the word goes to the rows"};

  section();
  keep <<= n.andOfRows(n.residual & ~n.isResidual);
  const Bit isWhole = ~n.residual | kept.valid;
  complete <<= n.filling ? Bit(~*n.filling & ~keep & isWhole) : ~keep & isWhole;
  auto& queue =
      instance<RamFifo>("u_kept", {{"WIDTH", 16 * LANES}, {"DEPTH", depth}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= n.word.valid & keep;
  hasRoom <<= queue.in.ready;
  queue.in.data <<= n.word.data;
  kept <<= queue.out;
  n.pair.valid <<= n.word.valid & complete;
  n.pair.data <<=
      pack(OperandWord{.residual = n.word.data, .a = mux(n.residual, kept.data, n.word.data)});
  kept.ready <<= n.word.valid & n.isResidual & n.pair.ready;
  const Bit isUsed = (keep & hasRoom) | (complete & n.pair.ready);
  n.word.ready <<=
      n.filling ? Bit(*n.filling | (keep & hasRoom) | (complete & n.pair.ready)) : isUsed;
}

void PostEngine::splitResults(Nets& n) {
  const Dim LAST_WORD = localparam("LAST_CHUNK_WORD", CHUNK_WORDS - 1, "number in its chunk");
  Wire<Unsigned> lastColumn{this, "last_column", kPostColumnBits, "D - 1"};
  Reg<Unsigned> inChunk{this, "chunk_word_q", clog2(depths::kMostChunkWords),
                        "number of the result"};
  Wire<Bit> taken{this, "result_taken"};

  section();
  note("A result goes both ways at once, or one way if only one output is written.");
  lastColumn <<= n.columns - 1;
  n.lastBytes <<= lastColumn.low(LANE_W).extend(LANE_W + 1) + 1;
  unused(lastColumn.high(kPostColumnBits - LANE_W));
  n.runEnds <<= *n.result.last | (inChunk == LAST_WORD);
  const auto results = unpack(*this, "result", n.result.data, ResultWord::shape(LANES));
  n.word16.valid <<= n.result.valid & n.write16 & (n.word8.ready | ~n.write8);
  n.word16.data <<= results.int16;
  *n.word16.last <<= n.runEnds;
  n.word8.valid <<= n.result.valid & n.write8 & (n.word16.ready | ~n.write16);
  n.word8.data <<= results.int8;
  *n.word8.last <<= n.runEnds;
  n.result.ready <<= (n.word16.ready | ~n.write16) & (n.word8.ready | ~n.write8);
  taken <<= n.result.valid & n.result.ready;
  clocked(clk, reset, {inChunk}, [&] {
    when(taken, [&] { inChunk <<= mux(n.runEnds, 0, inChunk + 1); });
    when(taken & *n.result.last, [&] { n.rowsLeft <<= n.rowsLeft - 1; });
    when(n.factorsDone, [&] { n.rowsLeft <<= n.rows; });
  });
}

void PostEngine::packResults(Nets& n) {
  Wire<Unsigned> bytes{this, "run_end_bytes", LANE_W + 1, "int8 bytes of a word that ends a run"};

  section();
  bytes <<= mux(*n.result.last, n.lastBytes, cat(ones(1), zeros(LANE_W)));
  const auto toBeats = [&](const char* name, const Dim& wordBytes, const auto& word,
                           const UInt& size, const auto& beat) {
    auto& beats = instance<WordsToBeats>(name, {BUS_BYTES, {"WORD_BYTES", wordBytes}});
    clockedBy(beats, clk, reset);
    beats.word.valid <<= word.valid;
    word.ready <<= beats.word.ready;
    beats.word.data <<= word.data.sized(8 * wordBytes);
    *beats.word.last <<= *word.last;
    beats.bytes <<= size.sized(clog2(wordBytes) + 1);
    beat <<= beats.beat;
  };
  toBeats("u_beats16", 2 * LANES, n.word16, cat(bytes, zeros(1)), n.beat16);
  toBeats("u_beats8", LANES, n.word8, bytes, n.beat8);
}

namespace {

/// An int8 beat that waits.
struct QueuedBeat {
  Bit last; ///< of its run
  UInt bytes;
  static constexpr std::tuple kFields{Field{"last", &QueuedBeat::last},
                                      Field{"bytes", &QueuedBeat::bytes}};
};

} // namespace

void PostEngine::sendBeats(Nets& n) {
  const QueuedBeat arriving{.last = *n.beat8.last, .bytes = n.beat8.data};
  StreamWire<Unsigned> kept{this, "kept8", widthOf(arriving)};
  Reg<Bit> isInt8{this, "sends_int8_q", "the run that is being sent is int8"};
  Wire<Bit> ends{this, "sent_run_ends"};

  section();
  note("The int8 beats of a chunk wait until its int16 beats are sent.");
  auto& queue = instance<RamFifo>(
      "u_kept8",
      {{"WIDTH", widthOf(arriving)}, {"DEPTH", max(2, CHUNK / BUS_BYTES)}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= n.beat8.valid;
  n.beat8.ready <<= queue.in.ready;
  queue.in.data <<= pack(arriving);
  kept <<= queue.out;
  const auto oldest = unpack(*this, "kept8", kept.data, arriving);
  writeBeat.valid <<= mux(isInt8, kept.valid, n.beat16.valid);
  writeBeat.data <<= mux(isInt8, oldest.bytes, n.beat16.data);
  n.beat16.ready <<= writeBeat.ready & ~isInt8;
  kept.ready <<= writeBeat.ready & isInt8;
  ends <<= writeBeat.valid & writeBeat.ready & mux(isInt8, oldest.last, *n.beat16.last);
  clocked(clk, [&] {
    when(ends, [&] { isInt8 <<= (~isInt8 & n.write8) | ~n.write16; });
    when(n.factorsDone, [&] { isInt8 <<= ~n.write16; });
  });
}

} // namespace weft
