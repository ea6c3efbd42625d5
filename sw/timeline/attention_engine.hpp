// attention_engine.hpp: Heads of attention and rows of softmax, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/attention_blocks.hpp"
#include "sw/timeline/command_queue.hpp"
#include "sw/timeline/softmax_rows.hpp"

namespace weft::timeline {

/// One command at a time, each of one of two kinds of work that share a reader and a writer.
class AttentionEngine : public Process, public Engine, public ReadSink, public WriteSource {
public:
  AttentionEngine(const Machine& machine, Memory& memory, CommandWindow& commands,
                  CommandQueue& queue);

  void offer(std::size_t command, Cycle at) override;
  void requested(Cycle request) override;
  void arrived(const ReadPacket& packet, Cycle first, Cycle last) override;
  void offered(Cycle last) override;
  void answered(Cycle answer) override;
  void wake(Cycle now) override;

private:
  void take();

  CommandWindow& commands_;
  CommandQueue& queue_;
  ReadClient reader_;
  WriteClient writer_;
  AttentionBlocks blocks_;
  SoftmaxRows rows_;
  std::size_t offered_ = 0, atWork_ = 0; ///< commands
  bool isSoftmax_ = false;
  Cycle offeredAt_ = kNever; ///< never = nothing is offered
  Cycle free_ = 0;           ///< never = a command is at work
};

} // namespace weft::timeline
