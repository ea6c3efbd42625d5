// command_queue.hpp: The commands of one engine between decoder and engine
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/timeline/command_window.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/machine.hpp"
#include "sw/timeline/process.hpp"

#include <array>

namespace weft::timeline {

/// An engine as its queue sees it.
class Engine {
public:
  virtual ~Engine() = default;
  /// The command is there from `at` on. The engine answers with `CommandQueue::taken`.
  virtual void offer(std::size_t command, Cycle at) = 0;
};

/// The decoder as a queue sees it.
class Decoder {
public:
  virtual ~Decoder() = default;
  /// A queue that was full may have room.
  virtual void roomCame() = 0;
};

class CommandQueue;

/// The counting semaphores between engines.
class TokenBank {
public:
  void connect(isa::Engine consumer, CommandQueue& queue) {
    queues_[static_cast<std::size_t>(consumer)] = &queue;
  }
  /// The missing ones of `tokens`.
  std::uint32_t missing(std::uint32_t tokens) const;
  void take(std::uint32_t tokens);
  /// `tokens` can be taken from `at` on.
  void give(std::uint32_t tokens, Cycle at);

private:
  std::array<CommandQueue*, isa::kEngineCount> queues_{};
  std::array<std::int32_t, isa::kTokenCount> counts_{};
};

/// One command waits in the staging register for its tokens, others behind it as words in a RAM.
class CommandQueue {
public:
  CommandQueue(const Machine& machine, CommandWindow& commands, TokenBank& tokens,
               isa::Engine engine);
  void connect(Engine& engine, Decoder& decoder) {
    engine_ = &engine;
    decoder_ = &decoder;
  }

  /// The decoder hands `command` over; it is complete at `at`.
  void commit(std::size_t command, Cycle at);
  /// When the decoder may store one more command; `never` = not known yet.
  Cycle roomAt() const;

  /// The engine takes the offered command.
  void taken(Cycle at);
  /// The engine's oldest command is done.
  void done(Cycle at);
  /// Tokens may have come, `producer` gave them.
  void tokensCame(Cycle at, isa::Engine producer);

  /// Commands that passed through, `done` ones.
  std::size_t finished() const { return finished_; }
  bool idle() const { return waiting_.empty() && !staged_ && inEngine_.empty(); }

private:
  void stage();
  void request(Cycle now);

  CommandWindow& commands_;
  TokenBank& tokens_;
  Engine* engine_ = nullptr;
  Decoder* decoder_ = nullptr;
  Cycle words_, ramLatency_;
  std::size_t most_; ///< commands whose words the RAM holds
  Fifo<std::size_t> waiting_;
  Cycle leaves_ = 0; ///< when enough words of the staged command have left the RAM
  bool staged_ = false, offered_ = false;
  std::size_t head_ = 0;
  Cycle empty_ = 0; ///< the staging register is free
  Fifo<std::size_t> inEngine_;
  std::size_t finished_ = 0;
};

} // namespace weft::timeline
