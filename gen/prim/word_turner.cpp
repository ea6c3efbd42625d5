// word_turner.cpp: Blocks of words leave as words of one lane of each.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/word_turner.hpp"

#include "gen/prim/lane_exchange.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

/// What the steps of the constructor share. A place is {half, number of the word in its block}.
struct WordTurner::Nets {
  WordTurner* of;
  Reg<Unsigned> place{of, "place_q", of->PLACE_W, "of the next word"};
  // a cycle later
  Reg<Bit> writing{of, "writing_q", "a word goes to the RAMs"};
  Reg<Unsigned> writePlace{of, "write_place_q", of->PLACE_W};
  RegGrid<Unsigned> writeLanes{
      of, "write_lanes_q", {of->LANES}, of->LANE_W, "the lane of each RAM"};
  // on the way out
  Reg<Bit> reading{of, "reading_q", "a turned word is asked for"};
  Reg<Unsigned> readPlace{of, "read_place_q", of->PLACE_W, "of its lanes, before the exchange"};
  WireGrid<Unsigned> readLanes{of, "read_lanes", {of->LANES}, of->LANE_W, "the lane of each RAM"};
};

WordTurner::WordTurner()
    : Module("word_turner", "blocks of words leave as words of one lane of each") {
  latency(LANES + 2);
  Nets nets{this};
  enter(nets);
  walk(nets);
  store(nets);
  leave(nets);
}

void WordTurner::enter(Nets& n) {
  WireGrid<Unsigned> moved{this, "moved", {LANES}, LANE_W, "the lanes of a word by RAM"};
  auto& exchange = instance<LaneExchange>("u_entering", {LANES, LANE_W});
  exchange.in <<= word;
  exchange.distance <<= n.place.low(WORD_W);
  moved <<= exchange.out;
  clocked(clk, reset, {n.place, n.writing}, [&] {
    when(valid, [&] { n.place <<= n.place + 1; });
    n.writing <<= valid;
    n.writePlace <<= n.place;
    n.writeLanes <<= moved;
  });
}

void WordTurner::walk(Nets& n) {
  Wire<Bit> whole{this, "whole", "the block has its last word"};
  Wire<Bit> readsLast{this, "reads_last", "the last word of a block is asked for"};
  section();
  whole <<= n.writing && allOf(n.writePlace.low(WORD_W));
  readsLast <<= n.reading && allOf(n.readPlace.low(WORD_W));
  clocked(clk, reset, {n.reading, n.readPlace}, [&] {
    when(n.reading, [&] { n.readPlace <<= n.readPlace + 1; });
    when(whole, [&] { n.reading <<= 1; }).elsewhen(readsLast, [&] { n.reading <<= 0; });
  });
  require(clk, reset, !whole || !n.reading || readsLast, "a block leaves before the next is whole");
}

void WordTurner::store(Nets& n) {
  section();
  forEach("g_ram", "r", LANES, [&](Dim r) {
    auto& ram = instance<Ram1r1w>("u_ram", {{"WIDTH", LANE_W}, {"DEPTH", 2 * LANES}});
    clockedBy(ram, clk);
    ram.writeEnable <<= n.writing;
    ram.writeAddress <<= n.writePlace;
    ram.writeData <<= n.writeLanes(r);
    ram.readEnable <<= n.reading;
    ram.readAddress <<= n.readPlace ^ value(r, PLACE_W);
    n.readLanes(r) <<= ram.readData;
  });
}

void WordTurner::leave(Nets& n) {
  Reg<Bit> leaves{this, "leaves_q"};
  Reg<Unsigned> distance{this, "distance_q", WORD_W};
  section();
  clocked(clk, reset, {leaves}, [&] {
    leaves <<= n.reading;
    distance <<= n.readPlace.low(WORD_W);
  });
  auto& exchange = instance<LaneExchange>("u_leaving", {LANES, LANE_W});
  exchange.in <<= n.readLanes;
  exchange.distance <<= distance;
  turned <<= exchange.out;
  turnedValid <<= leaves;
}

} // namespace weft
