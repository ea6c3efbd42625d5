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
inline constexpr std::uint32_t id = 0x000;
inline constexpr std::uint32_t version = 0x004;
inline constexpr std::uint32_t configHashLow = 0x008;
inline constexpr std::uint32_t configHashHigh = 0x00c;
inline constexpr std::uint32_t capability = 0x010;
inline constexpr std::uint32_t control = 0x014;
inline constexpr std::uint32_t status = 0x018;
inline constexpr std::uint32_t irqEnable = 0x01c;
inline constexpr std::uint32_t irqPending = 0x020;
inline constexpr std::uint32_t errorCode = 0x024;
inline constexpr std::uint32_t errorIndex = 0x028;
inline constexpr std::uint32_t errorAddressLow = 0x02c;
inline constexpr std::uint32_t errorAddressHigh = 0x030;
inline constexpr std::uint32_t ringBaseLow = 0x034;
inline constexpr std::uint32_t ringBaseHigh = 0x038;
inline constexpr std::uint32_t ringSize = 0x03c;
inline constexpr std::uint32_t ringHead = 0x040;
inline constexpr std::uint32_t ringTail = 0x044;
inline constexpr std::uint32_t cyclesLow = 0x048;
inline constexpr std::uint32_t cyclesHigh = 0x04c;
inline constexpr std::uint32_t watchdog = 0x050;
inline constexpr std::uint32_t readBytes = 0x400;
inline constexpr std::uint32_t writeBytes = 0x408;

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
inline constexpr std::uint32_t identity = 0x57454654; ///< ID: "WEFT"
inline constexpr std::uint32_t controlStart = 1, controlSoftReset = 2;
inline constexpr std::uint32_t statusRunning = 1, statusIdle = 2, statusError = 4,
                               statusResetting = 8;
inline constexpr std::uint32_t irqDone = 1, irqError = 2;
inline constexpr int baseCount = 8;
inline constexpr int scalarCount = 4;
inline constexpr std::uint32_t watchdogReset = 1048576;

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

/// Every register, ascending offsets.
const std::vector<Register>& registerMap();

/// "read only", "read and write", "write one to clear", "write only": for tables.
std::string accessText(Access access);

} // namespace weft::isa
