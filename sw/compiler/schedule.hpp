// schedule.hpp: the commands of a program while it is being compiled
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "sw/compiler/dependencies.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/program.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace weft {

/// Collects commands with what they touch, and the constants that they read; then becomes a
/// Program.
class Schedule {
public:
  Schedule(const Graph& graph, const Config& config);

  const Graph& graph() const { return graph_; }
  const Config& config() const { return config_; }
  const ArrayCapacity& capacity() const { return capacity_; }
  const Placement& place(TensorId id) const { return placements_[id]; }

  /// Appends a command of `engine` for the current operator.
  template <class Command>
  void issue(isa::Engine engine, const Command& command, const std::vector<Access>& accesses) {
    dependencies_.append(engine, accesses);
    commands_.push_back(
        [command](const isa::Tokens& tokens) { return isa::encode(command, tokens); });
  }

  /// Copies `bytes` into the constant segment; returns the offset behind constantBase.
  std::uint32_t addConstant(std::span<const std::uint8_t> bytes);

  void beginOperator() { operators_.push_back({commands_.size(), 0}); }
  void endOperator() { operators_.back().last = commands_.size() - 1; }

  /// The accumulator half (0 or 1) for the next block of a product.
  std::int64_t nextAccumulatorHalf() { return accumulatorBlocks_++ % 2; }

  /// Encodes all commands behind the configuration check.
  Program finish();

private:
  void storeRowwiseConstants();

  const Graph& graph_;
  const Config& config_;
  ArrayCapacity capacity_;
  SegmentAllocator constantSegment_;
  SegmentAllocator tensorSegment_;
  std::vector<Placement> placements_;
  std::vector<std::uint8_t> constants_;
  DependencyTracker dependencies_;
  /// Encodes a command once its tokens are known.
  using Encoder = std::function<std::vector<std::uint32_t>(const isa::Tokens&)>;
  std::vector<Encoder> commands_;
  std::vector<CommandRange> operators_;
  std::int64_t accumulatorBlocks_ = 0;
};

/// What the array and its memories of `config` hold.
ArrayCapacity arrayCapacity(const Config& config);

/// Rows [rowBegin, rowEnd) x columns [columnBegin, columnEnd) of a tensor in memory.
Access reads(TensorId tensor, std::int64_t rowBegin, std::int64_t rowEnd, std::int64_t columnBegin,
             std::int64_t columnEnd);
Access writes(TensorId tensor, std::int64_t rowBegin, std::int64_t rowEnd, std::int64_t columnBegin,
              std::int64_t columnEnd);
/// Words [begin, end) of an on-chip memory.
Access readsWords(SpaceId space, std::int64_t begin, std::int64_t end);
Access writesWords(SpaceId space, std::int64_t begin, std::int64_t end);

void lowerMatmul(Schedule& schedule, const MatmulOp& op);
void lowerAttention(Schedule& schedule, const AttentionOp& op);
void lowerSoftmax(Schedule& schedule, const SoftmaxOp& op);
void lowerPost(Schedule& schedule, const PostOp& op);

} // namespace weft
