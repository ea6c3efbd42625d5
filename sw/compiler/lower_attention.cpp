// lower_attention.cpp: Attention and softmax as commands of the attention engine
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/heads.hpp"
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
        shared_(static_cast<std::int64_t>(op.queryHeadsPerKvHead)), q_(schedule, op.q, headSize_),
        k_(schedule, op.k, headSize_), v_(schedule, op.v, headSize_),
        out_(schedule, op.out, headSize_) {}

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
    const auto isInput = [&](const Heads& heads) {
      return schedule_.graph().tensors[heads.tensor()].kind == TensorKind::input;
    };
    return isInput(q_) && isInput(k_) && isInput(v_);
  }

  /// Columns of each section of the product before that the next command's heads need.
  std::int64_t inputColumns(std::int64_t head) const {
    const std::int64_t keyHead = head / shared_;
    return headSize_ + std::max({placeInSection(q_, head + shared_ - 1),
                                 placeInSection(k_, keyHead), placeInSection(v_, keyHead)});
  }

  std::int64_t placeInSection(const Heads& heads, std::int64_t head) const {
    const std::int64_t section = sectionOf(schedule_.graph(), heads.tensor());
    return section > 0 ? heads.column(head) % section : heads.column(head);
  }

  void issueNext(std::int64_t heads) {
    issueHeads(done_, heads);
    done_ += heads;
  }

  void addressHeads(isa::Attention& command, std::int64_t head, std::int64_t keyHead) const {
    command.qBase = q_.base();
    command.kBase = k_.base();
    command.vBase = v_.base();
    command.outBase = out_.base();
    command.qOffset = q_.offset(head, 0);
    command.kOffset = k_.offset(keyHead, 0);
    command.vOffset = v_.offset(keyHead, 0);
    command.outOffset = out_.offset(head, 0);
    command.qPitch = q_.pitch();
    command.kvPitch = k_.pitch();
    command.outPitch = out_.pitch();
    command.qHeadStride = q_.stride();
    command.kvHeadStride = k_.stride();
    command.outHeadStride = out_.stride();
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
    schedule_.issue(
        isa::Engine::attention, command,
        {q_.touch(head, heads, 0, queries_, false), k_.touch(keyHead, keyHeads, 0, keys_, false),
         v_.touch(keyHead, keyHeads, 0, keys_, false), out_.touch(head, heads, 0, queries_, true)});
  }

  Schedule& schedule_;
  const AttentionOp& op_;
  std::int64_t queries_, keys_, headSize_, heads_, shared_, done_ = 0;
  Heads q_, k_, v_, out_;
};

} // namespace

std::unique_ptr<Follower> followWithAttention(Schedule& schedule, const AttentionOp& op) {
  checkChunk(schedule, op.chunkKeys);
  if (attentionUnit(schedule.config()) == num::AttentionUnit::shared)
    return followWithSharedAttention(schedule, op);
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
