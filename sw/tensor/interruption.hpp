// interruption.hpp: How long computations end when the user presses Ctrl-C.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace weft {

/// The user pressed Ctrl-C (or sent SIGTERM): exit status 130.
class Interrupted : public std::runtime_error {
public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// For signal handlers: from now on interrupted().
void noteInterruption();

bool interrupted();

/// Throws Interrupted after an interruption. Loops that may run for seconds call it.
void stopIfInterrupted();

} // namespace weft
