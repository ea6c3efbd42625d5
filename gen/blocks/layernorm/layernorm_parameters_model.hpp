// layernorm_parameters_model.hpp: Integer parameters of a LayerNorm from its real ones.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// What a POST command and its parameter table hold for one LayerNorm.
struct LayerNormParameters {
  std::vector<std::uint32_t> gammaBeta; ///< [D]: int16 gamma | int16 beta << 16
  int gammaShift = 0;                   ///< fraction bits of gamma, 0..7
  std::uint64_t epsilonTerm = 0;        ///< round(D^2 epsilon / sumScale^2)
};

/// The smallest scale of the int16 output for which quantiseLayerNorm accepts gamma and beta.
double smallestLayerNormScale(std::span<const double> gamma, std::span<const double> beta);

/// Integers for y = (x - mean) / sqrt(variance + epsilon) gamma + beta, where x is in steps of
/// sumScale and y in steps of outputScale. Gamma gets as many fraction bits (up to 7) as the
/// largest one leaves room for. Throws DesignError when gamma and beta differ in length or have
/// none or more than 4096 elements, a scale is not positive, epsilon is negative, a gamma or beta
/// does not fit 16 bits, or the epsilon term needs more than 55 bits.
LayerNormParameters quantiseLayerNorm(std::span<const double> gamma, std::span<const double> beta,
                                      double epsilon, double sumScale, double outputScale);

} // namespace weft
