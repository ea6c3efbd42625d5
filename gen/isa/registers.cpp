// registers.cpp: The register map as data: offsets, access, fields, meaning.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/registers.hpp"

#include <algorithm>
#include <cctype>

namespace weft::isa {
namespace {

constexpr std::uint32_t kAll = 0xffffffffU;

Field bits(std::string name, int high, int low, std::string meaning) {
  return {std::move(name), 0, high, low, 0, kAll, std::move(meaning)};
}

/// A register that is one number of `width` bits.
Register number(std::string name, std::uint32_t offset, Access access, std::string meaning,
                int width = 32, std::uint32_t reset = 0) {
  return {std::move(name),
          offset,
          access,
          reset,
          std::move(meaning),
          {bits("value", width - 1, 0, "the number")}};
}

/// Two registers that are one number of 64 bits; a read of the low word keeps the high word of one
/// that changes by itself.
void appendPair(std::vector<Register>& map, const std::string& name, std::uint32_t offset,
                Access access, const std::string& meaning) {
  const bool changes = access == Access::readOnly && offset != reg::kConfigHashLow;
  map.push_back(number(name + "_LOW", offset, access,
                       meaning + ", low 32 bits" + (changes ? "; read it first" : "")));
  map.push_back(
      number(name + "_HIGH", offset + 4, access,
             meaning + ", high 32 bits" + (changes ? " when the low word was read" : "")));
}

std::vector<Register> identityRegisters() {
  std::vector<Register> map = {
      number("ID", reg::kId, Access::readOnly, "The letters WEFT", 32, kIdentity),
      {"VERSION",
       reg::kVersion,
       Access::readOnly,
       0,
       "Version of the generator",
       {bits("patch", 7, 0, "patch"), bits("minor", 15, 8, "minor"),
        bits("major", 23, 16, "major")}}};
  appendPair(map, "CONFIG_HASH", reg::kConfigHashLow, Access::readOnly,
             "First 64 bits of the configuration hash");
  map.push_back({"CAPABILITY",
                 reg::kCapability,
                 Access::readOnly,
                 0,
                 "Shape of the machine",
                 {bits("log2_rows", 3, 0, "array rows, power of two"),
                  bits("log2_columns", 7, 4, "array columns, power of two"),
                  bits("log2_bus_bytes", 11, 8, "bus bytes, power of two"),
                  bits("ibert", 12, 12, "1: numerics.nonlinear is ibert"),
                  bits("engines", 20, 16, "one bit for each engine that exists")}});
  return map;
}

std::vector<Register> controlRegisters() {
  return {
      {"CONTROL",
       reg::kControl,
       Access::command,
       0,
       "Starts and resets",
       {bits("start", 0, 0,
             "make an idle ring live: tokens and command index start from zero, and commands run "
             "whenever RING_TAIL is ahead of RING_HEAD. Changes nothing while the ring is live, "
             "after an error, or together with soft_reset"),
        bits("soft_reset", 1, 1,
             "drain AXI, reset the engines, empty the ring: RING_HEAD and RING_TAIL become 0, and "
             "it needs another start")}},
      {"STATUS",
       reg::kStatus,
       Access::readOnly,
       kStatusIdle,
       "What the accelerator does",
       {bits("running", 0, 0, "between start or doorbell and done or error"),
        bits("idle", 1, 1, "neither running nor resetting, and no error"),
        bits("error", 2, 2, "stopped by an error; only a soft reset leaves it"),
        bits("resetting", 3, 3, "a soft reset is draining or resetting")}},
      {"IRQ_ENABLE",
       reg::kIrqEnable,
       Access::readWrite,
       0,
       "Pending bits that raise irq",
       {bits("done", 0, 0, "completion"), bits("error", 1, 1, "error")}},
      {"IRQ_PENDING",
       reg::kIrqPending,
       Access::clear,
       0,
       "Events since they were cleared",
       {bits("done", 0, 0, "the ring is empty, engines idle, writes answered"),
        bits("error", 1, 1, "the ring stopped")}},
      {"ERROR_CODE",
       reg::kErrorCode,
       Access::readOnly,
       0,
       "Why the ring stopped",
       {bits("code", 7, 0, "error code"), bits("engine", 10, 8, "engine, 5 = command processor"),
        bits("wait_reason", 14, 12, "state that the engine waits in")}},
      number("ERROR_INDEX", reg::kErrorIndex, Access::readOnly,
             "Command that failed, counted from 0 since the ring became live")};
}

std::vector<Register> ringRegisters() {
  std::vector<Register> map;
  appendPair(map, "ERROR_ADDRESS", reg::kErrorAddressLow, Access::readOnly,
             "Address of the first slot of the command that failed, in the ring");
  appendPair(map, "RING_BASE", reg::kRingBaseLow, Access::readWrite,
             "Address of the command ring, a multiple of 64");
  map.push_back(
      number("RING_SIZE", reg::kRingSize, Access::readWrite,
             "Slots in the ring, a power of two 2..65536. Writing it empties the ring: "
             "RING_HEAD and RING_TAIL become 0, and it needs another start. BAD_RING while "
             "running",
             17));
  map.push_back(number("RING_HEAD", reg::kRingHead, Access::readOnly, "Next slot to fetch", 16));
  map.push_back(number("RING_TAIL", reg::kRingTail, Access::readWrite,
                       "First free slot, less than RING_SIZE (else BAD_RING); one slot stays free. "
                       "The doorbell of a live ring: may be written at any time, and no command "
                       "before it is forgotten. A command's slots must be in memory before",
                       16));
  appendPair(map, "CYCLES", reg::kCyclesLow, Access::readOnly,
             "Cycles of the run, from start or doorbell to done");
  map.push_back(number("WATCHDOG", reg::kWatchdog, Access::readWrite,
                       "Cycles without progress that stop the ring or a soft reset, 0 = never", 32,
                       kWatchdogReset));
  for (std::uint32_t i = 0; i < kScalarCount; ++i)
    map.push_back(number("SCALAR" + std::to_string(i), reg::scalar(i), Access::readWrite,
                         "Run-time scalar " + std::to_string(i)));
  return map;
}

std::vector<Register> baseRegisters() {
  std::vector<Register> map;
  for (std::uint32_t i = 0; i < kBaseCount; ++i) {
    const std::string index = std::to_string(i);
    appendPair(map, "BASE" + index, reg::base(i), Access::readWrite, "Base address " + index);
    map.push_back(number("LIMIT" + index, reg::limit(i), Access::readWrite,
                         "Bytes that may be touched from base address " + index));
  }
  return map;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

std::string counterMeaning(std::size_t engine, std::size_t state, num::AttentionUnit attention) {
  if (!canBe(static_cast<Engine>(engine), static_cast<State>(state), attention))
    return "Always 0: the " + std::string(kEngineNames[engine]) + " engine is never in this state";
  return "Cycles of the " + std::string(kEngineNames[engine]) + " engine in state " +
         std::string(kStateNames[state]);
}

std::vector<Register> counterRegisters(num::AttentionUnit attention) {
  std::vector<Register> map;
  for (std::size_t e = 0; e < kEngineCount; ++e)
    for (std::size_t s = 0; s < kStateCount; ++s)
      appendPair(map, upper(kEngineNames[e]) + "_" + upper(kStateNames[s]),
                 reg::counter(static_cast<Engine>(e), static_cast<State>(s)), Access::readOnly,
                 counterMeaning(e, s, attention));
  appendPair(map, "READ_BYTES", reg::kReadBytes, Access::readOnly, "Bytes read from memory");
  appendPair(map, "WRITE_BYTES", reg::kWriteBytes, Access::readOnly, "Bytes written to memory");
  return map;
}

std::vector<Register> allRegisters(num::AttentionUnit attention) {
  std::vector<Register> registers;
  for (auto part : {identityRegisters(), controlRegisters(), ringRegisters(), baseRegisters(),
                    counterRegisters(attention)})
    registers.insert(registers.end(), part.begin(), part.end());
  return registers;
}

} // namespace

const std::vector<Register>& registerMap(num::AttentionUnit attention) {
  static const std::vector<Register> dedicated = allRegisters(num::AttentionUnit::dedicated);
  static const std::vector<Register> shared = allRegisters(num::AttentionUnit::shared);
  static const std::vector<Register> none = allRegisters(num::AttentionUnit::none);
  switch (attention) {
  case num::AttentionUnit::shared:
    return shared;
  case num::AttentionUnit::none:
    return none;
  case num::AttentionUnit::dedicated:
    break;
  }
  return dedicated;
}

std::string accessText(Access access) {
  switch (access) {
  case Access::readOnly:
    return "read only";
  case Access::readWrite:
    return "read and write";
  case Access::clear:
    return "write one to clear";
  case Access::command:
    return "write only";
  }
  return {};
}

} // namespace weft::isa
