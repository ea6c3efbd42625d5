// post_engine_nets.hpp: What the parts of the post engine exchange.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/post_engine/post_engine.hpp"

namespace weft {

struct PostEngine::Nets {
  PostEngine* of;
  static constexpr int kFactorBits = Layernorm::kFactorBits;

  hdl::Fsm phase{of, "phase_q", "PHASE", phases(of)};
  hdl::Reg<hdl::Unsigned> payload{of, "payload_q", isa::payloadBits(isa::Engine::post),
                                  "the command"};
  hdl::Reg<hdl::Unsigned> factorA{of, "factor_a_q", kFactorBits, "scales in steps of 2^-24"};
  hdl::Reg<hdl::Unsigned> factorResidual{of, "factor_residual_q", kFactorBits};
  hdl::Reg<hdl::Unsigned> factor8{of, "factor8_q", kFactorBits};
  hdl::Wire<hdl::Bit> residual{of, "residual", "the command adds one"};
  std::optional<hdl::Wire<hdl::Bit>> normalise = ofNorm<hdl::Wire<hdl::Bit>>("normalise", "");
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
  std::optional<hdl::Reg<hdl::Bit>> inTable =
      ofNorm<hdl::Reg<hdl::Bit>>("in_table_q", "phase_q is TABLE");

  hdl::Wire<hdl::Unsigned> tail{of, "tail", hdl::clog2(of->BUS_BYTES),
                                "bytes of a run's last beat"};
  hdl::Wire<hdl::Bit> narrowBeat{of, "beat_narrow", "beats are int8"};
  hdl::Wire<hdl::Bit> narrowWord{of, "word_narrow", "the next word is int8"};
  hdl::StreamWire<hdl::Unsigned> word{
      of, "word", 16 * of->LANES, "values from memory", {.last = true}};
  std::optional<hdl::Reg<hdl::Bit>> filling =
      ofNorm<hdl::Reg<hdl::Bit>>("filling_q", "words are gamma and beta");
  std::optional<hdl::Reg<hdl::Unsigned>> tablePlace =
      ofNorm<hdl::Reg<hdl::Unsigned>>("table_place_q", of->TABLE_W);
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

  /// What only an engine that normalises has: gamma and beta come before the rows.
  template <class Net, class... Facts> std::optional<Net> ofNorm(Facts... facts) const {
    return of->normalises() ? std::optional<Net>(std::in_place, of, facts...) : std::nullopt;
  }
  static std::vector<std::string> phases(const PostEngine* engine) {
    if (engine->normalises())
      return {"IDLE", "FACTORS", "TABLE", "ROWS", "FAILED"};
    return {"IDLE", "FACTORS", "ROWS", "FAILED"};
  }
  /// table() while gamma and beta are asked for, else `row`.
  template <class Table> hdl::UInt asked(Table table, const hdl::UInt& row) const {
    return inTable ? mux(*inTable, table(), row) : row;
  }
  /// `holds`, and the words that arrive are those of rows.
  hdl::Bit andOfRows(const hdl::Bit& holds) const {
    return filling ? hdl::Bit(holds & ~*filling) : holds;
  }
  /// Columns of what is read first: gamma and beta of a channel are as long as two values.
  hdl::UInt firstColumns() const {
    const hdl::UInt row = hdl::cat(hdl::zeros(1), columns);
    return normalise ? mux(*normalise, hdl::cat(columns, hdl::zeros(1)), row) : row;
  }

  /// The bits of a member of the command that is being executed.
  hdl::UInt field(std::uint32_t isa::Post::*member, const hdl::Dim& width) const {
    return payloadBits(payload, member, width);
  }
};

} // namespace weft
