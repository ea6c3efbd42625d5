// command_engines_rows.cpp: ATTENTION, SOFTMAX and POST as functions from memory to memory.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/blocks/post_engine/post_engine_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/blocks/softmax_engine/softmax_engine_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/integers.hpp"
#include "sw/runtime/command_engines.hpp"
#include "sw/runtime/command_fault.hpp"

#include <algorithm>
#include <cstring>

namespace weft {
namespace {

void refuseUnless(bool legal, const std::string& sentence) {
  if (!legal)
    throw CommandFault(isa::ErrorCode::badField, sentence);
}

void checkScoreScale(std::uint32_t scale) {
  refuseUnless(num::Scale{scale}.shift() >= num::kSmallestScoreShift,
               "the shift of its score scale is " + std::to_string(num::Scale{scale}.shift()) +
                   ", at least " + std::to_string(num::kSmallestScoreShift) + " is legal");
}

void checkPostScale(const char* name, std::uint32_t scale) {
  refuseUnless(num::Scale{scale}.shift() >= kPostScaleShift,
               std::string("the shift of ") + name + " is " +
                   std::to_string(num::Scale{scale}.shift()) + ", at least " +
                   std::to_string(kPostScaleShift) + " is legal");
}

void checkFields(const isa::Post& post) {
  checkPostScale("scale_a", post.scaleA);
  if (post.residual != 0)
    checkPostScale("scale_residual", post.scaleResidual);
  if (post.write8 != 0)
    checkPostScale("scale8", post.scale8);
  refuseUnless(post.write16 != 0 || post.write8 != 0, "it writes no output");
  refuseUnless(post.normalise == 0 || post.epsilonHigh >> (kEpsilonBits - 32) == 0,
               "its epsilon term is 2^" + std::to_string(kEpsilonBits) + " or more");
}

AttentionShape shapeOf(const isa::Attention& attention, std::uint32_t queries, std::uint32_t keys,
                       const Config& config) {
  return {.queries = static_cast<int>(queries),
          .keys = static_cast<int>(keys),
          .headSize = static_cast<int>(attention.headSize),
          .mask = attention.mask,
          .validKeys = static_cast<int>(std::min(attention.valid, keys)),
          .scoreScale = num::Scale{attention.scoreScale},
          .outputScale = num::Scale{attention.outputScale},
          .nonlinear = nonlinearChoice(config),
          .chunkKeys = config.attention.chunk};
}

/// Rows of keys that the engine fetches for a head: whole chunks, at least one.
std::uint32_t fetchedKeys(const AttentionShape& shape) {
  const int seen = std::max(1, visibleKeys(shape, shape.queries - 1));
  return static_cast<std::uint32_t>(std::min(shape.keys, roundUp(seen, shape.chunkKeys)));
}

template <class Element> std::vector<Element> elementsOf(std::span<const std::uint8_t> bytes) {
  std::vector<Element> elements(bytes.size() / sizeof(Element));
  std::memcpy(elements.data(), bytes.data(), bytes.size());
  return elements;
}

template <class Element>
void copyInto(std::span<std::uint8_t> bytes, const std::vector<Element>& elements) {
  std::memcpy(bytes.data(), elements.data(), bytes.size());
}

} // namespace

std::uint32_t CommandEngines::lengthOf(isa::LengthFrom from, std::uint32_t immediate) const {
  return from == isa::LengthFrom::immediate
             ? immediate
             : scalars_.at(isa::numberOf(from) - isa::numberOf(isa::LengthFrom::scalar0));
}

std::vector<std::int8_t> CommandEngines::rowsAt(std::uint32_t base, std::uint32_t offset,
                                                std::uint32_t pitch, std::uint32_t rows,
                                                std::uint32_t bytes) const {
  std::vector<std::int8_t> gathered(std::size_t{rows} * bytes);
  for (std::uint32_t row = 0; row < rows; ++row)
    std::memcpy(gathered.data() + std::size_t{row} * bytes,
                memory_.read(base, offset + row * pitch, bytes).data(), bytes);
  return gathered;
}

void CommandEngines::execute(const isa::Attention& a) {
  const std::uint32_t queries = lengthOf(a.queriesScalar, a.queries),
                      keys = lengthOf(a.keysScalar, a.keys);
  const auto mostKeys = static_cast<std::uint32_t>(config_.attention.maxKeys);
  refuseUnless(queries <= isa::kMostQueries, "it has " + std::to_string(queries) +
                                                 " queries, at most " +
                                                 std::to_string(isa::kMostQueries) + " are legal");
  refuseUnless(keys <= mostKeys, "it has " + std::to_string(keys) + " keys, at most " +
                                     std::to_string(mostKeys) + " are legal (attention.max_keys)");
  checkScoreScale(a.scoreScale);
  for (std::uint32_t head = 0; head < a.heads && queries > 0; ++head)
    attendHead(a, head, queries, keys);
}

void CommandEngines::attendHead(const isa::Attention& a, std::uint32_t head, std::uint32_t queries,
                                std::uint32_t keys) {
  const std::uint32_t keyHead = head / a.queryHeadsPerKvHead;
  std::vector<std::int8_t> out(std::size_t{queries} * a.headSize);
  if (keys > 0) {
    const AttentionShape shape = shapeOf(a, queries, keys, config_);
    const std::uint32_t fetched = fetchedKeys(shape), ofKeys = keyHead * a.kvHeadStride;
    const auto q = rowsAt(a.qBase, a.qOffset + head * a.qHeadStride, a.qPitch, queries, a.headSize);
    const auto k = rowsAt(a.kBase, a.kOffset + ofKeys, a.kvPitch, fetched, a.headSize);
    const auto v = rowsAt(a.vBase, a.vOffset + ofKeys, a.kvPitch, fetched, a.headSize);
    const std::ptrdiff_t pitch = shape.headSize;
    attentionHead({q.data(), pitch}, {k.data(), pitch}, {v.data(), pitch}, shape,
                  {out.data(), pitch});
  }
  for (std::uint32_t row = 0; row < queries; ++row)
    std::memcpy(
        memory_
            .write(a.outBase, a.outOffset + head * a.outHeadStride + row * a.outPitch, a.headSize)
            .data(),
        out.data() + std::size_t{row} * a.headSize, a.headSize);
}

void CommandEngines::execute(const isa::Softmax& s) {
  checkScoreScale(s.scoreScale);
  const auto keys = static_cast<std::uint32_t>(config_.attention.chunk);
  const std::size_t chunks = ceilDiv(s.columns, keys);
  std::vector<std::uint8_t> p(s.columns);
  std::vector<std::int16_t> exponents(chunks);
  for (std::uint32_t row = 0; row < s.rows; ++row) {
    const auto scores = elementsOf<std::int32_t>(memory_.read(
        s.scoresBase, s.scoresOffset + row * s.scoresPitch, std::uint64_t{s.columns} * 4));
    const SoftmaxRow result = softmaxRow(scores, num::Scale{s.scoreScale}, config_.attention.chunk,
                                         nonlinear_, p, exponents);
    const std::vector<std::uint32_t> sum = {
        result.sum(), static_cast<std::uint32_t>(result.exponent()) & 0xffffU};
    copyInto(memory_.write(s.pBase, s.pOffset + row * s.pPitch, p.size()), p);
    copyInto(memory_.write(s.exponentsBase, s.exponentsOffset + row * s.exponentsPitch, 2 * chunks),
             exponents);
    copyInto(memory_.write(s.sumsBase, s.sumsOffset + row * s.sumsPitch, 4 * sum.size()), sum);
  }
}

void CommandEngines::execute(const isa::Probabilities& command) {
  const ScoreSource source{.sums = state_.accumulator.sums(),
                           .rows = config_.array.rows,
                           .columns = config_.array.columns,
                           .chunk = config_.attention.chunk,
                           .nonlinear = nonlinear_};
  checkScoreScale(command.scoreScale);
  refuseUnless(isExecutable(command, source),
               "it reaches beyond the last row of the accumulator, the last remembered row or the "
               "most keys");
  for (const AlignedWord& word : probabilityWords(command, source, state_.remembered)) {
    state_.place(isa::LoadTo::activations, word.place, word.bytes);
    state_.alignments[word.place] = word.alignment;
  }
}

/// Rows are independent, so that all may be looked at before the first is computed.
void CommandEngines::expectRows(const isa::Post& post) {
  const std::uint64_t narrow = post.columns, wide = 2 * narrow;
  if (post.normalise != 0)
    memory_.read(post.gammaBetaBase, post.gammaBetaOffset, 2 * wide);
  for (std::uint32_t row = 0; row < post.rows; ++row) {
    memory_.read(post.aBase, post.aOffset + row * post.aPitch, post.a8 != 0 ? narrow : wide);
    if (post.residual != 0)
      memory_.read(post.residualBase, post.residualOffset + row * post.residualPitch,
                   post.residual8 != 0 ? narrow : wide);
    if (post.write16 != 0)
      memory_.write(post.out16Base, post.out16Offset + row * post.out16Pitch, wide);
    if (post.write8 != 0)
      memory_.write(post.out8Base, post.out8Offset + row * post.out8Pitch, narrow);
  }
}

void CommandEngines::execute(const isa::Post& post) {
  checkFields(post);
  expectRows(post);
  executePost(post, nonlinear_, [&](std::uint32_t base, std::uint32_t offset) {
    return memory_.segment(base).subspan(offset).data();
  });
}

} // namespace weft
