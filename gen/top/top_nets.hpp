// top_nets.hpp: Nets between the instances of the top level.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_processor.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/prim/burst_splitter.hpp"
#include "gen/prim/run_check.hpp"
#include "gen/prim/write_beat.hpp"
#include "gen/top/top.hpp"

#include <map>
#include <optional>

namespace weft {

struct Top::Nets {
  static constexpr int kEngines = isa::kEngineCount;

  explicit Nets(Top* t) : top(t) {}
  Top* top;

  /// One read client: what its engine asks for, what it gets.
  struct Reader {
    Top* at;
    std::string name;
    hdl::StreamWire<Unsigned> run{at, name + "_read_run", runDescriptorWidth(at->ADDR_W)};
    hdl::StreamWire<Unsigned> beat{at, name + "_read", 8 * at->BUS_BYTES, "", {.last = true}};
  };
  /// One write client: what its engine writes, and the answers.
  struct Writer {
    Top* at;
    std::string name;
    hdl::StreamWire<Unsigned> run{at, name + "_write_run", runDescriptorWidth(at->ADDR_W)};
    hdl::StreamWire<Unsigned> beat{at, name + "_write", 8 * at->BUS_BYTES};
    hdl::Wire<Bit> runDone{at, name + "_write_done"};
  };

  hdl::Wire<Bit> reset{top, "rst", "of the registers and the command processor"};
  hdl::Wire<Bit> quiet{top, "quiet", "reset is near: the pins offer and take nothing"};
  /// What the pins show unless they are quiet.
  hdl::Wire<Bit> awready{top, "register_awready"}, wready{top, "register_wready"};
  hdl::Wire<Bit> arready{top, "register_arready"};
  hdl::Wire<Bit> bvalid{top, "register_bvalid"}, rvalid{top, "register_rvalid"};
  hdl::Wire<Bit> pending{top, "register_irq"};
  hdl::Wire<Bit> arvalid{top, "memory_arvalid"}, awvalid{top, "memory_awvalid"};
  hdl::Wire<Bit> wvalid{top, "memory_wvalid"};
  hdl::Wire<Bit> engineReset{top, "engine_rst", "of everything else"};
  hdl::Wire<Unsigned> configHash{top, "config_hash", 64};
  hdl::Wire<Unsigned> capability{top, "capability", 32};

  // registers -> command processor, engines
  hdl::Wire<Bit> start{top, "start"};
  hdl::Wire<Bit> softReset{top, "soft_reset"};
  hdl::Wire<Bit> ringClear{top, "ring_clear"};
  hdl::Wire<Unsigned> ringBase{top, "ring_base", baseWidth(top->ADDR_W)};
  hdl::Wire<Unsigned> ringSize{top, "ring_size", 17};
  hdl::Wire<Unsigned> ringTail{top, "ring_tail", 16};
  hdl::Wire<Unsigned> watchdog{top, "watchdog", 32};
  hdl::WireGrid<Unsigned> scalar{top, "scalar", {isa::kScalarCount}, 32};
  hdl::WireGrid<Unsigned> baseAddress{
      top, "base_address", {isa::kBaseCount}, baseWidth(top->ADDR_W)};
  hdl::WireGrid<Unsigned> baseLimit{top, "base_limit", {isa::kBaseCount}, 32};

  // command processor -> registers
  hdl::Wire<Unsigned> ringHead{top, "ring_head", 16};
  hdl::Wire<Bit> beginRun{top, "begin_run"};
  hdl::Wire<Bit> running{top, "running"};
  hdl::Wire<Bit> resetting{top, "resetting"};
  hdl::Wire<Bit> failed{top, "failed"};
  hdl::Wire<Bit> finished{top, "finished"};
  hdl::Wire<Bit> error{top, "error"};
  hdl::Wire<Unsigned> errorCode{top, "error_code", 8};
  hdl::Wire<Unsigned> errorEngine{top, "error_engine", 3};
  hdl::Wire<Unsigned> errorReason{top, "error_reason", 3};
  hdl::Wire<Unsigned> errorIndex{top, "error_index", 32};
  hdl::Wire<Unsigned> errorAddress{top, "error_address", top->ADDR_W};
  hdl::WireGrid<Unsigned> shownState{top, "shown_state", {kEngines}, 3, "with dependency"};
  hdl::Wire<Unsigned> readBytes{top, "read_bytes", top->BYTES_W};
  hdl::Wire<Unsigned> writeBytes{top, "write_bytes", top->BYTES_W};

