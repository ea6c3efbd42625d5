// value_accumulator.cpp: Adds up weighted values, aligned, while finished ones are read.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/value_accumulator.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;
using num::kAccumulatorGuardBits;
using num::kAlignmentBits;

/// Sums that wait for their word.
struct ValueAccumulator::Addend {
  UInt sum, word, shift;
  Bit bank, first, alignHeld;
  static constexpr std::tuple kFields{
      Field{"sum", &Addend::sum},     Field{"word", &Addend::word},
      Field{"shift", &Addend::shift}, Field{"bank", &Addend::bank},
      Field{"first", &Addend::first}, Field{"align_held", &Addend::alignHeld}};
};

/// Where a total goes.
struct ValueAccumulator::Place {
  UInt word;
  Bit bank;
  static constexpr std::tuple kFields{Field{"word", &Place::word}, Field{"bank", &Place::bank}};
};

ValueAccumulator::ValueAccumulator()
    : Module("value_accumulator", "adds up weighted values in one bank while the other is read") {
  WireGrid<Unsigned> read{this, "read", {2}, LANES * ACC_W, "what the banks read"};
  Wire<Unsigned> held{this, "held", LANES * ACC_W, "the word that is added to"};

  latency(READ_LATENCY + 2);
  const Addend late = delayed(
      *this, "late", clk, Addend{addSum.flat(), addWord, addShift, addBank, addFirst, addAlignHeld},
      READ_LATENCY);
  const Bit valid = validLate(*this, "late_valid", clk, reset, addValid, READ_LATENCY);
  held <<= mux(late.bank, read(1), read(0));
  value.flat() <<=
      mux(delayed(*this, "read_bank_late", clk, readBank, READ_LATENCY).bit(0), read(1), read(0));
  const UInt stages = validTaps(*this, "stages", clk, reset, valid, 2);
  const UInt total = addAdders(late, valid, held, stages);
  const Place place = delayed(*this, "place", clk, Place{late.word, late.bank}, 2);
  addBanks(read, stages.bit(1), place, total);
  const PlaceEvent adds{addValid, cat(addBank, addWord)},
      reads{readEnable, cat(readBank, readWord)};
  requireRest(*this, "add", clk, reset, adds, adds, READ_LATENCY + 2,
              "a word that is added to has rested");
  requireRest(*this, "read", clk, reset, adds, reads, READ_LATENCY + 2,
              "a word that is read has rested");
  require(clk, reset, !(addValid && readEnable) || addBank != readBank,
          "no bank is read that is added to");
}

UInt ValueAccumulator::addAdders(const Addend& late, const Bit& valid, const UInt& held,
                                 const UInt& stages) {
  RegGrid<Signed> total{this, "total_q", {LANES}, ACC_W, "the word's new values"};
  forEach("g_lane", "i", LANES, [&](Dim i) {
    Wire<Signed> part{this, "part", SUM_W + kAccumulatorGuardBits};
    Wire<Signed> kept{this, "kept", ACC_W};
    Wire<Signed> shiftee{this, "shiftee", ACC_W + 1, "with room for the bit that rounds"};
    Reg<Signed> shifted{this, "shifted_q", ACC_W + 1};
    Reg<Signed> other{this, "other_q", ACC_W};
    part <<= cat(late.sum.at(i * SUM_W, SUM_W), zeros(kAccumulatorGuardBits)).asSigned();
    kept <<= mux(late.first, zeros(ACC_W), held.at(i * ACC_W, ACC_W)).asSigned();
    shiftee <<= cat(mux(late.alignHeld, kept, part.extend(ACC_W)), zeros(1)).asSigned();
    clocked(clk, [&] {
      when(valid, [&] {
        shifted <<= shiftee >> late.shift;
        other <<= mux(late.alignHeld, part.extend(ACC_W), kept);
      });
      when(stages.bit(0), [&] {
        total(i) <<= other + shifted.high(ACC_W) + shifted.bit(0).extend(ACC_W).asSigned();
      });
    });
  });
  return total.flat();
}

void ValueAccumulator::addBanks(const WireGrid<Unsigned>& read, const Bit& writing,
                                const Place& place, const UInt& total) {
  for (const int b : {0, 1}) {
    const std::string index = std::to_string(b);
    Wire<Bit> adding{this, "adding_" + index};
    adding <<= addValid & (addBank == b);
    auto& ram = instance<Ram1r1w>("u_bank_" + index,
                                  {{"WIDTH", LANES * ACC_W}, {"DEPTH", WORDS}, READ_LATENCY});
    clockedBy(ram, clk);
    ram.writeEnable <<= writing & (place.bank == b);
    ram.writeAddress <<= place.word;
    ram.writeData <<= total;
    ram.readEnable <<= (adding & ~addFirst) | (readEnable & (readBank == b));
    ram.readAddress <<= mux(adding, addWord, readWord);
    read(b) <<= ram.readData;
  }
}

} // namespace weft
