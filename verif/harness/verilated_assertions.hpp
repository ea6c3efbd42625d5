// verilated_assertions.hpp: Assertions of the emitted text that do not hold, as sentences.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/harness/verilated_output.hpp"

#include "verilated.h"

#include <utility>

namespace weft::sim {

/// An assertion ends with $stop, which by itself would end the process.
inline void keepRunningWhenBroken(VerilatedContext& context) {
  context.fatalOnError(false);
  context.gotError(false);
  context.gotFinish(false);
}

/// The sentence of the first assertion that broke since the last call; `gotError()` says that one
/// did.
inline std::string brokenAssertion(VerilatedContext& context) {
  keepRunningWhenBroken(context);
  const std::string text = std::exchange(verilatedOutput().text, {});
  return "broken assertion: " + text.substr(0, text.find('\n'));
}

} // namespace weft::sim
