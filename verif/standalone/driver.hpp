// driver.hpp: What a host does: makes commands, puts them into the ring, starts, waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "accelerator.hpp"

#include "weft_commands.h"
#include "weft_config.h"

#include <cstdio>

using Command = std::vector<std::uint32_t>;

/// Adds a field to a command: SET(load, LOAD_BYTES, 64).
#define SET(command, FIELD, value)                                                                 \
  (command)[WEFT_##FIELD##_WORD] |= static_cast<std::uint32_t>(value) << WEFT_##FIELD##_SHIFT

/// A command without fields; `wait` and `signal` have a bit for each token below 16.
inline Command commandOf(std::uint32_t opcode, std::uint32_t slots, std::uint32_t wait,
                         std::uint32_t signal) {
  Command command(slots * WEFT_SLOT_BYTES / sizeof(std::uint32_t));
  SET(command, HEADER_OPCODE, opcode);
  SET(command, HEADER_VERSION, WEFT_FORMAT_VERSION);
  SET(command, HEADER_SLOTS, slots);
  SET(command, HEADER_WAIT_LOW, wait);
  SET(command, HEADER_SIGNAL, signal);
  return command;
}

#define COMMAND(NAME, wait, signal)                                                                \
  commandOf(WEFT_##NAME##_OPCODE, WEFT_##NAME##_SLOTS, wait, signal)

/// Stops the ring when the program was made for another machine.
inline Command checkCommand() {
  Command command = COMMAND(CHECK, 0, 0);
  SET(command, CHECK_HASH_LOW, WEFT_CONFIG_HASH_LOW);
  SET(command, CHECK_HASH_HIGH, WEFT_CONFIG_HASH_HIGH);
  return command;
}

/// Rows begin at multiples of the bus width.
constexpr std::uint32_t pitchOf(std::uint32_t bytes) {
  return (bytes + WEFT_BUS_BYTES - 1) / WEFT_BUS_BYTES * WEFT_BUS_BYTES;
}

/// The commands in a ring at address 0; returns the slots that they take.
inline std::uint32_t writeRing(Accelerator& weft, const std::vector<Command>& commands) {
  std::uint32_t address = 0;
  for (const Command& command : commands)
    for (const std::uint32_t word : command) {
      weft.poke(address, word);
      address += sizeof word;
    }
  return address / WEFT_SLOT_BYTES;
}

/// Runs the first `slots` slots of a ring of `ringSlots` at address 0. Base register 0 is the whole
/// memory of `memoryBytes` bytes.
inline void submit(Accelerator& weft, std::uint32_t slots, std::uint32_t ringSlots,
                   std::uint32_t memoryBytes) {
  weft.writeRegister(WEFT_REG_RING_BASE_LOW, 0);
  weft.writeRegister(WEFT_REG_RING_BASE_HIGH, 0);
  weft.writeRegister(WEFT_REG_RING_SIZE, ringSlots); // also empties the ring
  weft.writeRegister(WEFT_REG_BASE0_LOW, 0);
  weft.writeRegister(WEFT_REG_BASE0_HIGH, 0);
  weft.writeRegister(WEFT_REG_LIMIT0, memoryBytes);
  weft.writeRegister(WEFT_REG_IRQ_ENABLE, WEFT_IRQ_ENABLE_DONE_MASK | WEFT_IRQ_ENABLE_ERROR_MASK);
  weft.writeRegister(WEFT_REG_RING_TAIL, slots);
  weft.writeRegister(WEFT_REG_CONTROL, WEFT_CONTROL_START_MASK);
}

/// True when the accelerator is done without an error.
inline bool finish(Accelerator& weft) {
  if (!weft.waitForInterrupt()) {
    std::puts("no interrupt");
    return false;
  }
  const std::uint32_t pending = weft.readRegister(WEFT_REG_IRQ_PENDING);
  weft.writeRegister(WEFT_REG_IRQ_PENDING, pending);
  if ((pending & WEFT_IRQ_PENDING_ERROR_MASK) == 0)
    return true;
  std::printf("error %u at command %u\n",
              weft.readRegister(WEFT_REG_ERROR_CODE) & WEFT_ERROR_CODE_CODE_MASK,
              weft.readRegister(WEFT_REG_ERROR_INDEX));
  return false;
}
