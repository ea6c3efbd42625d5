// attention_command.cpp: Holds the command at work, with its run-time lengths, until it is done.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_command.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/isa/ranges.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;

AttentionCommand::AttentionCommand()
    : Module("attention_command", "holds the command at work until it is done") {
  Fsm step{this, "step_q", "STEP", {"IDLE", "LENGTHS", "MASK", "CHECK", "RUN", "REFUSED"}};
  Reg<Unsigned> held{this, "cmd_q", isa::payloadBits(isa::Engine::attention)};
  Reg<Bit> isSoftmax{this, "softmax_q"};
  Reg<Bit> tooLong{this, "too_long_q", "an attention with more queries or keys than allowed"};
  clocked(clk, [&] {
    when(commandValid & commandReady, [&] {
      held <<= commandData;
      isSoftmax <<= commandOpcode == isa::numberOf(isa::Opcode::softmax);
    });
  });
  commandReady <<= step.is("IDLE");
  command <<= held;
  softmax <<= isSoftmax;
  active <<= ~step.is("IDLE");
  addLengths(held, tooLong);
  addProgress(step, tooLong);
}

void AttentionCommand::addLengths(const UInt& held, const Reg<Bit>& tooLong) {
  const auto field = [&](auto member, int bits) { return payloadBits(held, member, bits); };
  Reg<Unsigned> queryCount{this, "queries_q", kCountBits}, keyCount{this, "keys_q", kCountBits};
  Reg<Unsigned> visibleCount{this, "visible_q", kCountBits};
  Wire<Unsigned> valid{this, "valid_keys", kCountBits},
      mask{this, "mask", isa::kBits<isa::MaskKind>};
  Wire<Unsigned> wantedQueries{this, "wanted_queries", 32}, wantedKeys{this, "wanted_keys", 32};
  const auto resolve = [&](const UInt& choice, const UInt& immediate) {
    UInt result = immediate;
    for (std::uint32_t i = 0; i < isa::kScalarCount; ++i)
      result = mux(~softmax & (choice == isa::numberOf(isa::lengthFromScalar(i))),
                   scalar(static_cast<int>(i)), result);
    return result;
  };
  wantedQueries <<= resolve(field(&Attention::queriesScalar, isa::kBits<isa::LengthFrom>),
                            field(&Attention::queries, 32));
  wantedKeys <<= resolve(field(&Attention::keysScalar, isa::kBits<isa::LengthFrom>),
                         field(&Attention::keys, 32));
  mask <<= field(&Attention::mask, isa::kBits<isa::MaskKind>);
  valid <<= field(&Attention::valid, kCountBits);
  clocked(clk, [&] {
    queryCount <<= wantedQueries.low(kCountBits);
    keyCount <<= wantedKeys.low(kCountBits);
    tooLong <<= (wantedQueries > isa::kMostQueries) | (wantedKeys > value(MAX_KEYS, 32));
    visibleCount <<=
        mux((mask == valueConstant(*this, "MASK", isa::MaskKind::padding)) & (valid < keyCount),
            valid, keyCount);
  });
  queries <<= queryCount;
  keys <<= keyCount;
  visible <<= visibleCount;
  causal <<= mask == valueConstant(*this, "MASK", isa::MaskKind::causal);
}

void AttentionCommand::addProgress(const Fsm& step, const Bit& tooLong) {
  constexpr int kRunBits = 24;
  Reg<Unsigned> open{this, "open_q", kRunBits, "output runs without an answer"};
  Wire<Bit> refused{this, "refused"}, finished{this, "finished"};
  Reg<Bit> ended{this, "ended_q", "finished in the cycle before"};
  refused <<=
      (~softmax & tooLong) |
      (payloadBits(command, &Attention::scoreScale, 32) <
       lit<Unsigned>(std::int64_t{num::kSmallestScoreShift} << num::Scale::kMultiplierBits, 32));
  finished <<= step.is("RUN") & planned & (open == 0);
  clocked(clk, reset, {step, open, ended}, [&] {
    ended <<= finished;
    when(step.is("IDLE") & commandValid, [&] { step.go("LENGTHS"); });
    when(step.is("LENGTHS"), [&] { step.go("MASK"); });
    when(step.is("MASK"), [&] { step.go("CHECK"); });
    when(step.is("CHECK"), [&] { step <<= mux(refused, step["REFUSED"], step["RUN"]); });
    when(finished, [&] { step.go("IDLE"); });
    when(runSent & ~runDone, [&] { open <<= open + 1; }).elsewhen(runDone & ~runSent, [&] {
      open <<= open - 1;
    });
  });
  require(clk, reset, !runDone || open != 0, "a run that is answered was sent");
  start <<= step.is("CHECK") & ~refused;
  badField <<= step.is("CHECK") & refused;
  done <<= ended;
}

} // namespace weft
