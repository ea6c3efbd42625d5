// command_processor.cpp: Fetches, checks and hands out commands; stops and resets the machine.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_processor_nets.hpp"

#include "gen/blocks/command_processor/token_bank.hpp"
#include "gen/blocks/command_processor/watchdog.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;

namespace {

constexpr int kResetCycles = 8;

std::string engineName(Engine engine) {
  return std::string(isa::kEngineNames[static_cast<std::size_t>(engine)]);
}

using Ports = std::map<Engine, Out<Unsigned>>;

/// The command outputs, in the order of isa::Engine.
Ports dataPorts(Module* module, num::MachineKind machine) {
  Ports ports;
  for (const Engine engine : isa::enginesOf(machine.attention))
    ports.try_emplace(engine, module, engineName(engine) + "_cmd_data_o",
                      isa::payloadBits(engine, machine), "words from 2 on");
  return ports;
}

/// Which command it is, where an engine has several.
Ports opcodePorts(Module* module, num::MachineKind machine) {
  Ports ports;
  for (const Engine engine : isa::enginesOf(machine.attention))
    if (isa::hasSeveralCommands(engine, machine))
      ports.try_emplace(engine, module, engineName(engine) + "_cmd_opcode_o", 8, "its opcode");
  return ports;
}

} // namespace

CommandProcessor::CommandProcessor(num::MachineKind kind)
    : Module("command_processor", "fetches, checks and hands out commands"), machine(kind),
      commandData(dataPorts(this, machine)), commandOpcode(opcodePorts(this, machine)) {
  Nets nets(this);
  control(nets);
  fetchAndDecode(nets);
  queueCommands(nets);
  exchangeTokens(nets);
  watch(nets);
  collectErrors(nets);
  showRetired(nets);
}

/// IDLE -> RUN -> LIVE or FAILED. In LIVE everything is done, and a new tail leads back to RUN: no
/// doorbell is lost, whenever it comes. A soft reset leads from anywhere through DRAIN and RESET to
/// IDLE, or to FAILED when the memory does not answer. From an error on no burst begins.
void CommandProcessor::control(Nets& nets) {
  Fsm& phase = nets.phase;
  Reg<Unsigned> left{this, "reset_left_q", 4, "cycles of RESET still to come"};
  Reg<Bit> draining{this, "draining_q", "phase_q is DRAIN or RESET"};
  Reg<Bit> halted{this, "halted_q", "after an error: what follows from it must not leave"};
  Reg<Bit> isDrained{this, "drained_q", "nothing is in flight, a cycle ago, while draining"};
  Wire<Bit> complete{this, "complete", "nothing is left to do"};
  complete <<= phase.is("RUN") & nets.ringEmpty & ~nets.decoderBusy & allOf(nets.idle) &
               writesIdle & ~nets.unitFault;
  nets.clear <<= phase.is("IDLE") & start;
  nets.begin <<= nets.clear | (phase.is("LIVE") & ~nets.ringEmpty);
  clocked(clk, reset, {phase, nets.run, draining, halted, isDrained, nets.engineReset.resetTo(1)},
          [&] {
            isDrained <<= drained & draining;
            nets.engineReset <<= phase.is("RESET");
            switchOn(phase)
                .is(phase["IDLE"], [&] { when(start, [&] { phase.go("RUN"); }); })
                .is(phase["RUN"],
                    [&] {
                      when(complete, [&] {
                        phase.go("LIVE");
                        nets.run <<= 0;
                      });
                    })
                .is(phase["LIVE"],
                    [&] {
                      when(ringClear, [&] { phase.go("IDLE"); }).elsewhen(~nets.ringEmpty, [&] {
                        phase.go("RUN");
                      });
                    })
                .is(phase["FAILED"], [&] { phase.go("FAILED"); })
                .is(phase["DRAIN"],
                    [&] {
                      left <<= kResetCycles;
                      when(isDrained, [&] { phase.go("RESET"); });
                    })
                .otherwise([&] {
                  left <<= left - 1;
                  when(left == 0, [&] {
                    phase.go("IDLE");
                    draining <<= 0;
                    halted <<= 0;
                  });
                });
            when(nets.begin, [&] { nets.run <<= ~nets.badRing; });
            when(nets.run & nets.unitFault, [&] { halted <<= 1; });
            when(nets.error, [&] {
              phase.go("FAILED");
              nets.run <<= 0;
              draining <<= 0;
              halted <<= 1;
            });
            when(softReset, [&] {
              phase.go("DRAIN");
              nets.run <<= 0;
              draining <<= 1;
            });
          });
  begin <<= nets.begin;
  running <<= nets.run;
  failed <<= phase.is("FAILED");
  resetting <<= draining;
  drain <<= draining | halted;
  engineReset <<= nets.engineReset;
  finished <<= complete & ~nets.error & ~softReset;
}

