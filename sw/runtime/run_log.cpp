// run_log.cpp: From what a simulator has logged to times of operators and engines
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/run_log.hpp"

#include "sw/runtime/command_text.hpp"

#include <algorithm>

namespace weft {
namespace {

/// The program's command behind the check that an event is about; none for the check itself.
std::optional<std::size_t> commandOf(const weft_sim_event& event, const Program& program) {
  if (event.index < Program::kChecks || event.index >= program.commands)
    return std::nullopt;
  return event.index - Program::kChecks;
}

EngineStates statesOf(const weft_sim_event& event) {
  EngineStates states{};
  std::copy(std::begin(event.states), std::end(event.states), states.begin());
  return states;
}

template <class Item, class List> std::span<const Item> listOf(List list, const weft_sim* sim) {
  const Item* first = nullptr;
  const std::uint64_t count = list(sim, &first);
  return {first, count};
}

} // namespace

RunLog::RunLog(const weft_sim_api_table& api, weft_sim* sim, std::uint64_t cycles)
    : begin_(api.run_begin(sim)), cycles_(cycles), events_(listOf<weft_sim_event>(api.events, sim)),
      changes_(listOf<weft_sim_states>(api.state_changes, sim)),
      writes_(listOf<weft_sim_write>(api.writes, sim)) {
  const auto late = std::ranges::find_if(
      events_, [&](const weft_sim_event& event) { return event.cycle >= begin_ + cycles_; });
  events_ = events_.first(static_cast<std::size_t>(late - events_.begin()));
}

std::vector<std::uint64_t> RunLog::commandEnds(const Program& program, std::uint64_t start) const {
  std::vector<std::uint64_t> ends(program.operatorOf.size(), 0);
  for (const weft_sim_event& event : events_)
    if (const auto command = commandOf(event, program))
      ends[*command] = event.cycle - start;
  return ends;
}

std::vector<std::array<EngineStates, isa::kEngineCount>>
RunLog::operatorEngines(const Graph& graph, const Program& program) const {
  std::vector<std::array<EngineStates, isa::kEngineCount>> sums(graph.operators.size());
  for (const weft_sim_event& event : events_)
    if (const auto command = commandOf(event, program)) {
      EngineStates& sum = sums[program.operatorOf[*command]][event.engine];
      for (std::size_t s = 0; s < sum.size(); ++s)
        sum[s] += event.states[s];
    }
  return sums;
}

Timeline RunLog::timeline(const Graph& graph, const Program& program) const {
  const CommandText text(graph, program);
  Timeline timeline;
  timeline.cycles = cycles_;
  for (const weft_sim_event& event : events_)
    if (commandOf(event, program))
      timeline.commands.push_back({event.engine, event.begin - begin_, event.cycle + 1 - begin_,
                                   event.index, text.kind(event.index),
                                   text.operatorName(event.index), text.tile(event.index),
                                   weft::statesOf(event)});
  for (std::uint32_t engine = 0; engine < isa::kEngineCount; ++engine)
    for (const TimelineState& state : statesOf(engine))
      timeline.states.push_back(state);
  return timeline;
}

std::vector<TimelineState> RunLog::statesOf(std::uint32_t engine) const {
  std::vector<TimelineState> stretches;
  for (const weft_sim_states& change : changes_) {
    if (change.cycle < begin_ || change.cycle >= begin_ + cycles_)
      continue;
    const std::uint64_t cycle = change.cycle - begin_;
    const std::uint32_t state = change.states >> 3 * engine & 7;
    if (!stretches.empty() && stretches.back().state == state)
      continue;
    if (!stretches.empty())
      stretches.back().end = cycle;
    stretches.push_back({engine, state, cycle, cycles_});
  }
  return stretches;
}

std::optional<std::uint64_t> RunLog::lastWrite(std::uint64_t address,
                                               std::uint64_t busBytes) const {
  const std::uint64_t word = address / busBytes * busBytes;
  for (auto write = writes_.rbegin(); write != writes_.rend(); ++write)
    if (write->address == word && write->cycle >= begin_)
      return write->cycle - begin_;
  return std::nullopt;
}

} // namespace weft
