// row_packer.cpp: Output vectors of int8, int16 or int32 become the bus beats of memory rows.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/row_packer.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kPlaceBits = 5; // a beat of 64 bytes holds at most 16 vectors of 4 bytes

} // namespace

struct RowPacker::Nets {
  RowPacker* of;
  Reg<Unsigned> buffer{of, "buffer_q", 8 * of->BUFFER_BYTES, "next beat lowest"};
  Reg<Bit> full{of, "full_q", "the lowest beat is complete"};
  Reg<Unsigned> more{of, "more_q", kBeatIndexBits, "complete beats above it"};
  Reg<Bit> ends{of, "ends_q", "the last beat ends a row"};
  Reg<Bit> rowTag{of, "tag_q", "of the row"};
  Reg<Unsigned> place{of, "place_q", kPlaceBits, "vectors in the beat being gathered"};
  Wire<Unsigned> fullBeat{of, "full_beat", kBeatIndexBits, "last beat of a whole vector"};
  Wire<Unsigned> lastPlace{of, "last_place", kPlaceBits, "place of the vector that fills a beat"};
  WireGrid<Unsigned> bytes{of, "bytes", {of->COLUMNS}, 8, "the vector as int8"};
  WireGrid<Unsigned> halves{of, "halves", {of->COLUMNS}, 16, "as int16"};
  UInt int8 = valueConstant(*of, "TYPE", isa::OutputType::int8);
  UInt int16 = valueConstant(*of, "TYPE", isa::OutputType::int16);
  std::vector<Dim> places{}; ///< vectors in a beat, at least 1, by type
};

RowPacker::RowPacker()
    : Module("row_packer", "output vectors of int8, int16 or int32 become the beats of rows") {
  Nets nets{this};
  latency(1);
  chooseByType(nets);
  narrowVectors(nets);
  vector.ready <<= ~nets.full | (beat.ready & (nets.more == 0));
  beat.valid <<= nets.full;
  beat.data <<= nets.buffer.low(8 * BUS_BYTES);
  *beat.last <<= nets.ends & (nets.more == 0);
  beatTag <<= nets.rowTag;
  moveBytes(nets);
  requireHeld(*this, clk, reset, beat);
}

/// How many beats a whole vector has, or how many vectors a beat, by type.
void RowPacker::chooseByType(Nets& n) {
  std::vector<UInt> beats, places;
  for (std::uint32_t number = 0; number < isa::kCount<isa::OutputType>; ++number) {
    const auto width = static_cast<int>(isa::bytesOf(isa::OutputType{number}));
    const std::string bytes = std::to_string(width);
    const Dim size = width * COLUMNS;
    n.places.push_back(localparam("PLACES" + bytes, max(BUS_BYTES / size, 1),
                                  "vectors of " + bytes + "-byte values in a beat"));
    beats.push_back(constant<Unsigned>("LAST_BEAT" + bytes, max(size / BUS_BYTES, 1) - 1,
                                       kBeatIndexBits, "of such a vector"));
    places.push_back(constant<Unsigned>("LAST_PLACE" + bytes, n.places.back() - 1, kPlaceBits));
  }
  note("A type's number is the binary logarithm of its bytes.");
  n.fullBeat <<= mux(type.bit(1), beats[2], mux(type.bit(0), beats[1], beats[0]));
  n.lastPlace <<= mux(type.bit(1), places[2], mux(type.bit(0), places[1], places[0]));
}

void RowPacker::narrowVectors(Nets& n) {
  forEach("g_value", "c", COLUMNS, [&](Dim c) {
    n.bytes(c) <<= vector.data(c).low(8).asUnsigned();
    n.halves(c) <<= vector.data(c).low(16).asUnsigned();
  });
}

/// The vector enters the buffer at its place in the beat.
void RowPacker::insertVector(Nets& n) {
  using enum isa::OutputType;
  const auto insert = [&](isa::OutputType kind, const UInt& word) {
    loop("p", n.places[isa::numberOf(kind)], [&](Dim p) {
      when(n.place == p, [&] { n.buffer.at(p * word.width(), word.width()) <<= word; });
    });
  };
  switchOn(type)
      .is(n.int8, [&] { insert(int8, n.bytes.flat()); })
      .is(n.int16, [&] { insert(int16, n.halves.flat()); })
      .otherwise([&] { insert(int32, vector.data.flat()); });
}

void RowPacker::moveBytes(Nets& n) {
  Wire<Bit> complete{this, "complete", "the vector completes a beat"};
  complete <<= *vector.last | (n.place == n.lastPlace);
  note("Wide vectors leave the buffer beat by beat, narrow ones are gathered in one.");
  clocked(clk, reset, {n.full, n.place}, [&] {
    when(beat.fire(), [&] {
      n.full <<= n.more != 0;
      n.more <<= n.more - 1;
      n.buffer <<= n.buffer >> (8 * BUS_BYTES);
    });
    when(vector.fire(), [&] {
      n.full <<= complete;
      n.ends <<= *vector.last;
      n.rowTag <<= tag;
      n.more <<= mux(*vector.last, lastBeat, n.fullBeat);
      n.place <<= mux(complete, 0, n.place + 1);
      insertVector(n);
    });
  });
}

} // namespace weft
