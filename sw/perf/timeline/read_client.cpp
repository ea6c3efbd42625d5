// read_client.cpp: an engine's way to read memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/timeline/read_client.hpp"

#include "sw/perf/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {
namespace {

/// Packets are that small a part of the queue, so that waiting for a whole one hardly matters.
constexpr std::int64_t packetsOfQueue = 8;

/// Short bursts may be as many times more than longest ones.
constexpr std::int64_t shortBursts = 4;

} // namespace

ReadClient::ReadClient(const Machine& machine, Memory& memory, std::size_t number, ReadSink& sink,
                       std::int64_t readsInFlight)
    : memory_(memory), number_(number), sink_(sink), pinToClient_(pinToClient(machine)),
      refusals_(machine), burstBeats_(machine.burstBeats),
      mostBeats_(readsInFlight * machine.burstBeats), mostBursts_(shortBursts * readsInFlight),
      packetBeats_(std::max(burstBeats_, mostBeats_ / packetsOfQueue)) {
  memory.connectReader(number, *this);
}

void ReadClient::push(const ReadJob& job) {
  jobs_.push_back(job);
  request();
}

ReadPacket ReadClient::nextPacket() const {
  const ReadJob& job = jobs_.front();
  if (job.beats > packetBeats_) {
    const std::int64_t beats = std::min(packetBeats_, job.beats - done_);
    return {beats, (beats + burstBeats_ - 1) / burstBeats_,
            job.runs == 1 && done_ + beats == job.beats};
  }
  const std::int64_t bursts = (job.beats + burstBeats_ - 1) / burstBeats_;
  const std::int64_t most =
      std::min(packetBeats_ / job.beats, mostBursts_ / packetsOfQueue / bursts);
  const std::int64_t runs = std::min(job.runs, std::max<std::int64_t>(1, most));
  return {runs * job.beats, runs * bursts, runs == job.runs};
}

/// A burst is requested when a longest one has room.
ReadClient::Lack ReadClient::lackFor(const ReadPacket& packet) const {
  const std::int64_t lastBurst = packet.beats - (packet.beats - 1) / burstBeats_ * burstBeats_;
  if (beatsOut_ > 0 && beatsOut_ + packet.beats + burstBeats_ - lastBurst > mostBeats_)
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
  if (job.beats > packetBeats_)
    done_ = (done_ + packet.beats) % job.beats;
  if (done_ == 0)
    job.runs -= job.beats > packetBeats_ ? 1 : packet.beats / job.beats;
  coming_.push_back(packet);
  memory_.read(number_, first, last, packet.beats);
  if (packet.lastOfJob) {
    jobs_.pop_front();
    sink_.requested(last);
  }
}

void ReadClient::served(Cycle first, Cycle last) {
  const ReadPacket packet = coming_.front();
  coming_.pop_front();
  burstsOut_ -= packet.bursts;
  arrived_.push_back(packet);
  resume(Lack::bursts, last + answerToRequest);
  sink_.arrived(packet, first + pinToClient_, last + pinToClient_);
}

void ReadClient::release(Cycle last) {
  beatsOut_ -= arrived_.front().beats;
  arrived_.pop_front();
  resume(Lack::beats, last + creditToRequest);
}

} // namespace weft::timeline