void CommandProcessor::fetchAndDecode(Nets& nets) {
  Wire<Unsigned> mask{this, "ring_mask", 16};
  mask <<= ringSize.low(16) - 1;
  auto& fetch = instance<CommandFetch>("u_fetch", {ADDR_W, BUS_BYTES});
  clockedBy(fetch, clk, nets.engineReset);
  fetch.clear <<= ringClear & ~nets.run;
  fetch.enable <<= nets.run & nets.ringLegal;
  fetch.ringBase <<= ringBase.low(ADDR_W);
  fetch.ringMask <<= mask;
  fetch.ringTail <<= ringTail;
  ringHead <<= nets.slot;
  nets.slot <<= fetch.head;
  nets.ringEmpty <<= fetch.empty;
  descriptor <<= fetch.descriptor;
  fetch.beat <<= beat;
  nets.word <<= fetch.word;

  auto& decoder = instance<CommandDecoder>("u_decoder", {}, machine);
  clockedBy(decoder, clk, nets.engineReset);
  decoder.clear <<= nets.clear;
  decoder.enable <<= nets.run;
  decoder.configHash <<= configHash;
  decoder.ringEmpty <<= nets.ringEmpty;
  decoder.slot <<= nets.slot;
  decoder.word <<= nets.word;
  decoder.room <<= nets.room;
  nets.writeValid <<= decoder.writeValid;
  nets.writeData <<= decoder.writeData;
  nets.commit <<= decoder.commit;
  nets.decoderBusy <<= decoder.busy;
  nets.refused <<= decoder.error;
  nets.refusal <<= decoder.errorCode;
  nets.refusedTag <<= decoder.errorTag;
  nets.decoding <<= decoder.tag;
}

void CommandProcessor::queueCommands(Nets& nets) {
  for (int e = 0; e < kEngines; ++e)
    if (const auto engine = static_cast<Engine>(e); isa::isBuilt(engine, machine.attention))
      queueFor(nets, engine);
    else
      leaveOut(nets, engine);
}

void CommandProcessor::queueFor(Nets& nets, Engine engine) {
  const int e = static_cast<int>(engine);
  auto& queue = instance<CommandQueue>(
      "u_" + engineName(engine) + "_queue",
      {{"SLOTS", isa::slotsOf(engine, machine)}, {"DEPTH", QUEUE_WORDS}, READ_LATENCY});
  Wire<Unsigned> opcode{this, engineName(engine) + "_opcode", 8};
  clockedBy(queue, clk, nets.engineReset);
  nets.room.bit(e) <<= queue.room;
  queue.writeValid <<= nets.writeValid.bit(e);
  queue.writeData <<= nets.writeData;
  queue.commit <<= nets.commit.bit(e);
  queue.enable <<= nets.run;
  nets.request.bit(e) <<= queue.request;
  nets.wait(e) <<= queue.wait;
  queue.grant <<= nets.grant.bit(e);
  commandValid.bit(e) <<= queue.commandValid;
  queue.commandReady <<= commandReady.bit(e);
  commandData.at(engine) <<= queue.commandData;
  opcode <<= queue.commandOpcode;
  queue.done <<= done.bit(e);
  nets.signal(e) <<= queue.signal;
  nets.oldest(e) <<= queue.oldest;
  nets.idle.bit(e) <<= queue.idle;
  if (const auto port = commandOpcode.find(engine); port != commandOpcode.end())
    port->second <<= opcode;
  else
    unused(opcode);
}

/// An engine that the machine lacks: no command names it, it is always idle.
void CommandProcessor::leaveOut(Nets& nets, Engine engine) {
  const int e = static_cast<int>(engine);
  nets.room.bit(e) <<= 1;
  nets.request.bit(e) <<= 0;
  nets.wait(e) <<= 0;
  commandValid.bit(e) <<= 0;
  nets.signal(e) <<= 0;
  nets.oldest(e) <<= 0;
  nets.idle.bit(e) <<= 1;
  unused(nets.writeValid.bit(e));
  unused(nets.commit.bit(e));
  unused(nets.grant.bit(e));
  unused(commandReady.bit(e));
}

void CommandProcessor::exchangeTokens(Nets& nets) {
  auto& bank = instance<TokenBank>("u_tokens", {{"COUNT_W", TOKEN_W}});
  clockedBy(bank, clk);
  bank.clear <<= nets.engineReset | nets.clear;
  bank.request <<= nets.request;
  bank.wait <<= nets.wait;
  nets.grant <<= bank.grant;
  bank.done <<= done;
  bank.signal <<= nets.signal;
  nets.tokenLost <<= bank.overflow;
}

/// An engine without a command whose next one waits for tokens shows `dependency`. What an engine
/// does is decided late in its cycle, so everything here looks at the cycle before.
void CommandProcessor::watch(Nets& nets) {
  Reg<Bit> moved{this, "moved_q", "something moved in the cycle before"};
  Wire<Unsigned> busy{this, "engine_busy", kEngines};
  clocked(clk, [&] {
    nets.reported <<= state;
    nets.asked <<= nets.request;
  });
  forEach("g_state", "e", kEngines, [&](Dim e) {
    nets.shown(e) <<=
        mux((nets.reported(e) == codeOf(*this, isa::State::noCommand)) & nets.asked.bit(e),
            codeOf(*this, isa::State::dependency), nets.reported(e));
    busy.bit(e) <<= nets.shown(e) == codeOf(*this, isa::State::busy);
  });
  shownState <<= nets.shown;
  clocked(clk,
          [&] { moved <<= anyOf(done) | anyOf(commandValid & commandReady) | nets.word.fire(); });
  auto& watchdog = instance<Watchdog>("u_watchdog");
  clockedBy(watchdog, clk);
  nets.inDrain <<= nets.phase.is("DRAIN");
  watchdog.enable <<= nets.run | nets.inDrain;
  watchdog.progress <<= mux(nets.inDrain, answered, anyOf(busy) | moved);
  watchdog.patience <<= patience;
  watchdog.state <<= nets.shown;
  watchdog.oldest <<= nets.oldest;
  watchdog.next <<= nets.decoding;
  nets.bark <<= watchdog.bark;
  nets.barkEngine <<= watchdog.engine;
  nets.barkReason <<= watchdog.reason;
  nets.barkTag <<= watchdog.tag;
}

} // namespace weft
