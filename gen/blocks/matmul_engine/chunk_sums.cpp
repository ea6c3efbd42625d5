// chunk_sums.cpp: Adds up the k tiles of a chunk, row by row.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/chunk_sums.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

/// What was announced of a part.
struct ChunkSums::Part {
  Bit first, last;
  UInt row;
  static constexpr std::tuple kFields{Field{"first", &Part::first}, Field{"last", &Part::last},
                                      Field{"row", &Part::row}};
};

ChunkSums::ChunkSums() : Module("chunk_sums", "adds up the k tiles of a chunk, row by row") {
  WireGrid<Signed> held{this, "held", {COLUMNS}, SUM_W, "the parts before"};

  latency(READ_LATENCY + 1);
  const Part late = delayed(*this, "late", clk, Part{first, last, row}, READ_LATENCY);
  const Bit arrives = validLate(*this, "arrives", clk, reset, valid, READ_LATENCY);
  keepSums(late, arrives, held);
  addParts(late, arrives, held);
  requireRest(*this, "part", clk, reset, {valid && !last, row}, {valid && !first, row},
              READ_LATENCY + 1, "a row's parts before are kept when the next comes");
}

void ChunkSums::keepSums(const Part& late, const Bit& arrives, const WireGrid<Signed>& held) {
  Reg<Bit> keeps{this, "keeps_q", "more parts follow"};
  Reg<Unsigned> place{this, "place_q", kPartRowBits, "of the row"};

  section();
  clocked(clk, reset, {keeps}, [&] {
    keeps <<= arrives && !late.last;
    place <<= late.row;
  });
  auto& ram = instance<Ram1r1w>(
      "u_sums", {{"WIDTH", COLUMNS * SUM_W}, {"DEPTH", num::kMostBlockQueries}, READ_LATENCY});
  clockedBy(ram, clk);
  ram.writeEnable <<= keeps;
  ram.writeAddress <<= place;
  ram.writeData <<= sums_.flat();
  ram.readEnable <<= valid && !first;
  ram.readAddress <<= row;
  held <<= ram.readData;
}

void ChunkSums::addParts(const Part& late, const Bit& arrives, const WireGrid<Signed>& held) {
  section();
  forEach("g_column", "c", COLUMNS, [&](Dim c) {
    Wire<Signed> more{this, "more", RESULT_W};
    more <<= part(c);
    clocked(clk, [&] {
      when(arrives, [&] { sums_(c) <<= mux(late.first, 0, held(c)) + more.low(SUM_W); });
    });
    sum(c) <<= sums_(c).extend(RESULT_W);
    const SInt top = more.high(RESULT_W - SUM_W + 1);
    unused(more.high(RESULT_W - SUM_W));
    require(clk, reset, !arrives || allOf(top) || !anyOf(top), "a part fits the sum of a chunk");
  });
}

} // namespace weft
