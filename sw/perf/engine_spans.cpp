// engine_spans.cpp: Commands of the engines that operators are named after
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/engine_spans.hpp"

#include "gen/blocks/matmul_engine/convolve_model.hpp"
#include "gen/config/derived.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/attention_shape.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace weft {
namespace {

using timeline::CommandTimes;
using timeline::Machine;

/// What a command keeps its engine busy with; the load and store engines have no operators.
class BusyCycles {
public:
  explicit BusyCycles(const Machine& machine) : machine_(machine) {}

  std::int64_t operator()(const isa::Load&) const { return 0; }
  std::int64_t operator()(const isa::Store&) const { return 0; }
  std::int64_t operator()(const isa::Matmul& matmul) const {
    return machine_.array.streamed(std::int64_t{matmul.kTiles} * matmul.nTiles, matmul.rows);
  }
  std::int64_t operator()(const isa::Convolve& convolve) const {
    const ArrayShape shape{static_cast<int>(machine_.rows), static_cast<int>(machine_.columns)};
    return arrayTiming(convolve, shape)
        .streamed(std::int64_t{convolve.kTiles} * convolve.nTiles, passCycles(convolve, shape));
  }
  std::int64_t operator()(const isa::Weigh& weigh) const {
    return machine_.array.streamed(std::int64_t{weigh.kTiles} * weigh.nTiles, weigh.rows);
  }
  std::int64_t operator()(const isa::Transpose&) const { return 0; }
  std::int64_t operator()(const isa::Divide&) const { return 0; }
  std::int64_t operator()(const isa::Pool&) const { return 0; }
  std::int64_t operator()(const isa::Probabilities&) const { return 0; } // hides behind the array
  std::int64_t operator()(const isa::Attention& attention) const {
    const std::int64_t slices = ceilDiv<std::int64_t>(attention.headSize, machine_.attentionLanes);
    std::int64_t cycles = 0;
    for (const AttentionBlock& block : attentionBlocks(
             attention, static_cast<std::uint32_t>(machine_.queryBlock), machine_.chunkKeys)) {
      const auto queries = static_cast<std::int64_t>(block.queries);
      const std::int64_t tile = std::max({queries * slices, timeline::tileLoad(machine_) * slices,
                                          queries * machine_.exponentCycles});
      cycles += static_cast<std::int64_t>(block.chunks) * tile;
    }
    return cycles;
  }
  std::int64_t operator()(const isa::Softmax& softmax) const {
    const std::int64_t gap = std::max(timeline::rowUpdate(machine_), machine_.exponentCycles);
    return std::int64_t{softmax.rows} * ceilDiv<std::int64_t>(softmax.columns, machine_.chunkKeys) *
           gap;
  }
  std::int64_t operator()(const isa::Post& post) const {
    const std::int64_t words = ceilDiv<std::int64_t>(post.columns, machine_.postLanes);
    return post.rows * std::max(words, machine_.rootCycles);
  }

private:
  Machine machine_;
};

} // namespace

class OperatorCycles::Spans {
public:
  explicit Spans(const Config& config) : machine_(timeline::machineOf(config, {})) {}

  /// What the engine of an operator does with the command; nothing for loads and stores.
  std::optional<EngineSpan> of(const PlannedCommand& command, const CommandTimes& times) {
    if (command.engine == isa::Engine::load)
      noteLoad(times);
    if (command.engine == isa::Engine::load || command.engine == isa::Engine::store)
      return std::nullopt;
    EngineSpan span{.staged = times.staged,
                    .offered = times.offered,
                    .begin = times.begin,
                    .data = times.data,
                    .end = times.end,
                    .busy = std::visit(BusyCycles(machine_), command.fields),
                    .waitedFor = times.waitedFor};
    addPipelines(span, command.engine);
    return span;
  }

private:
  /// A load that waited for what another operator stores.
  void noteLoad(const CommandTimes& times) {
    const isa::Engine waited = times.waitedFor;
    if (waited == isa::Engine::store || waited == isa::Engine::attention ||
        waited == isa::Engine::post)
      loadsAllowed_ = times.offered;
  }

  void addPipelines(EngineSpan& span, isa::Engine engine) const {
    if (engine == isa::Engine::array) {
      span.allowed = std::max<timeline::Cycle>(1, loadsAllowed_);
      span.drain = timeline::arrayDrain(machine_);
    } else if (engine == isa::Engine::attention) {
      span.fill = timeline::queryToScores(machine_) + timeline::scoresToWeights(machine_);
      span.drain = timeline::weightsToBlock(machine_) + timeline::blockToBeat(machine_);
    } else {
      span.fill = timeline::wordToRoot(machine_) + machine_.rootCycles;
      span.drain = timeline::issueToBeat(machine_);
    }
  }

  Machine machine_;
  timeline::Cycle loadsAllowed_ = 0;
};

OperatorCycles::OperatorCycles(const Graph& graph, const Config& config,
                               std::vector<OperatorPerformance>& operators)
    : graph_(graph), config_(config), operators_(operators),
      spans_(std::make_unique<Spans>(config)), waiting_(operators.size()) {}
OperatorCycles::~OperatorCycles() = default;

void OperatorCycles::close(std::size_t commands, std::size_t operators) {
  closings_.push({commands, operators});
}

void OperatorCycles::ended(const PlannedCommand& command, const CommandTimes& times) {
  operators_[command.op].end = std::max(operators_[command.op].end, times.done);
  if (const auto span = spans_->of(command, times)) {
    if (command.op == current_)
      splitter_.add(*span);
    else
      waiting_[command.op].push_back(*span);
  }
  ++ended_;
  for (; !closings_.empty() && closings_.front().commands <= ended_; closings_.pop())
    while (current_ + 1 < std::min(operators_.size(), closings_.front().operators + 1))
      next();
}

void OperatorCycles::finish(std::int64_t cycles) {
  while (current_ + 1 < operators_.size())
    next();
  operators_.back().end = cycles;
  end();
}

/// Ends the current operator and begins the one behind it.
void OperatorCycles::next() {
  end();
  splitter_ = CycleSplitter(previous_);
  for (const EngineSpan& span : std::exchange(waiting_[++current_], {}))
    splitter_.add(span);
}

void OperatorCycles::end() {
  OperatorPerformance& entry = operators_[current_];
  entry.start = previous_;
  entry.end = previous_ = std::max(previous_, entry.end);
  entry.cycles = entry.end - entry.start;
  entry.split = splitter_.finish(idealCycles(graph_.operators[current_], config_), entry.end);
}

std::int64_t idealCycles(const Operator& op, const Config& config) {
  const auto macs = static_cast<std::int64_t>(op.macs());
  if (std::holds_alternative<MatmulOp>(op.op))
    return ceilDiv(macs, arrayMacsPerCycle(config));
  if (std::holds_alternative<AttentionOp>(op.op) || std::holds_alternative<HeadProductOp>(op.op))
    return ceilDiv(macs, attentionMacsPerCycle(config));
  if (const auto* softmax = std::get_if<SoftmaxOp>(&op.op))
    return ceilDiv(static_cast<std::int64_t>(softmax->rows * softmax->columns),
                   chunkExponentLanes(config));
  const auto& post = std::get<PostOp>(op.op);
  return ceilDiv(static_cast<std::int64_t>(post.rows * post.D), config.post.lanes);
}

} // namespace weft
