// command_processor_errors.cpp: Which error is reported, with engine, command and address.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_processor_nets.hpp"

#include <algorithm>
#include <bit>

namespace weft {

using namespace hdl;
using isa::Engine;
using isa::ErrorCode;

namespace {

constexpr int kUnitCount = isa::kEngineCount + 1; ///< the engines and the command processor

/// The bits of memory clients at the units that they serve, the highest unit first.
template <std::size_t clients>
UInt byUnit(const UInt& bits, const std::array<Engine, clients>& engineOf) {
  std::vector<UInt> units;
  for (int unit = kUnitCount - 1; unit >= 0; --unit) {
    const auto client = std::ranges::find(engineOf, static_cast<Engine>(unit)) - engineOf.begin();
    units.push_back(client < std::ssize(engineOf) ? UInt(bits.bit(static_cast<int>(client)))
                                                  : lit<Unsigned>(0, 1));
  }
  return cat(units);
}

constexpr int kSlotBits = std::countr_zero(static_cast<unsigned>(isa::kSlotBytes));

} // namespace

/// A ring that cannot be: size no power of two from 2 on, tail outside, base not on a slot, slots
/// beyond the last address of the bus. It is looked at as long as it runs; a new size is no ring
/// then.
void CommandProcessor::checkRing(Nets& nets) {
  Wire<Bit> sizeLegal{this, "ring_size_legal"}, tailLegal{this, "ring_tail_legal"};
  Wire<Bit> misaligned{this, "ring_misaligned"}, beyond{this, "ring_beyond_bus"};
  Wire<Unsigned> end{this, "ring_end", ADDR_W + 1, "address behind it"};
  Wire<Bit> looked{this, "ring_looked_at"};
  sizeLegal <<= (ringSize > 1) & ((ringSize & (ringSize - 1)) == 0);
  tailLegal <<= (ringTail.extend(17) < ringSize) & ~ringClear;
  end <<=
      ringBase.low(ADDR_W).extend(ADDR_W + 1) + cat(ringSize, zeros(kSlotBits)).extend(ADDR_W + 1);
  misaligned <<= ringBase.low(kSlotBits) != 0;
  beyond <<= ringBase.msb() | (end.msb() & anyOf(end.low(ADDR_W)));
  looked <<= nets.begin | (nets.run & ~nets.error);
  nets.ringLegal <<= sizeLegal & tailLegal & ~misaligned & ~beyond;
  nets.badRing <<= looked & ~nets.ringLegal;
  nets.ringFault <<= mux(
      sizeLegal & tailLegal,
      mux(misaligned, codeOf(*this, ErrorCode::misaligned), codeOf(*this, ErrorCode::beyondBus)),
      codeOf(*this, ErrorCode::badRing));
}

/// Errors of engines, memory clients and tokens, by the engine they belong to, a cycle late,
/// because they come from far and late. The lowest engine is named.
void CommandProcessor::blameEngine(Nets& nets) {
  std::vector<Reg<Unsigned>> run;
  for (const char* name : {"limit_faults_q", "misaligned_faults_q", "beyond_bus_faults_q"})
    run.emplace_back(this, name, kUnitCount);
  const auto of = [&](RunFault fault) -> Reg<Unsigned>& {
    return run[static_cast<std::size_t>(fault)];
  };
  Reg<Unsigned> field{this, "field_faults_q", kUnitCount};
  Reg<Unsigned> read{this, "read_faults_q", kUnitCount};
  Reg<Unsigned> write{this, "write_faults_q", kUnitCount};
  Wire<Unsigned> token{this, "token_faults", kUnitCount};
  const UInt none = lit<Unsigned>(0, 1);
  clocked(clk, reset, {run[0], run[1], run[2], field, read, write}, [&] {
    for (int fault = 0; fault < kRunFaults; ++fault) {
      std::vector<UInt> units = {none};
      for (int e = kEngines - 1; e >= 0; --e)
        units.push_back(runFaults(e).at(fault, 1));
      run[static_cast<std::size_t>(fault)] <<= cat(units);
    }
    field <<= cat(none, fieldError);
    read <<= byUnit(readError, isa::kEngineOfReader);
    write <<= byUnit(writeError, isa::kEngineOfWriter);
  });
  token <<= cat(none, nets.tokenLost);
  clocked(clk, [&] { nets.atFault <<= nets.oldest; });
  nets.unitFaults <<= run[0] | run[1] | run[2] | field | read | write | token;
  nets.unitFault <<= anyOf(nets.unitFaults);
  combinational([&] {
    nets.blamed <<= codeOf(*this, Engine::processor);
    nets.blamedReason <<= 0;
    nets.blamedTag <<= nets.decoding;
    for (int e = kEngines - 1; e >= 0; --e)
      when(nets.unitFaults.bit(e), [&] {
        nets.blamed <<= codeOf(*this, static_cast<Engine>(e));
        nets.blamedReason <<= nets.shown(e);
        nets.blamedTag <<= nets.atFault(e);
      });
  });
  section();
  combinational([&] {
    nets.blamedCode <<= codeOf(*this, ErrorCode::writeResponse);
    when(token.bit(nets.blamed),
         [&] { nets.blamedCode <<= codeOf(*this, ErrorCode::tokenOverflow); });
    when(read.bit(nets.blamed),
         [&] { nets.blamedCode <<= codeOf(*this, ErrorCode::readResponse); });
    when(field.bit(nets.blamed), [&] { nets.blamedCode <<= codeOf(*this, ErrorCode::badField); });
    for (const auto& [fault, code] : {std::pair(RunFault::misaligned, ErrorCode::misaligned),
                                      {RunFault::beyondBus, ErrorCode::beyondBus},
                                      {RunFault::limit, ErrorCode::limit}})
      when(of(fault).bit(nets.blamed),
           [&, value = codeOf(*this, code)] { nets.blamedCode <<= value; });
  });
}

/// The first error is reported in the cycle after it: the ring's, the decoder's, an engine's, the
/// watchdog's. None comes into the way of a soft reset.
void CommandProcessor::collectErrors(Nets& nets) {
  checkRing(nets);
  blameEngine(nets);
  Reg<Unsigned> code{this, "error_code_q", 8};
  Reg<Unsigned> engine{this, "error_engine_q", 3};
  Reg<Unsigned> reason{this, "error_reason_q", 3};
  Reg<Unsigned> tag{this, "error_tag_q", kCommandTagBits, "the command at fault"};
  Wire<Unsigned> offset{this, "error_offset", ADDR_W, "of its first slot in the ring"};
  const auto choose = [&](const UInt& ring, const UInt& decoder, const UInt& unit,
                          const UInt& watchdog) {
    return mux(nets.badRing, ring,
               mux(nets.refused & ~nets.inDrain, decoder,
                   mux(nets.unitFault & ~nets.inDrain, unit, watchdog)));
  };
  const UInt processor = codeOf(*this, Engine::processor);
  const UInt noReason = lit<Unsigned>(0, 3);
  clocked(clk, reset, {nets.error}, [&] {
    nets.error <<=
        ~softReset &
        (nets.badRing | (nets.run & ~nets.error & (nets.refused | nets.unitFault | nets.bark)) |
         (nets.inDrain & ~nets.error & nets.bark));
    code <<= choose(nets.ringFault, nets.refusal, nets.blamedCode,
                    mux(nets.inDrain, codeOf(*this, ErrorCode::drainTimeout),
                        codeOf(*this, ErrorCode::watchdog)));
    engine <<= choose(processor, processor, nets.blamed, nets.barkEngine);
    reason <<= choose(noReason, noReason, nets.blamedReason, nets.barkReason);
    tag <<= choose(nets.decoding, nets.refusedTag, nets.blamedTag, nets.barkTag);
  });
  const auto blamed = unpack(*this, "error_tag", tag, CommandTag::shape());
  offset <<= cat(blamed.slot, zeros(kSlotBits)).extend(ADDR_W);
  error <<= nets.error;
  errorCode <<= code;
  errorEngine <<= engine;
  errorReason <<= reason;
  errorIndex <<= blamed.index;
  errorAddress <<= ringBase.low(ADDR_W) + offset;
}

/// For simulation: which commands end in this cycle.
void CommandProcessor::showRetired(Nets& nets) {
  Wire<Unsigned> valid{this, "retire_valid", kEngines, "engines that finish a command"};
  WireGrid<Unsigned> index{this, "retire_index", {kEngines}, 32, "and its number"};
  section();
  valid <<= done;
  forEach("g_retire", "e", kEngines,
          [&](Dim e) { index(e) <<= nets.oldest(e).low(CommandTag::kIndexBits); });
  unused(valid);
  unused(index.flat());
}

} // namespace weft
