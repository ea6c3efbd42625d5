// signals.cpp: Signals that ask the process to end let it clean up first.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/signals.hpp"

#include <array>
#include <csignal>

namespace weft {
namespace {

constexpr std::array kAlways = {SIGINT, SIGTERM, SIGQUIT, SIGXCPU};
constexpr std::array kUnlessIgnored = {SIGHUP, SIGPIPE};

/// No SA_RESTART: waits end.
void noteSignal(int signal) {
  struct sigaction action {};
  action.sa_handler = noteInterruption;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

bool isIgnored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

void installInterruptHandler() {
  for (const int signal : kAlways)
    noteSignal(signal);
  for (const int signal : kUnlessIgnored)
    if (!isIgnored(signal))
      noteSignal(signal);
  std::signal(SIGXFSZ, SIG_IGN);
}

void endByFatalSignal() {
  const int signal = interruptingSignal();
  if (signal != SIGQUIT && signal != SIGPIPE && signal != SIGXCPU)
    return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

} // namespace weft
