// post_engine.hpp: Residual addition and normalisation of rows, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/read_client.hpp"
#include "sw/timeline/write_client.hpp"

#include <vector>

namespace weft::timeline {

/// One command at a time: gamma and beta first, then rows, whose words enter a ring and leave it
/// when the row's root is known.
class PostEngine : public Process, public Engine, public ReadSink, public WriteSource {
public:
  PostEngine(const Machine& machine, Memory& memory, CommandWindow& commands, CommandQueue& queue);

  void offer(std::size_t command, Cycle at) override;
  void requested(Cycle request) override;
  void arrived(const ReadPacket& packet, Cycle first, Cycle last) override;
  void offered(Cycle last) override;
  void answered(Cycle answer) override;
  void wake(Cycle now) override;

private:
  /// Runs of equal length, of the table or of rows: their beats, and the words in which they enter.
  struct Reading {
    std::int64_t beats = 0, words = 0; ///< of a run
    bool isTable = false;
  };
  /// Beats at the reader, not taken.
  struct Waiting {
    std::int64_t beats;
    Cycle first, last;
    bool lastOfJob;
  };

  void take();
  void readTable(Cycle at);
  void readRows(Cycle request);
  void read(Cycle request, std::int64_t runs, std::int64_t columns, bool isTable);
  void advance();
  void enter(const Waiting& packet, const Reading& reading);
  bool mayEnter(std::int64_t rowsBegun) const;
  void finishRows(Cycle entered);
  void write(Cycle issue);

  Machine machine_;
  CommandWindow& commands_;
  CommandQueue& queue_;
  ReadClient reader_;
  WriteClient writer_;
  std::int64_t chunk_;                   ///< columns of a run
  std::size_t offered_ = 0, atWork_ = 0; ///< commands
  Cycle offeredAt_ = kNever;             ///< never = nothing is offered
  Cycle free_ = 0;                       ///< never = a command is at work
  isa::Post post_;
  std::int64_t tensors_ = 1, wordsOfRow_ = 0; ///< read side by side; words of a row of both
  std::int64_t tableJobs_ = 0;
  Fifo<Reading> readings_;
  Fifo<Waiting> waiting_;
  std::int64_t beatsTaken_ = 0; ///< of the reading
  Cycle wordsFree_ = 0;         ///< the next word may enter
  std::int64_t entered_ = 0;    ///< words of rows, of all tensors
  std::int64_t rowsEntered_ = 0, rowsOffered_ = 0, rowsAnswered_ = 0;
  Cycle rootFree_ = 0, issueFree_ = 0;
  Fifo<Cycle> rootsTaken_; ///< of the rows that entered last
  Cycle ringFree_ = 0;     ///< the rows that held up the newest word were issued
};

} // namespace weft::timeline
