// lower_attention.cpp: Attention and softmax as commands of the attention engine
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/integers.hpp"
#include "sw/compiler/schedule.hpp"

#include <algorithm>

namespace weft {
namespace {

/// The results of a graph in other chunks than the accelerator's would not be its own.
void checkChunk(const Schedule& schedule, int chunkKeys) {
  const int chunk = schedule.config().attention.chunk;
  if (chunkKeys != chunk)
    throw InternalError("a graph in chunks of " + std::to_string(chunkKeys) +
                        " keys on an accelerator with chunks of " + std::to_string(chunk));
}

/// Heads that share one key and value head run as one command, so that they start as soon as their
/// columns are stored.
class AttentionLowering : public Follower {
public:
  AttentionLowering(Schedule& schedule, const AttentionOp& op)
      : schedule_(schedule), op_(op), queries_(static_cast<std::int64_t>(op.L)),
        keys_(static_cast<std::int64_t>(op.S)), headSize_(static_cast<std::int64_t>(op.D)),
        heads_(static_cast<std::int64_t>(op.H)),
        shared_(static_cast<std::int64_t>(op.queryHeadsPerKvHead)) {}

  void stored(std::int64_t rows, std::int64_t columns) override {
    if (rows < keys_ || allInputsAtHand())
      return;
    while (done_ < heads_ && inputColumns(done_) <= columns)
      issueNext(shared_);
  }
  void finish() override {
    while (done_ < heads_)
      issueNext(allInputsAtHand() ? heads_ : shared_);
  }

private:
  bool allInputsAtHand() const {
    const auto isInput = [&](const HeadView& view) {
      return schedule_.graph().tensors[view.tensor].kind == TensorKind::input;
    };
    return isInput(op_.q) && isInput(op_.k) && isInput(op_.v);
  }

  /// Columns of each section of the product before that the next command's heads need.
  std::int64_t inputColumns(std::int64_t head) const {
    const std::int64_t keyHead = head / shared_;
    return headSize_ + std::max({placeInSection(op_.q, head + shared_ - 1),
                                 placeInSection(op_.k, keyHead), placeInSection(op_.v, keyHead)});
  }

  std::int64_t placeInSection(const HeadView& view, std::int64_t head) const {
    const std::int64_t section = sectionOf(schedule_.graph(), view.tensor);
    return section > 0 ? columnOf(view, head) % section : columnOf(view, head);
  }

  void issueNext(std::int64_t heads) {
    issueHeads(done_, heads);
    done_ += heads;
  }

  static std::int64_t columnOf(const HeadView& view, std::int64_t head) {
    return static_cast<std::int64_t>(view.column) +
           head * static_cast<std::int64_t>(view.headStride);
  }

  std::uint32_t offset(const HeadView& view, std::int64_t head) const {
    return static_cast<std::uint32_t>(schedule_.place(view.tensor).at(0, columnOf(view, head)));
  }
  std::uint32_t headStride(const HeadView& view) const { return offset(view, 1) - offset(view, 0); }
  std::uint32_t pitch(const HeadView& view) const {
    return static_cast<std::uint32_t>(schedule_.place(view.tensor).pitch);
  }
  std::uint32_t base(const HeadView& view) const { return schedule_.place(view.tensor).base; }

  Access touch(const HeadView& view, std::int64_t head, std::int64_t heads, std::int64_t rows,
               bool write) const {
    const std::int64_t begin = columnOf(view, head);
    const std::int64_t end = columnOf(view, head + heads - 1) + headSize_;
    return {{tensorSpace(view.tensor), 0, rows, begin, end}, write};
  }

