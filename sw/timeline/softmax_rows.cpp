// softmax_rows.cpp: Rows of scores through the softmax alone, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/softmax_rows.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr std::int64_t kPartsBehindProbabilities = 2; ///< exponents, sum

} // namespace

void SoftmaxRows::start(const isa::Softmax& command, Cycle taken) {
  command_ = command;
  beatsOfChunk_ = machine_.beats(kScoreBytes * machine_.chunkKeys);
  beatsOfRow_ = machine_.beats(kScoreBytes * command.columns);
  chunks_ = ceilDiv<std::int64_t>(command.columns, machine_.chunkKeys);
  chunksOfBurst_ =
      std::max<std::int64_t>(1, machine_.burstBeats * machine_.busBytes / sinkWordBytes(machine_));
  beat_ = issued_ = written_ = 0;
  mayIssue_ = wordFree_ = 0;
  unanswered_ = command.rows * (ceilDiv(chunks_, chunksOfBurst_) + kPartsBehindProbabilities);
  reader_.push(
      {taken + kSoftmaxStart + kGeneratorCycles + kRunToRequest, command.rows, beatsOfRow_});
}

void SoftmaxRows::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  waiting_.push({packet.beats, first, last});
  advance();
}

/// Chunks of which the sink has no room are not taken.
bool SoftmaxRows::hasRoom() const {
  return parts_.empty() || issued_ < parts_.front().firstChunk + depths::kSinkQueueWords;
}

void SoftmaxRows::advance() {
  isAdvancing_ = true;
  while (!waiting_.empty() && mayIssue_ < kNever && hasRoom()) {
    Waiting& packet = waiting_.front();
    const std::int64_t chunkBegin = beat_ / beatsOfChunk_ * beatsOfChunk_;
    const std::int64_t chunkEnd = std::min(chunkBegin + beatsOfChunk_, beatsOfRow_);
    const std::int64_t beats = std::min(packet.beats, chunkEnd - beat_);
    const Cycle arrival = packet.last - (packet.last - packet.first) * (packet.beats - beats) /
                                            std::max<std::int64_t>(1, packet.beats - 1);
    packet.beats -= beats;
    packet.first = std::min(packet.last, arrival + 1);
    beat_ += beats;
    const Cycle taken = std::max(arrival, wordFree_ + beat_ - chunkBegin - 1);
    const bool isEmpty = packet.beats == 0;
    if (isEmpty)
      waiting_.pop();
    if (beat_ == chunkEnd)
      issue(taken);
    if (isEmpty)
      reader_.release(taken);
  }
  isAdvancing_ = false;
}

void SoftmaxRows::issue(Cycle taken) {
  const Cycle gap = std::max(rowUpdate(machine_), machine_.exponentCycles);
  lastChunk_ = std::max(taken + 1, mayIssue_);
  wordFree_ = lastChunk_ + machine_.ramLatency;
  mayIssue_ = lastChunk_ + gap;
  if (issued_ == written_)
    firstChunk_ = lastChunk_;
  ++issued_;
  if (issued_ == chunks_ || issued_ == written_ + chunksOfBurst_)
    writeBurst();
  if (issued_ == chunks_)
    finishRow();
}

/// Probabilities leave as they come, a burst at a time, or a chunk where that is more.
void SoftmaxRows::writeBurst() {
  const bool isLast = issued_ == chunks_;
  const std::int64_t bytes = (isLast ? command_.columns : issued_ * sinkWordBytes(machine_)) -
                             written_ * sinkWordBytes(machine_);
  const std::int64_t beats = machine_.beats(bytes);
  const std::int64_t wordBeats = machine_.beats(
      isLast ? (command_.columns - 1) % sinkWordBytes(machine_) + 1 : sinkWordBytes(machine_));
  const Part part{written_, false};
  written_ = issued_;
  write(part, {firstChunk_ + chunkToSink(machine_) + 1, 1, beats, machine_.burstsOf(beats),
               std::max(lastChunk_ - firstChunk_ + wordBeats, beats)});
}

/// Then the exponents, then the sum. A word of the sink follows the one before as soon as its beats
/// have left.
void SoftmaxRows::finishRow() {
  const std::int64_t words = ceilDiv(chunks_, exponentsOfWord(machine_));
  const std::int64_t exponentBeats = machine_.beats(kChunkExponentBytes * chunks_);
  const std::int64_t wordBeats =
      machine_.beats((command_.columns - 1) % sinkWordBytes(machine_) + 1);
  const std::int64_t exponentCycles = std::max(words, exponentBeats);
  const Cycle weights = lastChunk_ + chunkToSink(machine_);
  sumSent_ = weights + wordBeats + exponentCycles;
  beat_ = issued_ = written_ = 0;
  mayIssue_ = kNever;
  write({chunks_, false}, {weights + wordBeats + 1, 1, exponentBeats,
                           machine_.burstsOf(exponentBeats), exponentCycles});
  write({chunks_, true}, {sumSent_ + 1, 1, 1, 1, 1});
}

void SoftmaxRows::write(const Part& part, const WriteJob& job) {
  parts_.push(part);
  writer_.push(job);
}

void SoftmaxRows::offered(Cycle last) {
  const bool wasFull = !hasRoom();
  const bool endsRow = parts_.front().endsRow;
  parts_.pop();
  if (endsRow)
    mayIssue_ = std::max(sumSent_, last - 1) + 1;
  else if (wasFull && mayIssue_ < kNever)
    mayIssue_ = std::max(mayIssue_, last);
  if (!isAdvancing_)
    advance();
}

bool SoftmaxRows::answered() { return --unanswered_ == 0; }

} // namespace weft::timeline