  // command processor <-> engines, by isa::Engine
  hdl::Wire<Unsigned> commandValid{top, "cmd_valid", kEngines};
  hdl::Wire<Unsigned> commandReady{top, "cmd_ready", kEngines};
  std::map<isa::Engine, hdl::Wire<Unsigned>> command;
  std::map<isa::Engine, hdl::Wire<Unsigned>> opcode; ///< of engines with several commands
  hdl::Wire<Unsigned> done{top, "done", kEngines};
  hdl::WireGrid<Unsigned> state{top, "state", {kEngines}, 3};
  hdl::WireGrid<Unsigned> runFaults{top, "run_faults", {kEngines}, kRunFaults};
  hdl::Wire<Unsigned> fieldError{top, "field_error", kEngines};

  // memory network
  std::map<isa::ReadClient, Reader> readers;
  std::map<isa::WriteClient, Writer> writers;
  hdl::Wire<Unsigned> readError{top, "read_error", isa::kReadClients};
  hdl::Wire<Unsigned> readDrained{top, "read_drained", isa::kReadClients};
  hdl::Wire<Unsigned> writeError{top, "write_error", isa::kWriteClients};
  hdl::Wire<Unsigned> writeDrained{top, "write_drained", isa::kWriteClients};
  hdl::Wire<Unsigned> writeIdle{top, "write_idle", isa::kWriteClients};
  hdl::Wire<Bit> drain{top, "drain"};
  hdl::Wire<Unsigned> requestValid{top, "read_request_valid", isa::kReadClients};
  hdl::Wire<Unsigned> requestReady{top, "read_request_ready", isa::kReadClients};
  hdl::WireGrid<Unsigned> request{
      top, "read_request", {isa::kReadClients}, Burst::bits(top->ADDR_W)};
  hdl::Wire<Unsigned> responseValid{top, "read_response_valid", isa::kReadClients};
  hdl::Wire<Unsigned> responseData{top, "read_response_data", 8 * top->BUS_BYTES};
  hdl::Wire<Bit> responseLast{top, "read_response_last"};
  hdl::Wire<Bit> responseError{top, "read_response_error"};
  hdl::Wire<Unsigned> burstValid{top, "write_burst_valid", isa::kWriteClients};
  hdl::Wire<Unsigned> burstReady{top, "write_burst_ready", isa::kWriteClients};
  hdl::WireGrid<Unsigned> burst{top, "write_burst", {isa::kWriteClients}, Burst::bits(top->ADDR_W)};
  hdl::Wire<Unsigned> dataValid{top, "write_data_valid", isa::kWriteClients};
  hdl::Wire<Unsigned> dataReady{top, "write_data_ready", isa::kWriteClients};
  hdl::WireGrid<Unsigned> data{
      top, "write_data", {isa::kWriteClients}, WriteBeat::bits(top->BUS_BYTES)};
  hdl::Wire<Unsigned> dataLast{top, "write_data_last", isa::kWriteClients};
  hdl::Wire<Unsigned> answerValid{top, "write_answer_valid", isa::kWriteClients};
  hdl::Wire<Bit> answerError{top, "write_answer_error"};

