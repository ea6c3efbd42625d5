// attention_stages.cpp: The stages of the attention engine: scores, softmax, values.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_nets.hpp"
#include "gen/blocks/attention_engine/score_reader.hpp"
#include "gen/blocks/attention_engine/value_accumulator.hpp"
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/qk_unit/qk_unit.hpp"
#include "gen/blocks/scale_bits.hpp"
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
  const auto query = delayed(*this, "query_tag", clk,
                             QueryTag{.swap = n.query.swap,
                                      .row = n.query.row,
                                      .bank = n.query.chunkBank,
                                      .first = n.query.firstSlice,
                                      .end = n.query.chunkEnd},
                             READ_LATENCY);
  const PartialTag tag{query.row, query.bank, query.first, query.end};
  const Dim TAG_W = localparam("PARTIAL_TAG_W", widthOf(tag), "bits of what goes with a query");
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
  unit.querySwap <<= query.swap;
  unit.queryData <<= n.queryWord;
  unit.queryTag <<= pack(tag);
  sumValid <<= unit.sumValid;
  partial <<= unit.sum;
  sumTag <<= unit.sumTag;
  addScoreBuffer(n, sumValid, partial, unpack(*this, "partial", sumTag, tag));
}

void AttentionEngine::addScoreBuffer(Nets& n, const Bit& valid, const WireGrid<Signed>& partial,
                                     const PartialTag& tag) {
  constexpr int kBits = num::kHeadScoreBits;
  Wire<Bit> read{this, "score_rd_en"}, readBank{this, "score_rd_bank"};
  Wire<Unsigned> readRow{this, "score_rd_row", ROW_W};
  WireGrid<Signed> narrow{this, "score_rd_data", {CHUNK}, kBits};
  auto& buffer = instance<ScoreBuffer>(
      "u_score_buffer",
      {CHUNK, {"ROWS", QUERY_BLOCK}, {"SUM_W", num::kProductBits + clog2(LANES)}, READ_LATENCY});
  clockedBy(buffer, clk, reset);
  buffer.addValid <<= valid;
  buffer.addRow <<= tag.row;
  buffer.addBank <<= tag.bank;
  buffer.addFirst <<= tag.first;
  buffer.addSum <<= partial;
  buffer.readEnable <<= read;
  buffer.readBank <<= readBank;
  buffer.readRow <<= readRow;
  narrow <<= buffer.score;
  n.scoresFull <<=
      validLate(*this, "scores_written", clk, reset, valid & tag.end, READ_LATENCY + 2);
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
  Wire<Unsigned> visible{this, "read_chunk_visible", KEY_W};
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
  const ChunkTag tag{.block = s.block, .bank = s.bank, .end = s.end, .last = s.last};
  Wire<Unsigned> pTag{this, "p_tag", widthOf(tag)}, stateTag{this, "state_tag", widthOf(tag)};
  Wire<Unsigned> scale{this, "score_scale", 32}, shift{this, "score_shift", num::kShiftBits};
  scale <<= payloadBits(n.command, &Attention::scoreScale, 32);
  shift <<= shiftBits(scale) - num::kDroppedMultiplierBits;
  auto& unit = instance<Softmax>("u_softmax",
                                 {CHUNK,
                                  {"LANES", EXPONENT_LANES},
                                  {"ROWS", QUERY_BLOCK},
                                  {"TAG_W", widthOf(tag)},
                                  READ_LATENCY},
                                 nonlinear);
  clockedBy(unit, clk, reset);
  unit.multiplier <<= multiplierBits(scale, num::kDroppedMultiplierBits);
  unit.shift <<= shift;
  unit.chunkValid <<= s.valid;
  s.ready <<= unit.chunkReady;
  unit.chunkScore <<= n.score;
  unit.chunkVisible <<= s.visible;
  unit.chunkFirst <<= s.first;
  unit.chunkRow <<= s.row;
  unit.chunkTag <<= pack(tag);
  s.pValid <<= unit.pValid;
  s.p <<= unit.p;
  s.pExponent <<= unit.pExponent;
  s.alignRow <<= unit.pAlignRow;
  s.alignShift <<= unit.pAlignShift;
  s.pRow <<= unit.pRow;
  pTag <<= unit.pTag;
  split(*this, s.pTag, pTag);
  s.stateValid <<= unit.stateValid;
  s.stateExponent <<= unit.stateExponent;
  s.stateSum <<= unit.stateSum;
  s.stateRow <<= unit.stateRow;
  stateTag <<= unit.stateTag;
  split(*this, s.stateTag, stateTag);
  unused(scale);
  unused(s.pTag.block, s.stateTag.bank, s.stateTag.end);
}

