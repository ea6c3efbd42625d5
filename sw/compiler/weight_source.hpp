// weight_source.hpp: Where the weights of a product come from, and how they lie on chip.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/compiler/heads.hpp"
#include "sw/compiler/matmul_plan.hpp"

#include <cstdint>
#include <vector>

namespace weft {

/// Words between tiles of a slab on chip.
struct TileStrides {
  std::int64_t k = 0, n = 0;
};

/// Loads slabs of weights, by their place in the plan.
class WeightSource {
public:
  virtual ~WeightSource() = default;
  /// Names what `load` would load: equal keys, equal contents. At least 0.
  virtual std::int64_t key(std::size_t slab, std::size_t columns) const = 0;
  /// Issues the loads of a slab to weight words from `begin` on.
  virtual void load(std::size_t slab, std::size_t columns, std::int64_t begin) = 0;
  virtual TileStrides strides(const Block& slab, const Block& columns) const = 0;
};

/// Weights that are packed tile by tile in the order of the array's loops: one run a slab.
class PackedWeights : public WeightSource {
public:
  /// All of these must outlive this.
  PackedWeights(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan)
      : schedule_(schedule), op_(op), plan_(plan),
        offsets_(plan.slabs.size() * plan.columns.size(), kNotPacked) {}

  std::int64_t key(std::size_t slab, std::size_t columns) const override;
  void load(std::size_t slab, std::size_t columns, std::int64_t begin) override;
  TileStrides strides(const Block& slab, const Block& columns) const override;

private:
  static constexpr std::uint32_t kNotPacked = 0; ///< a guard zone begins the constants

  Schedule& schedule_;
  const MatmulOp& op_;
  const MatmulPlan& plan_;
  std::vector<std::uint32_t> offsets_; ///< by slab and block of columns
};

/// A tensor that an operator wrote, from memory as it is.
class TensorWeights : public WeightSource {
public:
  /// All of these must outlive this.
  TensorWeights(Schedule& schedule, const MatmulOp& op, const MatmulPlan& plan)
      : schedule_(schedule), op_(op), plan_(plan) {}

  std::int64_t key(std::size_t slab, std::size_t columns) const override;
  void load(std::size_t slab, std::size_t columns, std::int64_t begin) override;
  TileStrides strides(const Block& slab, const Block& columns) const override;

private:
  Schedule& schedule_;
  const MatmulOp& op_;
  const MatmulPlan& plan_;
};

/// Keys or values of one head after the other, from memory as they are.
class HeadWeights : public WeightSource {
public:
  HeadWeights(Schedule& schedule, const HeadProductOp& op, const MatmulPlan& plan)
      : schedule_(schedule), plan_(plan),
        rows_(schedule, op.keys, static_cast<std::int64_t>(op.D)) {}

  void moveTo(std::int64_t head) { head_ = head; }
  std::int64_t key(std::size_t slab, std::size_t columns) const override;

protected:
  Schedule& schedule_;
  const MatmulPlan& plan_;
  Heads rows_;
  std::int64_t head_ = 0;
};

/// q k^T: keys become lanes on their way (TRANSPOSE).
class KeyWeights : public HeadWeights {
public:
  using HeadWeights::HeadWeights;
  void load(std::size_t slab, std::size_t columns, std::int64_t begin) override;
  TileStrides strides(const Block& slab, const Block& columns) const override;

private:
  void transpose(const Block& slab, std::int64_t key, std::int64_t lanes, std::int64_t tiles,
                 std::int64_t begin);
};

/// p v: a value is a row of weights.
class ValueWeights : public HeadWeights {
public:
  using HeadWeights::HeadWeights;
  void load(std::size_t slab, std::size_t columns, std::int64_t begin) override;
  TileStrides strides(const Block& slab, const Block& columns) const override;

private:
  /// `tiles` k tiles with `ofTile` keys each, the `first` one first.
  struct Keys {
    std::int64_t first, ofTile, tiles;
  };
  void loadTiles(const Block& columns, const Keys& keys, std::int64_t begin);
};

} // namespace weft
