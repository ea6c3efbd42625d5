// softmax_sink.cpp: Sends the softmax's results to memory: probabilities, exponents, sum.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/softmax_sink.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/ram_fifo.hpp"
#include "gen/prim/stream_gather.hpp"
#include "gen/prim/words_to_beats.hpp"

#include <bit>

namespace weft {

using namespace hdl;

namespace {
constexpr int kSumBytes = 8;
constexpr int kByte = 8;
constexpr int kSpaceBits = std::bit_width(unsigned{depths::kSinkQueueWords});

/// What the row's last word says.
struct RowState {
  UInt exponent, sum;
  static constexpr std::tuple kFields{Field{"exponent", &RowState::exponent},
                                      Field{"sum", &RowState::sum}};
};

} // namespace

/// What a queue holds.
struct SoftmaxSink::Word {
  Bit last;
  UInt data;
  static constexpr std::tuple kFields{Field{"last", &Word::last}, Field{"data", &Word::data}};
};

SoftmaxSink::SoftmaxSink() : Module("softmax_sink", "sends the softmax's results to memory") {
  const Dim KEY_W = clog2(CHUNK);
  const Dim CHUNK_LESS_ONE = localparam("CHUNK_LESS_ONE", CHUNK - 1);
  Fsm part{this, "part_q", "PART", {"WEIGHTS", "EXPONENTS", "SUM"}, "what is being sent"};
  Reg<Bit> summed{this, "summed_q", "sum_q holds the row's sum"};
  Reg<Unsigned> total{this, "sum_q", kSumBytes * kByte};
  Reg<Unsigned> space{this, "space_q", kSpaceBits, "chunks that the queue can still take"};
  Wire<Bit> ready{this, "word_ready"}, taken{this, "word_taken"};
  Wire<Bit> takeWeights{this, "take_weights"}, takeExponents{this, "take_exponents"};
  Wire<Unsigned> chunks{this, "chunks", kColumnBits}, tail{this, "tail", KEY_W + 1};
  Wire<Unsigned> data{this, "word", kByte * CHUNK};
  Wire<Bit> valid{this, "word_valid"}, last{this, "word_last"};

  takeWeights <<= part.is("WEIGHTS") & ready;
  takeExponents <<= part.is("EXPONENTS") & ready;
  const Queue weights = addQueue("weights", pValid, {.last = pLast, .data = p}, takeWeights);
  const Queue exponents = addExponents(takeExponents);
  chunks <<= columns + CHUNK_LESS_ONE;
  unused(chunks);
  const auto perPart = [&](const UInt& w, const UInt& e, const UInt& s) {
    return mux(part.is("WEIGHTS"), w, mux(part.is("EXPONENTS"), e, s));
  };
  valid <<= perPart(weights.valid, exponents.valid, summed);
  last <<= perPart(weights.last, exponents.last, lit<Unsigned>(1, 1));
  data <<= perPart(weights.data, exponents.data, total.extend(kByte * CHUNK));
  const UInt weightTail = columns.low(KEY_W);
  const UInt exponentTail = cat(chunks.at(KEY_W, KEY_W - 1), zeros(1));
  tail <<= perPart(cat(~anyOf(weightTail), weightTail), cat(~anyOf(exponentTail), exponentTail),
                   lit<Unsigned>(kSumBytes, KEY_W + 1));
  addWords({valid, last, data}, tail, ready);
  taken <<= valid & ready;
  room <<= anyOf(space);
  rowDone <<= taken & part.is("SUM");
  clocked(clk, reset, {part, summed, space.resetTo(depths::kSinkQueueWords)}, [&] {
    when(taken & last, [&] { part <<= perPart(part["EXPONENTS"], part["SUM"], part["WEIGHTS"]); });
    when(stateValid, [&] { summed <<= 1; }).elsewhen(rowDone, [&] { summed <<= 0; });
    when(chunkSent & ~(taken & part.is("WEIGHTS")), [&] {
      space <<= space - 1;
    }).elsewhen(taken & part.is("WEIGHTS") & ~chunkSent, [&] { space <<= space + 1; });
  });
  clocked(clk, [&] {
    when(stateValid, [&] {
      total <<= pack(RowState{stateExponent, stateSum}).extend(kSumBytes * kByte);
    });
  });
  requireHeld(*this, clk, reset, beat);
}

SoftmaxSink::Queue SoftmaxSink::addQueue(const std::string& name, const Bit& valid,
                                         const Word& word, const Bit& take) {
  Wire<Bit> outValid{this, name + "_valid"}, ready{this, name + "_room"};
  const Dim WORD_W = widthOf(word);
  Wire<Unsigned> out{this, name + "_word", WORD_W};
  auto& queue = instance<RamFifo>(
      "u_" + name, {{"WIDTH", WORD_W}, {"DEPTH", depths::kSinkQueueWords}, READ_LATENCY});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= valid;
  queue.in.data <<= pack(word);
  ready <<= queue.in.ready;
  outValid <<= queue.out.valid;
  out <<= queue.out.data;
  queue.out.ready <<= take;
  unused(ready);
  require(clk, reset, !valid || ready, "a chunk's " + name + " have room");
  const Word oldest = unpack(*this, name, out, word);
  return {outValid, oldest.last, oldest.data};
}

SoftmaxSink::Queue SoftmaxSink::addExponents(const Bit& take) {
  Wire<Bit> valid{this, "gathered_valid"}, last{this, "gathered_last"}, ready{this, "gather_ready"};
  Wire<Unsigned> word{this, "gathered", CHUNK / 2 * num::kChunkExponentBits};
  auto& gather = instance<StreamGather>(
      "u_gather", {{"LANE_W", num::kChunkExponentBits}, {"LANES", CHUNK / 2}});
  clockedBy(gather, clk, reset);
  gather.in.valid <<= pValid;
  ready <<= gather.in.ready;
  gather.in.data <<= pExponent;
  *gather.in.last <<= pLast;
  valid <<= gather.out.valid;
  gather.out.ready <<= 1;
  word <<= gather.out.data;
  last <<= *gather.out.last;
  unused(ready);
  require(clk, reset, !pValid || ready, "an exponent is gathered when it comes");
  return addQueue("exponents", valid, {.last = last, .data = word.sized(kByte * CHUNK)}, take);
}

void SoftmaxSink::addWords(const Queue& word, const UInt& bytes, const Bit& ready) {
  Wire<Bit> beatLast{this, "beat_last"};
  auto& beats = instance<WordsToBeats>("u_beats", {BUS_BYTES, {"WORD_BYTES", CHUNK}});
  clockedBy(beats, clk, reset);
  beats.word.valid <<= word.valid;
  ready <<= beats.word.ready;
  beats.word.data <<= word.data;
  *beats.word.last <<= word.last;
  beats.bytes <<= bytes;
  beat.valid <<= beats.beat.valid;
  beat.data <<= beats.beat.data;
  beats.beat.ready <<= beat.ready;
  beatLast <<= *beats.beat.last;
  unused(beatLast);
}

} // namespace weft
