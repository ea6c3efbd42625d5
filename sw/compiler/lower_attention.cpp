// lower_attention.cpp: attention and softmax as commands of the attention engine
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

namespace weft {
namespace {

constexpr std::int64_t softmaxChunk = 16;

/// Heads that share one key and value head run as one command, so that they start as soon as their
/// columns are stored.
class AttentionLowering {
public:
  AttentionLowering(Schedule& schedule, const AttentionOp& op)
      : schedule_(schedule), op_(op), queries_(static_cast<std::int64_t>(op.L)),
        keys_(static_cast<std::int64_t>(op.S)), headSize_(static_cast<std::int64_t>(op.D)),
        heads_(static_cast<std::int64_t>(op.H)),
        shared_(static_cast<std::int64_t>(op.queryHeadsPerKvHead)) {}

  void run() {
    const std::int64_t perCommand = allInputsAtHand() ? heads_ : shared_;
    for (std::int64_t head = 0; head < heads_; head += perCommand)
      issueHeads(head, perCommand);
  }

private:
  bool allInputsAtHand() const {
    const auto isInput = [&](const HeadView& view) {
      return schedule_.graph().tensors[view.tensor].kind == TensorKind::Input;
    };
    return isInput(op_.q) && isInput(op_.k) && isInput(op_.v);
  }

  static std::int64_t columnOf(const HeadView& view, std::int64_t head) {
    return static_cast<std::int64_t>(view.column) +
           head * static_cast<std::int64_t>(view.headStride);
  }

  isa::HeadArea area(const HeadView& view, std::int64_t head) const {
    const Placement& place = schedule_.place(view.tensor);
    const std::uint64_t start = place.at(0, columnOf(view, head));
    const std::uint64_t stride = place.at(0, columnOf(view, 1)) - place.at(0, columnOf(view, 0));
    return {.base = place.base,
            .offset = static_cast<std::uint32_t>(start),
            .pitch = static_cast<std::uint32_t>(place.pitch),
            .headStride = static_cast<std::uint32_t>(stride)};
  }

  Access touch(const HeadView& view, std::int64_t head, std::int64_t heads, std::int64_t rows,
               bool write) const {
    const std::int64_t begin = columnOf(view, head);
    const std::int64_t end = columnOf(view, head + heads - 1) + headSize_;
    return {{tensorSpace(view.tensor), 0, rows, begin, end}, write};
  }

  void issueHeads(std::int64_t head, std::int64_t heads) {
    const std::int64_t keyHead = head / shared_;
    const std::int64_t keyHeads = (heads + shared_ - 1) / shared_;
    isa::AttentionCommand command;
    command.query = area(op_.q, head);
    command.key = area(op_.k, keyHead);
    command.value = area(op_.v, keyHead);
    command.output = area(op_.out, head);
    command.queries = static_cast<std::uint32_t>(queries_);
    command.keys = static_cast<std::uint32_t>(keys_);
    command.headSize = static_cast<std::uint32_t>(headSize_);
    command.heads = static_cast<std::uint32_t>(heads);
    command.mask = static_cast<std::uint32_t>(op_.mask);
    command.valid =
        op_.mask == AttentionOp::Mask::Padding ? static_cast<std::uint32_t>(op_.valid) : 0;
    command.scoreScale = op_.scoreScale.word;
    command.outputScale = op_.outputScale.word;
    command.group = static_cast<std::uint32_t>(shared_);
    schedule_.issue(Engine::attention, command,
                    {touch(op_.q, head, heads, queries_, false),
                     touch(op_.k, keyHead, keyHeads, keys_, false),
                     touch(op_.v, keyHead, keyHeads, keys_, false),
                     touch(op_.out, head, heads, queries_, true)});
  }

  Schedule& schedule_;
  const AttentionOp& op_;
  std::int64_t queries_, keys_, headSize_, heads_, shared_;
};

isa::Area areaOf(const Schedule& schedule, TensorId id) {
  const Placement& place = schedule.place(id);
  return {.base = place.base,
          .offset = static_cast<std::uint32_t>(place.offset),
          .pitch = static_cast<std::uint32_t>(place.pitch)};
}

} // namespace

void lowerAttention(Schedule& schedule, const AttentionOp& op) {
  AttentionLowering(schedule, op).run();
}

void lowerSoftmax(Schedule& schedule, const SoftmaxOp& op) {
  const Placement& scores = schedule.place(op.scores);
  isa::SoftmaxCommand command;
  command.scores = areaOf(schedule, op.scores);
  command.probabilities = areaOf(schedule, op.probabilities);
  command.exponents = areaOf(schedule, op.exponents);
  command.sums = areaOf(schedule, op.sums);
  command.rows = static_cast<std::uint32_t>(scores.rows);
  command.columns = static_cast<std::uint32_t>(scores.columns);
  command.scoreScale = op.scoreScale.word;
  const std::int64_t chunks = (scores.columns + softmaxChunk - 1) / softmaxChunk;
  schedule.issue(Engine::attention, command,
                 {reads(op.scores, 0, scores.rows, 0, scores.columns),
                  writes(op.probabilities, 0, scores.rows, 0, scores.columns),
                  writes(op.exponents, 0, scores.rows, 0, chunks),
                  writes(op.sums, 0, scores.rows, 0, 2)});
}

} // namespace weft
