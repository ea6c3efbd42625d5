// beats_to_words.cpp: Bus beats become words of another width
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/beats_to_words.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/stream_gather.hpp"
#include "gen/prim/stream_scatter.hpp"

namespace weft {

using namespace hdl;

BeatsToWords::BeatsToWords() : Module("beats_to_words", "bus beats become words of another width") {
  latency(1);
  Wire<Unsigned> clean{this, "clean", 8 * BUS_BYTES, "the beat without the bytes beyond its run"};
  clearBeyondTail(clean);
  generateIf(
      WORD_BYTES >= BUS_BYTES, "g_gather", [&] { gather(clean); }, "g_scatter",
      [&] { scatter(clean); });
  requireHeld(*this, clk, reset, word);
}

void BeatsToWords::clearBeyondTail(const UInt& clean) {
  Wire<Bit> partial{this, "partial", "only some bytes of the beat count"};
  Wire<Unsigned> beyond{this, "beyond", BUS_BYTES, "the bytes that do not, if so"};
  partial <<= *beat.last & (tail != 0);
  beyond <<= ones(BUS_BYTES) << tail;
  forEach("g_byte", "i", BUS_BYTES, [&](Dim i) {
    clean.at(8 * i, 8) <<= mux(partial & beyond.bit(i), zeros(8), beat.data.at(8 * i, 8));
  });
}

void BeatsToWords::gather(const UInt& clean) {
  const Dim beats = WORD_BYTES / BUS_BYTES;
  Wire<Unsigned> gathered{this, "gathered", beats * (8 * BUS_BYTES)};
  auto& cell = instance<StreamGather>("u_gather", {{"LANE_W", 8 * BUS_BYTES}, {"LANES", beats}});
  clockedBy(cell, clk, reset);
  cell.in.valid <<= beat.valid;
  beat.ready <<= cell.in.ready;
  cell.in.data <<= clean;
  *cell.in.last <<= *beat.last;
  word.valid <<= cell.out.valid;
  cell.out.ready <<= word.ready;
  gathered <<= cell.out.data;
  word.data <<= gathered.sized(8 * WORD_BYTES);
  *word.last <<= *cell.out.last;
}

void BeatsToWords::scatter(const UInt& clean) {
  const Dim words = BUS_BYTES / WORD_BYTES;
  const Dim COUNT_W = clog2(words + 1);
  Wire<Unsigned> lanes{this, "lanes", COUNT_W, "words of the last beat"};
  Wire<Unsigned> bytesLess1{this, "bytes_less_1", BYTE_W};
  bytesLess1 <<= tail - 1;
  unused(bytesLess1);
  lanes <<= bytesLess1.high(clog2(words)).extend(COUNT_W) + 1;
  auto& cell = instance<StreamScatter>("u_scatter", {{"LANE_W", 8 * WORD_BYTES}, {"LANES", words}});
  clockedBy(cell, clk, reset);
  cell.in.valid <<= beat.valid;
  beat.ready <<= cell.in.ready;
  cell.in.data <<= clean.sized(words * (8 * WORD_BYTES));
  *cell.in.last <<= *beat.last;
  cell.inLanes <<= lanes;
  word <<= cell.out;
}

} // namespace weft
