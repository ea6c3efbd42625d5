// store_engine.hpp: Executes STORE, POOL, DIVIDE: accumulator -> outputs -> memory or scratchpad.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_pipeline/output_pipeline.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/attention_unit.hpp"
#include "gen/num/nonlinear.hpp"
#include "gen/prim/run_check.hpp"

#include <optional>

namespace weft {

struct StoreReader;

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct StoreEngineShape {
  int rows = 16;           ///< bytes of an activation word
  int columns = 16;        ///< values of an accumulator row
  int rowAddressBits = 12; ///< bits of an accumulator row address
  int busBytes = 16;
  int addressBits = 40;
  int parameterWords = 64; ///< words of `columns` channel records
  int activationWords = 2048;
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
  num::AttentionUnit attention = num::AttentionUnit::dedicated; ///< shared: executes DIVIDE too

  /// Which GELU the output pipeline has, if any.
  std::optional<num::Nonlinear> gelu() const {
    return num::kNonlinearUnits.contains(attention) ? std::optional(nonlinear) : std::nullopt;
  }
};

/// Two commands may be under way: one being read, one waiting for its last write responses.
struct StoreEngine : hdl::Module {
  static int opcodeBits() { return isa::widthOf(isa::headerField(isa::HeaderField::opcode)); }

  /// What DIVIDE needs: the sums of rows.
  struct Division {
    hdl::Module* of;
    hdl::In<hdl::Bit> sumWriteEnable{of, "row_sum_wr_en_i", "write the sum of a row"};
    hdl::In<hdl::Unsigned> sumWriteAddress{of, "row_sum_wr_addr_i",
                                           num::log2Of(num::kRememberedRows), "which row"};
    hdl::In<hdl::Unsigned> sumWriteData{of, "row_sum_wr_data_i", num::kRowSumBits, "its sum"};
  };

  StoreEngineShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "values of an accumulator row");
  hdl::Dim ROW_W = param("ROW_W", shape.rowAddressBits, "the accumulator has 2^ROW_W rows");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", shape.busBytes, "bytes of a bus beat");
  hdl::Dim ADDR_W = param("ADDR_W", shape.addressBits, "bits of a memory address");
  hdl::Dim PARAMETER_WORDS =
      param("PARAMETER_WORDS", shape.parameterWords, "words of COLUMNS records, at most 64");
  hdl::Dim ACTIVATION_WORDS =
      param("ACTIVATION_WORDS", shape.activationWords, "words of the activation bank");
  hdl::Dim PARAMETER_W =
      localparam("PARAMETER_W", hdl::indexWidth(PARAMETER_WORDS), "bits of their address");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::store),
                                 "its words 2 to 15"};
  hdl::In<hdl::Unsigned> opcode{this, "cmd_opcode_i", opcodeBits(), "which one"};
  hdl::Out<hdl::Bit> done{this, "done_o", "every byte of the oldest command is in its place"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command, accumulator, memory_write"};
  hdl::Out<hdl::Unsigned> faults{this, "run_faults_o", kRunFaults,
                                 "of a run or a word: see run_check"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o", "a row or parameter word is in no memory"};
  hdl::InGrid<hdl::Unsigned> baseAddress{
      this, "base_address_i", {isa::kBaseCount}, baseWidth(ADDR_W), "base registers"};
  hdl::InGrid<hdl::Unsigned> baseLimit{
      this, "base_limit_i", {isa::kBaseCount}, 32, "bytes behind each"};

  hdl::In<hdl::Bit> parameterWriteEnable{this, "parameter_wr_en_i", "write channel records"};
  hdl::In<hdl::Unsigned> parameterWriteAddress{this, "parameter_wr_addr_i", PARAMETER_W, "where"};
  hdl::In<hdl::Unsigned> parameterWriteData{this, "parameter_wr_data_i", 64 * COLUMNS,
                                            "COLUMNS times {scale word, bias}"};

  hdl::Out<hdl::Bit> readValid{this, "acc_rd_valid_o", "asks for a row of the accumulator"};
  hdl::In<hdl::Bit> readReady{this, "acc_rd_ready_i", "it is being read"};
  hdl::Out<hdl::Unsigned> readAddress{this, "acc_rd_address_o", ROW_W, "the row"};
  hdl::In<hdl::Bit> readDataValid{this, "acc_rd_data_valid_i", "it arrives, in the order asked"};
  hdl::InGrid<hdl::Signed> readData{this, "acc_rd_data_i", {COLUMNS}, 32, "its sums"};

  hdl::StreamOut<hdl::Unsigned> run{this, "run", runDescriptorWidth(ADDR_W),
                                    "to the writer: {address, bytes} of a row"};
  hdl::StreamOut<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "to the writer: its bytes"};
  hdl::In<hdl::Bit> runDone{this, "run_done_i", "the oldest run has its write response"};

  hdl::Out<hdl::Bit> activationValid{this, "activation_wr_valid_o", "write an activation word"};
  hdl::In<hdl::Bit> activationReady{this, "activation_wr_ready_i", "it is written"};
  hdl::Out<hdl::Unsigned> activationAddress{this, "activation_wr_addr_o",
                                            hdl::indexWidth(ACTIVATION_WORDS), "where"};
  hdl::Out<hdl::Unsigned> activationData{this, "activation_wr_data_o", 8 * ROWS, "the word"};

  std::optional<Division> divide =
      shape.attention == num::AttentionUnit::shared ? std::optional(Division{this}) : std::nullopt;

  explicit StoreEngine(StoreEngineShape sizes);

private:
  struct Nets;
  struct DivisionNets;
  struct RowTag;
  struct OutTag;
  void takeCommands(Nets& nets);
  void keepSettings(Nets& nets);
  void takePools(Nets& nets);
  void takeDivides(Nets& nets);
  void generateRuns(Nets& nets);
  void readRows(Nets& nets);
  void describeWindows(Nets& nets, StoreReader& reader);
  void queueRows(Nets& nets);
  void computeFactors(Nets& nets);
  void fetchRecords(Nets& nets);
  void fetchFactors(Nets& nets, const hdl::Bit& slot);
  hdl::UInt channels(Nets& nets);
  void computeOutputs(Nets& nets);
  void poolVectors(Nets& nets);
  void packRows(Nets& nets);
  void routeRows(Nets& nets);
  void placeRows(Nets& nets);
  void countResponses(Nets& nets);
  void reportState(Nets& nets);
};

} // namespace weft
