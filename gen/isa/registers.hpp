// registers.hpp: The register map as data: offsets, access, fields, meaning.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"
#include "gen/isa/field.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace weft::isa {

/// Byte offsets in the 4 KiB window, for software.
namespace reg {
inline constexpr std::uint32_t kId = 0x000;
inline constexpr std::uint32_t kVersion = 0x004;
inline constexpr std::uint32_t kConfigHashLow = 0x008;
inline constexpr std::uint32_t kConfigHashHigh = 0x00c;
inline constexpr std::uint32_t kCapability = 0x010;
inline constexpr std::uint32_t kControl = 0x014;
inline constexpr std::uint32_t kStatus = 0x018;
inline constexpr std::uint32_t kIrqEnable = 0x01c;
inline constexpr std::uint32_t kIrqPending = 0x020;
inline constexpr std::uint32_t kErrorCode = 0x024;
inline constexpr std::uint32_t kErrorIndex = 0x028;
inline constexpr std::uint32_t kErrorAddressLow = 0x02c;
inline constexpr std::uint32_t kErrorAddressHigh = 0x030;
inline constexpr std::uint32_t kRingBaseLow = 0x034;
inline constexpr std::uint32_t kRingBaseHigh = 0x038;
inline constexpr std::uint32_t kRingSize = 0x03c;
inline constexpr std::uint32_t kRingHead = 0x040;
inline constexpr std::uint32_t kRingTail = 0x044;
inline constexpr std::uint32_t kCyclesLow = 0x048;
inline constexpr std::uint32_t kCyclesHigh = 0x04c;
inline constexpr std::uint32_t kWatchdog = 0x050;
inline constexpr std::uint32_t kReadBytes = 0x400;
inline constexpr std::uint32_t kWriteBytes = 0x408;

/// SCALARi, i 0..3.
constexpr std::uint32_t scalar(std::uint32_t i) { return 0x060 + 4 * i; }

/// Low word of base register i, 0..7; the high word follows, then the limit in bytes.
constexpr std::uint32_t base(std::uint32_t i) { return 0x100 + 16 * i; }
constexpr std::uint32_t limit(std::uint32_t i) { return base(i) + 8; }

/// Low word of the 64-bit counter of an engine's cycles in a state; the high word follows.
constexpr std::uint32_t counter(Engine engine, State state) {
  return 0x200 + 64 * static_cast<std::uint32_t>(engine) + 8 * static_cast<std::uint32_t>(state);
}
} // namespace reg

/// Bits of registers, for software.
inline constexpr std::uint32_t kIdentity = 0x57454654; ///< ID: "WEFT"
inline constexpr std::uint32_t kControlStart = 1, kControlSoftReset = 2;
inline constexpr std::uint32_t kStatusRunning = 1, kStatusIdle = 2, kStatusError = 4,
                               kStatusResetting = 8;
inline constexpr std::uint32_t kIrqDone = 1, kIrqError = 2;
inline constexpr int kBaseCount = 8;
inline constexpr int kScalarCount = 4;
inline constexpr std::uint32_t kWatchdogReset = 1048576;

/// readWrite keeps what is written (the bits of its fields), readOnly ignores writes, clear takes
/// away the bits written as one, command acts and reads as zero.
enum class Access { readOnly, readWrite, clear, command };

/// One 32-bit register. Fields have word 0; a register that is one number has one field `value`.
struct Register {
  std::string name; ///< as in C: upper snake case
  std::uint32_t offset;
  Access access;
  std::uint32_t reset;
  std::string meaning;
  std::vector<Field> fields;
};

/// Every register of a machine with this attention, ascending offsets.
const std::vector<Register>&
registerMap(num::AttentionUnit attention = num::AttentionUnit::dedicated);

/// "read only", "read and write", "write one to clear", "write only": for tables.
std::string accessText(Access access);

} // namespace weft::isa
