// nonlinear.hpp: Which approximations the nonlinear units use (numerics.nonlinear).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::num {

/// accurate: the project's own approximations; ibert: the forms published with I-BERT.
enum class Nonlinear : std::uint8_t { accurate, ibert };

} // namespace weft::num
