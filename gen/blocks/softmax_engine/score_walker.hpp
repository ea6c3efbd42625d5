// score_walker.hpp: Walks the scores of a command: chunks, their rows, the parts of each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax_engine/score_part.hpp"
#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"

namespace weft {

/// Says which accumulator rows a command reads, in which order, how many keys each row of scores
/// sees of a chunk, and where its probabilities go. One part a cycle, registered.
struct ScoreWalker : hdl::Module {
  static constexpr int kKeyBits = num::log2Of(kMostSharedKeys) + 1;

  hdl::Dim ROWS = param("ROWS", 16, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "scores of an accumulator row");
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim ROW_W = param("ROW_W", 12, "the accumulator has 2^ROW_W rows, at most 2^24");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");
  hdl::Dim PLACE_W = localparam("PLACE_W", WORD_W + 1, "bits of a place: {beyond, address}");
  hdl::Dim COUNT_W = localparam("COUNT_W", hdl::clog2(CHUNK) + 1, "0 to CHUNK keys");
  hdl::Dim PART_W = localparam(
      "PART_W", hdl::widthOf(ScorePart::shape(CHUNK, ROW_W, ACTIVATION_WORDS)), "bits of a part");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::In<hdl::Bit> start{this, "start_i", "a command; the fields below are its"};
  hdl::In<hdl::Bit> causal{this, "causal_i", "each row sees one key more than the one before"};
  hdl::In<hdl::Bit> first{this, "first_i", "its first chunk is the first of each row"};
  hdl::In<hdl::Unsigned> rows{this, "rows_i", kScoreRowsBits, "rows of scores, at least 1"};
  hdl::In<hdl::Unsigned> keys{this, "keys_i", kKeyBits, "scores of a row, at least 1"};
  hdl::In<hdl::Signed> visible{this, "visible_i", 32, "keys that row 0 sees"};
  hdl::In<hdl::Unsigned> rowStart{this, "row_start_i", kRememberedRowBits,
                                  "remembered row of row 0"};
  hdl::In<hdl::Unsigned> scoreStart{this, "score_start_i", kScoreAddressBits,
                                    "accumulator row of row 0, part 0"};
  hdl::In<hdl::Unsigned> scoreStride{this, "score_stride_i", kScoreAddressBits,
                                     "accumulator rows from part to part"};
  hdl::In<hdl::Unsigned> placeStart{this, "place_start_i", PLACE_W,
                                    "activation word of row 0, word 0"};
  hdl::In<hdl::Unsigned> placeStride{this, "place_stride_i", PLACE_W,
                                     "activation words from word to word"};

  hdl::Out<hdl::Bit> walking{this, "walking_o", "parts of the command are left"};
  hdl::StreamOut<hdl::Unsigned> part{this, "part", PART_W, "the next ScorePart"};

  ScoreWalker();

private:
  struct Nets;
  void walkParts(Nets& nets);
  void countKeys(Nets& nets);
  void walkScores(Nets& nets);
  void walkPlaces(Nets& nets);
  void handOn(Nets& nets);
};

} // namespace weft
