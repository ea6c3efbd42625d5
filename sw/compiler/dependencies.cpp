// dependencies.cpp: From what commands read and write to the tokens that order them
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/dependencies.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::ptrdiff_t kNone = -1;

/// Two accesses of one engine need no token unless the engine reads memory ahead of its own
/// outstanding writes.
bool orderedByEngine(isa::Engine producer, isa::Engine consumer, SpaceId space) {
  if (producer != consumer)
    return false;
  const bool readsAhead = consumer == isa::Engine::post || consumer == isa::Engine::attention;
  return !readsAhead || space < tensorSpace(0);
}

} // namespace

std::array<DependencyTracker::Latest, isa::kEngineCount> DependencyTracker::filledWithNone() {
  std::array<Latest, isa::kEngineCount> table;
  for (Latest& row : table)
    row.fill(kNone);
  return table;
}

Ordering DependencyTracker::append(isa::Engine engine, std::span<const Access> accesses) {
  const std::ptrdiff_t command = appended_++;
  Latest latest = awaited_[static_cast<std::size_t>(engine)];
  for (const Access& access : accesses)
    collect(engine, access, latest);
  const Ordering ordering = connect(engine, latest);
  for (const Access& access : accesses)
    remember(engine, command, access);
  return ordering;
}

DependencyTracker::Space& DependencyTracker::liveIn(SpaceId space) {
  const auto index = static_cast<std::size_t>(space);
  if (index >= live_.size())
    live_.resize(index + 1);
  return live_[index];
}

void DependencyTracker::collect(isa::Engine engine, const Access& access, Records& records,
                                Latest& latest) {
  records.overlapping(access.region, [&](const Record& record) {
    auto& slot = latest[static_cast<std::size_t>(record.engine)];
    if (record.command > slot && !orderedByEngine(record.engine, engine, access.region.space))
      slot = record.command;
  });
}

/// `latest` starts with what the engine has awaited: only later commands matter.
void DependencyTracker::collect(isa::Engine engine, const Access& access, Latest& latest) {
  Space& space = liveIn(access.region.space);
  bool news = false;
  for (std::size_t e = 0; e < latest.size(); ++e)
    news = news || space.written[e] > latest[e];
  if (news)
    collect(engine, access, space.writes, latest);
  if (access.write)
    collect(engine, access, space.reads, latest);
}

Ordering DependencyTracker::connect(isa::Engine consumer, const Latest& latest) {
  Ordering ordering;
  auto& awaited = awaited_[static_cast<std::size_t>(consumer)];
  for (int p = 0; p < isa::kEngineCount; ++p) {
    const auto index = static_cast<std::size_t>(p);
    if (latest[index] <= awaited[index])
      continue;
    awaited[index] = latest[index];
    const std::uint32_t token = 1U << isa::tokenOf(static_cast<isa::Engine>(p), consumer);
    ordering.signals[ordering.signalCount++] = {static_cast<std::size_t>(latest[index]), token};
    ordering.wait |= token;
  }
  return ordering;
}

/// What a write covers is ordered before it already; what a later read by the same engine repeats
/// adds nothing.
void DependencyTracker::remember(isa::Engine engine, std::ptrdiff_t command, const Access& access) {
  Space& space = liveIn(access.region.space);
  const Region& region = access.region;
  if (!access.write) {
    bool isRepeated = false;
    space.reads.overlapping(region, [&](Record& old) {
      if (old.engine == engine && old.region == region) {
        old.command = command;
        isRepeated = true;
      }
    });
    if (isRepeated)
      return;
  }
  space.reads.eraseCovered(region, [&](const Record& old) {
    return (access.write || old.engine == engine) && old.command != command;
  });
  if (!access.write) {
    space.reads.add({region, engine, command});
    return;
  }
  space.writes.eraseCovered(region, [&](const Record& old) { return old.command != command; });
  space.written[static_cast<std::size_t>(engine)] = command;
  space.writes.add({region, engine, command});
}

} // namespace weft
