// command_processor_errors.cpp: Which error is reported, with engine, command and address.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_processor_nets.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;
using isa::ErrorCode;

namespace {

constexpr int unitCount = isa::engineCount + 1; ///< the engines and the command processor

} // namespace

/// A ring that cannot be: size no power of two from 2 on, tail outside, base not on a slot. It is
/// looked at as long as it runs; a new size is no ring then.
void CommandProcessor::checkRing(Nets& nets) {
  Wire<Bit> sizeLegal{this, "ring_size_legal"};
  Wire<Bit> placeLegal{this, "ring_place_legal"};
  Wire<Bit> looked{this, "ring_looked_at"};
  sizeLegal <<= (ringSize > 1) & ((ringSize & (ringSize - 1)) == 0);
  placeLegal <<= (ringBase.low(6) == 0) & (ringTail.extend(17) < ringSize);
  looked <<= nets.begin | (nets.run & ~nets.error);
  nets.ringLegal <<= sizeLegal & placeLegal & ~ringClear;
  nets.badRing <<= looked & ~nets.ringLegal;
}

/// Errors of engines and memory clients, by the engine they belong to, a cycle late, because they
/// come from far and late. The lowest engine is named.
void CommandProcessor::blameEngine(Nets& nets) {
  Reg<Unsigned> limit{this, "limit_faults_q", unitCount};
  Reg<Unsigned> field{this, "field_faults_q", unitCount};
  Reg<Unsigned> read{this, "read_faults_q", unitCount};
  Reg<Unsigned> write{this, "write_faults_q", unitCount};
  const UInt none = lit<Unsigned>(0, 1);
  clocked(clk, rst, {limit, field, read, write}, [&] {
    limit <<= cat(none, limitError);
    field <<= cat(none, fieldError);
    read <<=
        cat(readError.bit(3), readError.bit(2), readError.bit(1), none, none, readError.bit(0));
    write <<= cat(none, writeError.bit(2), writeError.bit(1), writeError.bit(0), none, none);
  });
  clocked(clk, [&] { nets.atFault <<= nets.oldest; });
  nets.unitFaults <<= limit | field | read | write;
  nets.unitFault <<= anyOf(nets.unitFaults);
  combinational([&] {
    nets.blamed <<= codeOf(Engine::processor);
    nets.blamedReason <<= 0;
    nets.blamedTag <<= nets.decoding;
    for (int e = engines - 1; e >= 0; --e)
      when(nets.unitFaults.bit(e), [&] {
        nets.blamed <<= e;
        nets.blamedReason <<= nets.shown(e);
        nets.blamedTag <<= nets.atFault(e);
      });
  });
  section();
  combinational([&] {
    nets.blamedCode <<= codeOf(ErrorCode::writeResponse);
    when(read.bit(nets.blamed), [&] { nets.blamedCode <<= codeOf(ErrorCode::readResponse); });
    when(field.bit(nets.blamed), [&] { nets.blamedCode <<= codeOf(ErrorCode::badField); });
    when(limit.bit(nets.blamed), [&] { nets.blamedCode <<= codeOf(ErrorCode::limit); });
  });
}

/// The first error is reported in the cycle after it: the ring's, the decoder's, an engine's, the
/// watchdog's.
void CommandProcessor::collectErrors(Nets& nets) {
  checkRing(nets);
  blameEngine(nets);
  Reg<Unsigned> code{this, "error_code_q", 8};
  Reg<Unsigned> engine{this, "error_engine_q", 3};
  Reg<Unsigned> reason{this, "error_reason_q", 3};
  Reg<Unsigned> tag{this, "error_tag_q", commandTagBits, "the command at fault"};
  Wire<Unsigned> offset{this, "error_offset", ADDR_W, "of its first slot in the ring"};
  const auto choose = [&](const UInt& ring, const UInt& decoder, const UInt& unit,
                          const UInt& watchdog) {
    return mux(nets.badRing, ring, mux(nets.refused, decoder, mux(nets.unitFault, unit, watchdog)));
  };
  const UInt processor = codeOf(Engine::processor);
  const UInt noReason = lit<Unsigned>(0, 3);
  clocked(clk, rst, {nets.error}, [&] {
    nets.error <<=
        nets.badRing | (nets.run & ~nets.error & (nets.refused | nets.unitFault | nets.bark));
    code <<= choose(codeOf(ErrorCode::badRing), nets.refusal, nets.blamedCode,
                    codeOf(ErrorCode::watchdog));
    engine <<= choose(processor, processor, nets.blamed, nets.barkEngine);
    reason <<= choose(noReason, noReason, nets.blamedReason, nets.barkReason);
    tag <<= choose(nets.decoding, nets.refusedTag, nets.blamedTag, nets.barkTag);
  });
  offset <<= cat(tag.high(16), lit<Unsigned>(0, 6)).extend(ADDR_W);
  error <<= nets.error;
  errorCode <<= code;
  errorEngine <<= engine;
  errorReason <<= reason;
  errorIndex <<= tag.low(32);
  errorAddress <<= ringBase + offset;
}

/// For simulation: which commands end in this cycle.
void CommandProcessor::showRetired(Nets& nets) {
  Wire<Unsigned> valid{this, "retire_valid", engines, "engines that finish a command"};
  WireGrid<Unsigned> index{this, "retire_index", {engines}, 32, "and its number"};
  section();
  valid <<= done;
  forEach("g_retire", "e", engines, [&](Dim e) { index(e) <<= nets.oldest(e).low(32); });
  unused(valid);
  unused(index.flat());
}

} // namespace weft
