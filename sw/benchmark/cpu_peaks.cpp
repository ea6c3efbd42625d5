// cpu_peaks.cpp: What one core of this CPU can do at most: multiply-adds, bytes from memory
// SPDX-License-Identifier: Apache-2.0
//
// Compiled for the CPU that compiles it (-march=native): the one whose peak is asked for.
#include "sw/benchmark/cpu_peaks.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <numeric>
#include <vector>

namespace weft {
namespace {

using Lanes [[gnu::vector_size(__BIGGEST_ALIGNMENT__)]] = float;

constexpr int kChains = 10; ///< more than a multiply-add's latency times those that start at once
constexpr int kRepetitions = 20;
constexpr std::uint64_t kRounds = 1'000'000;
constexpr std::size_t kMemoryWords = std::size_t{32} << 20; ///< 256 MiB

/// Chains x = x factor + term, none of which waits for another. Returns a value of all.
float multiplyAdds(float factor, float term) {
  const Lanes factors = Lanes{} + factor, terms = Lanes{} + term;
  Lanes chains[kChains];
#pragma GCC unroll 10
  for (int i = 0; i < kChains; ++i)
    chains[i] = terms * static_cast<float>(i);
  for (std::uint64_t round = 0; round < kRounds; ++round) {
#pragma GCC unroll 10
    for (int i = 0; i < kChains; ++i)
      chains[i] = chains[i] * factors + terms;
  }
#pragma GCC unroll 10
  for (int i = 1; i < kChains; ++i)
    chains[0] += chains[i];
  return chains[0][0];
}

/// The shortest of several tries. What `action` returns is kept, so that it is computed.
template <class Action> double leastSeconds(Action action) {
  double least = 0;
  for (int i = 0; i < kRepetitions; ++i) {
    const double start = threadSeconds();
    [[maybe_unused]] const volatile auto kept = action();
    const double seconds = threadSeconds() - start;
    least = i == 0 ? seconds : std::min(least, seconds);
  }
  return least;
}

} // namespace

double threadSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double peakFlops() {
  constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(float);
  constexpr double kFlops = 2.0 * kChains * kLanes * kRounds;
  volatile float factor = 0.999F, term = 0.001F; // unknown to the compiler
  return kFlops / leastSeconds([&] { return multiplyAdds(factor, term); });
}

double peakBandwidth() {
  const std::vector<std::uint64_t> words(kMemoryWords, 1);
  const double seconds =
      leastSeconds([&] { return std::accumulate(words.begin(), words.end(), std::uint64_t{0}); });
  return static_cast<double>(words.size() * sizeof(words[0])) / seconds;
}

} // namespace weft
