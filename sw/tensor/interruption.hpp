// interruption.hpp: How long computations end when the user presses Ctrl-C.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace weft {

/// The user pressed Ctrl-C, or another signal asked the process to end: exit status 130.
class Interrupted : public std::runtime_error {
public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// For signal handlers: from now on interrupted(), by the first signal noted.
void noteInterruption(int signal);

bool interrupted();

/// The signal noted, 0 before any.
int interruptingSignal();

/// Throws Interrupted after an interruption. Loops that may run for seconds call it.
void stopIfInterrupted();

} // namespace weft
