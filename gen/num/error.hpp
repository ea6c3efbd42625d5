// error.hpp: The two exception types of weft: the user's mistake and ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/where.hpp"

#include <stdexcept>
#include <string>

namespace weft {

/// The user's input, configuration or design is wrong. The message is a sentence for the user: what
/// was found, what is allowed, where.
class DesignError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// A broken promise inside weft. The message carries the source line that noticed it.
class InternalError : public std::logic_error {
public:
  explicit InternalError(const std::string& message, const Where& where = Where::current())
      : std::logic_error(message + " (" + where.fileName() + ":" + std::to_string(where.line()) +
                         ")") {}
};

} // namespace weft
