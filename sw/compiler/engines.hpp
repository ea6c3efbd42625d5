// engines.hpp: the five engines that execute commands, and the tokens between them
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft {

/// In the order of the hardware's engine numbers (gen/isa).
enum class Engine : std::uint8_t { load, array, store, attention, post };

inline constexpr int engineCount = 5;

/// The counting semaphore that `producer` raises for `consumer`. Every ordered pair has one, except
/// load -> load: loads never wait for loads, and so 24 tokens suffice.
constexpr int tokenBetween(Engine producer, Engine consumer) {
  return static_cast<int>(producer) * engineCount + static_cast<int>(consumer) - 1;
}

} // namespace weft
