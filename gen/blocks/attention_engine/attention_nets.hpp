// attention_nets.hpp: Nets between the parts of the attention engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/attention_engine.hpp"
#include "gen/blocks/attention_engine/attention_tags.hpp"
#include "gen/blocks/attention_engine/tile_streamer.hpp"

namespace weft {

/// A tile on its way from a loader to a streamer and its rows into a product unit.
struct TileNets {
  AttentionEngine* at;
  std::string name;
  hdl::Wire<hdl::Bit> valid{at, name + "_tile_valid"};
  hdl::Wire<hdl::Bit> taken{at, name + "_tile_taken"};
  hdl::Wire<hdl::Bit> last{at, name + "_tile_last"};
  hdl::Wire<hdl::Unsigned> slice{at, name + "_tile_slice", num::kHeadSizeBits};
  hdl::Wire<hdl::Unsigned> item{at, name + "_tile_item", at->ITEM_W};
  hdl::Wire<hdl::Bit> loadValid{at, name + "_load_valid"};
  hdl::Wire<hdl::Unsigned> loadRow{at, name + "_load_row", hdl::clog2(at->CHUNK)};
  hdl::Wire<hdl::Unsigned> loadData{at, name + "_load_data", num::kOperandBits * at->LANES};
};

/// What a streamer says about the row that it reads.
struct StreamerNets {
  AttentionEngine* at;
  std::string name;
  hdl::Wire<hdl::Bit> valid{at, name + "_valid"};
  hdl::Wire<hdl::Bit> swap{at, name + "_swap"};
  hdl::Wire<hdl::Bit> firstSlice{at, name + "_first_slice"};
  hdl::Wire<hdl::Bit> firstChunk{at, name + "_first_chunk"};
  hdl::Wire<hdl::Bit> chunkBank{at, name + "_chunk_bank"};
  hdl::Wire<hdl::Bit> blockBank{at, name + "_block_bank"};
  hdl::Wire<hdl::Bit> chunkEnd{at, name + "_chunk_end"};
  hdl::Wire<hdl::Bit> blockEnd{at, name + "_block_end"};
  hdl::Wire<hdl::Unsigned> row{at, name + "_row", at->ROW_W};
  hdl::Wire<hdl::Unsigned> word{at, name + "_word", TileStreamer::kWordBits};
  hdl::Wire<hdl::Unsigned> blockRows{at, name + "_block_rows", AttentionItem::kRowBits};
};

/// A chunk of scores for the softmax, and what comes out for it.
struct SoftmaxNets {
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;
  AttentionEngine* at;
  hdl::Wire<Bit> valid{at, "chunk_valid"}, ready{at, "chunk_ready"};
  hdl::Wire<Bit> taken{at, "chunk_taken"}, first{at, "chunk_first"};
  hdl::Wire<Bit> bank{at, "chunk_bank"}, end{at, "chunk_end"}, last{at, "chunk_last"};
  hdl::Wire<Unsigned> block{at, "chunk_block", 2};
  hdl::Wire<Unsigned> visible{at, "chunk_visible", at->KEY_W};
  hdl::Wire<Unsigned> row{at, "chunk_row", at->ROW_W};
  hdl::Wire<Bit> pValid{at, "p_valid"}, alignRow{at, "p_align_row"};
  hdl::Wire<Unsigned> p{at, "p", at->CHUNK* num::kProbabilityBits};
  hdl::Wire<Unsigned> alignShift{at, "p_align_shift", num::kAlignmentBits};
  hdl::Wire<hdl::Signed> pExponent{at, "p_exponent", num::kChunkExponentBits};
  ChunkTag pTag = hdl::wires(*at, "p_tag", ChunkTag::shape());
  hdl::Wire<Unsigned> pRow{at, "p_row", at->ROW_W};
  hdl::Wire<Bit> stateValid{at, "state_valid"};
  hdl::Wire<hdl::Signed> stateExponent{at, "state_exponent", num::kChunkExponentBits};
  hdl::Wire<Unsigned> stateSum{at, "state_sum", num::kRowSumBits};
  ChunkTag stateTag = hdl::wires(*at, "state_tag", ChunkTag::shape());
  hdl::Wire<Unsigned> stateRow{at, "state_row", at->ROW_W};
};

/// What the parts of the engine share.
struct AttentionEngine::Nets {
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;
  AttentionEngine* at;