  // on-chip memories
  hdl::Wire<Bit> loadedValid{top, "loaded_wr_en", "an activation word from memory: goes first"};
  hdl::Wire<Unsigned> loadedAddress{top, "loaded_wr_addr", top->ACTIVATION_W};
  hdl::Wire<Unsigned> loadedData{top, "loaded_wr_data", 8 * top->ROWS};
  hdl::Wire<Bit> placedValid{top, "placed_wr_valid", "one from the accumulator"};
  hdl::Wire<Unsigned> placedAddress{top, "placed_wr_addr", top->ACTIVATION_W};
  hdl::Wire<Unsigned> placedData{top, "placed_wr_data", 8 * top->ROWS};
  hdl::Wire<Bit> activationRead{top, "activation_rd_en"};
  hdl::Wire<Unsigned> activationReadAddress{top, "activation_rd_addr", top->ACTIVATION_W};
  hdl::Wire<Unsigned> activationReadData{top, "activation_rd_data", 8 * top->ROWS};
  hdl::Wire<Bit> weightWrite{top, "weight_wr_en"};
  hdl::Wire<Unsigned> weightWriteAddress{top, "weight_wr_addr", top->WEIGHT_W};
  hdl::Wire<Unsigned> weightWriteData{top, "weight_wr_data", 8 * top->COLUMNS};
  hdl::Wire<Bit> weightRead{top, "weight_rd_en"};
  /// A tile is read at one place of its banks where nothing stays in the array, else a word.
  bool readsTiles = dataflowOf(top->config) == num::Dataflow::noLocalReuse;
  hdl::Dim weightReadWidth =
      readsTiles ? hdl::indexWidth(top->WEIGHT_WORDS / top->ROWS) : top->WEIGHT_W;
  hdl::Wire<Unsigned> weightReadAddress{top, "weight_rd_addr", weightReadWidth};
  hdl::Wire<Unsigned> weightReadData{top, "weight_rd_data",
                                     readsTiles ? 8 * top->ROWS * top->COLUMNS : 8 * top->COLUMNS};
  hdl::UInt weightWritePlace() const {
    return readsTiles ? weightWriteAddress.high(weightReadWidth) : hdl::UInt(weightWriteAddress);
  }
  hdl::Wire<Bit> parameterWrite{top, "parameter_wr_en"};
  hdl::Wire<Unsigned> parameterWriteAddress{top, "parameter_wr_addr",
                                            hdl::indexWidth(top->PARAMETER_WORDS)};
  hdl::Wire<Unsigned> parameterWriteData{top, "parameter_wr_data", 64 * top->COLUMNS};
  hdl::Wire<Bit> addValid{top, "add_valid"};
  hdl::Wire<Bit> addOverwrite{top, "add_overwrite"};
  hdl::Wire<Unsigned> addAddress{top, "add_address", top->ROW_W};
  hdl::Wire<Bit> addDataValid{top, "add_data_valid"};
  hdl::WireGrid<hdl::Signed> addData{top, "add_data", {top->COLUMNS}, 32};
  hdl::Wire<Bit> rowValid{top, "acc_rd_valid"};
  hdl::Wire<Bit> rowReady{top, "acc_rd_ready"};
  hdl::Wire<Unsigned> rowAddress{top, "acc_rd_address", top->ROW_W};
  hdl::Wire<Bit> rowDataValid{top, "acc_rd_data_valid"};
  hdl::WireGrid<hdl::Signed> rowData{top, "acc_rd_data", {top->COLUMNS}, 32};

