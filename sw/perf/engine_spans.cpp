// engine_spans.cpp: commands of the engines that operators are named after
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/engine_spans.hpp"

#include "gen/config/derived.hpp"
#include "sw/timeline/attention_shape.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft {
namespace {

using timeline::CommandTimes;
using timeline::Machine;

std::int64_t ceilDiv(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// What a command keeps its engine busy with; the load and store engines have no operators.
class BusyCycles {
public:
  explicit BusyCycles(const Machine& machine) : machine_(machine) {}

  std::int64_t operator()(const isa::Load&) const { return 0; }
  std::int64_t operator()(const isa::Store&) const { return 0; }
  std::int64_t operator()(const isa::Matmul& matmul) const {
    const std::int64_t period = std::max<std::int64_t>(matmul.rows, machine_.rows);
    return (std::int64_t{matmul.kTiles} * matmul.nTiles - 1) * period + matmul.rows;
  }
  std::int64_t operator()(const isa::Attention& attention) const {
    const std::int64_t slices = ceilDiv(attention.headSize, machine_.attentionLanes);
    std::int64_t cycles = 0;
    for (const AttentionBlock& block :
         attentionBlocks(attention, static_cast<std::uint32_t>(machine_.queryBlock))) {
      const auto queries = static_cast<std::int64_t>(block.queries);
      const std::int64_t tile = std::max({queries * slices, timeline::tileLoad(machine_) * slices,
                                          queries * machine_.exponentCycles});
      cycles += static_cast<std::int64_t>(block.chunks) * tile;
    }
    return cycles;
  }
  std::int64_t operator()(const isa::Softmax& softmax) const {
    const std::int64_t gap = std::max(timeline::rowUpdate(machine_), machine_.exponentCycles);
    return std::int64_t{softmax.rows} * ceilDiv(softmax.columns, timeline::keysOfChunk) * gap;
  }
  std::int64_t operator()(const isa::Post& post) const {
    const std::int64_t words = ceilDiv(post.columns, machine_.postLanes);
    return post.rows * std::max(words, machine_.rootCycles);
  }

private:
  Machine machine_;
};

class Spans {
public:
  Spans(std::size_t operators, std::span<const PlannedCommand> commands,
        const timeline::Timeline& timeline, const Config& config)
      : machine_(timeline::machineOf(config, {})), commands_(commands), timeline_(timeline),
        spans_(operators) {}

  std::vector<std::vector<EngineSpan>> run() {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      const isa::Engine engine = commands_[i].engine;
      if (engine == isa::Engine::load)
        noteLoad(timeline_.commands[i]);
      else if (engine != isa::Engine::store)
        add(commands_[i], timeline_.commands[i]);
    }
    return std::move(spans_);
  }

private:
  /// A load that waited for what another operator stores.
  void noteLoad(const CommandTimes& times) {
    const isa::Engine waited = times.waitedFor;
    if (waited == isa::Engine::store || waited == isa::Engine::attention ||
        waited == isa::Engine::post)
      loadsAllowed_ = times.offered;
  }

  void add(const PlannedCommand& command, const CommandTimes& times) {
    EngineSpan span{.staged = times.staged,
                    .offered = times.offered,
                    .begin = times.begin,
                    .data = times.data,
                    .end = times.end,
                    .busy = std::visit(BusyCycles(machine_), command.fields),
                    .waitedFor = times.waitedFor};
    if (command.engine == isa::Engine::array) {
      span.allowed = std::max<timeline::Cycle>(1, loadsAllowed_);
      span.drain = timeline::arrayDrain(machine_);
    } else if (command.engine == isa::Engine::attention) {
      span.fill = timeline::queryToScores(machine_) + timeline::scoresToWeights(machine_);
      span.drain = timeline::weightsToBlock(machine_) + timeline::blockToBeat(machine_);
    } else {
      span.fill = timeline::wordToRoot(machine_) + machine_.rootCycles;
      span.drain = timeline::issueToBeat(machine_);
    }
    spans_[command.op].push_back(span);
  }

  Machine machine_;
  std::span<const PlannedCommand> commands_;
  const timeline::Timeline& timeline_;
  std::vector<std::vector<EngineSpan>> spans_;
  timeline::Cycle loadsAllowed_ = 0;
};

} // namespace

std::vector<std::vector<EngineSpan>> engineSpans(std::size_t operators,
                                                 std::span<const PlannedCommand> commands,
                                                 const timeline::Timeline& timeline,
                                                 const Config& config) {
  return Spans(operators, commands, timeline, config).run();
}

std::int64_t idealCycles(const Operator& op, const Config& config) {
  const auto macs = static_cast<std::int64_t>(op.macs());
  if (std::holds_alternative<MatmulOp>(op.op))
    return ceilDiv(macs, arrayMacsPerCycle(config));
  if (std::holds_alternative<AttentionOp>(op.op))
    return ceilDiv(macs, 2 * std::int64_t{config.attention.multipliers});
  if (const auto* softmax = std::get_if<SoftmaxOp>(&op.op))
    return ceilDiv(static_cast<std::int64_t>(softmax->rows * softmax->columns),
                   chunkExponentLanes(config));
  const auto& post = std::get<PostOp>(op.op);
  return ceilDiv(static_cast<std::int64_t>(post.rows * post.D), config.post.lanes);
}

} // namespace weft
