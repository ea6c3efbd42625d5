// write_client.cpp: An engine's way to write memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/write_client.hpp"

#include "gen/blocks/depths.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

WriteClient::WriteClient(const Machine& machine, Memory& memory, std::size_t number,
                         WriteSource& source)
    : memory_(memory), number_(number), source_(source), beatToPin_(beatToPin(machine)),
      answerDelay_(machine.memory.latency + kAnswerToRunDone), refusals_(machine),
      burstBeats_(machine.burstBeats), mostBeats_(depths::kWriterBursts * machine.burstBeats +
                                                  machine.ramLatency + 2 + kMemoryBufferBeats) {
  memory.connectWriter(number, *this);
}

void WriteClient::push(const WriteJob& job) {
  jobs_.push(job);
  offer();
}

WriteClient::Packet WriteClient::nextPacket() const {
  const WriteJob& job = jobs_.front();
  if (job.beats > burstBeats_) {
    const std::int64_t beats = std::min(burstBeats_, job.beats - done_);
    const std::int64_t cycles =
        (done_ + beats) * job.cycles / job.beats - done_ * job.cycles / job.beats;
    return {beats, 1, cycles, cycles, job.runs == 1 && done_ + beats == job.beats};
  }
  const std::int64_t runs = job.apart ? 1 : std::min(job.runs, burstBeats_ / job.beats);
  return {runs * job.beats, runs * job.bursts, runs * job.cycles, job.cycles, runs == job.runs};
}

bool WriteClient::hasRoom(const Packet& packet) const {
  return beatsHeld_ == 0 || beatsHeld_ + packet.beats <= mostBeats_;
}

/// Makes use of answers that are known to come. False when too few are.
bool WriteClient::mayLeave(const Packet& packet) {
  while (burstsOut_ > 0 && burstsOut_ + packet.bursts > depths::kWritesInFlight) {
    if (answers_.empty())
      return false;
    nextBurst_ = std::max(nextBurst_, answers_.front().at);
    burstsOut_ -= answers_.front().bursts;
    answers_.pop();
  }
  return true;
}

void WriteClient::offer() {
  while (!jobs_.empty()) {
    const Packet packet = nextPacket();
    isFull_ = !hasRoom(packet);
    if (isFull_ || !mayLeave(packet))
      return;
    take(packet);
  }
}

void WriteClient::take(const Packet& packet) {
  WriteJob& job = jobs_.front();
  const Cycle begin = std::max({free_, job.earliest, roomFrom_});
  const Cycle last = std::max(begin + packet.cycles - 1, roomUntil_);
  const Cycle firstBurst = std::max(begin + packet.firstCycles - 1, nextBurst_);
  const Cycle lastBurst = std::max(last, firstBurst + packet.bursts - 1);
  free_ = last + 1;
  nextBurst_ = lastBurst + 1;
  beatsHeld_ += packet.beats;
  burstsOut_ += packet.bursts;
  const bool cut = job.beats > burstBeats_;
  if (cut)
    done_ = (done_ + packet.beats) % job.beats;
  if (done_ == 0)
    job.runs -= cut ? 1 : packet.beats / job.beats;
  leaving_.push(packet);
  const Cycle pin = beatToPin_ + refusals_.next();
  memory_.write(number_, firstBurst + pin, lastBurst + pin, packet.beats);
  if (packet.lastOfJob) {
    jobs_.pop();
    source_.offered(last);
  }
}

void WriteClient::served(Cycle first, Cycle last) {
  const Packet packet = leaving_.front();
  leaving_.pop();
  beatsHeld_ -= packet.beats;
  const Cycle answer = last + answerDelay_ + refusals_.next();
  answers_.push({answer, packet.bursts});
  if (packet.lastOfJob)
    source_.answered(answer);
  if (isFull_) {
    roomFrom_ = first + 1;
    roomUntil_ = last + 1;
  }
  offer();
}

} // namespace weft::timeline
