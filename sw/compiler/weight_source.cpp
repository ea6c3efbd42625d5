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

ValueWeights::ValueWeights(Schedule& schedule, const HeadProductOp& op, const MatmulPlan& plan)
    : HeadWeights(schedule, op, plan),
      zeros_(
          schedule.addConstant(static_cast<std::size_t>(plan.capacity.rows * plan.capacity.columns),
                               [](std::span<std::uint8_t>) {})) {}

void ValueWeights::load(std::size_t slabIndex, std::size_t columnIndex, std::int64_t begin) {
  const Block& keys = plan_.slabs[slabIndex];
  const Block& columns = plan_.columns[columnIndex];
  const std::int64_t rows = plan_.capacity.rows, count = keys.end() - keys.begin();
  const std::int64_t whole = count / rows, rest = count % rows;
  if (whole > 0)
    loadTiles(columns, keys.begin(), rows, whole, begin);
  if (rest == 0)
    return;
  const std::int64_t last = begin + whole * strides(keys, columns).k;
  loadTiles(columns, keys.begin() + whole * rows, rest, 1, last);
  loadZeros(columns, rows - rest, last + rest);
}

/// `tiles` k tiles of `keys` keys each, their n tiles side by side.
void ValueWeights::loadTiles(const Block& columns, std::int64_t key, std::int64_t keys,
                             std::int64_t tiles, std::int64_t begin) {
  const TileStrides stride = strides({}, columns);
  isa::Load load;
  load.base = rows_.base();
  load.destination = isa::LoadTo::weights;
  load.offset = rows_.offset(head_, key) + static_cast<std::uint32_t>(columns.begin());
  load.bytes = static_cast<std::uint32_t>(columns.end() - columns.begin());
  load.count1 = static_cast<std::uint32_t>(keys);
  load.stride1 = static_cast<std::int32_t>(rows_.pitch());
  load.count2 = static_cast<std::uint32_t>(tiles);
  load.stride2 = static_cast<std::int32_t>(keys * rows_.pitch());
  load.start = static_cast<std::uint32_t>(begin);
  load.wordStep = static_cast<std::uint32_t>(stride.n);
  load.step1 = 1;
  load.step2 = static_cast<std::uint32_t>(stride.k);
  schedule_.issue(isa::Engine::load, load,
                  {rows_.touch(head_, 1, key, key + keys * tiles, false),
                   writesWords(kWeightSpace, begin, begin + tiles * stride.k)});
}

/// The last words of every n tile: a key that is not there has the probability 0, but its value is
/// multiplied.
void ValueWeights::loadZeros(const Block& columns, std::int64_t words, std::int64_t begin) {
  const std::int64_t stride = strides({}, columns).n;
  isa::Load load;
  load.base = kConstantBase;
  load.destination = isa::LoadTo::weights;
  load.offset = zeros_;
  load.bytes = static_cast<std::uint32_t>(words * plan_.capacity.columns);
  load.count1 = static_cast<std::uint32_t>(columns.tiles.size());
  load.start = static_cast<std::uint32_t>(begin);
  load.step1 = static_cast<std::uint32_t>(stride);
  schedule_.issue(
      isa::Engine::load, load,
      {writesWords(kWeightSpace, begin, begin + (tilesOf(columns) - 1) * stride + words)});
}

TileStrides ValueWeights::strides(const Block&, const Block& columns) const {
  return {tilesOf(columns) * plan_.capacity.rows, plan_.capacity.rows};
}

} // namespace weft
