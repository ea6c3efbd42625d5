// layernorm_parameters_model.cpp: Integer parameters of a LayerNorm from its real ones.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm_parameters_model.hpp"

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/num/error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace weft {
namespace {

constexpr double kLargestInt16 = 32767.0;

void require(bool holds, const std::string& message) {
  if (!holds)
    throw DesignError("layer normalisation: " + message);
}

double largestMagnitude(std::span<const double> values) {
  double largest = 0;
  for (const double value : values)
    largest = std::max(largest, std::abs(value));
  return largest;
}

/// Most fraction bits for which the largest gamma, in units of the output, still fits.
int fractionBits(double largestGamma) {
  int bits = kMostGammaShift;
  while (bits > 0 && std::round(std::ldexp(largestGamma, bits)) > kLargestInt16)
    --bits;
  return bits;
}

std::uint32_t gammaBetaWord(double gamma, double beta) {
  const auto low = static_cast<std::uint16_t>(std::lround(gamma));
  const auto high = static_cast<std::uint16_t>(std::lround(beta));
  return std::uint32_t{high} << 16 | low;
}

std::uint64_t epsilonTerm(std::size_t columns, double epsilon, double sumScale) {
  const double ratio = static_cast<double>(columns) / sumScale;
  const double term = std::round(ratio * ratio * epsilon);
  require(term < std::ldexp(1.0, kEpsilonBits),
          "epsilon exceeds what a sum with a step of " + std::to_string(sumScale) +
              " can hold; the epsilon term must be below 2^55");
  return static_cast<std::uint64_t>(term);
}

} // namespace

double smallestLayerNormScale(std::span<const double> gamma, std::span<const double> beta) {
  return std::max(largestMagnitude(gamma), largestMagnitude(beta)) / kLargestInt16;
}

LayerNormParameters quantiseLayerNorm(std::span<const double> gamma, std::span<const double> beta,
                                      double epsilon, double sumScale, double outputScale) {
  require(!gamma.empty() && gamma.size() <= kMostPostColumns && gamma.size() == beta.size(),
          "gamma and beta must have the same 1 to 4096 elements");
  require(sumScale > 0 && outputScale > 0 && epsilon >= 0,
          "scales must be positive and epsilon not negative");
  const double largestGamma = largestMagnitude(gamma) / outputScale;
  const double largestBeta = largestMagnitude(beta) / outputScale;
  require(std::round(largestGamma) <= kLargestInt16 && std::round(largestBeta) <= kLargestInt16,
          "gamma and beta must not exceed 32767 steps of the int16 output (" +
              std::to_string(outputScale) + ")");
  LayerNormParameters result;
  result.gammaShift = fractionBits(largestGamma);
  result.epsilonTerm = epsilonTerm(gamma.size(), epsilon, sumScale);
  result.gammaBeta.reserve(gamma.size());
  for (std::size_t c = 0; c < gamma.size(); ++c)
    result.gammaBeta.push_back(gammaBetaWord(std::ldexp(gamma[c] / outputScale, result.gammaShift),
                                             beta[c] / outputScale));
  return result;
}

} // namespace weft
