// attention_stages.cpp: The stages of the attention engine: scores, softmax, values.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_nets.hpp"
#include "gen/blocks/attention_engine/score_reader.hpp"
#include "gen/blocks/attention_engine/value_accumulator.hpp"
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/qk_unit/qk_unit.hpp"
#include "gen/blocks/score_buffer/score_buffer.hpp"
#include "gen/blocks/softmax/softmax.hpp"
#include "gen/blocks/sv_unit/sv_unit.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;

namespace {

/// Connects a streamer to its loader and names what it says.
void connectStreamer(TileStreamer& streamer, TileNets& tile, StreamerNets& nets, const Bit& clk,
                     const Bit& reset, const UInt& slices) {
  clockedBy(streamer, clk, reset);
  streamer.slices <<= slices;
  streamer.tileValid <<= tile.valid;
  tile.taken <<= streamer.tileTaken;
  streamer.tileSlice <<= tile.slice;
  streamer.tileLast <<= tile.last;
  streamer.tileItem <<= tile.item;
  nets.valid <<= streamer.valid;
  nets.swap <<= streamer.swap;
  nets.row <<= streamer.row;
  nets.word <<= streamer.word;
  nets.firstSlice <<= streamer.firstSlice;
  nets.firstChunk <<= streamer.firstChunk;
  nets.chunkBank <<= streamer.chunkBank;
  nets.blockBank <<= streamer.blockBank;
  nets.chunkEnd <<= streamer.chunkEnd;
  nets.blockEnd <<= streamer.blockEnd;
  nets.blockRows <<= streamer.blockRows;
}

} // namespace

void AttentionEngine::addScores(Nets& n) {
  const Dim ROW_W = indexWidth(QUERY_BLOCK);
  const Dim TAG_W = ROW_W + 3;
  auto& streamer = instance<TileStreamer>(
      "u_query_streamer",
      {CHUNK, {"ROWS", QUERY_BLOCK}, {"CHUNK_CREDITS", 2}, {"BLOCK_CREDITS", 0}});
  connectStreamer(streamer, n.key, n.query, clk, reset, n.slices);
  streamer.chunkCredit <<= n.scoresFree;
  streamer.blockCredit <<= n.queryFilled;
  unused(n.query.word);
  unused(n.query.firstChunk);
  unused(n.query.blockRows);
  const Bit valid = validLate(*this, "query_late", clk, reset, n.query.valid, READ_LATENCY);
  const UInt tag = delayed(
      *this, "query_tag", clk,
      cat(n.query.swap, n.query.row, n.query.chunkBank, n.query.firstSlice, n.query.chunkEnd),
      READ_LATENCY);
  Wire<Bit> sumValid{this, "partial_valid"};
  WireGrid<Signed> partial{
      this, "partial", {CHUNK}, num::kProductBits + clog2(LANES), "partial scores"};
  Wire<Unsigned> sumTag{this, "partial_tag", TAG_W};
  auto& unit = instance<QkUnit>("u_qk_unit", {CHUNK, LANES, {"TAG_W", TAG_W}});
  clockedBy(unit, clk, reset);
  unit.loadValid <<= n.key.loadValid;
  unit.loadRow <<= n.key.loadRow;
  unit.loadData <<= n.key.loadData;
  unit.queryValid <<= valid;
  unit.querySwap <<= tag.msb();
  unit.queryData <<= n.queryWord;
  unit.queryTag <<= tag.low(TAG_W);
  sumValid <<= unit.sumValid;
  partial <<= unit.sum;
  sumTag <<= unit.sumTag;
  addScoreBuffer(n, sumValid, partial, sumTag);
}

void AttentionEngine::addScoreBuffer(Nets& n, const Bit& valid, const WireGrid<Signed>& partial,
                                     const UInt& tag) {
  constexpr int kBits = num::kHeadScoreBits;
  const Dim ROW_W = indexWidth(QUERY_BLOCK);
  Wire<Bit> read{this, "score_rd_en"}, readBank{this, "score_rd_bank"};
  Wire<Unsigned> readRow{this, "score_rd_row", ROW_W};
  WireGrid<Signed> narrow{this, "score_rd_data", {CHUNK}, kBits};
  auto& buffer = instance<ScoreBuffer>(
      "u_score_buffer",
      {CHUNK, {"ROWS", QUERY_BLOCK}, {"SUM_W", num::kProductBits + clog2(LANES)}, READ_LATENCY});
  clockedBy(buffer, clk, reset);
  buffer.addValid <<= valid;
  buffer.addRow <<= tag.high(ROW_W);
  buffer.addBank <<= tag.bit(2);
  buffer.addFirst <<= tag.bit(1);
  buffer.addSum <<= partial;
  buffer.readEnable <<= read;
  buffer.readBank <<= readBank;
  buffer.readRow <<= readRow;
  narrow <<= buffer.score;
  n.scoresFull <<=
      validLate(*this, "scores_written", clk, reset, valid & tag.bit(0), READ_LATENCY + 2);
  addScoreReader(n, read, readBank, readRow);
  forEach("g_score", "k", CHUNK, [&](Dim k) {
    Wire<Signed> own{this, "own", kBits};
    own <<= narrow(k);
    n.score(k) <<= mux(n.isSoftmax, n.rowsScore.at(num::kScoreBits * k, num::kScoreBits).asSigned(),
                       own.extend(num::kScoreBits));
  });
}

