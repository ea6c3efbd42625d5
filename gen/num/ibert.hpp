// ibert.hpp: The integer functions of I-BERT (Kim et al. 2021, arXiv 2101.01321), as published.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace weft::num {

/// i-exp: exp(q * inputScale) for q <= 0. With z = floor(-x / ln 2) and p = x + z ln 2 in (-ln 2,
/// 0] the result is a parabola in p, shifted right by z.
class IExp {
public:
  enum class Constants : std::uint8_t {
    paper, ///< 0.3585 (p + 1.353)^2 + 0.344, error 2.13e-3
    code   ///< 0.35815147 p^2 + 0.96963238 p + 1.0 of the published program, error 1.92e-3
  };

  /// Throws DesignError unless 2^-15 <= inputScale < ln 2, which keeps every product in int64.
  IExp(double inputScale, Constants constants);

  /// The result in units of outputScale(); q <= 0, else InternalError.
  std::int64_t operator()(std::int32_t q) const;

  double outputScale() const { return outputScale_; }

private:
  std::int64_t ln2_;      ///< floor(ln 2 / S)
  std::int64_t linear_;   ///< floor(b / S) of the paper, floor(b / (a S)) of the program
  std::int64_t constant_; ///< floor(c / (a S^2))
  bool isSquare_;         ///< (p + linear)^2 + constant, else (p + linear) p + constant
  double outputScale_;    ///< a S^2
};

/// i-GELU: x / 2 (1 + L(x / sqrt 2)), L(x) = sgn(x) (a (min(|x|, -b) + b)^2 + 1), a = -0.2888,
/// b = -1.769. The output scale is negative, as a is.
class IGelu {
public:
  /// Throws DesignError unless 2^-14 <= inputScale <= 1.
  explicit IGelu(double inputScale);

  /// The result in units of outputScale(); |q| < 2^24 else InternalError.
  std::int64_t operator()(std::int32_t q) const;

  double outputScale() const { return outputScale_; }

private:
  std::int64_t bound_;    ///< floor(b sqrt(2) / S), negative
  std::int64_t constant_; ///< floor(1 / (a S^2 / 2)): both c of L and the 1 added to L
  double outputScale_;    ///< S S_L / 2
};

/// A square root rounded down, and the decreasing updates that it took.
struct ISqrt {
  std::uint32_t root;
  int updates;
};

/// i-sqrt: Newton's iteration in integers from 2^ceil(bits / 2) until it stops decreasing. Four
/// updates, as published, are not always enough: 72,352,035 takes five.
ISqrt iSqrt(std::uint32_t n);

} // namespace weft::num
