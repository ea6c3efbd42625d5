// timeline.cpp: When every command of a schedule begins and ends
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/timeline.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/interruption.hpp"
#include "sw/timeline/array_engine.hpp"
#include "sw/timeline/attention_engine.hpp"
#include "sw/timeline/engine_latencies.hpp"
#include "sw/timeline/front_end.hpp"
#include "sw/timeline/load_engine.hpp"
#include "sw/timeline/post_engine.hpp"
#include "sw/timeline/softmax_engine.hpp"
#include "sw/timeline/store_engine.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace weft::timeline {
namespace {

/// Commands that are known ahead of the decoder before anything happens: more than the front end
/// fetches ahead, and so many that hardly any command ends before one that waits for it is known.
constexpr std::size_t kKnownAhead = 1 << 15;

/// Events between looks at the interruption.
constexpr std::size_t kStepsBetweenLooks = 1 << 12;

} // namespace

/// The whole machine: processes wired as the hardware's blocks are.
class TimelineRun::Accelerator {
public:
  Accelerator(const Machine& machine, Ended ended)
      : ended_(std::move(ended)), memory_(machine), queues_{queue(machine, isa::Engine::load),
                                                            queue(machine, isa::Engine::array),
                                                            queue(machine, isa::Engine::store),
                                                            queue(machine, isa::Engine::attention),
                                                            queue(machine, isa::Engine::post)},
        load_(machine, memory_, commands_, queues_[0]), array_(machine, commands_, queues_[1]),
        store_(machine, memory_, commands_, queues_[2]),
        attention_(machine, memory_, commands_, queues_[3]),
        softmax_(machine, commands_, queues_[3]), post_(machine, memory_, commands_, queues_[4]),
        frontEnd_(machine, memory_, commands_,
                  {&queues_[0], &queues_[1], &queues_[2], &queues_[3], &queues_[4]}) {
    load_.connect(store_);
    array_.connect(softmax_);
    const bool isShared = machine.attention == num::AttentionUnit::shared;
    Engine* const inAttention = isShared ? static_cast<Engine*>(&softmax_) : &attention_;
    Engine* const engines[] = {&load_, &array_, &store_, inAttention, &post_};
    for (std::size_t e = 0; e < queues_.size(); ++e)
      queues_[e].connect(*engines[e], frontEnd_);
  }

  void append(const PlannedCommand& command) {
    commands_.append(command);
    if (commands_.end() - frontEnd_.decoded() < 2 * kKnownAhead)
      return;
    frontEnd_.fetchTo(commands_.end());
    while (commands_.end() - frontEnd_.decoded() > kKnownAhead && step()) {
    }
    letLeave();
  }

  /// A token that comes after its command was done is there for the next command all the same: no
  /// command before that waits for it.
  void signal(std::size_t number, std::uint32_t tokens) {
    if (!commands_.addSignal(number, tokens))
      tokens_.give(tokens, 0);
  }

  Cycle finish() {
    frontEnd_.fetchTo(commands_.end());
    while (step()) {
    }
    letLeave();
    std::size_t finished = 0;
    for (const CommandQueue& each : queues_)
      finished += each.finished();
    if (finished != commands_.end() || !frontEnd_.finished())
      throw InternalError("timeline: " + std::to_string(commands_.end() - finished) +
                          " commands never end");
    return std::max(lastDone_, frontEnd_.end()) + kCompleteCycles;
  }

private:
  CommandQueue queue(const Machine& machine, isa::Engine engine) {
    return {machine, commands_, tokens_, engine};
  }

  /// The earliest process goes on. False when none wants to.
  bool step() {
    Process* const processes[] = {&memory_, &frontEnd_,  &load_,    &array_,
                                  &store_,  &attention_, &softmax_, &post_};
    Process* next = *std::min_element(std::begin(processes), std::end(processes),
                                      [](auto* a, auto* b) { return a->due < b->due; });
    if (next->due >= kNever)
      return false;
    if (++steps_ % kStepsBetweenLooks == 0)
      stopIfInterrupted();
    next->wake(next->due);
    return true;
  }

  void letLeave() {
    commands_.leave([this](const PlannedCommand& command, const CommandTimes& times) {
      lastDone_ = std::max(lastDone_, times.done);
      if (ended_)
        ended_(command, times);
    });
  }

  Ended ended_;
  CommandWindow commands_;
  TokenBank tokens_;
  Memory memory_;
  std::array<CommandQueue, isa::kEngineCount> queues_;
  LoadEngine load_;
  ArrayEngine array_;
  StoreEngine store_;
  AttentionEngine attention_;
  SoftmaxEngine softmax_; ///< in its place where attention is shared
  PostEngine post_;
  FrontEnd frontEnd_;
  Cycle lastDone_ = 0;
  std::size_t steps_ = 0;
};

TimelineRun::TimelineRun(const Config& config, const ModelMemory& memory, Ended ended)
    : accelerator_(std::make_unique<Accelerator>(machineOf(config, memory), std::move(ended))) {}
TimelineRun::~TimelineRun() = default;

void TimelineRun::append(const PlannedCommand& command) { accelerator_->append(command); }
void TimelineRun::signal(std::size_t number, std::uint32_t tokens) {
  accelerator_->signal(number, tokens);
}
Cycle TimelineRun::finish() { return accelerator_->finish(); }

Timeline timelineOf(std::span<const PlannedCommand> commands, const Config& config,
                    const ModelMemory& memory) {
  Timeline timeline;
  timeline.commands.reserve(commands.size());
  TimelineRun run(config, memory, [&](const PlannedCommand&, const CommandTimes& times) {
    timeline.commands.push_back(times);
  });
  for (const PlannedCommand& command : commands)
    run.append(command);
  timeline.cycles = run.finish();
  return timeline;
}

} // namespace weft::timeline
