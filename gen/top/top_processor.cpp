// top_processor.cpp: The command processor between registers, ring and engines.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

namespace weft {

using namespace hdl;
using isa::ReadClient;

void Top::connectProcessor(Nets& nets) {
  auto& processor = instance<CommandProcessor>(
      "u_command_processor", {ADDR_W, BUS_BYTES, READ_LATENCY}, machineKind(config));
  clockedBy(processor, clk, nets.reset);
  processor.start <<= nets.start;
  processor.softReset <<= nets.softReset;
  processor.ringClear <<= nets.ringClear;
  processor.ringBase <<= nets.ringBase;
  processor.ringSize <<= nets.ringSize;
  processor.ringTail <<= nets.ringTail;
  processor.patience <<= nets.watchdog;
  processor.configHash <<= nets.configHash;
  nets.ringHead <<= processor.ringHead;
  nets.beginRun <<= processor.begin;
  nets.running <<= processor.running;
  nets.resetting <<= processor.resetting;
  nets.failed <<= processor.failed;
  nets.finished <<= processor.finished;
  connectErrors(nets, processor);
  connectQueues(nets, processor);
  nets.readers.at(ReadClient::fetch).run <<= processor.descriptor;
  processor.beat.valid <<= nets.readers.at(ReadClient::fetch).beat.valid;
  nets.readers.at(ReadClient::fetch).beat.ready <<= processor.beat.ready;
  processor.beat.data <<= nets.readers.at(ReadClient::fetch).beat.data;
  unused(*nets.readers.at(ReadClient::fetch).beat.last);
}

void Top::connectErrors(Nets& nets, CommandProcessor& processor) {
  nets.error <<= processor.error;
  nets.errorCode <<= processor.errorCode;
  nets.errorEngine <<= processor.errorEngine;
  nets.errorReason <<= processor.errorReason;
  nets.errorIndex <<= processor.errorIndex;
  nets.errorAddress <<= processor.errorAddress;
  processor.runFaults <<= nets.runFaults;
  processor.fieldError <<= nets.fieldError;
  processor.readError <<= nets.readError;
  processor.writeError <<= nets.writeError;
  processor.writesIdle <<= allOf(nets.writeIdle);
  nets.drain <<= processor.drain;
  processor.drained <<= allOf(nets.readDrained) & allOf(nets.writeDrained);
  processor.answered <<= anyOf(nets.responseValid) | anyOf(nets.answerValid);
  nets.engineReset <<= processor.engineReset;
}

void Top::connectQueues(Nets& nets, CommandProcessor& processor) {
  nets.commandValid <<= processor.commandValid;
  processor.commandReady <<= nets.commandReady;
  for (const auto& [engine, data] : processor.commandData)
    nets.command.at(engine) <<= data;
  for (const auto& [engine, opcode] : processor.commandOpcode)
    nets.opcode.at(engine) <<= opcode;
  processor.done <<= nets.done;
  processor.state <<= nets.state;
  nets.shownState <<= processor.shownState;
}

} // namespace weft
