// post_engine.cpp: Residual addition and normalisation of rows, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/post_engine.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

constexpr auto kPostReader = static_cast<std::size_t>(isa::ReadClient::post);
constexpr auto kPostWriter = static_cast<std::size_t>(isa::WriteClient::post);
constexpr std::int64_t kValueBytes = 2;  ///< of an int16
constexpr std::int64_t kChunkBeats = 16; ///< of int16 values in a run, at most

} // namespace

PostEngine::PostEngine(const Machine& machine, Memory& memory, CommandWindow& commands,
                       CommandQueue& queue)
    : machine_(machine), commands_(commands), queue_(queue),
      reader_(machine, memory, kPostReader, *this, machine.readsInFlight,
              packetBeats(machine, machine.readsInFlight)),
      writer_(machine, memory, kPostWriter, *this),
      chunk_(std::clamp(kChunkBeats * machine.busBytes / 2, machine.postLanes,
                        depths::kMostChunkWords * machine.postLanes)) {}

void PostEngine::offer(std::size_t command, Cycle at) {
  offered_ = command;
  offeredAt_ = at;
  if (free_ < kNever)
    take();
}

void PostEngine::take() {
  const Cycle at = std::max(offeredAt_, free_);
  atWork_ = offered_;
  post_ = std::get<isa::Post>(commands_[atWork_].fields);
  offeredAt_ = free_ = kNever;
  commands_.times(atWork_).begin = at;
  tensors_ = post_.residual != 0 ? 2 : 1;
  wordsOfRow_ = tensors_ * ceilDiv<std::int64_t>(post_.columns, machine_.postLanes);
  beatsTaken_ = entered_ = rowsEntered_ = rowsOffered_ = rowsAnswered_ = tableJobs_ = 0;
  rootFree_ = issueFree_ = ringFree_ = 0;
  rootsTaken_.clear();
  queue_.taken(at);
  const Cycle request = at + kPostStart + kRunToRequest;
  if (post_.normalise != 0)
    readTable(request);
  else
    readRows(request);
}

/// Gamma and beta are as long as a row of twice the columns.
void PostEngine::readTable(Cycle request) {
  const std::int64_t columns = std::int64_t{2} * post_.columns;
  tableJobs_ = (columns >= chunk_ ? 1 : 0) + (columns % chunk_ != 0 ? 1 : 0);
  if (columns >= chunk_)
    read(request, columns / chunk_, chunk_, true);
  if (columns % chunk_ != 0)
    read(request, 1, columns % chunk_, true);
}

void PostEngine::readRows(Cycle request) {
  const std::int64_t whole = post_.columns / chunk_, rest = post_.columns % chunk_;
  if (rest == 0 || whole == 0) {
    read(request, post_.rows * tensors_ * std::max<std::int64_t>(1, whole),
         rest == 0 ? chunk_ : rest, false);
    return;
  }
  for (std::uint32_t row = 0; row < post_.rows; ++row) {
    read(request, whole * tensors_, chunk_, false);
    read(request, tensors_, rest, false);
  }
}

/// Of operands of two widths every run has as many beats as the mean of both.
void PostEngine::read(Cycle request, std::int64_t runs, std::int64_t columns, bool isTable) {
  const std::int64_t wide = machine_.beats(kValueBytes * columns), narrow = machine_.beats(columns);
  const std::int64_t a = post_.a8 != 0 ? narrow : wide;
  const std::int64_t b = post_.residual == 0 ? a : post_.residual8 != 0 ? narrow : wide;
  const std::int64_t beats = isTable ? wide : ceilDiv<std::int64_t>(a + b, 2);
  readings_.push({beats, ceilDiv(columns, machine_.postLanes), isTable});
  reader_.push({request, runs, beats});
}

void PostEngine::requested(Cycle request) {
  if (tableJobs_ > 0 && --tableJobs_ == 0)
    readRows(request + kTableToRows);
}

void PostEngine::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  if (commands_.times(atWork_).data == 0)
    commands_.times(atWork_).data = last;
  waiting_.push({packet.beats, first, last, packet.lastOfJob});
  advance();
}