  /// Nets of a machine whose attention is shared: the softmax between accumulator and scratchpad.
  struct Shared {
    Top* top;
    hdl::Wire<Unsigned> readAlignment{top, "activation_rd_align", num::kAlignmentBits + 1};
    hdl::Wire<Bit> addWeighs{top, "add_weighs"};
    hdl::Wire<Bit> alignRow{top, "add_align_row"};
    hdl::Wire<Unsigned> alignShift{top, "add_align_shift", num::kAlignmentBits};
    hdl::Wire<Bit> scoreValid{top, "score_rd_valid", "the softmax engine asks for a row"};
    hdl::Wire<Bit> scoreReady{top, "score_rd_ready"};
    hdl::Wire<Unsigned> scoreAddress{top, "score_rd_address", top->ROW_W};
    hdl::Wire<Bit> scoreDataValid{top, "score_rd_data_valid"};
    hdl::Wire<Bit> portValid{top, "acc_port_valid", "one of the two asks"};
    hdl::Wire<Bit> portReady{top, "acc_port_ready"};
    hdl::Wire<Unsigned> portAddress{top, "acc_port_address", top->ROW_W};
    hdl::Wire<Bit> portDataValid{top, "acc_port_data_valid"};
    hdl::Wire<Bit> shareValid{top, "share_wr_en", "a word of probabilities: goes first"};
    hdl::Wire<Unsigned> shareAddress{top, "share_wr_addr", top->ACTIVATION_W};
    hdl::Wire<Unsigned> shareData{top, "share_wr_data", 8 * top->ROWS};
    hdl::Wire<Unsigned> shareAlignment{top, "share_wr_align", num::kAlignmentBits + 1};
    hdl::Wire<Bit> sumValid{top, "row_sum_wr_en"};
    hdl::Wire<Unsigned> sumAddress{top, "row_sum_wr_addr", num::log2Of(num::kRememberedRows)};
    hdl::Wire<Unsigned> sumData{top, "row_sum_wr_data", num::kRowSumBits};
  };
  std::optional<Shared> shared;

  /// The word that is written to the activation bank, by the first of those who have one.
  struct ActivationWrite {
    Bit enable;
    hdl::UInt address, data;
  };
  ActivationWrite activationWrite() const {
    const Bit others = loadedValid | placedValid;
    const hdl::UInt address = mux(loadedValid, loadedAddress, placedAddress),
                    data = mux(loadedValid, loadedData, placedData);
    if (!shared)
      return {others, address, data};
    return {shared->shareValid | others, mux(shared->shareValid, shared->shareAddress, address),
            mux(shared->shareValid, shared->shareData, data)};
  }

  /// What the command processor hands to an engine.
  void addCommand(isa::Engine engine, num::MachineKind machine) {
    const std::string name(isa::kEngineNames[static_cast<std::size_t>(engine)]);
    command.try_emplace(engine, top, name + "_cmd_data", isa::payloadBits(engine, machine));
    if (isa::hasSeveralCommands(engine, machine))
      opcode.try_emplace(engine, top, name + "_cmd_opcode", 8);
  }

  /// Attention on the array asks the memory for nothing.
  void addClients(num::AttentionUnit attention) {
    const bool onArray = num::kArrayUnits.contains(attention);
    for (std::size_t i = 0; i < isa::kReaderNames.size(); ++i)
      if (!onArray || isa::kEngineOfReader[i] != isa::Engine::attention)
        readers.try_emplace(static_cast<isa::ReadClient>(i),
                            Reader{top, std::string(isa::kReaderNames[i])});
    for (std::size_t i = 0; i < isa::kWriterNames.size(); ++i)
      if (!onArray || isa::kEngineOfWriter[i] != isa::Engine::attention)
        writers.try_emplace(static_cast<isa::WriteClient>(i),
                            Writer{top, std::string(isa::kWriterNames[i])});
  }

  /// Base registers, for an engine that touches memory.
  template <class Engine> void connectBases(Engine& engine) const {
    engine.baseAddress <<= baseAddress;
    engine.baseLimit <<= baseLimit;
  }
  /// The uniform control pins of an engine.
  template <class Block> void connectControl(Block& block, isa::Engine engine) const {
    const int e = static_cast<int>(engine);
    clockedBy(block, top->clk, engineReset);
    block.commandValid <<= commandValid.bit(e);
    commandReady.bit(e) <<= block.commandReady;
    block.command <<= command.at(engine);
    done.bit(e) <<= block.done;
    state(e) <<= block.state;
  }
};

} // namespace weft
