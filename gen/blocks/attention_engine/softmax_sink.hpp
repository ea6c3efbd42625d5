// softmax_sink.hpp: Sends the softmax's results to memory: probabilities, exponents, sum.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/attention_engine/softmax_source.hpp"

namespace weft {

/// The output side of the SOFTMAX command. Probabilities leave while the row is at work; its
/// exponents and its sum follow.
struct SoftmaxSink : hdl::Module {
  static constexpr int kColumnBits = SoftmaxSource::kColumnBits;

  hdl::Dim CHUNK = param("CHUNK", num::kChunkKeys, "keys of a chunk: 16, 32 or 64");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a beat");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from read to data: 1 or 2");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "reset"};
  hdl::In<hdl::Unsigned> columns{this, "columns_i", kColumnBits, "scores of a row: 1 to 4096"};
  hdl::In<hdl::Bit> chunkSent{this, "chunk_sent_i", "a chunk goes into the softmax"};
  hdl::Out<hdl::Bit> room{this, "room_o", "one more chunk may be sent"};
  hdl::Out<hdl::Bit> rowDone{this, "row_done_o", "the row's results have been sent"};
  hdl::In<hdl::Bit> pValid{this, "p_valid_i", "probabilities of a chunk"};
  hdl::In<hdl::Unsigned> p{this, "p_i", CHUNK* num::kProbabilityBits, "one byte per key"};
  hdl::In<hdl::Unsigned> pExponent{this, "p_exponent_i", num::kChunkExponentBits,
                                   "exponent of the chunk"};
  hdl::In<hdl::Bit> pLast{this, "p_last_i", "last chunk of the row"};
  hdl::In<hdl::Bit> stateValid{this, "state_valid_i", "the row's final state"};
  hdl::In<hdl::Unsigned> stateExponent{this, "state_exponent_i", num::kChunkExponentBits,
                                       "its exponent"};
  hdl::In<hdl::Unsigned> stateSum{this, "state_sum_i", num::kRowSumBits, "its sum"};
  hdl::StreamOut<hdl::Unsigned> beat{this, "beat", 8 * BUS_BYTES, "results"};

  SoftmaxSink();

private:
  /// A queue of words of CHUNK bytes with an end mark.
  struct Queue {
    hdl::Bit valid, last;
    hdl::UInt data;
  };
  struct Word;
  Queue addQueue(const std::string& name, const hdl::Bit& valid, const Word& word,
                 const hdl::Bit& take);
  Queue addExponents(const hdl::Bit& take);
  void addWords(const Queue& word, const hdl::UInt& bytes, const hdl::Bit& ready);
};

} // namespace weft
