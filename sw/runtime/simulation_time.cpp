// simulation_time.cpp: Host time of simulation loops
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulation_time.hpp"

#include <chrono>
#include <sys/resource.h>

namespace weft {
namespace {

double secondsOf(const timeval& time) {
  constexpr double kMicrosecond = 1e-6;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * kMicrosecond;
}

double cpuSecondsOf(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
}

} // namespace

double steadySeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpuSeconds() { return cpuSecondsOf(RUSAGE_SELF); }

double cpuSecondsWithChildren() { return cpuSeconds() + cpuSecondsOf(RUSAGE_CHILDREN); }

} // namespace weft
