// post_engine_nets.hpp: What the parts of the post engine exchange.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/post_engine/post_engine.hpp"

namespace weft {

struct PostEngine::Nets {
  PostEngine* of;
  static constexpr int kFactorBits = Layernorm::kFactorBits;

  hdl::Fsm phase{of, "phase_q", "PHASE", {"IDLE", "FACTORS", "TABLE", "ROWS", "FAILED"}};
  hdl::Reg<hdl::Unsigned> payload{of, "payload_q", isa::payloadBits(isa::Engine::post),
                                  "the command"};
  hdl::Reg<hdl::Unsigned> factorA{of, "factor_a_q", kFactorBits, "scales in steps of 2^-24"};
  hdl::Reg<hdl::Unsigned> factorResidual{of, "factor_residual_q", kFactorBits};
  hdl::Reg<hdl::Unsigned> factor8{of, "factor8_q", kFactorBits};
  hdl::Wire<hdl::Bit> residual{of, "residual", "the command adds one"};
  hdl::Wire<hdl::Bit> normalise{of, "normalise"};
  hdl::Wire<hdl::Bit> narrowA{of, "narrow_a", "a is int8"};
  hdl::Wire<hdl::Bit> narrowResidual{of, "narrow_residual", "the residual is"};
  hdl::Wire<hdl::Bit> write16{of, "write16"}, write8{of, "write8"};
  hdl::Wire<hdl::Unsigned> columns{of, "columns", kPostColumnBits, "values D in a row"};
  hdl::Wire<hdl::Unsigned> rows{of, "rows", 17};
  hdl::Wire<hdl::Bit> factorsDone{of, "factors_done"};
  hdl::Wire<hdl::Bit> isBad{of, "is_bad", "the command cannot be executed"};

  hdl::Reg<hdl::Bit> startRead{of, "start_read_q"}, startWrite{of, "start_write_q"};
  hdl::Wire<hdl::Bit> reading{of, "reading", "runs are still to be asked for"};
  hdl::Wire<hdl::Bit> writing{of, "writing"};
  hdl::Wire<hdl::Unsigned> readFaults{of, "read_faults", kRunFaults};
  hdl::Wire<hdl::Unsigned> writeFaults{of, "write_faults", kRunFaults};
  hdl::Reg<hdl::Bit> answered{of, "answered_q", "every run of the command has its response"};
  hdl::Reg<hdl::Bit> inTable{of, "in_table_q", "phase_q is TABLE"};

  hdl::Wire<hdl::Unsigned> tail{of, "tail", hdl::clog2(of->BUS_BYTES),
                                "bytes of a run's last beat"};
  hdl::Wire<hdl::Bit> narrowBeat{of, "beat_narrow", "beats are int8"};
  hdl::Wire<hdl::Bit> narrowWord{of, "word_narrow", "the next word is int8"};
  hdl::StreamWire<hdl::Unsigned> word{
      of, "word", 16 * of->LANES, "values from memory", {.last = true}};
  hdl::Reg<hdl::Bit> filling{of, "filling_q", "words are gamma and beta"};
  hdl::Reg<hdl::Unsigned> tablePlace{of, "table_place_q", of->TABLE_W};
  hdl::Reg<hdl::Bit> isResidual{of, "is_residual_q", "words are the residual's"};
  hdl::StreamWire<hdl::Unsigned> pair{of, "pair", OperandWord::bits(of->LANES)};
  hdl::StreamWire<hdl::Unsigned> result{
      of, "result", ResultWord::bits(of->LANES), "", {.last = true}};
  hdl::Wire<hdl::Bit> computing{of, "computing"};

  hdl::Wire<hdl::Unsigned> lastBytes{of, "last_bytes", of->LANE_W + 1, "int8 bytes of a row's end"};
  hdl::Wire<hdl::Bit> runEnds{of, "run_ends", "the result ends its runs"};
  hdl::StreamWire<hdl::Unsigned> word16{of, "word16", 16 * of->LANES, "", {.last = true}};
  hdl::StreamWire<hdl::Unsigned> word8{of, "word8", 8 * of->LANES, "", {.last = true}};
  hdl::StreamWire<hdl::Unsigned> beat16{of, "beat16", 8 * of->BUS_BYTES, "", {.last = true}};
  hdl::StreamWire<hdl::Unsigned> beat8{of, "beat8", 8 * of->BUS_BYTES, "", {.last = true}};
  hdl::Reg<hdl::Unsigned> rowsLeft{of, "rows_left_q", 17, "whose results are to come"};

  /// The bits of a member of the command that is being executed.
  hdl::UInt field(std::uint32_t isa::Post::*member, const hdl::Dim& width) const {
    return payloadBits(payload, member, width);
  }
};

} // namespace weft
