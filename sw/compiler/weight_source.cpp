// weight_source.cpp: Where the weights of a product come from, and how they lie on chip.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/weight_source.hpp"

#include "sw/compiler/matmul_constants.hpp"

namespace weft {
namespace {

std::int64_t tilesOf(const Block& block) { return static_cast<std::int64_t>(block.tiles.size()); }

} // namespace

std::int64_t PackedWeights::key(std::size_t slab, std::size_t columns) const {
  return static_cast<std::int64_t>(slab * plan_.columns.size() + columns);
}

void PackedWeights::load(std::size_t slabIndex, std::size_t columnIndex, std::int64_t begin) {
  const Block& slab = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const std::size_t bytes = weightBytes(plan_.capacity, slab, columns);
  std::uint32_t& offset = offsets_[slabIndex * plan_.columns.size() + columnIndex];
  if (offset == kNotPacked)
    offset = schedule_.addConstant(bytes, [&](auto packed) {
      packWeights(schedule_.graph().tensors[op_.weight].data.values<std::int8_t>(),
                  plan_.shape.N.count, plan_.capacity, slab, columns, packed);
    });
  schedule_.loadConstant(isa::LoadTo::weights, offset, bytes, begin,
                         static_cast<std::int64_t>(bytes) / plan_.capacity.columns);
}

TileStrides PackedWeights::strides(const Block&, const Block& columns) const {
  return {tilesOf(columns) * plan_.capacity.rows, plan_.capacity.rows};
}

std::int64_t TensorWeights::key(std::size_t slab, std::size_t columns) const {
  return static_cast<std::int64_t>(slab * plan_.columns.size() + columns);
}

/// Rows lie behind each other in every tile of columns; the last tile is filled up with zeros.
void TensorWeights::load(std::size_t slabIndex, std::size_t columnIndex, std::int64_t begin) {
  const Block& slab = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const Placement& place = schedule_.place(op_.weight);
  const std::int64_t words = tilesOf(slab) * plan_.capacity.rows;
  const std::int64_t rows = slab.end() - slab.begin();
  isa::Load load;
  load.base = place.base;
  load.destination = isa::LoadTo::weights;
  load.offset = static_cast<std::uint32_t>(place.at(slab.begin(), columns.begin()));
  load.bytes = static_cast<std::uint32_t>(columns.end() - columns.begin());
  load.count1 = static_cast<std::uint32_t>(words);
  load.stride1 = static_cast<std::int32_t>(place.pitch);
  load.zeroLast1 = static_cast<std::uint32_t>(words - rows);
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = static_cast<std::uint32_t>(strides(slab, columns).n);
  load.step1 = 1;
  schedule_.issue(isa::Engine::load, load,
                  {reads(op_.weight, slab.begin(), slab.end(), columns.begin(), columns.end()),
                   writesWords(kWeightSpace, begin, begin + words * tilesOf(columns))});
}

TileStrides TensorWeights::strides(const Block& slab, const Block&) const {
  return {plan_.capacity.rows, tilesOf(slab) * plan_.capacity.rows};
}

std::int64_t HeadWeights::key(std::size_t slab, std::size_t columns) const {
  return static_cast<std::int64_t>((static_cast<std::size_t>(head_) * plan_.slabs.size() + slab) *
                                       plan_.columns.size() +
                                   columns);
}

void KeyWeights::load(std::size_t slabIndex, std::size_t columnIndex, std::int64_t begin) {
  const Block& slab = plan_.slabs[slabIndex];
  const Block& keys = plan_.columns[columnIndex];
  const std::int64_t lanes = plan_.capacity.columns, count = keys.end() - keys.begin();
  const std::int64_t whole = count / lanes, rest = count % lanes;
  if (whole > 0)
    transpose(slab, keys.begin(), lanes, whole, begin);
  if (rest > 0)
    transpose(slab, keys.begin() + whole * lanes, rest, 1, begin + whole * strides(slab, keys).n);
}

/// `tiles` n tiles of `lanes` keys each, all k tiles of the slab.
void KeyWeights::transpose(const Block& slab, std::int64_t key, std::int64_t lanes,
                           std::int64_t tiles, std::int64_t begin) {
  const std::int64_t tileWords = tilesOf(slab) * plan_.capacity.rows;
  isa::Transpose command;
  command.base = rows_.base();
  command.offset = rows_.offset(head_, key) + static_cast<std::uint32_t>(slab.begin());
  command.bytes = static_cast<std::uint32_t>(slab.end() - slab.begin());
  command.count1 = static_cast<std::uint32_t>(lanes);
  command.stride1 = static_cast<std::int32_t>(rows_.pitch());
  command.count2 = static_cast<std::uint32_t>(tiles);
  command.stride2 = static_cast<std::int32_t>(lanes * rows_.pitch());
  command.start = static_cast<std::uint32_t>(begin);
  command.step2 = static_cast<std::uint32_t>(tileWords);
  schedule_.issue(isa::Engine::load, command,
                  {rows_.touch(head_, 1, key, key + lanes * tiles, false),
                   writesWords(kWeightSpace, begin, begin + tiles * tileWords)});
}

TileStrides KeyWeights::strides(const Block& slab, const Block&) const {
  return {plan_.capacity.rows, tilesOf(slab) * plan_.capacity.rows};
}

void ValueWeights::load(std::size_t slabIndex, std::size_t columnIndex, std::int64_t begin) {
  const Block& keys = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const std::int64_t rows = plan_.capacity.rows, count = keys.end() - keys.begin();
  const std::int64_t whole = count / rows, rest = count % rows;
  if (whole > 0)
    loadTiles(columns, {keys.begin(), rows, whole}, begin);
  if (rest > 0)
    loadTiles(columns, {keys.begin() + whole * rows, rest, 1},
              begin + whole * strides(keys, columns).k);
}

/// A key that is not there has the probability 0, but its value is multiplied: zeros.
void ValueWeights::loadTiles(const Block& columns, const Keys& keys, std::int64_t begin) {
  const TileStrides stride = strides({}, columns);
  isa::Load load;
  load.base = rows_.base();
  load.destination = isa::LoadTo::weights;
  load.offset = rows_.offset(head_, keys.first) + static_cast<std::uint32_t>(columns.begin());
  load.bytes = static_cast<std::uint32_t>(columns.end() - columns.begin());
  load.count1 = static_cast<std::uint32_t>(plan_.capacity.rows);
  load.stride1 = static_cast<std::int32_t>(rows_.pitch());
  load.zeroLast1 = static_cast<std::uint32_t>(plan_.capacity.rows - keys.ofTile);
  load.count2 = static_cast<std::uint32_t>(keys.tiles);
  load.stride2 = static_cast<std::int32_t>(keys.ofTile * rows_.pitch());
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = static_cast<std::uint32_t>(stride.n);
  load.step1 = 1;
  load.step2 = static_cast<std::uint32_t>(stride.k);
  schedule_.issue(isa::Engine::load, load,
                  {rows_.touch(head_, 1, keys.first, keys.first + keys.ofTile * keys.tiles, false),
                   writesWords(kWeightSpace, begin, begin + keys.tiles * stride.k)});
}

TileStrides ValueWeights::strides(const Block&, const Block& columns) const {
  return {tilesOf(columns) * plan_.capacity.rows, plan_.capacity.rows};
}

} // namespace weft
