// integers.hpp: Quotients and multiples, rounded up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <type_traits>

namespace weft {

/// a / b rounded up; a >= 0, b > 0, and a + b - 1 fits the type.
template <std::integral A> constexpr A ceilDiv(A a, std::type_identity_t<A> b) {
  return (a + b - 1) / b;
}

/// The least multiple of `multiple` that is no less than `value`; the same ranges.
template <std::integral A> constexpr A roundUp(A value, std::type_identity_t<A> multiple) {
  return ceilDiv(value, multiple) * multiple;
}

} // namespace weft
