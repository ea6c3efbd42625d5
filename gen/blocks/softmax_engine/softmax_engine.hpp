// softmax_engine.hpp: Executes PROBABILITIES: accumulator -> online softmax -> activation words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/softmax_engine/chunk_placer.hpp"
#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"
#include "gen/isa/format.hpp"
#include "gen/num/nonlinear.hpp"
#include "gen/prim/run_fault.hpp"

namespace weft {

/// Takes scores from the accumulator row by row, keeps each row's exponent and sum, and puts
/// probabilities where the array reads activations. A command may follow while the chunks of the
/// one before are still in the softmax, when scale and word stride are the same.
struct SoftmaxEngine : hdl::Module {
  hdl::Dim ROWS = param("ROWS", 16, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "scores of an accumulator row");
  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim LANES =
      param("LANES", 4, "exponentials per cycle: a power of two, at most ROWS and COLUMNS");
  hdl::Dim ROW_W = param("ROW_W", 12, "the accumulator has 2^ROW_W rows, at most 2^24");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of every RAM, the accumulator too: 1 or 2");
  hdl::Dim MAX_KEYS = param("MAX_KEYS", kMostSharedKeys, "keys of a command");
  hdl::Dim WORD_W =
      localparam("WORD_W", hdl::indexWidth(ACTIVATION_WORDS), "bits of a word's address");
  hdl::Dim PLACE_W = localparam("PLACE_W", WORD_W + 1, "bits of a place: {beyond, address}");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a PROBABILITIES command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{
      this, "cmd_data_i", isa::payloadBits(isa::Engine::attention, num::AttentionUnit::shared),
      "its words 2 to 15"};
  hdl::Out<hdl::Bit> done{this, "done_o",
                          "every word and row sum of the oldest command is written"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command, accumulator"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults, "of a word: see run_check"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o",
                              "a row of scores does not exist, or a field is out of range"};

  hdl::Out<hdl::Bit> readValid{this, "acc_rd_valid_o", "asks for a row of the accumulator"};
  hdl::In<hdl::Bit> readReady{this, "acc_rd_ready_i", "it is being read"};
  hdl::Out<hdl::Unsigned> readAddress{this, "acc_rd_address_o", ROW_W, "the row"};
  hdl::In<hdl::Bit> readDataValid{this, "acc_rd_data_valid_i", "it arrives, READ_LATENCY later"};
  hdl::InGrid<hdl::Signed> readData{
      this, "acc_rd_data_i", {COLUMNS}, num::kScoreBits, "its scores"};

  hdl::Out<hdl::Bit> activationEnable{this, "activation_wr_en_o", "write an activation word"};
  hdl::Out<hdl::Unsigned> activationAddress{this, "activation_wr_addr_o", WORD_W, "where"};
  hdl::Out<hdl::Unsigned> activationData{this, "activation_wr_data_o", num::kProbabilityBits* ROWS,
                                         "the word"};
  hdl::Out<hdl::Unsigned> activationAlign{this, "activation_wr_align_o", ChunkPlacer::kAlignBits,
                                          "{shift the row, not the chunk; by how much}"};
  hdl::Out<hdl::Bit> sumEnable{this, "row_sum_wr_en_o", "write the sum of a row"};
  hdl::Out<hdl::Unsigned> sumAddress{this, "row_sum_wr_addr_o", num::log2Of(num::kRememberedRows),
                                     "which"};
  hdl::Out<hdl::Unsigned> sumData{this, "row_sum_wr_data_o", num::kRowSumBits, "0: it saw no key"};

  explicit SoftmaxEngine(num::Nonlinear nonlinear);

private:
  struct Nets;
  void checkSizes();
  void takeCommands(Nets& nets);
  void judgeCommand(Nets& nets);
  void walkScores(Nets& nets);
  void readScores(Nets& nets);
  void gatherChunk(Nets& nets);
  void computeProbabilities(Nets& nets, num::Nonlinear nonlinear);
  void placeWords(Nets& nets);
  void reportState(Nets& nets);
};

} // namespace weft