void AttentionEngine::addScoreReader(Nets& n, const Bit& read, const Bit& readBank,
                                     const UInt& readRow) {
  SoftmaxNets& s = n.softmax;
  Wire<Bit> valid{this, "read_chunk_valid"}, first{this, "read_chunk_first"};
  Wire<Unsigned> visible{this, "read_chunk_visible", AttentionItem::keyBits(CHUNK)};
  Wire<Unsigned> row{this, "read_chunk_row", readRow.width()};
  auto& reader = instance<ScoreReader>("u_score_reader", {CHUNK, {"ROWS", QUERY_BLOCK}});
  clockedBy(reader, clk, reset);
  reader.causal <<= n.causal;
  reader.item <<= n.scoreItem;
  reader.scoresFull <<= n.scoresFull;
  n.scoresFree <<= reader.scoresFree;
  reader.weightsFree <<= n.weight.chunkEnd;
  read <<= reader.readEnable;
  readBank <<= reader.readBank;
  readRow <<= reader.readRow;
  valid <<= reader.chunkValid;
  reader.chunkReady <<= s.ready & ~n.isSoftmax;
  visible <<= reader.chunkVisible;
  first <<= reader.chunkFirst;
  row <<= reader.chunkRow;
  s.row <<= mux(n.isSoftmax, zeros(row.width()), row);
  s.bank <<= reader.chunkBank;
  s.end <<= reader.chunkEnd;
  Wire<Bit> last{this, "read_chunk_last"};
  last <<= reader.chunkLast;
  s.block <<= reader.chunkBlock;
  s.valid <<= mux(n.isSoftmax, n.rowsValid, valid);
  s.taken <<= s.valid & s.ready;
  s.visible <<= mux(n.isSoftmax, n.rowsVisible, visible);
  s.first <<= mux(n.isSoftmax, n.rowsFirst, first);
  s.last <<= mux(n.isSoftmax, n.rowsLast, last);
}

void AttentionEngine::addSoftmax(Nets& n, num::Nonlinear nonlinear) {
  SoftmaxNets& s = n.softmax;
  Wire<Unsigned> scale{this, "score_scale", 32}, shift{this, "score_shift", num::kShiftBits};
  scale <<= payloadBits(n.command, &Attention::scoreScale, 32);
  shift <<= scale.high(num::kShiftBits) - num::kDroppedMultiplierBits;
  auto& unit = instance<Softmax>("u_softmax",
                                 {CHUNK,
                                  {"LANES", EXPONENT_LANES},
                                  {"ROWS", QUERY_BLOCK},
                                  {"TAG_W", SoftmaxNets::kTagBits},
                                  READ_LATENCY},
                                 nonlinear);
  clockedBy(unit, clk, reset);
  unit.multiplier <<= scale.at(num::kDroppedMultiplierBits, num::kFactorBits);
  unit.shift <<= shift;
  unit.chunkValid <<= s.valid;
  s.ready <<= unit.chunkReady;
  unit.chunkScore <<= n.score;
  unit.chunkVisible <<= s.visible;
  unit.chunkFirst <<= s.first;
  unit.chunkRow <<= s.row;
  unit.chunkTag <<= cat(s.block, s.bank, s.end, s.last);
  s.pValid <<= unit.pValid;
  s.p <<= unit.p;
  s.pExponent <<= unit.pExponent;
  s.alignRow <<= unit.pAlignRow;
  s.alignShift <<= unit.pAlignShift;
  s.pRow <<= unit.pRow;
  s.pTag <<= unit.pTag;
  s.stateValid <<= unit.stateValid;
  s.stateExponent <<= unit.stateExponent;
  s.stateSum <<= unit.stateSum;
  s.stateRow <<= unit.stateRow;
  s.stateTag <<= unit.stateTag;
  unused(scale);
  unused(s.pTag);
  unused(s.stateTag);
}