  void addressHeads(isa::Attention& command, std::int64_t head, std::int64_t keyHead) const {
    command.qBase = base(op_.q);
    command.kBase = base(op_.k);
    command.vBase = base(op_.v);
    command.outBase = base(op_.out);
    command.qOffset = offset(op_.q, head);
    command.kOffset = offset(op_.k, keyHead);
    command.vOffset = offset(op_.v, keyHead);
    command.outOffset = offset(op_.out, head);
    command.qPitch = pitch(op_.q);
    command.kvPitch = pitch(op_.k);
    command.outPitch = pitch(op_.out);
    command.qHeadStride = headStride(op_.q);
    command.kvHeadStride = headStride(op_.k);
    command.outHeadStride = headStride(op_.out);
  }

  void issueHeads(std::int64_t head, std::int64_t heads) {
    const std::int64_t keyHead = head / shared_;
    const std::int64_t keyHeads = ceilDiv(heads, shared_);
    isa::Attention command;
    addressHeads(command, head, keyHead);
    command.queries = static_cast<std::uint32_t>(queries_);
    command.keys = static_cast<std::uint32_t>(keys_);
    command.headSize = static_cast<std::uint32_t>(headSize_);
    command.heads = static_cast<std::uint32_t>(heads);
    command.mask = op_.mask;
    command.valid = op_.mask == isa::MaskKind::padding ? static_cast<std::uint32_t>(op_.valid) : 0;
    command.scoreScale = op_.scoreScale.word;
    command.outputScale = op_.outputScale.word;
    command.queryHeadsPerKvHead = static_cast<std::uint32_t>(shared_);
    schedule_.setTile({{0, queries_}, {}, {}, {head, head + heads}});
    schedule_.issue(isa::Engine::attention, command,
                    {touch(op_.q, head, heads, queries_, false),
                     touch(op_.k, keyHead, keyHeads, keys_, false),
                     touch(op_.v, keyHead, keyHeads, keys_, false),
                     touch(op_.out, head, heads, queries_, true)});
  }

  Schedule& schedule_;
  const AttentionOp& op_;
  std::int64_t queries_, keys_, headSize_, heads_, shared_, done_ = 0;
};

} // namespace

std::unique_ptr<Follower> followWithAttention(Schedule& schedule, const AttentionOp& op) {
  checkChunk(schedule, op.chunkKeys);
  return std::make_unique<AttentionLowering>(schedule, op);
}

void lowerSoftmax(Schedule& schedule, const SoftmaxOp& op) {
  checkChunk(schedule, op.chunkKeys);
  const Placement& scores = schedule.place(op.scores);
  const Placement& probabilities = schedule.place(op.probabilities);
  const Placement& exponents = schedule.place(op.exponents);
  const Placement& sums = schedule.place(op.sums);
  isa::Softmax command;
  command.scoresBase = scores.base;
  command.pBase = probabilities.base;
  command.exponentsBase = exponents.base;
  command.sumsBase = sums.base;
  command.scoresOffset = static_cast<std::uint32_t>(scores.offset);
  command.pOffset = static_cast<std::uint32_t>(probabilities.offset);
  command.exponentsOffset = static_cast<std::uint32_t>(exponents.offset);
  command.sumsOffset = static_cast<std::uint32_t>(sums.offset);
  command.scoresPitch = static_cast<std::uint32_t>(scores.pitch);
  command.pPitch = static_cast<std::uint32_t>(probabilities.pitch);
  command.exponentsPitch = static_cast<std::uint32_t>(exponents.pitch);
  command.sumsPitch = static_cast<std::uint32_t>(sums.pitch);
  command.rows = static_cast<std::uint32_t>(scores.rows);
  command.columns = static_cast<std::uint32_t>(scores.columns);
  command.scoreScale = op.scoreScale.word;
  const auto chunks = static_cast<std::int64_t>(op.chunks());
  schedule.setTile({{0, scores.rows}, {}, {}, {}});
  schedule.issue(isa::Engine::attention, command,
                 {reads(op.scores, 0, scores.rows, 0, scores.columns),
                  writes(op.probabilities, 0, scores.rows, 0, scores.columns),
                  writes(op.exponents, 0, scores.rows, 0, chunks),
                  writes(op.sums, 0, scores.rows, 0, 2)});
}

} // namespace weft
