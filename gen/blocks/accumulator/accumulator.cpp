// accumulator.cpp: Int32 sums beside the array: add on write, two halves.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/accumulator/accumulator.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

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

Accumulator::Accumulator(AccumulatorShape sizes)
    : Module("accumulator", "int32 sums beside the array: add on write, two halves"), shape(sizes) {
  Nets nets{this};
  latency(READ_LATENCY);
  arbitrate(nets);
  followRequests(nets);
  connectHalves(nets);
  addRows(nets);
}

void Accumulator::arbitrate(Nets& nets) {
  section();
  note("The array goes first; a row that it overwrites leaves the read port free.");
  nets.adding <<= addValid && !addOverwrite;
  readReady <<= !(nets.adding && addAddress.msb() == readAddress.msb());
  nets.reading <<= readValid && readReady;
  const PlaceEvent announced{addValid, addAddress};
  requireRest(*this, "add", clk, reset, announced, {nets.adding, addAddress}, READ_LATENCY,
              "a row that is added to has rested");
  requireRest(*this, "read", clk, reset, announced, {nets.reading, readAddress}, READ_LATENCY,
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

void Accumulator::connectHalves(Nets& nets) {
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
    ram.writeEnable <<= addDataValid && nets.writeAddress.msb() == h;
    ram.writeAddress <<= nets.writeAddress.low(HALF_W);
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

} // namespace weft
