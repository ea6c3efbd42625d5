// transposer.cpp: Runs of bytes become words of one byte of each run.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/load_engine/transposer.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/lane_exchange.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

constexpr int kLeaveCycles = 2; ///< a word takes from its RAMs to the port

struct Transposer::Nets {
  Transposer* of;
  Wire<Unsigned> lastRun{of, "last_run", of->RUN_W, "number of the block's last run"};
  Wire<Unsigned> lastByte{of, "last_byte", kByteBits, "number of a run's last byte"};
  Wire<Unsigned> lastPlace{of, "last_place", kByteBits, "number of the last turned word"};
  Reg<Unsigned> run{of, "run_q", of->RUN_W, "run of the next word"};
  Reg<Unsigned> part{of, "part_q", of->PART_W, "number of the next word in its run"};
  Reg<Bit> whole{of, "whole_q", "the block is inside until its last word has left"};
  Wire<Bit> taken{of, "taken", "a word enters"};
  Wire<Bit> ends{of, "block_ends", "it is the last one of the block"};
  // a cycle later
  Reg<Bit> writing{of, "writing_q", "a word goes to the RAMs"};
  Reg<Bit> writesLast{of, "writes_last_q", "the last one of the block"};
  Reg<Unsigned> writePlace{of, "write_place_q", kByteBits};
  RegGrid<Unsigned> writeBytes{of, "write_bytes_q", {of->COLUMNS}, 8, "the byte of each RAM"};
  // on the way out
  Reg<Bit> reading{of, "reading_q", "a turned word is asked for"};
  Reg<Unsigned> place{of, "place_q", kByteBits, "its number"};
  Wire<Bit> readsLast{of, "reads_last", "the last one of the block"};
  WireGrid<Unsigned> readBytes{of, "read_bytes", {of->COLUMNS}, 8, "the byte of each RAM"};
};

Transposer::Transposer() : Module("transposer", "runs become words of one byte of each run") {
  require(COLUMNS >= 2 && COLUMNS < kMostBytes, "COLUMNS_must_be_2_to_64");
  require(pow2(clog2(ROWS)) == ROWS && ROWS <= kMostBytes, "ROWS_must_be_a_power_of_two_to_128");
  latency(4);
  Nets nets{this};
  countWords(nets);
  enter(nets);
  store(nets);
  walk(nets);
  leave(nets);
  state(nets);
}

void Transposer::countWords(Nets& n) {
  n.lastRun <<= runs - 1;
  n.lastByte <<= bytes - 1;
  n.taken <<= word.fire();
  n.ends <<= n.taken & *word.last & (n.run == n.lastRun);
  clocked(clk, reset, {n.run, n.part}, [&] {
    when(n.taken, [&] { n.part <<= n.part + 1; });
    when(n.taken & *word.last, [&] {
      n.part <<= 0;
      n.run <<= n.run + 1;
    });
    when(n.ends, [&] { n.run <<= 0; });
  });
  require(clk, reset, !n.taken || (*word.last == (n.part == n.lastByte.high(PART_W))),
          "a run has the words of its bytes");
}

void Transposer::enter(Nets& n) {
  WireGrid<Unsigned> moved{this, "moved", {COLUMNS}, 8, "the bytes of a word by RAM"};
  section();
  auto& exchange = instance<LaneExchange>("u_entering", {{"LANES", COLUMNS}});
  exchange.in <<= word.data;
  exchange.distance <<= n.run;
  moved <<= exchange.out;
  word.ready <<= !n.whole;
  clocked(clk, reset, {n.writing, n.writesLast}, [&] {
    n.writing <<= n.taken;
    n.writesLast <<= n.ends;
    n.writePlace <<= cat(n.part, n.run);
    n.writeBytes <<= moved;
  });
}

void Transposer::store(Nets& n) {
  section();
  forEach("g_ram", "r", COLUMNS, [&](Dim r) {
    auto& ram = instance<Ram1r1w>("u_ram", {{"WIDTH", 8}, {"DEPTH", kMostBytes}});
    clockedBy(ram, clk);
    ram.writeEnable <<= n.writing;
    ram.writeAddress <<= n.writePlace;
    ram.writeData <<= n.writeBytes(r);
    ram.readEnable <<= n.reading;
    ram.readAddress <<= cat(n.place.high(PART_W), n.place.low(RUN_W) ^ value(r, RUN_W));
    n.readBytes(r) <<= ram.readData;
  });
}

void Transposer::walk(Nets& n) {
  section();
  note("Words of a block fill whole tiles, of as many words as the array has rows or columns.");
  n.lastPlace <<= n.lastByte | value(localparam("TILE_LESS_1", max(ROWS, COLUMNS) - 1), kByteBits);
  n.readsLast <<= n.reading & (n.place == n.lastPlace);
  clocked(clk, reset, {n.reading, n.place}, [&] {
    when(n.reading, [&] { n.place <<= n.place + 1; });
    when(n.writesLast, [&] { n.reading <<= 1; }).elsewhen(n.readsLast, [&] {
      n.reading <<= 0;
      n.place <<= 0;
    });
  });
}

/// What no run wrote is masked here, so that nothing leaves that the RAMs held before.
void Transposer::leave(Nets& n) {
  WireGrid<Unsigned> turned{this, "turned", {COLUMNS}, 8, "the bytes of a word by run"};
  Reg<Unsigned> distance{this, "distance_q", RUN_W};
  Reg<Bit> beyond{this, "beyond_q", "the word lies behind the bytes of the runs"};
  RegGrid<Unsigned> leaving{this, "leaving_q", {COLUMNS}, 8};
  section();
  auto& exchange = instance<LaneExchange>("u_leaving", {{"LANES", COLUMNS}});
  exchange.in <<= n.readBytes;
  exchange.distance <<= distance;
  turned <<= exchange.out;
  clocked(clk, [&] {
    distance <<= n.place.low(RUN_W);
    beyond <<= n.place > n.lastByte;
    loop("i", COLUMNS, [&](Dim i) {
      leaving(i) <<= mux(~beyond & (value(i, RUN_W) <= n.lastRun), turned(i), zeros(8));
    });
  });
  valid <<= validLate(*this, "leaves", clk, reset, n.reading, kLeaveCycles);
  last <<= validLate(*this, "leaves_last", clk, reset, n.readsLast, kLeaveCycles);
  data <<= leaving.flat();
}

void Transposer::state(Nets& n) {
  section();
  clocked(clk, reset, {n.whole},
          [&] { when(n.ends, [&] { n.whole <<= 1; }).elsewhen(last, [&] { n.whole <<= 0; }); });
  whole <<= n.ends | n.whole;
  moves <<= n.taken | n.whole;
  requireStable(*this, "settings_q", clk, reset, n.whole, cat(runs, bytes),
                "a block keeps its settings until it has left");
  require(clk, reset, !n.writing || !n.reading, "a block is read when it is written");
}

} // namespace weft
