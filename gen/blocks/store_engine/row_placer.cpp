// row_placer.cpp: Beats of rows become activation words at their places.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/row_placer.hpp"

#include "gen/prim/beats_to_words.hpp"

namespace weft {

using namespace hdl;

struct RowPlacer::Nets {
  RowPlacer* of;
  Reg<Unsigned> stepOf{of, "step_q", kStepW};
  Reg<Unsigned> tailOf{of, "tail_q", clog2(of->BUS_BYTES)};
  Reg<Unsigned> rowPlace{of, "row_place_q", kPlaceW, "of the row's first word"};
  Reg<Unsigned> place{of, "place_q", kPlaceW, "of the next word"};
  Wire<Unsigned> nextRow{of, "next_row", kPlaceW};
  Wire<Bit> valid{of, "word_valid"};
  Wire<Bit> last{of, "word_last", "the word ends its row"};
  Wire<Bit> inside{of, "has_place", "the bank has a place for the word"};
  Wire<Bit> leaves{of, "leaves", "the word is written or dropped"};
};

RowPlacer::RowPlacer() : Module("row_placer", "beats of rows become activation words") {
  Nets nets{this};
  keepSettings(nets);
  gatherWords(nets);
  walkPlaces(nets);
}

void RowPlacer::keepSettings(Nets& n) {
  clocked(clk, [&] {
    when(begin, [&] {
      n.stepOf <<= step;
      n.tailOf <<= tail;
    });
  });
}

void RowPlacer::gatherWords(Nets& n) {
  section();
  auto& words = instance<BeatsToWords>("u_words", {BUS_BYTES, {"WORD_BYTES", ROWS}});
  clockedBy(words, clk, reset);
  words.beat.valid <<= beat.valid;
  beat.ready <<= words.beat.ready;
  words.beat.data <<= beat.data;
  *words.beat.last <<= *beat.last;
  words.tail <<= n.tailOf;
  n.valid <<= words.word.valid;
  words.word.ready <<= writeReady;
  writeData <<= words.word.data;
  n.last <<= *words.word.last;
}

void RowPlacer::walkPlaces(Nets& n) {
  section();
  n.inside <<= n.place < value(WORDS, kPlaceW);
  n.leaves <<= n.valid & writeReady;
  n.nextRow <<= n.rowPlace + 1;
  writeValid <<= n.valid & n.inside;
  writeAddress <<= n.place.low(WORD_W);
  rowDone <<= n.leaves & n.last;
  outside <<= n.leaves & !n.inside;
  clocked(clk, [&] {
    when(n.leaves, [&] { n.place <<= n.place + n.stepOf.extend(kPlaceW); });
    when(n.leaves & n.last, [&] {
      n.place <<= n.nextRow;
      n.rowPlace <<= n.nextRow;
    });
    when(begin, [&] {
      n.place <<= start;
      n.rowPlace <<= start;
    });
  });
}

} // namespace weft
