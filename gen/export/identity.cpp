// identity.cpp: What the registers read that say which machine this is.
// SPDX-License-Identifier: Apache-2.0
#include "gen/export/identity.hpp"

#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/config/version.hpp"
#include "gen/isa/registers.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace weft {
namespace {

std::uint32_t log2Of(int powerOfTwo) {
  return static_cast<std::uint32_t>(std::countr_zero(static_cast<unsigned>(powerOfTwo)));
}

/// The CAPABILITY register, field by field.
std::uint32_t capabilityWord(const Config& config) {
  const std::map<std::string, std::uint32_t> values = {
      {"log2_rows", log2Of(config.array.rows)},
      {"log2_columns", log2Of(config.array.columns)},
      {"log2_bus_bytes", log2Of(config.bus.bytes)},
      {"ibert", nonlinearChoice(config) == num::Nonlinear::ibert ? 1 : 0},
      {"engines", isa::onesOf(isa::kEngineCount)}};
  const auto& entry =
      *std::ranges::find(isa::registerMap(), isa::reg::kCapability, &isa::Register::offset);
  std::uint32_t word = 0;
  for (const isa::Field& field : entry.fields)
    word |= values.at(field.name) << field.low;
  return word;
}

} // namespace

std::map<std::uint32_t, std::uint32_t> constantRegisters(const Config& config) {
  const auto hash = hashWords(config);
  return {{isa::reg::kVersion, versionWord()},
          {isa::reg::kConfigHashLow, hash[0]},
          {isa::reg::kConfigHashHigh, hash[1]},
          {isa::reg::kCapability, capabilityWord(config)}};
}

} // namespace weft
