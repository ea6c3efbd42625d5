// load_engine.hpp: Executes LOAD and TRANSPOSE: memory to scratchpad banks and parameter RAM
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/format.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/attention_unit.hpp"
#include "gen/prim/address_generator.hpp"

#include <optional>

namespace weft {

/// Asks the reader for the runs of a command and puts their words where the command says. Two
/// commands may be under way: one being asked for, one arriving. Where attention works on the
/// array, it also turns blocks of runs on their way to the weights; beside a softmax it writes
/// activations only when that lets it.
struct LoadEngine : hdl::Module {
  static constexpr int kPlaceW = 24; ///< bits of an on-chip word address in a command

  num::AttentionUnit attention;

  hdl::Dim ROWS = param("ROWS", 16, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", 16, "bytes of a weight word");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat");
  hdl::Dim ADDR_W = param("ADDR_W", 40, "bits of a memory address");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", 2048, "words of the activation bank");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", 2048, "words of the weight bank");
  hdl::Dim PARAMETER_WORDS = param("PARAMETER_WORDS", 64, "words of COLUMNS channel records");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a LOAD command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::load),
                                 "its words 2 to 15"};
  std::optional<hdl::In<hdl::Unsigned>> commandOpcode; ///< these two where keys become weights
  std::optional<hdl::Out<hdl::Bit>> badField;
  std::optional<hdl::In<hdl::Bit>> activationReady; ///< on shared machines alone
  hdl::Out<hdl::Bit> done{this, "done_o", "every word of the oldest command is written"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command, memory_read"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults,
                                 "of a run or a word: see run_check"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {isa::kBaseCount}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {isa::kBaseCount}, 32, "bytes behind each"};

  hdl::StreamOut<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W),
                                    "to the reader: {address, bytes}"};
  hdl::StreamIn<hdl::Unsigned> beat{
      this, "beat", 8 * BUS_BYTES, "from the reader: the bytes of a run", {.last = true}};

  hdl::Out<hdl::Bit> activationEnable{this, "activation_wr_en_o", "write an activation word"};
  hdl::Out<hdl::Unsigned> activationAddress{this, "activation_wr_addr_o",
                                            hdl::indexWidth(ACTIVATION_WORDS), "where"};
  hdl::Out<hdl::Unsigned> activationData{this, "activation_wr_data_o", 8 * ROWS, "the word"};
  hdl::Out<hdl::Bit> weightEnable{this, "weight_wr_en_o", "write a weight word"};
  hdl::Out<hdl::Unsigned> weightAddress{this, "weight_wr_addr_o", hdl::indexWidth(WEIGHT_WORDS),
                                        "where"};
  hdl::Out<hdl::Unsigned> weightData{this, "weight_wr_data_o", 8 * COLUMNS, "the word"};
  hdl::Out<hdl::Bit> parameterEnable{this, "parameter_wr_en_o", "write COLUMNS channel records"};
  hdl::Out<hdl::Unsigned> parameterAddress{this, "parameter_wr_addr_o",
                                           hdl::indexWidth(PARAMETER_WORDS), "where"};
  hdl::Out<hdl::Unsigned> parameterData{this, "parameter_wr_data_o", 64 * COLUMNS, "the records"};

  /// Of a machine with this attention.
  explicit LoadEngine(num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);

private:
  struct Nets;
  struct TurningNets;
  struct Destination;
  struct WordNets;
  void takeCommands(Nets& nets);
  void askForRuns(Nets& nets);
  void skipZeros(AddressGenerator& generator);
  void queuePlacement(Nets& nets);
  void walkPlaces(Nets& nets);
  void makeZeros(Nets& nets);
  void convert(Nets& nets, const Destination& to);
  void deliver(Nets& nets, const Destination& to, const hdl::Stream<hdl::UInt>& word,
               const WordNets& out);
  void finish(Nets& nets);
  // where keys become weights: load_engine_turning.cpp
  void addTurningPorts(Nets& nets);
  hdl::UInt withTurning(const Nets& nets, const hdl::UInt& places);
  void splitTurning(const Nets& nets, const hdl::UInt& queued, const hdl::UInt& placement);
  static hdl::UInt countsOfBlocks(const Nets& nets);
  static bool isTurned(const Nets& nets, const Destination& to);
  static hdl::Bit ofNextCommand(const Nets& nets);
  void refuse(Nets& nets);
  void hold(const hdl::Stream<hdl::UInt>& word, const WordNets& out);
  void turn(Nets& nets, const hdl::Stream<hdl::UInt>& word, const WordNets& out);
};

} // namespace weft
