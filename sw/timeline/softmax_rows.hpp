// softmax_rows.hpp: rows of scores through the softmax alone, in time
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

  void advance();
  void take(const Waiting& packet);
  void issue(Cycle arrival);
  void finishRow();
  std::int64_t chunks() const { return (std::int64_t{command_.columns} + 15) / 16; }

  static constexpr std::int64_t runsOfRow = 3; ///< probabilities, exponents, sum

  Machine machine_;
  ReadClient& reader_;
  WriteClient& writer_;
  isa::Softmax command_;
  Fifo<Waiting> waiting_;
  std::int64_t beatsOfChunk_ = 0, beatsOfRow_ = 0;
  std::int64_t beat_ = 0;   ///< of the row, next to be taken
  std::int64_t issued_ = 0; ///< chunks of the row
  Cycle mayIssue_ = 0;      ///< the next chunk; never = the results before have not left
  Cycle firstChunk_ = 0, lastChunk_ = 0;
  Cycle sumSent_ = 0;
  std::int64_t offered_ = 0, answered_ = 0; ///< runs
};

} // namespace weft::timeline
