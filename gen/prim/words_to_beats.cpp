// words_to_beats.cpp: Words become bus beats
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/words_to_beats.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/stream_gather.hpp"
#include "gen/prim/stream_scatter.hpp"

namespace weft {

using namespace hdl;

WordsToBeats::WordsToBeats() : Module("words_to_beats", "words become bus beats") {
  latency(1);
  generateIf(
      WORD_BYTES > BUS_BYTES, "g_scatter", [&] { scatter(); }, "g_gather", [&] { gather(); });
  requireHeld(*this, clk, reset, beat);
}

void WordsToBeats::gather() {
  const Dim words = BUS_BYTES / WORD_BYTES;
  Wire<Unsigned> gathered{this, "gathered", words * (8 * WORD_BYTES)};
  auto& cell = instance<StreamGather>("u_gather", {{"LANE_W", 8 * WORD_BYTES}, {"LANES", words}});
  clockedBy(cell, clk, reset);
  cell.in <<= word;
  beat.valid <<= cell.out.valid;
  cell.out.ready <<= beat.ready;
  gathered <<= cell.out.data;
  beat.data <<= gathered.sized(8 * BUS_BYTES);
  *beat.last <<= *cell.out.last;
  unused(bytes);
}

void WordsToBeats::scatter() {
  const Dim beats = WORD_BYTES / BUS_BYTES;
  const Dim COUNT_W = clog2(beats + 1);
  Wire<Unsigned> lanes{this, "lanes", COUNT_W, "beats of the last word"};
  Wire<Unsigned> bytesLess1{this, "bytes_less_1", BYTES_W};
  bytesLess1 <<= bytes - 1;
  unused(bytesLess1.low(clog2(BUS_BYTES)));
  unused(bytesLess1.msb());
  lanes <<= bytesLess1.at(clog2(BUS_BYTES), clog2(beats)).extend(COUNT_W) + 1;
  auto& cell = instance<StreamScatter>("u_scatter", {{"LANE_W", 8 * BUS_BYTES}, {"LANES", beats}});
  clockedBy(cell, clk, reset);
  cell.in.valid <<= word.valid;
  word.ready <<= cell.in.ready;
  cell.in.data <<= word.data.sized(beats * (8 * BUS_BYTES));
  *cell.in.last <<= *word.last;
  cell.inLanes <<= lanes;
  beat <<= cell.out;
}

} // namespace weft
