// schedule.hpp: The commands of a program while it is being compiled
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "sw/compiler/dependencies.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/matmul_shape.hpp"
#include "sw/compiler/on_chip.hpp"
#include "sw/compiler/program.hpp"
#include "sw/compiler/schedule_search.hpp"
#include "sw/timeline/command_sink.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

namespace weft {

/// Orders commands by what they touch and hands them on; keeps the constants that they read.
class Schedule {
public:
  /// What becomes of constants: their bytes, or only their places.
  enum class Constants { packed, placed };

  Schedule(const Graph& graph, const Config& config, Constants constants,
           const ScheduleChoice& choice, CommandSink& sink);

  const Graph& graph() const { return graph_; }
  const Config& config() const { return config_; }
  const ArrayCapacity& capacity() const { return capacity_; }
  const Placement& place(TensorId id) const { return placements_[id]; }
  std::span<const Placement> placements() const { return placements_; }
  /// Rows that all operators work on at a time.
  std::int64_t rowsPerBlock() const { return choice_.rowsPerBlock; }

  /// Appends a command of `engine` for the current operator.
  template <class Command>
  void issue(isa::Engine engine, const Command& command, std::initializer_list<Access> accesses) {
    issue(engine, command, std::span(accesses.begin(), accesses.size()));
  }
  template <class Command>
  void issue(isa::Engine engine, const Command& command, std::span<const Access> accesses) {
    handOn({engine, operator_, {}, command, tile_}, accesses);
  }

  /// Fills `bytes` (zero before) with a constant.
  using Pack = std::function<void(std::span<std::uint8_t> bytes)>;

  /// Makes room for `size` bytes in the constant segment; returns the offset behind kConstantBase.
  /// `pack` is called when constants are packed.
  std::uint32_t addConstant(std::size_t size, const Pack& pack);

  /// Issues the load of `bytes` constant bytes at `offset` to `words` words from `begin` on of the
  /// weight or parameter memory.
  void loadConstant(isa::LoadTo destination, std::uint32_t offset, std::size_t bytes,
                    std::int64_t begin, std::int64_t words);

  /// What is issued from now on belongs to operator `index` of the graph.
  void setOperator(std::size_t index) { operator_ = index; }

  /// Every command of the first `operators` operators is issued.
  void close(std::size_t operators) { sink_.close(operators); }

  /// What is issued from now on works on `tile` of its operator.
  void setTile(const CommandTile& tile) { tile_ = tile; }

  /// The accumulator half (0 or 1) for the next block of a product.
  std::int64_t nextAccumulatorHalf() { return accumulatorBlocks_++ % 2; }

  /// A place on chip for the output of `product` when it stays there for the operator behind it.
  /// Two places take turns, so that a product may have one on either side.
  std::optional<Resident> residentFor(const MatmulOp& product, const Operator& next);

  /// Word behind what was loaded last into an on-chip memory (kActivationSpace to kParameterSpace).
  std::int64_t& filledTo(SpaceId memory) { return filledTo_[static_cast<std::size_t>(memory)]; }

  /// Encodes `commands`, all that were handed on, behind the configuration check; ends the
  /// schedule.
  Program finish(std::span<const PlannedCommand> commands);

private:
  /// Throws Interrupted after an interruption.
  void handOn(PlannedCommand command, std::span<const Access> accesses);
  void storeRowwiseConstants();

  const Graph& graph_;
  const Config& config_;
  Constants constantsAre_;
  ArrayCapacity capacity_;
  SegmentAllocator constantSegment_;
  SegmentAllocator tensorSegment_;
  std::vector<Placement> placements_;
  ScheduleChoice choice_;
  std::vector<std::uint8_t> constants_;
  DependencyTracker dependencies_;
  CommandSink& sink_;
  std::size_t operator_ = 0;
  CommandTile tile_;
  std::int64_t accumulatorBlocks_ = 0;
  std::int64_t residents_ = 0;
  std::array<std::int64_t, 3> filledTo_{}; ///< by on-chip memory
};

/// Rows [rowBegin, rowEnd) x columns [columnBegin, columnEnd) of a tensor in memory.
Access reads(TensorId tensor, std::int64_t rowBegin, std::int64_t rowEnd, std::int64_t columnBegin,
             std::int64_t columnEnd);
Access writes(TensorId tensor, std::int64_t rowBegin, std::int64_t rowEnd, std::int64_t columnBegin,
              std::int64_t columnEnd);
/// Words [begin, end) of an on-chip memory.
Access readsWords(SpaceId space, std::int64_t begin, std::int64_t end);
Access writesWords(SpaceId space, std::int64_t begin, std::int64_t end);

/// Tells that rows [0, rows) x columns [0, columns) of a product, where attention follows of each
/// of its sections, are stored by the commands issued so far.
using Stored = std::function<void(std::int64_t rows, std::int64_t columns)>;

/// Issues a product, with operands in the scratchpad as `onChip` says, and calls `stored` after
/// every block of it.
void lowerMatmul(Schedule& schedule, const MatmulOp& op, const OnChip& onChip,
                 const Stored& stored);
void lowerSoftmax(Schedule& schedule, const SoftmaxOp& op);
/// Issues a product of every head, one head after the other.
void lowerHeads(Schedule& schedule, const HeadProductOp& op);

/// An operator that can begin while the product before it still runs. Commands are dispatched in
/// order, so its own must stand among those of the product.
class Follower {
public:
  virtual ~Follower() = default;
  /// Issues what needs no more of the product than is stored.
  virtual void stored(std::int64_t rows, std::int64_t columns) = 0;
  /// Issues the rest.
  virtual void finish() = 0;
};

/// Most rows of one POST: few enough that what comes next starts on the first rows while the last
/// are normalised, many enough that loading gamma and beta again does not matter.
inline constexpr std::int64_t kMostPostRows = 128;

std::unique_ptr<Follower> followWithAttention(Schedule& schedule, const AttentionOp& op);
/// Attention on the array: of a machine whose attention is shared.
std::unique_ptr<Follower> followWithSharedAttention(Schedule& schedule, const AttentionOp& op);
std::unique_ptr<Follower> followWithPost(Schedule& schedule, const PostOp& op);

} // namespace weft
