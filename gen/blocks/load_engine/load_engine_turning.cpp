// load_engine_turning.cpp: What the load engine does besides loading where keys become weights.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/load_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"

namespace weft {

using namespace hdl;
using namespace load;
using isa::Load;

void LoadEngine::addTurningPorts(Nets& n) {
  commandOpcode.emplace(this, "cmd_opcode_i", 8, "LOAD or TRANSPOSE");
  badField.emplace(this, "bad_field_o", "a TRANSPOSE of more runs than COLUMNS is refused");
  if (attention == num::AttentionUnit::shared)
    activationReady.emplace(this, "activation_wr_ready_i", "an activation word may be written");
  n.turning.emplace(this);
  n.turning->commandTurns <<= *commandOpcode == isa::numberOf(isa::Opcode::transpose);
}

/// A TRANSPOSE has its fields where a LOAD has them.
UInt LoadEngine::withTurning(const Nets& n, const UInt& places) {
  if (!n.turning)
    return places;
  const UInt bytes = payloadBits(command, &Load::bytes, Transposer::kByteBits);
  return cat(pack(Turning{.turns = n.turning->commandTurns, .bytes = bytes}), places);
}

void LoadEngine::splitTurning(const Nets& n, const UInt& queued, const UInt& placement) {
  const Turning& settings = n.turning->settings;
  Wire<Unsigned> both{this, "queued", widthOf(settings) + placement.width()};
  Wire<Unsigned> turning{this, "turning", widthOf(settings)};
  both <<= queued;
  turning <<= both.high(turning.width());
  placement <<= both.low(placement.width());
  split(*this, settings, turning);
}

/// A block is one place of the walk, whose runs the transposer counts.
UInt LoadEngine::countsOfBlocks(const Nets& n) {
  const UInt& counts = n.places.counts;
  return cat(counts.high((kLevels - 1) * kCountW),
             mux(n.turning->settings.turns, lit<Unsigned>(1, kCountW), counts.low(kCountW)));
}

bool LoadEngine::isTurned(const Nets& n, const Destination& to) {
  return n.turning && to.kind == isa::LoadTo::weights;
}

/// While a command's last block is written, the beats that come belong to the next one.
Bit LoadEngine::ofNextCommand(const Nets& n) {
  return n.turning->settings.turns & n.turning->whole & n.lastRun;
}

void LoadEngine::refuse(Nets& n) {
  Reg<Bit> refused{this, "refused_q", "the engine stands until reset"};
  section();
  n.turning->refused <<=
      n.active & n.turning->settings.turns & (n.places.counts.low(kRunsW) > value(COLUMNS, kRunsW));
  clocked(clk, reset, {refused}, [&] { refused <<= n.turning->refused; });
  *badField <<= n.turning->refused & !refused;
}

/// An activation word waits until it may be written.
void LoadEngine::hold(const Stream<UInt>& word, const WordNets& out) {
  Wire<Bit> waits{this, "activation_waits"};
  waits <<= word.valid;
  word.ready <<= *activationReady;
  out.valid <<= waits & *activationReady;
  out.data <<= word.data;
  out.last <<= *word.last;
  require(clk, reset, !activationEnable || *activationReady,
          "an activation word is written when it may be");
}

/// Weight words go straight to their bank, or to the transposer and from there.
void LoadEngine::turn(Nets& n, const Stream<UInt>& word, const WordNets& out) {
  const Bit& turns = n.turning->settings.turns;
  Wire<Bit> comes{this, "weight_comes"}, comesLast{this, "weight_comes_last"};
  Wire<Unsigned> coming{this, "weight_coming", 8 * COLUMNS, "as it is in memory"};
  Wire<Bit> enters{this, "turner_ready"}, turned{this, "turned"}, turnedLast{this, "turned_last"};
  Wire<Unsigned> turnedWord{this, "turned_word", 8 * COLUMNS};
  comes <<= word.valid;
  comesLast <<= *word.last;
  coming <<= word.data;
  word.ready <<= ~turns | enters;
  auto& turner = instance<Transposer>("u_transposer", {ROWS, COLUMNS});
  clockedBy(turner, clk, reset);
  turner.runs <<= n.places.counts.low(clog2(COLUMNS));
  turner.bytes <<= n.turning->settings.bytes;
  turner.word.valid <<= comes & turns;
  enters <<= turner.word.ready;
  turner.word.data <<= coming;
  *turner.word.last <<= comesLast;
  n.turning->whole <<= turner.whole;
  n.turning->moves <<= turner.moves;
  turned <<= turner.valid;
  turnedWord <<= turner.data;
  turnedLast <<= turner.last;
  out.valid <<= mux(turns, turned, comes);
  out.data <<= mux(turns, turnedWord, coming);
  out.last <<= mux(turns, turnedLast, comesLast);
}

} // namespace weft
