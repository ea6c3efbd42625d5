// wait_chain.cpp: Who waits for whom in a machine that stands still
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/wait_chain.hpp"

#include "gen/blocks/depths.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <vector>

namespace weft {
namespace {

constexpr std::size_t kFetch = isa::kEngineCount; ///< as a member of the chain
constexpr std::size_t kMembers = isa::kEngineCount + 1;

std::string hexAddress(std::uint64_t address) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(address));
  return text.data();
}

std::string bursts(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " burst" : " bursts");
}

std::string readChannel(const weft_sim_waiting& waiting) {
  if (waiting.ar != 0)
    return "channel AR does not take its request";
  if (waiting.r != 0)
    return "channel R offers data that nobody takes";
  if (waiting.reads != 0)
    return "channel R gives no data for " + bursts(waiting.reads) + ", the oldest at " +
           hexAddress(waiting.read_address);
  return "no read is under way";
}

std::string writeChannel(const weft_sim_waiting& waiting) {
  if (waiting.aw != 0)
    return "channel AW does not take its request";
  if (waiting.w != 0)
    return "channel W does not take its data";
  if (waiting.b != 0)
    return "channel B offers a response that nobody takes";
  if (waiting.writes != 0)
    return "channel B gives no response for " + bursts(waiting.writes) + ", the oldest at " +
           hexAddress(waiting.write_address);
  return "no write is under way";
}

std::string nameOf(std::size_t member) {
  return member == kFetch ? "command fetch" : std::string(isa::kEngineNames[member]) + " engine";
}

class WaitChain {
public:
  WaitChain(const CommandText& text, std::span<const std::uint32_t> ring,
            const StandingMachine& machine)
      : text_(text), machine_(machine), commands_(commandsIn(ring, text.commands().size())) {
    for (std::size_t i = 0; i < commands_.size(); ++i)
      if (commands_[i].format->engine != isa::Engine::processor)
        ofEngine_[static_cast<std::size_t>(commands_[i].format->engine)].push_back(i);
    for (std::size_t engine = 0; engine < isa::kEngineCount; ++engine)
      describe(engine);
  }

  std::string print() {
    for (std::size_t member = 0; member < kMembers; ++member)
      visit(member);
    std::string output;
    for (auto member = finished_.rbegin(); member != finished_.rend(); ++member)
      output += "\n  " + members_[*member].line;
    return output + circle_;
  }

private:
  struct Member {
    std::string line; ///< empty: nothing to do
    std::vector<std::size_t> waitsFor;
    bool visited = false;
  };

  void describe(std::size_t engine) {
    const auto& own = ofEngine_[engine];
    if (machine_.finished[engine] >= own.size())
      return;
    const std::size_t oldest = own[machine_.finished[engine]];
    Member& member = members_[engine];
    member.line = nameOf(engine) + ": " + text_.whole(oldest) + " ";
    if (machine_.taken[engine] > machine_.finished[engine])
      describeRunning(engine, member);
    else if (commands_[oldest].slot() >= machine_.ringHead)
      describeUnfetched(member);
    else
      describeQueued(oldest, member);
  }

  void describeRunning(std::size_t engine, Member& member) const {
    const auto state = static_cast<isa::State>(machine_.states[engine]);
    member.line += "is in the engine, " + std::string(isa::kStateNames[machine_.states[engine]]);
    if (state == isa::State::memoryRead)
      member.line += ": " + readChannel(machine_.waiting);
    if (state == isa::State::memoryWrite)
      member.line += ": " + writeChannel(machine_.waiting);
  }

  void describeUnfetched(Member& member) {
    member.line += "is not fetched yet";
    member.waitsFor.push_back(kFetch);
    if (members_[kFetch].line.empty())
      describeFetch();
  }

  /// The decoder needs room in the queue of the next command's engine; else slots are missing.
  void describeFetch() {
    Member& member = members_[kFetch];
    const auto next = std::ranges::find_if(
        commands_, [&](const RingCommand& c) { return c.slot() >= machine_.ringHead; });
    const auto index = static_cast<std::size_t>(next - commands_.begin());
    member.line = nameOf(kFetch) + ": " + text_.whole(index) + " ";
    const auto engine = static_cast<std::size_t>(next->format->engine);
    if (queueIsFull(engine, index)) {
      member.line += "waits for room in the queue of the " + nameOf(engine);
      member.waitsFor.push_back(engine);
    } else
      member.line += "waits for its slots: " + readChannel(machine_.waiting);
  }

