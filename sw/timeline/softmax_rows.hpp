// softmax_rows.hpp: Rows of scores through the softmax alone, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/read_client.hpp"
#include "sw/timeline/write_client.hpp"

namespace weft::timeline {

/// One SOFTMAX command: a row starts when the results of the one before have left.
class SoftmaxRows {
public:
  SoftmaxRows(const Machine& machine, ReadClient& reader, WriteClient& writer)
      : machine_(machine), reader_(reader), writer_(writer) {}

  void start(const isa::Softmax& command, Cycle taken);
  void arrived(const ReadPacket& packet, Cycle first, Cycle last);
  void offered(Cycle last);
  /// One more run is answered; true when it was the command's last.
  bool answered();
  Cycle end() const { return lastChunk_; }

private:
  /// Beats at the reader, not taken.
  struct Waiting {
    std::int64_t beats;
    Cycle first, last;
  };

  /// What the writer has not taken yet: a burst of probabilities, exponents, or the sum.
  struct Part {
    std::int64_t firstChunk; ///< of the row
    bool endsRow;
  };

  void advance();
  bool hasRoom() const;
  void issue(Cycle taken);
  void writeBurst();
  void finishRow();
  void write(const Part& part, const WriteJob& job);

  Machine machine_;
  ReadClient& reader_;
  WriteClient& writer_;
  isa::Softmax command_;
  Fifo<Waiting> waiting_;
  std::int64_t beatsOfChunk_ = 0, beatsOfRow_ = 0;
  std::int64_t chunks_ = 0, chunksOfBurst_ = 0; ///< of a row, of a burst of probabilities
  std::int64_t beat_ = 0;                       ///< of the row, next to be taken
  std::int64_t issued_ = 0, written_ = 0;       ///< chunks of the row
  Cycle mayIssue_ = 0; ///< the next chunk; never = the results before have not left
  Cycle wordFree_ = 0; ///< the next chunk's first beat may be taken: its word has been read
  Cycle firstChunk_ = 0, lastChunk_ = 0; ///< of the burst
  Cycle sumSent_ = 0;
  Fifo<Part> parts_;
  bool isAdvancing_ = false;
  std::int64_t unanswered_ = 0; ///< parts of all rows
};

} // namespace weft::timeline
