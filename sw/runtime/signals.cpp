// signals.cpp: Signals that ask the process to end let it clean up first.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/signals.hpp"

#include <array>
#include <csignal>
#include <sys/time.h>

namespace weft {
namespace {

constexpr std::array kAlways = {SIGINT, SIGTERM, SIGQUIT, SIGXCPU};
constexpr std::array kUnlessIgnored = {SIGHUP, SIGPIPE};

void wakeUp(int /*signal*/) {}

/// A wait that begins just behind the signal would not end by it: a timer ends every later one.
void noteAndKeepWaking(int signal) {
  constexpr suseconds_t kBetweenWakings = 100'000;
  noteInterruption(signal);
  const itimerval timer{.it_interval = {0, kBetweenWakings}, .it_value = {0, kBetweenWakings}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

/// No SA_RESTART: waits end.
void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

bool isIgnored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

void installInterruptHandler() {
  handle(SIGALRM, wakeUp);
  for (const int signal : kAlways)
    handle(signal, noteAndKeepWaking);
  for (const int signal : kUnlessIgnored)
    if (!isIgnored(signal))
      handle(signal, noteAndKeepWaking);
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
