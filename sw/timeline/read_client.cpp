// read_client.cpp: An engine's way to read memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/read_client.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

/// Packets are at most these parts of the queue, and of their job.
constexpr std::int64_t kSmallestPart = 8, kLargestPart = 2, kPartOfJob = 4;

} // namespace

std::int64_t packetBeats(const Machine& machine, std::int64_t readsInFlight) {
  const std::int64_t queue = readsInFlight * machine.burstBeats;
  const std::int64_t bytes = machine.memory.bytes == 0 ? machine.busBytes : machine.memory.bytes;
  const std::int64_t trip = machine.memory.latency + pinToClient(machine) + kCreditToRequest;
  const std::int64_t flying = trip * bytes / machine.busBytes + machine.burstBeats;
  return std::max(machine.burstBeats,
                  std::clamp(queue - flying, queue / kSmallestPart, queue / kLargestPart));
}

ReadClient::ReadClient(const Machine& machine, Memory& memory, std::size_t number, ReadSink& sink,
                       std::int64_t readsInFlight, std::int64_t packetBeats)
    : memory_(memory), number_(number), sink_(sink), pinToClient_(pinToClient(machine)),
      refusals_(machine), burstBeats_(machine.burstBeats),
      mostBeats_(readsInFlight * machine.burstBeats),
      mostBursts_(depths::kShortBursts * readsInFlight), mostPacketBeats_(packetBeats) {
  memory.connectReader(number, *this);
}

void ReadClient::push(const ReadJob& job) {
  jobs_.push(job);
  if (jobs_.size() == 1)
    begin();
  request();
}

/// Jobs are cut finely enough that the first of their words come early.
void ReadClient::begin() {
  const ReadJob& job = jobs_.front();
  const std::int64_t least = std::min(mostPacketBeats_, burstBeats_);
  packetBeats_ = std::clamp(job.runs * job.beats / kPartOfJob, least, mostPacketBeats_);
  if (job.wholeRuns)
    packetBeats_ = std::max(packetBeats_, job.beats);
  isCut_ = job.beats > packetBeats_;
  runBursts_ = ceilDiv(job.beats, burstBeats_);
  // Of a small queue a packet takes half, so that the next one is on its way meanwhile.
  const std::int64_t half = (mostBeats_ - roomBehind(job.beats)) / 2;
  const std::int64_t most = isCut_ ? 1
                                   : std::min(std::min(packetBeats_, half) / job.beats,
                                              mostBursts_ / kSmallestPart / runBursts_);
  packetRuns_ = std::max<std::int64_t>(1, most);
}

ReadPacket ReadClient::nextPacket() const {
  const ReadJob& job = jobs_.front();
  if (isCut_) {
    const std::int64_t beats = std::min(packetBeats_, job.beats - done_);
    return {beats, ceilDiv(beats, burstBeats_), job.runs == 1 && done_ + beats == job.beats};
  }
  const std::int64_t runs = std::min(job.runs, packetRuns_);
  return {runs * job.beats, runs * runBursts_, runs == job.runs};
}

std::int64_t ReadClient::roomBehind(std::int64_t beats) const {
  return ceilDiv(beats, burstBeats_) * burstBeats_ - beats;
}

std::int64_t ReadClient::beatsTooMany(const ReadPacket& packet) const {
  return beatsOut_ + packet.beats + roomBehind(packet.beats) - mostBeats_;
}

ReadClient::Lack ReadClient::lackFor(const ReadPacket& packet) const {
  if (beatsOut_ > 0 && beatsTooMany(packet) > 0)
    return Lack::beats;
  return burstsOut_ > 0 && burstsOut_ + packet.bursts > mostBursts_ ? Lack::bursts : Lack::nothing;
}

void ReadClient::request() {
  while (!jobs_.empty()) {
    const ReadPacket packet = nextPacket();
    lack_ = lackFor(packet);
    if (lack_ != Lack::nothing)
      return;
    ask(packet);
  }
}

void ReadClient::resume(Lack lack, Cycle request) {
  if (lack_ != lack)
    return;
  nextRequest_ = std::max(nextRequest_, request);
  lack_ = Lack::nothing;
  this->request();
}

void ReadClient::ask(const ReadPacket& packet) {
  ReadJob& job = jobs_.front();
  const Cycle first = std::max(nextRequest_, job.earliest) + refusals_.next();
  Cycle last = first;
  for (std::int64_t burst = 1; burst < packet.bursts; ++burst)
    last += 1 + refusals_.next();
  nextRequest_ = last + 1;
  beatsOut_ += packet.beats;
  burstsOut_ += packet.bursts;
  if (!isCut_)
    job.runs -= packet.bursts / runBursts_;
  else if ((done_ += packet.beats) == job.beats) {
    done_ = 0;
    --job.runs;
  }
  coming_.push(packet);
  memory_.read(number_, first, last, packet.beats);
  if (packet.lastOfJob) {
    jobs_.pop();
    if (!jobs_.empty())
      begin();
    sink_.requested(last);
  }
}

void ReadClient::served(Cycle first, Cycle last) {
  const ReadPacket packet = coming_.front();
  coming_.pop();
  burstsOut_ -= packet.bursts;
  arrived_.push({packet.beats, first + pinToClient_});
  resume(Lack::bursts, last + kAnswerToRequest);
  sink_.arrived(packet, first + pinToClient_, last + pinToClient_);
}

/// Every beat gives its credit when it is taken: the next packet waits for as many as it lacks.
void ReadClient::release(Cycle last) {
  const Arrived taken = arrived_.front();
  arrived_.pop();
  const std::int64_t lacking = lack_ == Lack::beats ? beatsTooMany(nextPacket()) : taken.beats;
  const std::int64_t behind = std::max<std::int64_t>(0, taken.beats - lacking);
  const Cycle first = std::max(taken.first, releasedAt_ + 1);
  beatsOut_ -= taken.beats;
  releasedAt_ = last;
  resume(Lack::beats, last - (last - first) * behind / taken.beats + kCreditToRequest);
}

} // namespace weft::timeline
