// command_processor.hpp: Fetches, checks and hands out commands; stops and resets the machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_decoder.hpp"
#include "gen/blocks/command_processor/command_fetch.hpp"
#include "gen/blocks/command_processor/command_queue.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/format.hpp"
#include "gen/prim/run_check.hpp"

#include <array>

namespace weft {

/// The only block that knows the ring. Each engine sees a stream of its own commands, in program
/// order, each released when its tokens are there. Lanes and bits of the ports are in the order of
/// isa::Engine; memory clients in the order load, attention, post, fetch (reads) and store,
/// attention, post (writes).
struct CommandProcessor : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;
  static constexpr int kEngines = isa::kEngineCount;

  num::MachineKind machine;

  hdl::Dim ADDR_W = param("ADDR_W", 40, "memory address width in bits");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat");
  hdl::Dim QUEUE_WORDS =
      param("QUEUE_WORDS", depths::kCommandWords, "command words that wait for one engine");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "of the queues' RAMs: 1 or 2");
  hdl::Dim TOKEN_W = param("TOKEN_W", isa::kTokenCountBits, "bits of a token's count");

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> reset{this, "rst_i", "synchronous reset"};

  // Registers
  In<Bit> start{this, "start_i", "make the ring live"};
  In<Bit> softReset{this, "soft_reset_i", "drain AXI, reset the engines, empty the ring"};
  In<Bit> ringClear{this, "ring_clear_i", "empty the ring, which then needs another start"};
  In<Unsigned> ringBase{this, "ring_base_i", baseWidth(ADDR_W), "address of slot 0"};
  In<Unsigned> ringSize{this, "ring_size_i", 17, "slots of the ring"};
  In<Unsigned> ringTail{this, "ring_tail_i", 16, "first free slot"};
  In<Unsigned> patience{this, "watchdog_i", 32, "cycles without progress to bear, 0 = for ever"};
  In<Unsigned> configHash{this, "config_hash_i", 64, "what CHECK compares with"};
  Out<Unsigned> ringHead{this, "ring_head_o", 16, "first slot that is not yet taken"};
  Out<Bit> begin{this, "begin_o", "a run begins: start took effect, or a live ring goes on"};
  Out<Bit> running{this, "running_o", "between begin and done or error"};
  Out<Bit> resetting{this, "resetting_o", "a soft reset is under way"};
  Out<Bit> failed{this, "failed_o", "stopped by an error"};
  Out<Bit> finished{this, "done_o", "everything is done and answered, one cycle"};
  Out<Bit> error{this, "error_o", "an error, one cycle, with the details below"};
  Out<Unsigned> errorCode{this, "error_code_o", 8, "isa::ErrorCode"};
  Out<Unsigned> errorEngine{this, "error_engine_o", 3, "isa::Engine"};
  Out<Unsigned> errorReason{this, "error_reason_o", 3, "state that the engine is in"};
  Out<Unsigned> errorIndex{this, "error_index_o", 32, "the command, counted since start"};
  Out<Unsigned> errorAddress{this, "error_address_o", ADDR_W, "its first slot in the ring"};
  hdl::OutGrid<Unsigned> shownState{
      this, "engine_state_o", {kEngines}, 3, "state of each engine, with dependency filled in"};

  // Command fetch
  hdl::StreamOut<Unsigned> descriptor{this, "descriptor", ADDR_W + 24, "a slot to read"};
  hdl::StreamIn<Unsigned> beat{this, "beat", 8 * BUS_BYTES, "what was read"};

  // Engines
  Out<Unsigned> commandValid{this, "cmd_valid_o", kEngines, "a command for the engine"};
  In<Unsigned> commandReady{this, "cmd_ready_i", kEngines, "the engine takes it"};
  std::map<isa::Engine, Out<Unsigned>> commandData;   ///< of engines that the machine has
  std::map<isa::Engine, Out<Unsigned>> commandOpcode; ///< of engines with several commands
  In<Unsigned> done{this, "done_i", kEngines, "the engine's oldest command is done"};
  hdl::InGrid<Unsigned> state{this, "state_i", {kEngines}, 3, "isa::State of each engine"};
  hdl::InGrid<Unsigned> runFaults{
      this, "run_faults_i", {kEngines}, kRunFaults, "of a run or a word: see run_check"};
  In<Unsigned> fieldError{this, "field_error_i", kEngines, "a field that the engine refuses"};

  // Memory network
  In<Unsigned> readError{this, "read_error_i", isa::kReadClients, "an error response, by client"};
  In<Unsigned> writeError{this, "write_error_i", isa::kWriteClients,
                          "an error response, by client"};
  In<Bit> writesIdle{this, "writes_idle_i", "every write is answered"};
  Out<Bit> drain{this, "drain_o", "start no new bursts"};
  In<Bit> answered{this, "answered_i", "a beat or a response arrives"};
  In<Bit> drained{this, "drained_i", "no burst is under way"};
  Out<Bit> engineReset{this, "engine_rst_o", "reset of engines and memory network"};

  /// Of such a machine.
  explicit CommandProcessor(num::MachineKind kind);

private:
  struct Nets;
  void fetchAndDecode(Nets& nets);
  void queueCommands(Nets& nets);
  void queueFor(Nets& nets, isa::Engine engine);
  void leaveOut(Nets& nets, isa::Engine engine);
  void exchangeTokens(Nets& nets);
  void watch(Nets& nets);
  void checkRing(Nets& nets);
  void blameEngine(Nets& nets);
  void collectErrors(Nets& nets);
  void control(Nets& nets);
  void showRetired(Nets& nets);
};

} // namespace weft