  // the command
  hdl::Wire<Bit> start{at, "start"}, active{at, "active"}, isSoftmax{at, "is_softmax"};
  hdl::Wire<Unsigned> command{at, "command", isa::payloadBits(isa::Engine::attention)};
  hdl::Wire<Unsigned> queries{at, "queries", AttentionFetch::kCountBits};
  hdl::Wire<Unsigned> keys{at, "keys", AttentionFetch::kCountBits};
  hdl::Wire<Unsigned> visible{at, "visible", AttentionFetch::kCountBits};
  hdl::Wire<Bit> causal{at, "causal"};
  hdl::Wire<Unsigned> slices{at, "slices", num::kHeadSizeBits, "words of a head"};
  hdl::Wire<Bit> fetching{at, "fetching"}, writing{at, "writing"};
  hdl::Wire<Unsigned> readFaults{at, "read_faults", kRunFaults};
  hdl::Wire<Unsigned> writeFaults{at, "write_faults", kRunFaults};

  // chunks to compute and groups of rows to come
  hdl::StreamWire<Unsigned> item{at, "item", at->ITEM_W};
  hdl::StreamWire<Unsigned> keyItem{at, "key_item", at->ITEM_W};
  hdl::StreamWire<Unsigned> scoreItem{at, "score_item", at->ITEM_W};
  hdl::StreamWire<Unsigned> valueItem{at, "value_item", at->ITEM_W};
  hdl::StreamWire<Unsigned> group{at, "group", AttentionGroup::bits()};
  hdl::StreamWire<Unsigned> openGroup{at, "open_group", AttentionGroup::bits()};

  // operand buffers
  hdl::Wire<Unsigned> fillData{at, "fill_data", num::kOperandBits * at->LANES};
  hdl::Wire<Bit> queryFilled{at, "q_filled"}, keyFilled{at, "k_filled"},
      valueFilled{at, "v_filled"};
  hdl::Wire<Bit> keyFreed{at, "k_freed"}, valueFreed{at, "v_freed"};
  hdl::Wire<Unsigned> queryWord{at, "q_word", num::kOperandBits * at->LANES};
  TileNets key{at, "key"};
  TileNets value{at, "value"};
  StreamerNets query{at, "query"};
  StreamerNets weight{at, "weight"};

  // scores, probabilities, sums, values
  hdl::Wire<Bit> scoresFull{at, "scores_full"}, scoresFree{at, "scores_free"};
  hdl::WireGrid<hdl::Signed> score{at, "score", {at->CHUNK}, num::kScoreBits};
  SoftmaxNets softmax{at};
  hdl::Wire<Bit> weightsFull{at, "weights_full"};
  WeightWord weightWord =
      hdl::wires(*at, "weight_data", WeightWord{softmax.alignRow, softmax.alignShift, softmax.p});
  hdl::StreamWire<Unsigned> block{at, "block", AttentionItem::kRowBits};
  hdl::Wire<Bit> blockFreed{at, "block_freed"};
  hdl::Wire<Unsigned> sum{at, "sum", num::kRowSumBits};
  hdl::Wire<Bit> sumRead{at, "sum_rd_en"}, valueRead{at, "value_rd_en"};
  hdl::Wire<Bit> valueBank{at, "value_rd_bank"};
  hdl::Wire<Unsigned> sumPlace{at, "sum_rd_addr", at->SUM_PLACE_W};
  hdl::Wire<Unsigned> valuePlace{at, "value_rd_word", at->WORD_W};
  hdl::WireGrid<hdl::Signed> accumulated{at, "accumulated", {at->LANES}, at->ACC_W};

  // streams of the two commands to and from the bus
  hdl::StreamWire<Unsigned> rowBeat{at, "row_beat", 8 * at->BUS_BYTES, "", {.last = true}};
  hdl::StreamWire<Unsigned> scoreBeat{at, "score_beat", 8 * at->BUS_BYTES, "", {.last = true}};
  hdl::StreamWire<Unsigned> word{
      at, "output_word", num::kOperandBits * at->LANES, "", {.last = true}};
  hdl::StreamWire<Unsigned> outputBeat{at, "output_beat", 8 * at->BUS_BYTES};
  hdl::StreamWire<Unsigned> resultBeat{at, "result_beat", 8 * at->BUS_BYTES};
  hdl::Wire<Bit> rowsValid{at, "rows_chunk_valid"}, rowsFirst{at, "rows_chunk_first"};
  hdl::Wire<Bit> rowsLast{at, "rows_chunk_last"};
  hdl::Wire<Unsigned> rowsScore{at, "rows_chunk_score", at->CHUNK* num::kScoreBits};
  hdl::Wire<Unsigned> rowsVisible{at, "rows_chunk_visible", at->KEY_W};
};

} // namespace weft
