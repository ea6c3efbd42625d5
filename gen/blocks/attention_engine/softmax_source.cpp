// softmax_source.cpp: Feeds rows of scores from memory to the softmax.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/softmax_source.hpp"

#include "gen/prim/beats_to_words.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

SoftmaxSource::SoftmaxSource()
    : Module("softmax_source", "feeds rows of scores from memory to the softmax") {
  Reg<Unsigned> left{this, "left_q", kColumnBits, "columns of the row from this chunk on"};
  Reg<Bit> waits{this, "waits_q", "the word's chunk has been taken, the word not yet"};
  Reg<Bit> middle{this, "middle_q", "a chunk of the row has been sent"};
  Reg<Bit> closed{this, "closed_q", "the row's last chunk has been sent, its results not"};
  Wire<Bit> issue{this, "issue", "the word's chunk is taken"}, last{this, "last"};
  Wire<Unsigned> remaining{this, "remaining", kColumnBits};

  const Bit sent = validLate(*this, "sent", clk, reset, issue, READ_LATENCY);
  const Bit valid = addWords(sent);
  chunkValid <<= valid & room & ~closed & ~waits;
  issue <<= chunkValid & chunkReady;
  remaining <<= mux(middle, left, columns);
  last <<= remaining <= CHUNK;
  clocked(clk, reset, {waits, middle, closed}, [&] {
    when(issue, [&] { waits <<= 1; }).elsewhen(sent, [&] { waits <<= 0; });
    when(issue, [&] {
      middle <<= ~last;
      closed <<= last;
    }).elsewhen(rowDone, [&] { closed <<= 0; });
  });
  clocked(clk, [&] { when(issue, [&] { left <<= remaining - value(CHUNK, kColumnBits); }); });
  chunkVisible <<= mux(last, remaining.low(clog2(CHUNK) + 1), value(CHUNK, clog2(CHUNK) + 1));
  chunkFirst <<= ~middle;
  chunkLast <<= last;
}

Bit SoftmaxSource::addWords(const Bit& sent) {
  Wire<Bit> valid{this, "word_valid"}, wordLast{this, "word_last"};
  constexpr int kByteBits = num::log2Of(num::kScoreBits / 8);
  Wire<Unsigned> bytes{this, "row_bytes", kColumnBits + kByteBits};
  bytes <<= cat(columns, zeros(kByteBits));
  auto& words =
      instance<BeatsToWords>("u_words", {BUS_BYTES, {"WORD_BYTES", CHUNK * (num::kScoreBits / 8)}});
  clockedBy(words, clk, reset);
  words.beat <<= beat;
  words.tail <<= bytes.low(clog2(BUS_BYTES));
  valid <<= words.word.valid;
  wordLast <<= *words.word.last;
  chunkScore <<= words.word.data;
  words.word.ready <<= sent;
  unused(wordLast);
  unused(bytes);
  return valid;
}

} // namespace weft
