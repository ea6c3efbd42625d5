// attention_model.hpp: Bit-exact attention: scores, online softmax, weighted sum of values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/values.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/fixed.hpp"
#include "gen/num/nonlinear.hpp"

#include <cstddef>
#include <cstdint>

namespace weft {

using isa::MaskKind;

/// One head's numbers. Ranges: queries 1..4096, keys 1..65536, headSize 1..128.
struct AttentionShape {
  int queries;
  int keys;
  int headSize;
  MaskKind mask = MaskKind::none;
  int validKeys = 0;      ///< for padding: 0..keys
  num::Scale scoreScale;  ///< score to octaves with 8 fraction bits: s_q s_k log2(e) 256 / sqrt(D)
  num::Scale outputScale; ///< value to output: s_v / s_out
  num::Nonlinear nonlinear = num::Nonlinear::accurate;
  int chunkKeys = num::kChunkKeys; ///< 16, 32 or 64
};

/// Rows of int8 at a pitch in elements: element (r, c) is data[r * pitch + c].
struct ConstRows {
  const std::int8_t* data;
  std::ptrdiff_t pitch;
  const std::int8_t* row(int r) const { return data + r * pitch; }
};

struct Rows {
  std::int8_t* data;
  std::ptrdiff_t pitch;
  std::int8_t* row(int r) const { return data + r * pitch; }
};

/// How many keys query `query` sees: they are always the first ones.
int visibleKeys(const AttentionShape& shape, int query);

/// Output row of one query that sees the first `visible` keys: headSize values at `out`. Zeros when
/// it sees none. Throws DesignError when a number of `shape` is out of range.
void attentionRow(const std::int8_t* query, ConstRows keys, ConstRows values, int visible,
                  const AttentionShape& shape, std::int8_t* out);

/// One head: every query of `shape`. Rows of `queries` and `out`: queries; of the others: keys.
void attentionHead(ConstRows queries, ConstRows keys, ConstRows values, const AttentionShape& shape,
                   Rows out);

} // namespace weft
