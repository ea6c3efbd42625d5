// accumulator.cpp: Int32 sums beside the array: add on write, two halves.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/accumulator/accumulator.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/rounding.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;
using num::kAccumulatorGuardBits;
using num::kAlignmentBits;

namespace {
/// The second stage of a shift has these bits of it.
constexpr int kFineBits = kAlignmentBits / kAlignmentStages;
constexpr int kRoundedBits = 1; ///< below the sum, of what is shifted: the last one shifted out
constexpr int kShiftStage = 0, kAddStage = kAlignmentStages - 1; ///< by their tap of the valid bit
} // namespace

/// What runs between the steps of the constructor.
struct Accumulator::Nets {
  Accumulator* at;
  Wire<Bit> adding{at, "adding", "the array needs the old row"};
  Wire<Bit> reading{at, "reading", "the store engine gets its row"};
  Wire<Unsigned> writeAddress{at, "write_address", at->ADDRESS_W, "row whose data arrives"};
  Wire<Bit> overwriting{at, "overwriting", "and replaces the old one"};
  Wire<Bit> readUpper{at, "read_upper", "half of the row that leaves"};
  WireGrid<Signed> stored{at, "stored", {2, at->COLUMNS}, at->SUM_W, "row read from each half"};
  WireGrid<Signed> sums{at, "sums", {at->COLUMNS}, at->SUM_W, "row to write"};
};

/// When the sums go where.
struct Accumulator::RowWrite {
  Bit enable;
  UInt address;
};

Accumulator::Accumulator(AccumulatorShape sizes)
    : Module("accumulator", "int32 sums beside the array: add on write, two halves"), shape(sizes) {
  Nets nets{this};
  latency(READ_LATENCY);
  arbitrate(nets);
  followRequests(nets);
  if (isShared()) {
    connectHalves(nets, alignRows(nets));
  } else {
    connectHalves(nets, {addDataValid, nets.writeAddress});
    addRows(nets);
  }
}

void Accumulator::arbitrate(Nets& nets) {
  section();
  note("The array goes first; a row that it overwrites leaves the read port free.");
  nets.adding <<= addValid && !addOverwrite;
  readReady <<= !(nets.adding && addAddress.msb() == readAddress.msb());
  nets.reading <<= readValid && readReady;
  const PlaceEvent announced{addValid, addAddress};
  requireRest(*this, "add", clk, reset, announced, {nets.adding, addAddress}, ROW_LATENCY,
              "a row that is added to has rested");
  requireRest(*this, "read", clk, reset, announced, {nets.reading, readAddress}, ROW_LATENCY,
              "a row that is read has rested");
}

namespace {

/// A request of either side whose data is due later.
struct Requests {
  Bit readUpper; ///< the row that is read lies in the upper half
  Bit overwrite;
  UInt address; ///< of the row that is added to
  static constexpr std::tuple kFields{Field{"read_upper", &Requests::readUpper},
                                      Field{"overwrite", &Requests::overwrite},
                                      Field{"address", &Requests::address}};
};

} // namespace

void Accumulator::followRequests(Nets& nets) {
  section();
  const auto due = delayed(
      *this, "due", clk,
      Requests{.readUpper = readAddress.msb(), .overwrite = addOverwrite, .address = addAddress},
      READ_LATENCY);
  auto& reads = instance<ValidLine>("u_reads", {{"DEPTH", READ_LATENCY}});
  clockedBy(reads, clk, reset);
  reads.validIn <<= nets.reading;
  readDataValid <<= reads.validOut;
  checks([&] {
    Reg<Unsigned> expected{this, "data_due_q", READ_LATENCY,
                           "bit i: a row announced i + 1 cycles ago"};
    clocked(clk, reset, {expected}, [&] {
      expected.bit(0) <<= addValid;
      loop("due_age", READ_LATENCY - 1,
           [&](Dim age) { expected.bit(age + 1) <<= expected.bit(age); });
    });
    require(clk, reset, !addDataValid || expected.msb(), "data comes for a row that was announced");
  });
  nets.writeAddress <<= due.address;
  nets.overwriting <<= due.overwrite;
  nets.readUpper <<= due.readUpper;
}

void Accumulator::connectHalves(Nets& nets, const RowWrite& write) {
  const Dim rowWidth = COLUMNS * SUM_W;

  section();
  forEach("g_half", "h", 2, [&](Dim h) {
    Wire<Bit> addsHere{this, "adds_here"};
    Wire<Bit> readsHere{this, "reads_here"};
    addsHere <<= nets.adding && addAddress.msb() == h;
    readsHere <<= nets.reading && readAddress.msb() == h;
    auto& ram =
        instance<Ram1r1w>("u_rows", {{"WIDTH", rowWidth}, {"DEPTH", HALF_ROWS}, READ_LATENCY});
    clockedBy(ram, clk);
    ram.writeEnable <<= write.enable && write.address.msb() == h;
    ram.writeAddress <<= write.address.low(HALF_W);
    ram.writeData <<= nets.sums.flat();
    ram.readEnable <<= addsHere || readsHere;
    ram.readAddress <<= mux(addsHere, addAddress.low(HALF_W), readAddress.low(HALF_W));
    nets.stored.flat().at(h * rowWidth, rowWidth) <<= ram.readData;
  });
}

