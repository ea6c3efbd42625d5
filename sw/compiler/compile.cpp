// compile.cpp: A graph becomes a program
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/ranges.hpp"
#include "sw/compiler/bounds.hpp"
#include "sw/compiler/schedule.hpp"
#include "sw/compiler/schedule_search.hpp"
#include "sw/model/layers.hpp"

#include <utility>

namespace weft {
namespace {

/// An operator of the attention or the post engine; null for the others.
std::unique_ptr<Follower> followerOf(Schedule& schedule, const Operator& op) {
  if (const auto* attention = std::get_if<AttentionOp>(&op.op))
    return followWithAttention(schedule, *attention);
  if (const auto* post = std::get_if<PostOp>(&op.op))
    return followWithPost(schedule, *post);
  return nullptr;
}

/// Whether `next` reads the product's result, and reads it before anything else that it waits for.
bool follows(const MatmulOp& product, const Operator& next) {
  if (const auto* attention = std::get_if<AttentionOp>(&next.op))
    return attention->q.tensor == product.output && attention->k.tensor == product.output &&
           attention->v.tensor == product.output;
  const auto* post = std::get_if<PostOp>(&next.op);
  return post && post->a == product.output;
}

class Compiler {
public:
  Compiler(const Graph& graph, const Config& config, Schedule::Constants constants,
           const ScheduleChoice& choice, CommandSink& sink)
      : graph_(graph), schedule_(graph, config, constants, choice, sink) {}

  Schedule& run() {
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      schedule_.setOperator(i);
      if (const auto* product = std::get_if<MatmulOp>(&graph_.operators[i].op))
        i = lowerProduct(*product, i);
      else if (const auto* softmax = std::get_if<SoftmaxOp>(&graph_.operators[i].op))
        lowerSoftmax(schedule_, *softmax);
      else if (const auto* heads = std::get_if<HeadProductOp>(&graph_.operators[i].op))
        lowerHeads(schedule_, *heads);
      else
        followerOf(schedule_, graph_.operators[i])->finish();
      schedule_.close(i + 1);
    }
    return schedule_;
  }

private:
  /// Issues the product at `index` and the operator behind it where that can begin early; returns
  /// the index of the last one issued.
  std::size_t lowerProduct(const MatmulOp& product, std::size_t index) {
    const std::size_t next = index + 1;
    const OnChip onChip = onChipOf(product, next);
    if (next == graph_.operators.size() || !follows(product, graph_.operators[next])) {
      lowerMatmul(schedule_, product, onChip, [](std::int64_t, std::int64_t) {});
      return index;
    }
    const auto follower = followerOf(schedule_, graph_.operators[next]);
    lowerMatmul(schedule_, product, onChip, [&](std::int64_t rows, std::int64_t columns) {
      schedule_.setOperator(next);
      follower->stored(rows, columns);
      schedule_.setOperator(index);
    });
    schedule_.setOperator(next);
    follower->finish();
    return next;
  }

  /// Finds what the product before left, and leaves what the one behind can take.
  OnChip onChipOf(const MatmulOp& product, std::size_t next) {
    OnChip onChip{std::exchange(resident_, std::nullopt), std::nullopt};
    if (next < graph_.operators.size())
      onChip.output = schedule_.residentFor(product, graph_.operators[next]);
    if (onChip.input && onChip.output && onChip.input->rowsPerBlock != onChip.output->rowsPerBlock)
      onChip.output.reset();
    resident_ = onChip.output;
    return onChip;
  }

  const Graph& graph_;
  Schedule schedule_;
  std::optional<Resident> resident_; ///< input of the next product
};

void planWith(const Graph& graph, const Config& config, const ScheduleChoice& choice,
              CommandSink& sink) {
  Compiler(graph, config, Schedule::Constants::placed, choice, sink).run();
}

FoundSchedule search(const Graph& graph, const Config& config) {
  if (graph.needsHost())
    throw InternalError("a graph with operators of the host is compiled part by part");
  requireSizes(graph, config);
  return searchSchedule(graph, config, [&](const ScheduleChoice& choice, CommandSink& sink) {
    planWith(graph, config, choice, sink);
  });
}

} // namespace

Program compile(const Graph& graph, const Config& config) {
  const ScheduleChoice choice = search(graph, config).choice;
  CommandList commands;
  return Compiler(graph, config, Schedule::Constants::packed, choice, commands)
      .run()
      .finish(commands.commands());
}

void plan(const Graph& graph, const Config& config, CommandSink& sink) {
  const FoundSchedule found = search(graph, config);
  if (found.commands.isComplete())
    found.commands.replay(sink);
  else
    planWith(graph, config, found.choice, sink);
}

void requireCompilable(const Graph& graph, const Config& config) {
  requireSizes(graph, config);
  CommandList counted(0);
  const ScheduleChoice choice{.rowsPerBlock = isa::kMostRows, .onChip = false};
  if (!graph.needsHost())
    return planWith(graph, config, choice, counted);
  for (const GraphPart& part : cutAtHost(graph))
    if (!part.onHost())
      planWith(part.graph, config, choice, counted);
}

std::vector<PlannedCommand> plan(const Graph& graph, const Config& config) {
  CommandList commands;
  plan(graph, config, commands);
  return std::move(commands.commands());
}

} // namespace weft
