// float_decoder.hpp: GPT-2's layers in float32, token by token, by the operators of the reference
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/random.hpp"
#include "sw/perf/statistics.hpp"

#include <array>
#include <vector>

namespace weft {

/// Seconds of this thread by OperatorGroup.
using GroupSeconds = std::array<double, kOperatorGroups>;

/// One layer with random weights and a cache of keys and values. Normalisation comes first, as in
/// GPT-2; embedding and language head are left out, as in the survey's counts.
class FloatDecoderLayer {
public:
  /// Room for `tokens` tokens.
  FloatDecoderLayer(const TransformerShape& shape, std::size_t tokens, num::Random& random);

  /// Takes the next token's row [1 x width] in place; adds what it took to `seconds`.
  void step(std::vector<float>& row, GroupSeconds& seconds);

private:
  struct Linear {
    std::vector<float> weight; ///< [inner x columns]
    std::vector<double> bias;  ///< [columns]
    Linear(std::size_t inner, std::size_t columns, num::Random& random);
    std::vector<float> operator()(const std::vector<float>& x) const;
  };

  std::vector<float> normalised(std::vector<float> row) const;
  std::vector<float> attend(const std::vector<float>& queryKeyValue);

  TransformerShape shape_;
  Linear queryKeyValue_, output_, ffn1_, ffn2_;
  std::vector<double> gamma_, beta_;
  std::vector<float> keys_, values_; ///< [tokens x width]
  std::size_t length_ = 0;
};

} // namespace weft