void AttentionEngine::addWeights(Nets& n) {
  SoftmaxNets& s = n.softmax;
  Wire<Bit> write{this, "weight_wr_en"};
  write <<= s.pValid & ~n.isSoftmax;
  const WeightWord written{.alignHeld = s.alignRow, .shift = s.alignShift, .p = s.p};
  Wire<Unsigned> word{this, "weight_data", widthOf(written)};
  auto& weights = instance<Ram1r1w>(
      "u_weights", {{"WIDTH", widthOf(written)}, {"DEPTH", 2 * QUERY_BLOCK}, READ_LATENCY});
  clockedBy(weights, clk);
  weights.writeEnable <<= write;
  weights.writeAddress <<= cat(s.pTag.bank, s.pRow).sized(indexWidth(2 * QUERY_BLOCK));
  weights.writeData <<= pack(written);
  weights.readEnable <<= n.weight.valid;
  weights.readAddress <<= cat(n.weight.chunkBank, n.weight.row).sized(indexWidth(2 * QUERY_BLOCK));
  word <<= weights.readData;
  split(*this, n.weightWord, word);
  n.weightsFull <<= validLate(*this, "weights_written", clk, reset, write & s.pTag.end, 1);
  auto& sums = instance<Ram1r1w>(
      "u_sums", {{"WIDTH", num::kRowSumBits}, {"DEPTH", 4 * QUERY_BLOCK}, READ_LATENCY});
  clockedBy(sums, clk);
  sums.writeEnable <<= s.stateValid & s.stateTag.last & ~n.isSoftmax;
  sums.writeAddress <<= cat(s.stateTag.block, s.stateRow).sized(SUM_PLACE_W);
  sums.writeData <<= s.stateSum;
  sums.readEnable <<= n.sumRead;
  sums.readAddress <<= n.sumPlace;
  n.sum <<= sums.readData;
}

void AttentionEngine::addValues(Nets& n) {
  auto& streamer = instance<TileStreamer>(
      "u_weight_streamer",
      {CHUNK, {"ROWS", QUERY_BLOCK}, {"CHUNK_CREDITS", 0}, {"BLOCK_CREDITS", 2}});
  connectStreamer(streamer, n.value, n.weight, clk, reset, n.slices);
  streamer.chunkCredit <<= n.weightsFull;
  streamer.blockCredit <<= n.blockFreed;
  unused(n.weight.word);
  unused(n.weight.firstSlice);
  const Bit valid = validLate(*this, "weight_late", clk, reset, n.weight.valid, READ_LATENCY);
  const auto weight = delayed(*this, "weight_tag", clk,
                              WeightTag{.swap = n.weight.swap,
                                        .word = n.weight.word.low(WORD_W),
                                        .rows = n.weight.blockRows,
                                        .bank = n.weight.blockBank,
                                        .first = n.weight.firstChunk,
                                        .end = n.weight.blockEnd},
                              READ_LATENCY);
  const WeightedTag tag{.alignHeld = n.weightWord.alignHeld,
                        .shift = n.weightWord.shift,
                        .word = weight.word,
                        .rows = weight.rows,
                        .bank = weight.bank,
                        .first = weight.first,
                        .end = weight.end};
  const Dim TAG_W =
      localparam("WEIGHTED_TAG_W", widthOf(tag), "bits of what goes with a row of probabilities");
  Wire<Bit> sumValid{this, "weighted_valid"};
  WireGrid<Signed> weighted{this, "weighted", {LANES}, num::kWeightedBits + clog2(CHUNK)};
  Wire<Unsigned> sumTag{this, "weighted_tag", TAG_W};
  auto& unit = instance<SvUnit>("u_sv_unit", {CHUNK, LANES, {"TAG_W", TAG_W}});
  clockedBy(unit, clk, reset);
  unit.loadValid <<= n.value.loadValid;
  unit.loadRow <<= n.value.loadRow;
  unit.loadData <<= n.value.loadData;
  unit.weightValid <<= valid;
  unit.weightSwap <<= weight.swap;
  unit.weight <<= n.weightWord.p;
  unit.weightTag <<= pack(tag);
  sumValid <<= unit.sumValid;
  weighted <<= unit.sum;
  sumTag <<= unit.sumTag;
  addAccumulator(n, sumValid, weighted, unpack(*this, "weighted", sumTag, tag));
}

void AttentionEngine::addAccumulator(Nets& n, const Bit& valid, const WireGrid<Signed>& weighted,
                                     const WeightedTag& tag) {
  auto& values = instance<ValueAccumulator>(
      "u_values", {CHUNK, LANES, {"WORDS", bankWords(QUERY_BLOCK, LANES)}, ACC_W, READ_LATENCY});
  clockedBy(values, clk, reset);
  values.addValid <<= valid;
  values.addFirst <<= tag.first;
  values.addBank <<= tag.bank;
  values.addWord <<= tag.word;
  values.addShift <<= tag.shift;
  values.addAlignHeld <<= tag.alignHeld;
  values.addSum <<= weighted;
  values.readEnable <<= n.valueRead;
  values.readBank <<= n.valueBank;
  values.readWord <<= n.valuePlace;
  n.accumulated <<= values.value;
  const Bit written =
      validLate(*this, "block_written", clk, reset, valid & tag.end, READ_LATENCY + 3);
  const UInt rows = delayed(*this, "written_rows", clk, tag.rows, READ_LATENCY + 3);
  StreamWire<Unsigned> finished{this, "finished", AttentionItem::kRowBits};
  finished.valid <<= written;
  finished.data <<= rows;
  unused(finished.ready);
  require(clk, reset, !written || finished.ready, "a block that is finished has room");
  addQueue("blocks", 2, finished, n.block);
}

} // namespace weft
