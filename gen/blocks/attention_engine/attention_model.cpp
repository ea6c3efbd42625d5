// attention_model.cpp: Bit-exact attention: scores, online softmax, weighted sum of values.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_model.hpp"

#include "gen/blocks/attention_output/attention_output_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace weft {

namespace {

using num::kMostHeadSize;
/// Up to here an accumulator of 32 bits holds every sum.
constexpr int kNarrowKeys = 1 << (32 - num::kAccumulatorBits);

void checkRange(const char* name, int value, int low, int high) {
  if (value < low || value > high)
    throw DesignError(std::string("attention ") + name + " must be " + std::to_string(low) +
                      " to " + std::to_string(high) + ", got " + std::to_string(value));
}

void check(const AttentionShape& shape) {
  checkRange("queries", shape.queries, 1, num::kMostQueries);
  checkRange("keys", shape.keys, 1, num::kMostKeys);
  checkRange("head size", shape.headSize, 1, kMostHeadSize);
  checkRange("chunk", shape.chunkKeys, num::kFewestChunkKeys, num::kMostChunkKeys);
  if (shape.mask == MaskKind::padding)
    checkRange("valid keys", shape.validKeys, 0, shape.keys);
}

std::int32_t dot(const std::int8_t* a, const std::int8_t* b, int size) {
  std::int32_t sum = 0;
  for (int d = 0; d < size; ++d)
    sum += a[d] * b[d];
  return sum;
}

/// sums[d] = sum over the chunk's keys of p * v; one product fits 16 bits.
void weightedSum(std::span<const std::uint8_t> p, ConstRows values, int firstKey, int headSize,
                 std::int32_t* sums) {
  std::fill_n(sums, headSize, 0);
  for (std::size_t k = 0; k < p.size(); ++k) {
    const std::int16_t weight = p[k];
    const std::int8_t* v = values.row(firstKey + static_cast<int>(k));
    for (int d = 0; d < headSize; ++d)
      sums[d] += static_cast<std::int16_t>(weight * v[d]);
  }
}

template <typename Accumulator>
void accumulate(Accumulator* accumulated, const std::int32_t* sums, int headSize,
                Alignment shifts) {
  for (int d = 0; d < headSize; ++d) {
    const auto part = std::int64_t{sums[d]} << num::kAccumulatorGuardBits;
    const std::int64_t kept = num::roundShift(accumulated[d], shifts.row);
    accumulated[d] = static_cast<Accumulator>(kept + num::roundShift(part, shifts.chunk));
  }
}

template <typename Accumulator>
void rowOf(const std::int8_t* query, ConstRows keys, ConstRows values, int visible,
           const AttentionShape& shape, std::int8_t* out) {
  const ExponentTable& table = exponentTable(shape.nonlinear);
  std::array<Accumulator, kMostHeadSize> accumulated{};
  SoftmaxRow row;
  for (int first = 0; first < visible; first += shape.chunkKeys) {
    const int count = std::min(shape.chunkKeys, visible - first);
    std::array<std::int32_t, num::kMostChunkKeys> scores;
    for (int k = 0; k < count; ++k)
      scores[static_cast<std::size_t>(k)] = dot(query, keys.row(first + k), shape.headSize);
    const std::span used(scores.data(), static_cast<std::size_t>(count));
    const SoftmaxChunk chunk = softmaxChunk(used, shape.scoreScale, table);
    std::array<std::int32_t, kMostHeadSize> sums;
    weightedSum(std::span(chunk.p.data(), used.size()), values, first, shape.headSize, sums.data());
    accumulate(accumulated.data(), sums.data(), shape.headSize, row.add(chunk));
  }
  const RowFactor factor = rowFactor(row.sum(), shape.outputScale);
  std::transform(accumulated.begin(), accumulated.begin() + shape.headSize, out,
                 [&](Accumulator value) { return attentionOutput(value, factor); });
}

} // namespace

int visibleKeys(const AttentionShape& shape, int query) {
  switch (shape.mask) {
  case MaskKind::causal:
    return std::clamp(shape.keys - shape.queries + query + 1, 0, shape.keys);
  case MaskKind::padding:
    return std::min(shape.validKeys, shape.keys);
  case MaskKind::none:
    break;
  }
  return shape.keys;
}

void attentionRow(const std::int8_t* query, ConstRows keys, ConstRows values, int visible,
                  const AttentionShape& shape, std::int8_t* out) {
  check(shape);
  if (visible == 0)
    std::fill_n(out, shape.headSize, std::int8_t{0});
  else if (visible <= kNarrowKeys)
    rowOf<std::int32_t>(query, keys, values, visible, shape, out);
  else
    rowOf<std::int64_t>(query, keys, values, visible, shape, out);
}

void attentionHead(ConstRows queries, ConstRows keys, ConstRows values, const AttentionShape& shape,
                   Rows out) {
  for (int query = 0; query < shape.queries; ++query)
    attentionRow(queries.row(query), keys, values, visibleKeys(shape, query), shape,
                 out.row(query));
}

} // namespace weft
