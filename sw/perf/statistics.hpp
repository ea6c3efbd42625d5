// statistics.hpp: Work of whole Transformers, counted as the survey of arXiv 2302.14017 counts
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace weft {

/// A Transformer whose feed-forward width is four times its width.
struct TransformerShape {
  std::uint64_t layers = 1;
  std::uint64_t width = 1; ///< d
  std::uint64_t heads = 1; ///< h, a divisor of d

  std::uint64_t inner() const { return 4 * width; } ///< f
};

/// One run. An encoder sees all `tokens` at once. A decoder sees `prompt` tokens at once, as an
/// encoder does, then generates `tokens` one by one with a cache of keys and values.
struct StatisticsWorkload {
  TransformerShape shape;
  bool decoder = false;
  std::uint64_t prompt = 0;
  std::uint64_t tokens = 1; ///< l
};

/// Reads "bert-base:L=N", "bert-large:L=N" or "gpt2:tokens=N[,prompt=N]", each with an optional
/// ",layers=N"; lengths 1 to 1048576. Throws DesignError listing everything wrong with the text.
StatisticsWorkload parseStatisticsWorkload(const std::string& text);

/// Rows of the survey's tables.
enum class OperatorGroup { projections, attention, feedForward, other };
inline constexpr std::size_t kOperatorGroups = 4;

/// "MHA projections", "MHA act-to-act", "FFN projections" or "other".
const char* operatorGroupName(OperatorGroup group);

/// Work of one operator over all layers and tokens.
struct OperatorStatistics {
  std::string name;
  OperatorGroup group = OperatorGroup::other;
  std::uint64_t flops = 0; ///< multiplications and additions counted separately
  std::uint64_t bytes = 0; ///< every operand and result is one byte, moved once per operator

  double intensity() const { return static_cast<double>(flops) / static_cast<double>(bytes); }
};

/// Operators in the order of a layer: query, key, value, scores, context, output, ffn1, ffn2,
/// nonlinear. With l tokens, over one layer (FLOPs; bytes):
///   encoder  each projection 2 d^2 l; d^2 + 2 d l     each ffn 2 d f l; d f + l (d + f)
///            scores l^2 (2 d - h); 2 d l + h l^2      context d l (2 l - 1); 2 d l + h l^2
///            nonlinear 4 h l^2 + 58 d l; 2 h l^2 + 17 d l + 4 d
///   decoder  each projection 2 d^2 l; (d^2 + 2 d) l   each ffn 2 d f l; (d f + d + f) l
///            scores + context 2 d l^2; 4 d l + (d + h/2) l^2, half to each
///            nonlinear 2 h l^2 + 58 d l; h l^2 + 22 d l
/// The survey prints tables, not formulas. Those of the products follow from its rules; those of
/// the nonlinear operators and of a decoder's attention bytes fit its printed digits.
std::vector<OperatorStatistics> operatorStatistics(const StatisticsWorkload& workload);

/// Sums by group, named by it, in the order of OperatorGroup.
std::array<OperatorStatistics, kOperatorGroups>
groupStatistics(const std::vector<OperatorStatistics>& operators);

/// The sum of all, named "total".
OperatorStatistics totalStatistics(const std::vector<OperatorStatistics>& operators);

} // namespace weft
