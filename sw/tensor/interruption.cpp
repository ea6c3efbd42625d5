// interruption.cpp: One flag that a signal handler sets.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/interruption.hpp"

#include <csignal>

namespace weft {
namespace {

volatile std::sig_atomic_t flag = 0;

} // namespace

void noteInterruption() { flag = 1; }

bool interrupted() { return flag != 0; }

void stopIfInterrupted() {
  if (interrupted())
    throw Interrupted();
}

} // namespace weft
