// top_engines.cpp: The engines of matrix products and their memories.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/accumulator/accumulator.hpp"
#include "gen/blocks/load_engine/load_engine.hpp"
#include "gen/blocks/matmul_engine/matmul_engine.hpp"
#include "gen/blocks/scratchpad/scratchpad.hpp"
#include "gen/blocks/store_engine/store_engine.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;
using isa::ReadClient;
using isa::WriteClient;

namespace {

constexpr int bitOf(Engine engine) { return static_cast<int>(engine); }

} // namespace

void Top::connectLoad(Nets& nets) {
  auto& load = instance<LoadEngine>(
      "u_load_engine",
      {ROWS, COLUMNS, BUS_BYTES, ADDR_W, ACTIVATION_WORDS, WEIGHT_WORDS, PARAMETER_WORDS},
      attentionUnit(config));
  nets.connectControl(load, Engine::load);
  nets.connectBases(load);
  nets.runFaults(bitOf(Engine::load)) <<= load.faults;
  if (nets.shared)
    *load.activationReady <<= ~nets.shared->shareValid;
  if (load.badField) {
    *load.commandOpcode <<= nets.opcode.at(Engine::load);
    nets.fieldError.bit(bitOf(Engine::load)) <<= *load.badField;
  } else {
    nets.fieldError.bit(bitOf(Engine::load)) <<= 0;
  }
  nets.readers.at(ReadClient::load).run <<= load.run;
  load.beat <<= nets.readers.at(ReadClient::load).beat;
  nets.loadedValid <<= load.activationEnable;
  nets.loadedAddress <<= load.activationAddress;
  nets.loadedData <<= load.activationData;
  nets.weightWrite <<= load.weightEnable;
  nets.weightWriteAddress <<= load.weightAddress;
  nets.weightWriteData <<= load.weightData;
  nets.parameterWrite <<= load.parameterEnable;
  nets.parameterWriteAddress <<= load.parameterAddress;
  nets.parameterWriteData <<= load.parameterData;
}

void Top::connectScratchpad(Nets& nets) {
  const ScratchpadShape shape{.rows = config.array.rows,
                              .columns = config.array.columns,
                              .activationWords = activationWords(config),
                              .weightWords = weightWords(config),
                              .readLatency = config.ram.readLatency,
                              .attention = attentionUnit(config),
                              .dataflow = dataflowOf(config)};
  auto& scratchpad = instance<Scratchpad>(
      "u_scratchpad", {ROWS, COLUMNS, ACTIVATION_WORDS, WEIGHT_WORDS, READ_LATENCY}, shape);
  clockedBy(scratchpad, clk);
  const Nets::ActivationWrite write = nets.activationWrite();
  scratchpad.activation.writeEnable <<= write.enable;
  scratchpad.activation.writeAddress <<= write.address;
  scratchpad.activation.writeData <<= write.data;
  scratchpad.activation.readEnable <<= nets.activationRead;
  scratchpad.activation.readAddress <<= nets.activationReadAddress;
  nets.activationReadData <<= scratchpad.activation.readData;
  if (nets.shared) {
    scratchpad.alignment->writeEnable <<= nets.shared->shareValid;
    scratchpad.alignment->writeAddress <<= nets.shared->shareAddress;
    scratchpad.alignment->writeData <<= nets.shared->shareAlignment;
    scratchpad.alignment->readEnable <<= nets.activationRead;
    scratchpad.alignment->readAddress <<= nets.activationReadAddress;
    nets.shared->readAlignment <<= scratchpad.alignment->readData;
  }
  scratchpad.weight.writeEnable <<= nets.weightWrite;
  scratchpad.weight.writeAddress <<= nets.weightWriteAddress;
  scratchpad.weight.writeData <<= nets.weightWriteData;
  scratchpad.weight.readEnable <<= nets.weightRead;
  scratchpad.weight.readAddress <<= nets.weightReadAddress;
  nets.weightReadData <<= scratchpad.weight.readData;
  require(clk, nets.engineReset,
          !nets.activationRead || !write.enable || nets.activationReadAddress != write.address,
          "no activations are read in the cycle of their write");
  require(clk, nets.engineReset,
          !nets.weightRead || !nets.weightWrite ||
              nets.weightReadAddress != nets.weightWritePlace(),
          "no weights are read in the cycle of their write");
}

