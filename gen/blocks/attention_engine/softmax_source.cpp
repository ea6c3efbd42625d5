// softmax_source.cpp: Feeds rows of scores from memory to the softmax.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/softmax_source.hpp"

#include "gen/prim/beats_to_words.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kRowCycles = 8; ///< more than the softmax needs to update the state of a row
} // namespace

SoftmaxSource::SoftmaxSource()
    : Module("softmax_source", "feeds rows of scores from memory to the softmax") {
  const Dim GAP = localparam("GAP", max(kRowCycles, 16 / EXPONENT_LANES) - 1,
                             "cycles between chunks, less one");
  Reg<Unsigned> left{this, "left_q", kColumnBits, "columns of the row from this chunk on"};
  Reg<Unsigned> gap{this, "gap_q", 5, "cycles until the next chunk"};
  Reg<Bit> middle{this, "middle_q", "a chunk of the row has been sent"};
  Reg<Bit> closed{this, "closed_q", "the row's last chunk has been sent, its results not"};
  Wire<Bit> issue{this, "issue"}, last{this, "last"};
  Wire<Unsigned> remaining{this, "remaining", kColumnBits};

  const Bit valid = addWords(issue);
  issue <<= valid & room & ~closed & (gap == 0);
  remaining <<= mux(middle, left, columns);
  last <<= remaining <= 16;
  clocked(clk, rst, {gap, middle, closed}, [&] {
    when(issue, [&] {
      gap <<= value(GAP, 5);
      middle <<= ~last;
      closed <<= last;
    }).otherwise([&] {
      when(gap != 0, [&] { gap <<= gap - 1; });
      when(rowDone, [&] { closed <<= 0; });
    });
  });
  clocked(clk, [&] { when(issue, [&] { left <<= remaining - 16; }); });
  chunkValid <<= issue;
  chunkVisible <<= mux(last, remaining.low(5), lit<Unsigned>(16, 5));
  chunkFirst <<= ~middle;
  chunkLast <<= last;
}

Bit SoftmaxSource::addWords(const Bit& issue) {
  Wire<Bit> valid{this, "word_valid"}, wordLast{this, "word_last"};
  Wire<Unsigned> bytes{this, "row_bytes", kColumnBits + 2};
  bytes <<= cat(columns, zeros(2));
  auto& words = instance<BeatsToWords>("u_words", {{"BUS_BYTES", BUS_BYTES}, {"WORD_BYTES", 64}});
  words.clk <<= clk;
  words.reset <<= rst;
  words.beat <<= beat;
  words.tail <<= bytes.low(clog2(BUS_BYTES));
  valid <<= words.word.valid;
  wordLast <<= *words.word.last;
  chunkScore <<= words.word.data;
  words.word.ready <<= issue;
  unused(wordLast);
  unused(bytes);
  return valid;
}

} // namespace weft
