// layout_of_rows.cpp: Fields of ATTENTION, SOFTMAX and POST.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/layout.hpp"
#include "gen/isa/ranges.hpp"

namespace weft::isa {
namespace {

/// A field of layer normalisation.
Field ofNorm(Field field) {
  field.machines = num::kNonlinearUnits;
  return field;
}

} // namespace

template <> const Layout<Attention>& layoutOf<Attention>() {
  using C = Attention;
  static const Layout<C> layout = {
      "ATTENTION",
      numberOf(Opcode::attention),
      2,
      Engine::attention,
      "softmax(q k^T) v, head by head, memory to memory. Words 20 to 31 are kept for rotary "
      "embedding and bias.",
      {{&C::qBase, {"q_base", 2, 2, 0, 0, kLastBase, "base register of q"}},
       {&C::kBase, {"k_base", 2, 10, 8, 0, kLastBase, "base register of k"}},
       {&C::vBase, {"v_base", 2, 18, 16, 0, kLastBase, "base register of v"}},
       {&C::outBase, {"out_base", 2, 26, 24, 0, kLastBase, "base register of the output"}},
       {&C::qOffset, {"q_offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::kOffset, {"k_offset", 4, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::vOffset, {"v_offset", 5, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::outOffset, {"out_offset", 6, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::qPitch, {"q_pitch", 7, 31, 0, 0, kAny, "bytes between queries", Unit::busBytes}},
       {&C::kvPitch,
        {"kv_pitch", 8, 31, 0, 0, kAny, "bytes between keys, and between values", Unit::busBytes}},
       {&C::outPitch,
        {"out_pitch", 9, 31, 0, 0, kAny, "bytes between output rows", Unit::busBytes}},
       {&C::queries, {"queries", 10, 31, 0, 1, kMostQueries, "queries L"}},
       {&C::keys, {"keys", 11, 31, 0, 1, kMostRows, "keys S", Unit::key}},
       {&C::headSize, {"head_size", 12, 7, 0, 1, kMostHeadSize, "head size D"}},
       {&C::heads, {"heads", 12, 15, 8, 1, kMostHeads, "query heads H"}},
       {&C::mask, fieldOf<MaskKind>("mask", 12, 16, "keys that queries see")},
       {&C::queriesScalar, fieldOf<LengthFrom>("queries_scalar", 12, 20, "where L comes from")},
       {&C::keysScalar, fieldOf<LengthFrom>("keys_scalar", 12, 24, "where S comes from")},
       {&C::valid, {"valid", 13, 31, 0, 0, kMostRows, "keys that are no padding, with that mask"}},
       {&C::scoreScale,
        {"score_scale", 14, 31, 0, 0, kAny, "Scale of scores to base-2 exponents", Unit::scale}},
       {&C::outputScale, {"output_scale", 15, 31, 0, 0, kAny, "Scale of the output", Unit::scale}},
       {&C::qHeadStride,
        {"q_head_stride", 16, 31, 0, 0, kAny, "bytes between query heads", Unit::busBytes}},
       {&C::kvHeadStride,
        {"kv_head_stride", 17, 31, 0, 0, kAny, "bytes between k/v heads", Unit::busBytes}},
       {&C::outHeadStride,
        {"out_head_stride", 18, 31, 0, 0, kAny, "bytes between output heads", Unit::busBytes}},
       {&C::queryHeadsPerKvHead,
        {"query_heads_per_kv_head", 19, 31, 0, 1, kMostHeads,
         "query heads that share a k/v head"}}},
      {{num::AttentionUnit::dedicated}}};
  return layout;
}

template <> const Layout<Softmax>& layoutOf<Softmax>() {
  using C = Softmax;
  static const Layout<C> layout = {
      "SOFTMAX",
      numberOf(Opcode::softmax),
      2,
      Engine::attention,
      "Row-wise softmax of int32 scores, memory to memory.",
      {{&C::scoresBase, {"scores_base", 2, 2, 0, 0, kLastBase, "base register of the scores"}},
       {&C::pBase, {"p_base", 2, 10, 8, 0, kLastBase, "base register of p"}},
       {&C::exponentsBase,
        {"exponents_base", 2, 18, 16, 0, kLastBase, "base register of the exponents"}},
       {&C::sumsBase, {"sums_base", 2, 26, 24, 0, kLastBase, "base register of the sums"}},
       {&C::scoresOffset,
        {"scores_offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::pOffset, {"p_offset", 4, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::exponentsOffset,
        {"exponents_offset", 5, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::sumsOffset, {"sums_offset", 6, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::scoresPitch, {"scores_pitch", 7, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::pPitch, {"p_pitch", 8, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::exponentsPitch,
        {"exponents_pitch", 9, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::rows, {"rows", 10, 31, 0, 1, kMostRows, "rows"}},
       {&C::columns, {"columns", 11, 31, 0, 1, kMostColumns, "scores S in a row"}},
       {&C::sumsPitch, {"sums_pitch", 12, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::scoreScale,
        {"score_scale", 14, 31, 0, 0, kAny, "Scale of scores to base-2 exponents", Unit::scale}}},
      {{num::AttentionUnit::dedicated}}};
  return layout;
}

template <> const Layout<Post>& layoutOf<Post>() {
  using C = Post;
  static const Layout<C> layout = {
      "POST",
      numberOf(Opcode::post),
      2,
      Engine::post,
      "Residual addition and layer normalisation, memory to memory.",
      {{&C::aBase, {"a_base", 2, 2, 0, 0, kLastBase, "base register of a"}},
       {&C::residualBase,
        {"residual_base", 2, 10, 8, 0, kLastBase, "base register of the residual"}},
       {&C::out16Base,
        {"out16_base", 2, 18, 16, 0, kLastBase, "base register of the int16 output"}},
       {&C::out8Base, {"out8_base", 2, 26, 24, 0, kLastBase, "base register of the int8 output"}},
       {&C::aOffset, {"a_offset", 3, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::residualOffset,
        {"residual_offset", 4, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::out16Offset,
        {"out16_offset", 5, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::out8Offset, {"out8_offset", 6, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes}},
       {&C::aPitch, {"a_pitch", 7, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::residualPitch,
        {"residual_pitch", 8, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::out16Pitch, {"out16_pitch", 9, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::out8Pitch, {"out8_pitch", 10, 31, 0, 0, kAny, "bytes between rows", Unit::busBytes}},
       {&C::rows, {"rows", 11, 31, 0, 1, kMostRows, "rows"}},
       {&C::columns, {"columns", 12, 31, 0, 1, kMostColumns, "values D in a row"}},
       {&C::residual, {"residual", 13, 0, 0, 0, 1, "add the residual"}},
       {&C::normalise, ofNorm({"normalise", 13, 1, 1, 0, 1, "normalise the sum"})},
       {&C::write16, {"write16", 13, 2, 2, 0, 1, "write the int16 output"}},
       {&C::write8, {"write8", 13, 3, 3, 0, 1, "write the int8 output"}},
       {&C::a8, {"a8", 13, 4, 4, 0, 1, "a is int8, not int16"}},
       {&C::residual8, {"residual8", 13, 5, 5, 0, 1, "the residual is int8, not int16"}},
       {&C::relu, {"relu", 13, 6, 6, 0, 1, "take the positive part of the sum"}},
       {&C::gammaBetaBase,
        ofNorm({"gamma_beta_base", 14, 2, 0, 0, kLastBase, "base register of gamma and beta"})},
       {&C::gammaBetaOffset,
        ofNorm({"gamma_beta_offset", 15, 31, 0, 0, kAny, "bytes from the base", Unit::busBytes})},
       {&C::scaleA, {"scale_a", 16, 31, 0, 0, kAny, "Scale of a", Unit::scale}},
       {&C::scaleResidual,
        {"scale_residual", 17, 31, 0, 0, kAny, "Scale of the residual", Unit::scale}},
       {&C::epsilonLow, ofNorm({"epsilon_low", 18, 31, 0, 0, kAny, "epsilon term, low 32 bits"})},
       {&C::epsilonHigh,
        ofNorm({"epsilon_high", 19, 31, 0, 0, kAny, "epsilon term, high 32 bits"})},
       {&C::gammaShift,
        ofNorm({"gamma_shift", 20, 31, 0, 0, kMostGammaShift, "fraction bits of gamma"})},
       {&C::scale8,
        {"scale8", 21, 31, 0, 0, kAny, "Scale from int16 to int8 output", Unit::scale}}}};
  return layout;
}

} // namespace weft::isa