/// The ring holds so many words that are not issued, and so many rows may wait for their root.
bool PostEngine::mayEnter(std::int64_t words) const {
  const std::int64_t ringWords = kRingColumns / machine_.postLanes;
  const std::int64_t issued = rowsOffered_ * wordsOfRow_ / tensors_;
  return (entered_ + words) / tensors_ - issued <= std::max(ringWords, wordsOfRow_ / tensors_);
}

void PostEngine::advance() {
  while (!waiting_.empty()) {
    const Waiting packet = waiting_.front();
    const Reading reading = readings_.front();
    if (!reading.isTable && !mayEnter(packet.beats * reading.words / reading.beats))
      return;
    waiting_.pop();
    enter(packet, reading);
  }
}

void PostEngine::enter(const Waiting& packet, const Reading& reading) {
  const std::int64_t before = beatsTaken_ * reading.words / reading.beats;
  beatsTaken_ += packet.beats;
  const std::int64_t words = beatsTaken_ * reading.words / reading.beats - before;
  const Cycle begin = std::max({packet.first, wordsFree_, ringFree_});
  const Cycle end = std::max(packet.last, begin + std::max(packet.beats, words) - 1);
  wordsFree_ = end + 1;
  if (packet.lastOfJob) {
    beatsTaken_ = 0;
    readings_.pop();
  }
  if (!reading.isTable) {
    const std::int64_t first = entered_;
    entered_ += words;
    for (; (rowsEntered_ + 1) * wordsOfRow_ <= entered_; ++rowsEntered_) {
      const std::int64_t wordsIn = (rowsEntered_ + 1) * wordsOfRow_ - first;
      finishRows(end - (end - begin) * (words - wordsIn) / std::max<std::int64_t>(1, words) + 1);
    }
  }
  reader_.release(std::max(packet.last, lastBeatTaken(machine_, end, reading.words, reading.beats,
                                                      kValueBytes * machine_.postLanes)));
}

/// The last word of a row entered: spread, root, then its results leave. Without normalisation they
/// leave as its words enter.
void PostEngine::finishRows(Cycle entered) {
  if (!machine_.hasNonlinear)
    return write(std::max(entered - wordsOfRow_ / tensors_, issueFree_));
  const Cycle taken = std::max(entered + wordToRoot(machine_), rootFree_);
  rootFree_ = taken + machine_.rootCycles;
  rootsTaken_.push(taken);
  if (static_cast<std::int64_t>(rootsTaken_.size()) >= depths::kRowsWaiting) {
    ringFree_ = std::max(ringFree_, rootsTaken_.front() + 1);
    rootsTaken_.pop();
  }
  write(std::max(rootFree_ + kRootToIssue, issueFree_));
}

void PostEngine::write(Cycle issue) {
  const std::int64_t words = wordsOfRow_ / tensors_;
  const std::int64_t beats16 =
      post_.write16 != 0 ? machine_.beats(std::int64_t{2} * post_.columns) : 0;
  const std::int64_t beats8 = post_.write8 != 0 ? machine_.beats(post_.columns) : 0;
  const std::int64_t chunks = ceilDiv<std::int64_t>(post_.columns, chunk_);
  const std::int64_t cycles = std::max(words, beats16 + beats8);
  issueFree_ = issue + words;
  const std::int64_t bursts = chunks * ((post_.write16 != 0 ? 1 : 0) + (post_.write8 != 0 ? 1 : 0));
  writer_.push({issue + issueToBeat(machine_), 1, beats16 + beats8, bursts, cycles});
}

void PostEngine::offered(Cycle last) {
  ++rowsOffered_;
  commands_.times(atWork_).end = last;
  issueFree_ = std::max(issueFree_, last - issueToBeat(machine_) - depths::kOutputQueueWords);
  advance();
}

void PostEngine::answered(Cycle answer) {
  if (++rowsAnswered_ == post_.rows)
    due = answer + kPostAnswerToDone;
}

void PostEngine::wake(Cycle now) {
  due = kNever;
  queue_.done(now);
  free_ = now + 1;
  if (offeredAt_ < kNever)
    take();
}

} // namespace weft::timeline