  bool queueIsFull(std::size_t engine, std::size_t before) const {
    if (engine >= isa::kEngineCount)
      return false;
    const auto fetched = static_cast<std::size_t>(
        std::ranges::lower_bound(ofEngine_[engine], before) - ofEngine_[engine].begin());
    const std::size_t staged = 1, queued = fetched - machine_.taken[engine];
    const auto slots = static_cast<std::size_t>(commands_[before].format->slots);
    const std::size_t words = slots * isa::kSlotWords + depths::kLabelWords;
    return queued > staged && (queued - staged) * words > depths::kCommandWords - words;
  }

  void describeQueued(std::size_t command, Member& member) const {
    const std::uint32_t wanted = commands_[command].tokens.wait;
    std::string reasons;
    for (std::uint32_t token = 0; token < isa::kTokenCount; ++token)
      if ((wanted >> token & 1) != 0 && !given(token)) {
        reasons += (reasons.empty() ? "waits for token " : " and token ") + std::to_string(token);
        reasons += describeGiver(token, member);
      }
    member.line += reasons.empty() ? "is not taken by the engine" : reasons;
  }

  std::string describeGiver(std::uint32_t token, Member& member) const {
    const auto giver = giverOf(token);
    if (!giver)
      return ", which no command gives";
    const auto engine = static_cast<std::size_t>(commands_[*giver].format->engine);
    member.waitsFor.push_back(engine);
    return " from the " + nameOf(engine) + ", " + text_.whole(*giver);
  }

  /// Commands [0, count) of every engine that have `token` in the mask that `maskOf` picks.
  std::size_t countOf(std::uint32_t token,
                      const std::array<std::uint64_t, isa::kEngineCount>& count,
                      std::uint32_t isa::Tokens::*mask) const {
    std::size_t sum = 0;
    for (std::size_t engine = 0; engine < isa::kEngineCount; ++engine)
      for (std::size_t i = 0; i < std::min<std::size_t>(count[engine], ofEngine_[engine].size());
           ++i)
        sum += commands_[ofEngine_[engine][i]].tokens.*mask >> token & 1;
    return sum;
  }

  std::size_t takenOf(std::uint32_t token) const {
    return countOf(token, machine_.taken, &isa::Tokens::wait);
  }
  bool given(std::uint32_t token) const {
    return countOf(token, machine_.finished, &isa::Tokens::signal) > takenOf(token);
  }

  /// The command whose signal the next waiting command would take.
  std::optional<std::size_t> giverOf(std::uint32_t token) const {
    std::size_t before = takenOf(token);
    for (std::size_t i = 0; i < commands_.size(); ++i)
      if ((commands_[i].tokens.signal >> token & 1) != 0 && before-- == 0)
        return i;
    return std::nullopt;
  }

  /// In depth first: a member is finished after all that it waits for.
  void visit(std::size_t number) {
    Member& member = members_[number];
    if (std::ranges::find(path_, number) != path_.end())
      nameCircle(number);
    if (member.visited || member.line.empty())
      return;
    member.visited = true;
    path_.push_back(number);
    for (const std::size_t next : member.waitsFor)
      visit(next);
    path_.pop_back();
    finished_.push_back(number);
  }

  void nameCircle(std::size_t start) {
    if (!circle_.empty())
      return;
    circle_ = "\n  circle: ";
    for (auto at = std::ranges::find(path_, start); at != path_.end(); ++at)
      circle_ += nameOf(*at) + " -> ";
    circle_ += nameOf(start);
  }

  const CommandText& text_;
  const StandingMachine& machine_;
  std::vector<RingCommand> commands_;
  std::array<std::vector<std::size_t>, isa::kEngineCount> ofEngine_;
  std::array<Member, kMembers> members_;
  std::vector<std::size_t> path_, finished_;
  std::string circle_;
};

} // namespace

std::string waitChain(const CommandText& text, std::span<const std::uint32_t> ring,
                      const StandingMachine& machine) {
  return WaitChain(text, ring, machine).print();
}

} // namespace weft
