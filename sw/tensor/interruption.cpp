// interruption.cpp: One variable that a signal handler sets.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/interruption.hpp"

#include <csignal>

namespace weft {
namespace {

volatile std::sig_atomic_t noted = 0;

} // namespace

void noteInterruption(int signal) {
  if (noted == 0)
    noted = signal;
}

bool interrupted() { return noted != 0; }

int interruptingSignal() { return noted; }

void stopIfInterrupted() {
  if (interrupted())
    throw Interrupted();
}

} // namespace weft
