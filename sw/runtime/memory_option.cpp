// memory_option.cpp: The memory that --memory describes
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/memory_option.hpp"

#include "gen/config/whole_number.hpp"
#include "gen/num/error.hpp"

#include <charconv>
#include <sstream>

namespace weft {
namespace {

std::uint64_t parseNumber(const std::string& key, const std::string& value, std::uint64_t least,
                          std::uint64_t most) {
  const bool hex = value.starts_with("0x");
  const char* begin = value.data() + (hex ? 2 : 0);
  const char* end = value.data() + value.size();
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(begin, end, number, hex ? 16 : 10);
  const bool isNumber = error == std::errc() && stop == end && begin != end;
  if (isNumber && number >= least && number <= most)
    return number;
  throw DesignError("--memory: " + key + " = '" + value + "' must be a number from " +
                    std::to_string(least) + " to " + std::to_string(most) +
                    nearestText(value, least, most));
}

void assign(MemoryOption& memory, const std::string& key, const std::string& value,
            const Config& config) {
  constexpr std::uint64_t kMostLatency = 100000;
  if (key == "latency")
    memory.latency = static_cast<std::uint32_t>(parseNumber(key, value, 1, kMostLatency));
  else if (key == "bytes")
    memory.bytes = static_cast<std::uint32_t>(
        parseNumber(key, value, 1, static_cast<std::uint64_t>(config.bus.bytes)));
  else if (key == "stall")
    memory.stallPercent = static_cast<std::uint32_t>(parseNumber(key, value, 0, 99));
  else if (key == "error")
    memory.errorOffset = parseNumber(key, value, 0, UINT32_MAX);
  else
    throw DesignError("--memory: unknown key '" + key +
                      "'; known: latency, bytes, stall, error, or the word ideal");
}

} // namespace

MemoryOption configuredMemory(const Config& config) {
  return {.latency = static_cast<std::uint32_t>(config.memory.latency),
          .bytes = static_cast<std::uint32_t>(config.memory.bytes),
          .stallPercent = 0,
          .errorOffset = std::nullopt};
}

MemoryOption parseMemory(const std::string& text, const Config& config) {
  if (text == "ideal")
    return {};
  MemoryOption memory = configuredMemory(config);
  std::istringstream items(text + ','); // so that a comma at the end leaves an empty item
  for (std::string item; std::getline(items, item, ',');) {
    const std::size_t equals = item.find('=');
    if (equals == std::string::npos)
      throw DesignError("--memory: '" + item + "' is not of the form KEY=VALUE");
    assign(memory, item.substr(0, equals), item.substr(equals + 1), config);
  }
  return memory;
}

} // namespace weft
