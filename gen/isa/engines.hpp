// engines.hpp: Engines, their states, tokens and error codes, as numbers that hardware shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/attention_unit.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weft::isa {

/// Engines in the order of their counters. `processor` (fetch and decode) runs no commands but may
/// be named by an error.
enum class Engine : std::uint32_t { load, array, store, attention, post, processor };

inline constexpr int kEngineCount = 5;
inline constexpr std::array<std::string_view, 6> kEngineNames = {"load",      "array", "store",
                                                                 "attention", "post",  "processor"};

/// Clients of the memory network, by their AXI identifiers, and the engine that each serves.
enum class ReadClient : std::uint32_t { load, attention, post, fetch };
enum class WriteClient : std::uint32_t { store, attention, post };

inline constexpr std::array<Engine, 4> kEngineOfReader = {Engine::load, Engine::attention,
                                                          Engine::post, Engine::processor};
inline constexpr std::array<Engine, 3> kEngineOfWriter = {Engine::store, Engine::attention,
                                                          Engine::post};
inline constexpr std::array<std::string_view, 4> kReaderNames = {"load", "attention", "post",
                                                                 "fetch"};
inline constexpr std::array<std::string_view, 3> kWriterNames = {"store", "attention", "post"};
inline constexpr int kReadClients = static_cast<int>(kReaderNames.size());
inline constexpr int kWriteClients = static_cast<int>(kWriterNames.size());

/// What an engine does in a cycle: exactly one of these, in the order of its counters.
enum class State : std::uint32_t {
  busy,
  noCommand,
  load,
  scratchpad,
  accumulator,
  memoryRead,
  memoryWrite,
  dependency
};

inline constexpr int kStateCount = 8;
inline constexpr std::array<std::string_view, 8> kStateNames = {
    "busy",        "no_command",  "load",         "scratchpad",
    "accumulator", "memory_read", "memory_write", "dependency"};

/// Whether a machine with this attention has the engine.
constexpr bool isBuilt(Engine engine, num::AttentionUnit attention) {
  return engine != Engine::attention || attention != num::AttentionUnit::none;
}

/// The engines of such a machine, in their order.
inline std::vector<Engine> enginesOf(num::AttentionUnit attention) {
  std::vector<Engine> engines;
  for (int e = 0; e < kEngineCount; ++e)
    if (const auto engine = static_cast<Engine>(e); isBuilt(engine, attention))
      engines.push_back(engine);
  return engines;
}

/// Whether an engine of a machine with this attention is ever in a state. Its other counters read 0
/// and are not built.
constexpr bool canBe(Engine engine, State state,
                     num::AttentionUnit attention = num::AttentionUnit::dedicated) {
  if (!isBuilt(engine, attention))
    return false;
  const bool attends = engine == Engine::attention;
  const bool isShared = attention == num::AttentionUnit::shared;
  switch (state) {
  case State::busy:
  case State::noCommand:
  case State::dependency:
    return engine != Engine::processor;
  case State::scratchpad:
    return engine == Engine::array;
  case State::accumulator:
    return engine == Engine::store || (attends && isShared);
  case State::memoryRead:
    return engine == Engine::load || engine == Engine::post || (attends && !isShared);
  case State::memoryWrite:
    return engine == Engine::store || engine == Engine::post || (attends && !isShared);
  case State::load:
    return false; // kept for its number: a load that is late shows as `dependency`
  }
  return false;
}

/// Counting semaphores between engines.
inline constexpr int kTokenCount = 24;
inline constexpr int kTokenCountBits = 16;
/// A token that is signalled beyond this stops the ring.
inline constexpr std::uint32_t kMostOfAToken = (1U << kTokenCountBits) - 1;

/// The token by which `producer` tells `consumer` that something is ready. Not for load -> load:
/// loads never wait for loads, so 24 tokens hold every other pair.
constexpr int tokenOf(Engine producer, Engine consumer) {
  return static_cast<int>(producer) * kEngineCount + static_cast<int>(consumer) - 1;
}

/// Why the ring stopped.
enum class ErrorCode : std::uint32_t {
  none,
  illegalOpcode,
  badVersion,
  badLength,
  reservedBits,
  badField,
  limit,
  readResponse,
  writeResponse,
  wrongHash,
  watchdog,
  badRing,
  drainTimeout,
  misaligned,
  beyondBus,
  tokenOverflow
};

inline constexpr std::array<std::string_view, 16> kErrorNames = {
    "none",           "ILLEGAL_OPCODE", "BAD_VERSION", "BAD_LENGTH",
    "RESERVED_BITS",  "BAD_FIELD",      "LIMIT",       "READ_RESPONSE",
    "WRITE_RESPONSE", "WRONG_HASH",     "WATCHDOG",    "BAD_RING",
    "DRAIN_TIMEOUT",  "MISALIGNED",     "BEYOND_BUS",  "TOKEN_OVERFLOW"};

inline constexpr std::array<std::string_view, 16> kErrorMeanings = {
    "no error",
    "the opcode is none of the known ones",
    "the command's format version is not 1",
    "the command's length in slots is not that of its opcode, or the ring ends inside it",
    "a reserved bit is one",
    "a field holds a value outside its range",
    "an address lies outside its base register's limit",
    "the memory answered a read with an error",
    "the memory answered a write with an error",
    "a CHECK command carries another configuration's hash",
    "no engine made progress for WATCHDOG cycles",
    "RING_SIZE, RING_TAIL or RING_BASE cannot be",
    "a soft reset saw no answer of the memory for WATCHDOG cycles",
    "an address is no multiple of the bus width, or that of the ring none of a slot",
    "an address has bits that the bus lacks, or a run or the ring passes the bus's last address",
    "a command signals a token that has its largest count"};

} // namespace weft::isa
