// timeline.cpp: when every command of a schedule begins and ends
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/timeline.hpp"

#include "gen/num/error.hpp"
#include "sw/timeline/array_engine.hpp"
#include "sw/timeline/attention_engine.hpp"
#include "sw/timeline/engine_latencies.hpp"
#include "sw/timeline/front_end.hpp"
#include "sw/timeline/load_engine.hpp"
#include "sw/timeline/post_engine.hpp"
#include "sw/timeline/store_engine.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

/// The whole machine: processes wired as the hardware's blocks are.
class Accelerator {
public:
  Accelerator(const Machine& machine, std::span<const PlannedCommand> commands)
      : times_(commands.size()),
        memory_(machine), queues_{queue(machine, commands, isa::Engine::load),
                                  queue(machine, commands, isa::Engine::array),
                                  queue(machine, commands, isa::Engine::store),
                                  queue(machine, commands, isa::Engine::attention),
                                  queue(machine, commands, isa::Engine::post)},
        load_(machine, memory_, commands, times_, queues_[0]),
        array_(machine, commands, times_, queues_[1]),
        store_(machine, memory_, commands, times_, queues_[2]),
        attention_(machine, memory_, commands, times_, queues_[3]),
        post_(machine, memory_, commands, times_, queues_[4]),
        frontEnd_(machine, memory_, commands,
                  {&queues_[0], &queues_[1], &queues_[2], &queues_[3], &queues_[4]}) {
    load_.connect(store_);
    Engine* const engines[] = {&load_, &array_, &store_, &attention_, &post_};
    for (std::size_t e = 0; e < queues_.size(); ++e)
      queues_[e].connect(*engines[e], frontEnd_);
  }

  Timeline run() {
    Process* const processes[] = {&memory_, &frontEnd_,  &load_, &array_,
                                  &store_,  &attention_, &post_};
    for (;;) {
      Process* next = *std::min_element(std::begin(processes), std::end(processes),
                                        [](auto* a, auto* b) { return a->due < b->due; });
      if (next->due >= never)
        break;
      next->wake(next->due);
    }
    return finish();
  }

private:
  CommandQueue queue(const Machine& machine, std::span<const PlannedCommand> commands,
                     isa::Engine engine) {
    return {machine, commands, times_, tokens_, engine};
  }

  Timeline finish() {
    Cycle last = frontEnd_.end();
    std::size_t finished = 0;
    for (const CommandQueue& each : queues_)
      finished += each.finished();
    if (finished != times_.size() || !frontEnd_.finished())
      throw InternalError("timeline: " + std::to_string(times_.size() - finished) +
                          " commands never end");
    for (const CommandTimes& command : times_)
      last = std::max(last, command.done);
    return {last + completeCycles, std::move(times_)};
  }

  std::vector<CommandTimes> times_;
  TokenBank tokens_;
  Memory memory_;
  std::array<CommandQueue, isa::engineCount> queues_;
  LoadEngine load_;
  ArrayEngine array_;
  StoreEngine store_;
  AttentionEngine attention_;
  PostEngine post_;
  FrontEnd frontEnd_;
};

} // namespace

Timeline timelineOf(std::span<const PlannedCommand> commands, const Config& config,
                    const ModelMemory& memory) {
  return Accelerator(machineOf(config, memory), commands).run();
}

} // namespace weft::timeline