void AttentionEngine::addWeights(Nets& n) {
  SoftmaxNets& s = n.softmax;
  Wire<Bit> write{this, "weight_wr_en"};
  write <<= s.pValid & ~n.isSoftmax;
  auto& weights = instance<Ram1r1w>(
      "u_weights", {{"WIDTH", weightBits()}, {"DEPTH", 2 * QUERY_BLOCK}, READ_LATENCY});
  clockedBy(weights, clk);
  weights.writeEnable <<= write;
  weights.writeAddress <<= cat(s.pTag.bit(2), s.pRow).sized(indexWidth(2 * QUERY_BLOCK));
  weights.writeData <<= cat(s.alignRow, s.alignShift, s.p);
  weights.readEnable <<= n.weight.valid;
  weights.readAddress <<= cat(n.weight.chunkBank, n.weight.row).sized(indexWidth(2 * QUERY_BLOCK));
  n.weightWord <<= weights.readData;
  n.weightsFull <<= validLate(*this, "weights_written", clk, reset, write & s.pTag.bit(1), 1);
  auto& sums = instance<Ram1r1w>(
      "u_sums", {{"WIDTH", num::kRowSumBits}, {"DEPTH", 4 * QUERY_BLOCK}, READ_LATENCY});
  clockedBy(sums, clk);
  sums.writeEnable <<= s.stateValid & s.stateTag.bit(0) & ~n.isSoftmax;
  sums.writeAddress <<= cat(s.stateTag.high(2), s.stateRow).sized(indexWidth(4 * QUERY_BLOCK));
  sums.writeData <<= s.stateSum;
  sums.readEnable <<= n.sumRead;
  sums.readAddress <<= n.sumPlace;
  n.sum <<= sums.readData;
}

void AttentionEngine::addValues(Nets& n) {
  const Dim WORD_W = wordBits();
  const Dim SIDE_W = WORD_W + 3 + AttentionItem::kRowBits;
  auto& streamer = instance<TileStreamer>(
      "u_weight_streamer",
      {CHUNK, {"ROWS", QUERY_BLOCK}, {"CHUNK_CREDITS", 0}, {"BLOCK_CREDITS", 2}});
  connectStreamer(streamer, n.value, n.weight, clk, reset, n.slices);
  streamer.chunkCredit <<= n.weightsFull;
  streamer.blockCredit <<= n.blockFreed;
  unused(n.weight.word);
  unused(n.weight.firstSlice);
  const Bit valid = validLate(*this, "weight_late", clk, reset, n.weight.valid, READ_LATENCY);
  const UInt side = delayed(*this, "weight_side", clk,
                            cat(n.weight.swap, n.weight.word.low(WORD_W), n.weight.blockRows,
                                n.weight.blockBank, n.weight.firstChunk, n.weight.blockEnd),
                            READ_LATENCY);
  Wire<Bit> sumValid{this, "weighted_valid"};
  WireGrid<Signed> weighted{this, "weighted", {LANES}, num::kWeightedBits + clog2(CHUNK)};
  Wire<Unsigned> tag{this, "weighted_tag", SIDE_W + 1 + num::kAlignmentBits};
  auto& unit =
      instance<SvUnit>("u_sv_unit", {CHUNK, LANES, {"TAG_W", SIDE_W + 1 + num::kAlignmentBits}});
  clockedBy(unit, clk, reset);
  unit.loadValid <<= n.value.loadValid;
  unit.loadRow <<= n.value.loadRow;
  unit.loadData <<= n.value.loadData;
  unit.weightValid <<= valid;
  unit.weightSwap <<= side.msb();
  unit.weight <<= n.weightWord.low(CHUNK * num::kProbabilityBits);
  unit.weightTag <<= cat(n.weightWord.high(1 + num::kAlignmentBits), side.low(SIDE_W));
  sumValid <<= unit.sumValid;
  weighted <<= unit.sum;
  tag <<= unit.sumTag;
  addAccumulator(n, sumValid, weighted, tag);
}

void AttentionEngine::addAccumulator(Nets& n, const Bit& valid, const WireGrid<Signed>& weighted,
                                     const UInt& tag) {
  constexpr int kRowBits = AttentionItem::kRowBits;
  const Dim WORD_W = wordBits();
  auto& values = instance<ValueAccumulator>("u_values", {CHUNK,
                                                         LANES,
                                                         {"WORDS", bankWords(QUERY_BLOCK, LANES)},
                                                         {"ACC_W", accumulatorBits()},
                                                         READ_LATENCY});
  clockedBy(values, clk, reset);
  values.addValid <<= valid;
  values.addFirst <<= tag.bit(1);
  values.addBank <<= tag.bit(2);
  values.addWord <<= tag.at(3 + kRowBits, WORD_W);
  values.addShift <<= tag.at(3 + kRowBits + WORD_W, num::kAlignmentBits);
  values.addAlignHeld <<= tag.msb();
  values.addSum <<= weighted;
  values.readEnable <<= n.valueRead;
  values.readBank <<= n.valueBank;
  values.readWord <<= n.valuePlace;
  n.accumulated <<= values.value;
  const Bit written =
      validLate(*this, "block_written", clk, reset, valid & tag.bit(0), READ_LATENCY + 3);
  const UInt rows = delayed(*this, "written_rows", clk, tag.at(3, kRowBits), READ_LATENCY + 3);
  StreamWire<Unsigned> finished{this, "finished", kRowBits};
  finished.valid <<= written;
  finished.data <<= rows;
  unused(finished.ready);
  addQueue("blocks", 2, finished, n.block);
}

} // namespace weft