void Accumulator::addRows(Nets& nets) {
  section();
  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    Wire<Signed> old{this, "old", SUM_W}, more{this, "more", SUM_W}, sum{this, "sum", SUM_W};
    old <<= mux(nets.writeAddress.msb(), nets.stored(1, c), nets.stored(0, c));
    more <<= addData(c);
    sum <<= mux(nets.overwriting, more, old + more);
    nets.sums(c) <<= sum;
    const Bit wraps = (old.msb() == more.msb()) & (sum.msb() != old.msb());
    require(clk, reset, !addDataValid || nets.overwriting || !wraps, "a sum fits its width");
    readData(c) <<= mux(nets.readUpper, nets.stored(1, c), nets.stored(0, c));
  });
}

/// How the data that arrive and their row are aligned.
struct Accumulator::FirstStage {
  Bit weighs, row;
  UInt coarse; ///< shift of the first stage
  static constexpr std::tuple kFields{Field{"weighs", &FirstStage::weighs},
                                      Field{"row", &FirstStage::row},
                                      Field{"coarse", &FirstStage::coarse}};
};

/// What the columns have in common in the stages behind the first.
struct Accumulator::LateStages {
  UInt fine; ///< shift of the second stage
  Bit shifts, adds;
};

Accumulator::RowWrite Accumulator::alignRows(Nets& nets) {
  Wire<Unsigned> shift{this, "align_shift", kAlignmentBits, "0 for the products of MATMUL"};

  section();
  note("A shift takes two stages, the first one by multiples of " + std::to_string(1 << kFineBits) +
       ".");
  shift <<= alignment->shift & replicate(kAlignmentBits, alignment->weighs);
  const auto align =
      delayed(*this, "align", clk,
              FirstStage{alignment->weighs, alignment->row, shift.high(kAlignmentBits - kFineBits)},
              READ_LATENCY);
  const UInt fine = delayed(*this, "fine", clk, shift.low(kFineBits), READ_LATENCY + 1);
  const UInt stages = validTaps(*this, "stages", clk, reset, addDataValid, kAlignmentStages);
  const LateStages late{fine, stages.bit(kShiftStage), stages.bit(kAddStage)};
  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    alignColumn(nets, align, late, c);
    readData(c) <<= mux(nets.readUpper, nets.stored(1, c), nets.stored(0, c));
  });
  return {late.adds, delayed(*this, "sum_address", clk, nets.writeAddress, kAlignmentStages)};
}

void Accumulator::alignColumn(Nets& nets, const FirstStage& align, const LateStages& late,
                              const Dim& c) {
  Wire<Signed> more{this, "more", SUM_W}, held{this, "held", SUM_W}, part{this, "part", SUM_W};
  Wire<Signed> shiftee{this, "shiftee", SUM_W + kRoundedBits, "with room for the bit that rounds"};
  Reg<Signed> coarse{this, "coarse_q", SUM_W + kRoundedBits};
  Reg<Signed> shifted{this, "shifted_q", SUM_W + kRoundedBits};
  Reg<Signed> unshifted{this, "unshifted_q", SUM_W}, other{this, "other_q", SUM_W};

  more <<= addData(c);
  held <<=
      mux(nets.overwriting, 0, mux(nets.writeAddress.msb(), nets.stored(1, c), nets.stored(0, c)));
  part <<= mux(
      align.weighs,
      cat(more.low(SUM_W - kAccumulatorGuardBits), zeros(kAccumulatorGuardBits)).asSigned(), more);
  shiftee <<= cat(mux(align.row, held, part), zeros(kRoundedBits)).asSigned();
  clocked(clk, [&] {
    when(addDataValid, [&] {
      coarse <<= shiftee >> cat(align.coarse, zeros(kFineBits));
      unshifted <<= mux(align.row, part, held);
    });
    when(late.shifts, [&] {
      shifted <<= coarse >> late.fine;
      other <<= unshifted;
    });
  });
  const UInt top = more.high(kAccumulatorGuardBits + 1).asUnsigned();
  require(clk, reset, !addDataValid || !align.weighs || allOf(top) || !anyOf(top),
          "weighted values leave room for their guard bits");
  addColumn(nets.sums(c), other, shifted, late.adds);
}

void Accumulator::addColumn(const SInt& target, const SInt& other, const SInt& shifted,
                            const Bit& adds) {
  Wire<Signed> sum{this, "sum", SUM_W};
  sum <<= other + rounded(shifted, kRoundedBits, SUM_W);
  target <<= sum;
  const Bit wraps = (other.msb() == shifted.msb()) & (sum.msb() != other.msb());
  require(clk, reset, !adds || !wraps, "a sum fits its width");
}

} // namespace weft