void Top::connectArray(Nets& nets) {
  const MatmulEngineShape shape{.array = {config.array.rows, config.array.columns},
                                .activationWords = activationWords(config),
                                .weightWords = weightWords(config),
                                .accumulatorHalfRows = accumulatorRows(config) / 2,
                                .readLatency = config.ram.readLatency,
                                .attention = attentionUnit(config),
                                .chunkKeys = config.attention.chunk,
                                .dataflow = dataflowOf(config)};
  auto& array = instance<MatmulEngine>(
      "u_matmul_engine", {ROWS, COLUMNS, ACTIVATION_WORDS, WEIGHT_WORDS, HALF_ROWS, READ_LATENCY},
      shape);
  nets.connectControl(array, Engine::array);
  nets.runFaults(bitOf(Engine::array)) <<= 0;
  nets.fieldError.bit(bitOf(Engine::array)) <<= array.badField;
  nets.activationRead <<= array.activationReadEnable;
  nets.activationReadAddress <<= array.activationReadAddress;
  array.activationReadData <<= nets.activationReadData;
  nets.weightRead <<= array.weightReadEnable;
  nets.weightReadAddress <<= array.weightReadAddress;
  array.weightReadData <<= nets.weightReadData;
  if (array.opcode)
    *array.opcode <<= nets.opcode.at(Engine::array);
  if (nets.shared) {
    array.weigh->opcode <<= nets.opcode.at(Engine::array);
    array.weigh->alignment <<= nets.shared->readAlignment;
    nets.shared->addWeighs <<= array.weigh->weighs;
    nets.shared->alignRow <<= array.weigh->alignRow;
    nets.shared->alignShift <<= array.weigh->alignShift;
  }
  nets.addValid <<= array.addValid;
  nets.addOverwrite <<= array.addOverwrite;
  nets.addAddress <<= array.addAddress;
  nets.addDataValid <<= array.addDataValid;
  nets.addData <<= array.addData;
}

void Top::connectAccumulator(Nets& nets) {
  const AccumulatorShape shape{.columns = config.array.columns,
                               .halfRows = accumulatorRows(config) / 2,
                               .readLatency = config.ram.readLatency,
                               .attention = attentionUnit(config)};
  auto& accumulator =
      instance<Accumulator>("u_accumulator", {COLUMNS, HALF_ROWS, READ_LATENCY}, shape);
  clockedBy(accumulator, clk, nets.engineReset);
  accumulator.addValid <<= nets.addValid;
  accumulator.addOverwrite <<= nets.addOverwrite;
  accumulator.addAddress <<= nets.addAddress;
  accumulator.addDataValid <<= nets.addDataValid;
  accumulator.addData <<= nets.addData;
  nets.rowData <<= accumulator.readData;
  if (nets.shared) {
    shareRows(nets, accumulator);
    return;
  }
  accumulator.readValid <<= nets.rowValid;
  nets.rowReady <<= accumulator.readReady;
  accumulator.readAddress <<= nets.rowAddress;
  nets.rowDataValid <<= accumulator.readDataValid;
}

void Top::connectStore(Nets& nets) {
  const StoreEngineShape shape{.rows = config.array.rows,
                               .columns = config.array.columns,
                               .busBytes = config.bus.bytes,
                               .addressBits = config.bus.addressBits,
                               .parameterWords = kParameterWords,
                               .activationWords = activationWords(config),
                               .nonlinear = nonlinearChoice(config),
                               .attention = attentionUnit(config)};
  auto& store = instance<StoreEngine>(
      "u_store_engine",
      {ROWS, COLUMNS, ROW_W, BUS_BYTES, ADDR_W, PARAMETER_WORDS, ACTIVATION_WORDS}, shape);
  nets.connectControl(store, Engine::store);
  store.opcode <<= nets.opcode.at(Engine::store);
  nets.connectBases(store);
  nets.runFaults(bitOf(Engine::store)) <<= store.faults;
  nets.fieldError.bit(bitOf(Engine::store)) <<= store.badField;
  store.parameterWriteEnable <<= nets.parameterWrite;
  store.parameterWriteAddress <<= nets.parameterWriteAddress;
  store.parameterWriteData <<= nets.parameterWriteData;
  nets.rowValid <<= store.readValid;
  store.readReady <<= nets.rowReady;
  nets.rowAddress <<= store.readAddress;
  store.readDataValid <<= nets.rowDataValid;
  store.readData <<= nets.rowData;
  nets.writers.at(WriteClient::store).run <<= store.run;
  nets.writers.at(WriteClient::store).beat <<= store.beat;
  store.runDone <<= nets.writers.at(WriteClient::store).runDone;
  nets.placedValid <<= store.activationValid;
  nets.placedAddress <<= store.activationAddress;
  nets.placedData <<= store.activationData;
  if (nets.shared) {
    store.divide->sumWriteEnable <<= nets.shared->sumValid;
    store.divide->sumWriteAddress <<= nets.shared->sumAddress;
    store.divide->sumWriteData <<= nets.shared->sumData;
    store.activationReady <<= ~(nets.loadedValid | nets.shared->shareValid);
  } else {
    store.activationReady <<= ~nets.loadedValid;
  }
}

} // namespace weft
