// command_fault.hpp: Why a command cannot be executed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/engines.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace weft {

/// Thrown where a command does what it must not; the sentence says what. With a code the hardware
/// stops with that error. Without one it would go on with a result that means nothing: something
/// was read before anything had been written there, or a sum left int32.
class CommandFault : public std::runtime_error {
public:
  CommandFault(std::optional<isa::ErrorCode> code, const std::string& sentence)
      : std::runtime_error(sentence), code_(code) {}

  std::optional<isa::ErrorCode> code() const { return code_; }

private:
  std::optional<isa::ErrorCode> code_;
};

} // namespace weft
