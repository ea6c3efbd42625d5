// softmax_rows.cpp: rows of scores through the softmax alone, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/softmax_rows.hpp"

#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

void SoftmaxRows::start(const isa::Softmax& command, Cycle taken) {
  command_ = command;
  beatsOfChunk_ = machine_.beats(softmaxWordBytes);
  beatsOfRow_ = machine_.beats(std::int64_t{4} * command.columns);
  beat_ = issued_ = offered_ = answered_ = 0;
  mayIssue_ = 0;
  reader_.push({taken + softmaxStart + generatorCycles + runToRequest, command.rows, beatsOfRow_});
}

void SoftmaxRows::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  waiting_.push({packet.beats, first, last});
  advance();
}

void SoftmaxRows::advance() {
  while (!waiting_.empty() && mayIssue_ < never) {
    Waiting& packet = waiting_.front();
    const std::int64_t chunkEnd =
        std::min((beat_ / beatsOfChunk_ + 1) * beatsOfChunk_, beatsOfRow_);
    const std::int64_t beats = std::min(packet.beats, chunkEnd - beat_);
    const Cycle arrival = packet.last - (packet.last - packet.first) * (packet.beats - beats) /
                                            std::max<std::int64_t>(1, packet.beats - 1);
    packet.beats -= beats;
    packet.first = std::min(packet.last, arrival + 1);
    beat_ += beats;
    const bool isEmpty = packet.beats == 0;
    if (isEmpty)
      waiting_.pop();
    if (beat_ == chunkEnd)
      issue(arrival);
    if (isEmpty)
      reader_.release(std::max(arrival, lastChunk_ - 1 + machine_.ramLatency));
  }
}

void SoftmaxRows::issue(Cycle arrival) {
  const Cycle gap = std::max(rowUpdate(machine_), machine_.exponentCycles);
  lastChunk_ = std::max(arrival + 1, mayIssue_);
  mayIssue_ = lastChunk_ + gap;
  if (issued_++ == 0)
    firstChunk_ = lastChunk_;
  if (issued_ == chunks())
    finishRow();
}

/// Probabilities leave as they come, then the exponents, then the sum. A word of the sink follows
/// the one before as soon as its beats have left.
void SoftmaxRows::finishRow() {
  const std::int64_t words = (chunks() + exponentsOfWord - 1) / exponentsOfWord;
  const std::int64_t beats = machine_.beats(command_.columns);
  const std::int64_t exponentBeats = machine_.beats(2 * chunks());
  const std::int64_t wordBeats = machine_.beats((command_.columns - 1) % sinkWordBytes + 1);
  const std::int64_t exponentCycles = std::max(words, exponentBeats);
  const Cycle latency = chunkToSink(machine_);
  const Cycle weights = lastChunk_ + latency;
  sumSent_ = weights + wordBeats + exponentCycles;
  beat_ = issued_ = 0;
  mayIssue_ = never;
  writer_.push({firstChunk_ + latency + 1, 1, beats, machine_.burstsOf(beats),
                std::max(lastChunk_ - firstChunk_ + wordBeats, beats)});
  writer_.push({weights + wordBeats + 1, 1, exponentBeats, machine_.burstsOf(exponentBeats),
                exponentCycles});
  writer_.push({sumSent_ + 1, 1, 1, 1, 1});
}

void SoftmaxRows::offered(Cycle last) {
  if (++offered_ % runsOfRow != 0)
    return;
  mayIssue_ = std::max(sumSent_, last - 1) + 1;
  advance();
}

bool SoftmaxRows::answered() { return ++answered_ == runsOfRow * command_.rows; }

} // namespace weft::timeline
