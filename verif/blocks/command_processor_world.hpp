// command_processor_world.hpp: Ring memory and five engines around a Verilated command processor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/blocks/command_processor_engine.hpp"

#include "gen/isa/commands.hpp"
#include "gen/num/random.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace weft {

/// Plays every neighbour of the command processor: memory answers slot reads after a random time,
/// engines take commands at random and finish them in order, at most two at a time.
template <class Dut, unsigned busBytes> class CommandProcessorWorld {
public:
  static constexpr std::uint64_t kRingBase = 0x4000;
  static constexpr unsigned kRingSlots = 32;

  Dut dut;
  std::array<PlayedEngine, isa::kEngineCount> engines;
  std::vector<std::vector<std::uint32_t>> program;
  bool memoryAnswers = true;
  std::uint64_t begins = 0, finishes = 0, errors = 0;
  std::uint32_t errorCode = 0, errorEngine = 0, errorReason = 0, errorIndex = 0;
  std::uint64_t errorAddress = 0;
  std::string violation;

  explicit CommandProcessorWorld(std::uint64_t seed) : random_(seed) {
    dut.config_hash_i = 0xaabbccdd11223344ULL;
    dut.ring_size_i = kRingSlots;
    sim::setBits(dut.ring_base_i, 0, 32, kRingBase);
    dut.writes_idle_i = 1;
    dut.drained_i = 1;
    dut.rst_i = 1;
    for (int i = 0; i < 4; ++i)
      tick();
    dut.rst_i = 0;
    for (int i = 0; i < 4; ++i)
      tick();
  }

  void append(std::vector<std::uint32_t> words) {
    slots_ += static_cast<unsigned>(words.size() / isa::kSlotWords);
    program.push_back(std::move(words));
  }

  void pulse(std::uint8_t& pin) {
    pin = 1;
    tick();
    pin = 0;
  }

  /// The tail stays before this slot; by default it follows the program.
  void publish(unsigned slots) { published_ = slots; }
  unsigned slots() const { return slots_; }
  std::uint64_t cycle() const { return cycle_; }

  void start() {
    flatten();
    feed();
    pulse(dut.start_i);
  }

  /// Moves the tail along as slots become free.
  void advance(std::uint64_t cycles) {
    for (std::uint64_t i = 0; i < cycles; ++i) {
      feed();
      tick();
    }
  }

  /// Starts and runs to the first done or error; false after `limit` cycles.
  bool run(std::uint64_t limit = 200000) {
    start();
    for (std::uint64_t i = 0; i < limit && finishes + errors == 0; ++i)
      advance(1);
    return finishes + errors > 0;
  }

  /// Soft reset, then an empty ring and idle engines; false when it takes too long.
  bool softReset() {
    dut.drained_i = 0;
    pulse(dut.soft_reset_i);
    for (int i = 0; i < 20; ++i)
      tick();
    if (!dut.drain_o || dut.engine_rst_o)
      return false;
    dut.drained_i = 1;
    bool wasReset = false;
    for (int i = 0; i < 100 && dut.resetting_o; ++i) {
      if (!dut.drain_o)
        violation = "memory clients are let loose before they are reset";
      tick();
      wasReset = wasReset || dut.engine_rst_o;
    }
    for (int i = 0; i < 4; ++i)
      tick();
    const bool stayedDrained = violation.empty();
    forget();
    return stayedDrained && wasReset && !dut.resetting_o && !dut.failed_o;
  }

  void tick() {
    drive();
    dut.clk = 0;
    dut.eval();
    sample();
    dut.clk = 1;
    dut.eval();
    ++cycle_;
  }

private:
  void forget() {
    program.clear();
    slots_ = tail_ = headSlots_ = 0;
    published_ = ~0U;
    requested_ = 0;
    dut.ring_tail_i = 0;
    tokens_ = {};
    begins = finishes = errors = 0;
    violation.clear();
    for (PlayedEngine& engine : engines)
      engine = {};
  }

  /// The reader is reset together with the engines.
  void dropWork() {
    for (PlayedEngine& engine : engines) {
      engine.ends.clear();
      engine.signals.clear();
    }
    reads_.clear();
    beats_.clear();
    beatTaken_ = false;
    dut.beat_valid_i = 0;
  }

  void flatten() {
    flat_.clear();
    for (const auto& words : program)
      flat_.insert(flat_.end(), words.begin(), words.end());
  }

  /// One slot stays free; the program may be longer than the ring.
  void feed() {
    while (tail_ < std::min(slots_, published_) && tail_ + 1 - headSlots_ < kRingSlots)
      ++tail_;
    dut.ring_tail_i = static_cast<std::uint16_t>(tail_ % kRingSlots);
  }

  void drive() {
    dut.descriptor_ready_i = random_.chance(70);
    if (beatTaken_) {
      beats_.pop_front();
      beatTaken_ = false;
      dut.beat_valid_i = 0;
    }
    if (!dut.beat_valid_i && !beats_.empty() && random_.chance(70)) {
      dut.beat_valid_i = 1;
      sim::setBytes(dut.beat_data_i, beats_.front().data(), busBytes);
    }
    std::uint32_t ready = 0, done = 0, states = 0;
    for (std::size_t e = 0; e < engines.size(); ++e) {
      PlayedEngine& engine = engines[e];
      const bool room = engine.ends.size() < PlayedEngine::kMost;
      ready |= (room && random_.chance(50) ? 1U : 0U) << e;
      const bool ends = !engine.frozen && !engine.ends.empty() && engine.ends.front() <= cycle_;
      done |= (ends ? 1U : 0U) << e;
      const std::uint32_t state = engine.ends.empty() ? 1U : engine.frozen ? engine.stuckState : 0U;
      states |= state << 3 * e;
    }
    dut.cmd_ready_i = static_cast<std::uint8_t>(ready);
    dut.done_i = static_cast<std::uint8_t>(done);
    sim::setBits(dut.state_i, 0, 15, states);
  }

  void sample() {
    if (dut.rst_i)
      return;
    begins += dut.begin_o;
    finishes += dut.done_o;
    sampleError();
    sampleDescriptor();
    beatTaken_ = dut.beat_valid_i && dut.beat_ready_o;
    for (std::size_t e = 0; e < engines.size(); ++e)
      sampleEngine(e);
    for (std::size_t e = 0; e < engines.size(); ++e)
      sampleDone(e);
    if (dut.engine_rst_o)
      dropWork();
    headSlots_ += (dut.ring_head_o + kRingSlots - headSlots_ % kRingSlots) % kRingSlots;
  }

  void sampleError() {
    if (!dut.error_o)
      return;
    ++errors;
    errorCode = dut.error_code_o;
    errorEngine = dut.error_engine_o;
    errorReason = dut.error_reason_o;
    errorIndex = dut.error_index_o;
    errorAddress = dut.error_address_o;
  }

  void sampleDescriptor() {
    while (memoryAnswers && !reads_.empty() && reads_.front().second <= cycle_) {
      serve(reads_.front().first);
      reads_.pop_front();
    }
    if (!dut.descriptor_valid_o || !dut.descriptor_ready_i)
      return;
    if (sim::getBits(dut.descriptor_data_o, 0, 24) != isa::kSlotBytes)
      violation = "a slot read of another length";
    reads_.emplace_back(sim::getBits(dut.descriptor_data_o, 24, 32), cycle_ + random_.below(60));
  }

  void serve(std::uint64_t address) {
    const std::uint64_t slot = (address - kRingBase) / isa::kSlotBytes;
    const std::uint64_t index = requested_ - requested_ % kRingSlots + slot;
    if (slot >= kRingSlots || index != requested_)
      violation = "slots are not read in order";
    ++requested_;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&flat_.at(index * isa::kSlotWords));
    for (unsigned at = 0; at < isa::kSlotBytes; at += busBytes)
      beats_.emplace_back(bytes + at, bytes + at + busBytes);
  }

  void sampleEngine(std::size_t e) {
    PlayedEngine& engine = engines[e];
    const bool valid = dut.cmd_valid_o >> e & 1;
    if (engine.offered && !valid && !dut.engine_rst_o)
      violation = "an offered command was withdrawn";
    if (valid && !engine.offered)
      takeTokens(e);
    engine.offered = valid && !(dut.cmd_ready_i >> e & 1);
    if (!valid || engine.offered)
      return;
    engine.received.push_back(received(dut, e));
    engine.signals.push_back(programOf(e, engine.received.size() - 1).signal);
    engine.ends.push_back(cycle_ + 1 + random_.below(80));
  }

  /// Tokens of the engine's n-th command.
  isa::Tokens programOf(std::size_t e, std::size_t n) const {
    for (const auto& words : program)
      if (static_cast<std::size_t>(isa::findFormat(words[0] & 0xff)->engine) == e && n-- == 0)
        return isa::decodeTokens(words);
    return {};
  }

  void takeTokens(std::size_t e) {
    const std::uint32_t wait = programOf(e, engines[e].received.size()).wait;
    for (std::size_t t = 0; t < tokens_.size(); ++t)
      if ((wait >> t & 1) != 0 && tokens_[t]-- == 0)
        violation = "a command went out before its token";
  }

  void sampleDone(std::size_t e) {
    PlayedEngine& engine = engines[e];
    if ((dut.done_i >> e & 1) == 0)
      return;
    for (std::size_t t = 0; t < tokens_.size(); ++t)
      tokens_[t] += engine.signals.front() >> t & 1;
    engine.signals.pop_front();
    engine.ends.pop_front();
  }

  num::Random random_;
  std::uint64_t cycle_ = 0;
  unsigned slots_ = 0, tail_ = 0, headSlots_ = 0, published_ = ~0U;
  std::uint64_t requested_ = 0;
  bool beatTaken_ = false;
  std::vector<std::uint32_t> flat_;
  std::deque<std::pair<std::uint64_t, std::uint64_t>> reads_;
  std::deque<std::vector<std::uint8_t>> beats_;
  std::array<std::uint64_t, isa::kTokenCount> tokens_{};
};

} // namespace weft
