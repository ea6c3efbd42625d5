// softmax_rows.cpp: What each row remembers between chunks: its exponent and its sum.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/softmax_rows.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

using num::kAlignmentBits;
using num::kChunkExponentBits;

namespace {
constexpr int kSumBits = num::kRowSumBits;
constexpr int kRiseBits = kChunkExponentBits + 1;
constexpr int kUpdateCycles = SoftmaxRows::kUpdateCycles;

/// What is kept of a row.
struct State {
  Bit none; ///< it has had no unmasked key
  SInt exponent;
  UInt sum;
  static constexpr std::tuple kFields{
      Field{"none", &State::none}, Field{"exponent", &State::exponent}, Field{"sum", &State::sum}};
  static State shape() { return {zeros(1), zeros(kChunkExponentBits).asSigned(), zeros(kSumBits)}; }
};

/// The part of it that waits for the sum.
struct Kept {
  Bit none;
  SInt exponent;
  static constexpr std::tuple kFields{Field{"none", &Kept::none},
                                      Field{"exponent", &Kept::exponent}};
};

} // namespace

/// The chunk when its row has been read.
struct SoftmaxRows::Chunk {
  SInt exponent;
  UInt sum, row;
  Bit first, empty;
  static constexpr std::tuple kFields{Field{"exponent", &Chunk::exponent},
                                      Field{"sum", &Chunk::sum}, Field{"row", &Chunk::row},
                                      Field{"first", &Chunk::first}, Field{"empty", &Chunk::empty}};
};

SoftmaxRows::SoftmaxRows()
    : Module("softmax_rows", "what each row remembers between chunks: exponent and sum") {
  Wire<Unsigned> state{this, "state", widthOf(State::shape()), "the row's new state"};

  requireRest(*this, "chunk", clk, reset, {valid, row}, {valid, row}, READ_LATENCY + kUpdateCycles,
              "no state is read before it is written");
  checks([&] {
    Reg<Unsigned> known{this, "known_rows_q", ROWS, "rows that have had a chunk"};
    clocked(clk, reset, {known}, [&] { when(valid, [&] { known.bit(row) <<= 1; }); });
    require(clk, reset, !valid || first || known.bit(row), "a row begins with its first chunk");
  });
  const Bit arrived = validLate(*this, "arrived", clk, reset, valid, READ_LATENCY);
  const Chunk chunk =
      delayed(*this, "chunk", clk, Chunk{exponent, sum, row, first, empty}, READ_LATENCY);
  const UInt stages = validTaps(*this, "stages", clk, reset, arrived, kUpdateCycles);
  const UInt writeRow = delayed(*this, "write_row", clk, chunk.row, kUpdateCycles);
  const Old old = addMemory(chunk, stages.msb(), writeRow, state);
  const Compared compared = addComparison(chunk, arrived, old);
  const UInt total = addSum(compared, stages);
  const auto kept = delayed(*this, "kept", clk, Kept{compared.none, compared.exponent}, 2);
  state <<= pack(State{kept.none, kept.exponent, total});
  alignValid <<= stages.bit(0);
  alignRow <<= compared.alignRow;
  alignShift <<= compared.shift;
  stateValid <<= stages.msb();
  stateExponent <<= kept.exponent;
  stateSum <<= total;
}

SoftmaxRows::Old SoftmaxRows::addMemory(const Chunk& chunk, const Bit& writing,
                                        const UInt& writeRow, const UInt& state) {
  Wire<Unsigned> held{this, "held", state.width(), "the row's state before the chunk"};
  Wire<Bit> none{this, "none"};
  Wire<Unsigned> oldSum{this, "old_sum", kSumBits};
  auto& ram =
      instance<Ram1r1w>("u_rows", {{"WIDTH", state.width()}, {"DEPTH", ROWS}, READ_LATENCY});
  clockedBy(ram, clk);
  ram.writeEnable <<= writing;
  ram.writeAddress <<= writeRow;
  ram.writeData <<= state;
  ram.readEnable <<= valid;
  ram.readAddress <<= row;
  held <<= ram.readData;
  const State old = unpack(*this, "held", held, State::shape());
  none <<= chunk.first | old.none;
  oldSum <<= mux(none, zeros(kSumBits), old.sum);
  return {none, old.exponent, oldSum};
}

SoftmaxRows::Compared SoftmaxRows::addComparison(const Chunk& chunk, const Bit& arrived,
                                                 const Old& old) {
  Wire<Signed> rise{this, "rise", kRiseBits, "of the exponent by this chunk"};
  Wire<Unsigned> fall{this, "fall", kRiseBits, "the opposite"};
  Wire<Unsigned> height{this, "height", kRiseBits, "how far the exponents are apart"};
  Wire<Bit> rises{this, "rises"};
  Wire<Unsigned> part{this, "part", kSumBits, "the chunk's sum"};
  Reg<Bit> none{this, "none_q"}, shiftsRow{this, "shifts_row_q"};
  Reg<Unsigned> shift{this, "shift_q", kAlignmentBits}, shiftee{this, "shiftee_q", kSumBits};
  Reg<Unsigned> other{this, "other_q", kSumBits};
  Reg<Signed> larger{this, "exponent_q", kChunkExponentBits};

  rise <<= chunk.exponent.extend(kRiseBits) - old.exponent.extend(kRiseBits);
  fall <<= zeros(kRiseBits) - rise.asUnsigned();
  note("A row without a key rises whatever it held, which nothing may have been written to.");
  rises <<= old.none | ~rise.msb();
  height <<= mux(rises, rise.asUnsigned(), fall);
  part <<= mux(chunk.empty, zeros(kSumBits), chunk.sum.extend(kSumBits));
  clocked(clk, [&] {
    when(arrived, [&] {
      none <<= old.none & chunk.empty;
      larger <<= mux(rises, chunk.exponent, old.exponent);
      shiftsRow <<= rises;
      shift <<=
          mux(old.none | chunk.empty, zeros(kAlignmentBits),
              mux(anyOf(height.high(kRiseBits - kAlignmentBits)),
                  lit<Unsigned>(num::kMostAlignment, kAlignmentBits), height.low(kAlignmentBits)));
      shiftee <<= mux(rises, old.sum, part);
      other <<= mux(rises, part, old.sum);
    });
  });
  return {none, shiftsRow, shift, shiftee, other, larger};
}

UInt SoftmaxRows::addSum(const Compared& compared, const UInt& stages) {
  Reg<Unsigned> shifted{this, "shifted_q", kSumBits + 1, "the lowest bit rounds"};
  Reg<Unsigned> unshifted{this, "unshifted_q", kSumBits};
  Reg<Unsigned> total{this, "total_q", kSumBits};
  clocked(clk, [&] {
    when(stages.bit(0), [&] {
      shifted <<= cat(compared.shiftee, zeros(1)) >> compared.shift;
      unshifted <<= compared.other;
    });
    when(stages.bit(1),
         [&] { total <<= unshifted + shifted.high(kSumBits) + shifted.bit(0).extend(kSumBits); });
  });
  return total;
}

} // namespace weft
