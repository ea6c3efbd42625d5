// signals.hpp: Signals that ask the process to end let it clean up first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/interruption.hpp"

namespace weft {

/// From now on SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE and SIGXCPU only set the flag of
/// interrupted(), and waits of the system end (SIGHUP and SIGPIPE not where the caller ignores
/// them: nohup), and a file beyond the size limit is a failed write, not a signal.
void installInterruptHandler();

/// For main, when nothing is left to clean up: ends the process by SIGQUIT, SIGPIPE or SIGXCPU when
/// that signal interrupted it, as its parent expects. Returns after the others, and after none.
void endByFatalSignal();

} // namespace weft
