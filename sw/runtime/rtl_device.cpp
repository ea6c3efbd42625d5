// rtl_device.cpp: The Verilated accelerator, driven through its registers and its memory
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/rtl_device.hpp"

#include "gen/isa/format.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"
#include "sw/runtime/run_log.hpp"
#include "sw/runtime/subprocess.hpp"

#include <algorithm>

namespace weft {
namespace {

namespace reg = isa::reg;

constexpr std::uint64_t kPageBytes = 4096;

std::uint64_t nextPage(std::uint64_t address) { return roundUp(address, kPageBytes); }

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

weft_sim_memory simulatedMemory(const MemoryOption& option, const Config& config,
                                std::uint64_t seed, std::uint64_t allocation) {
  return {.latency = option.latency,
          .bytes_per_cycle = option.bytes,
          .stall_percent = option.stallPercent,
          .burst_beats = static_cast<std::uint32_t>(config.bus.burstBeats),
          .error_address =
              option.errorOffset ? allocation + *option.errorOffset : WEFT_SIM_NO_ADDRESS,
          .seed = seed,
          .withheld_channel = 0,
          .withheld_address = WEFT_SIM_NO_ADDRESS,
          .withheld_cycles = 0};
}

} // namespace

RtlDevice::RtlDevice(const Graph& graph, const Program& program, const Config& config,
                     const std::filesystem::path& simulator, RtlOptions options)
    : graph_(graph), program_(program), config_(config), options_(std::move(options)),
      library_(simulator), api_(library_.api()), elapsed_(options_.cyclesBefore),
      image_(graph, program), ring_(program.words, options_.mostRingSlots) {
  ringAddress_ = kPageBytes;
  std::uint64_t next = nextPage(ringAddress_ + ring_.memory().size_bytes());
  for (std::size_t i = 0; i < kSegmentCount; ++i) {
    segmentAddress_[i] = next;
    next = nextPage(next + program.segmentBytes[i]);
  }
  if (config.bus.addressBits < 64 && next >> config.bus.addressBits != 0)
    throw DesignError("memory: the workload needs " + std::to_string(next) +
                      " bytes, more than bus.address_bits = " +
                      std::to_string(config.bus.addressBits) + " reaches");
  if (options_.wave)
    wave_.emplace(options_.wave->file);
  weft_sim_memory memory =
      simulatedMemory(options_.memory, config, options_.seed, segmentAddress_[0]);
  withhold(memory);
  sim_ = api_.create(&memory);
  if (sim_ == nullptr)
    throw DesignError("--memory: the simulator refuses this memory (latency >= 1, bytes <= " +
                      std::to_string(api_.bus_bytes) + ", stall <= 99)");
  mapMemory();
  api_.record_states(sim_, options_.timeline ? 1 : 0);
}

RtlDevice::~RtlDevice() { api_.destroy(sim_); }

void RtlDevice::withhold(weft_sim_memory& memory) const {
  if (!options_.withheld)
    return;
  memory.withheld_channel = static_cast<std::uint32_t>(options_.withheld->channel);
  memory.withheld_cycles = options_.withheld->cycles;
  if (const auto& place = options_.withheld->from)
    memory.withheld_address = segmentAddress_[place->segment] + place->offset;
}

void RtlDevice::mapMemory() {
  const std::span<std::uint32_t> ring = ring_.memory();
  int failed = api_.map(sim_, ringAddress_, ring.size_bytes(), ring.data());
  for (std::size_t i = 0; i < kSegmentCount; ++i) {
    std::vector<std::uint8_t>& segment = image_.segment(static_cast<std::uint32_t>(i));
    failed |= api_.map(sim_, segmentAddress_[i], segment.size(), segment.data());
    failed |= api_.guard(sim_, segmentAddress_[i], kGuardBytes);
  }
  if (failed != 0)
    throw InternalError("the simulator refuses the memory map");
}

void RtlDevice::programRegisters() {
  writeRegister(reg::kRingBaseLow, low(ringAddress_));
  writeRegister(reg::kRingBaseHigh, high(ringAddress_));
  writeRegister(reg::kRingSize, ring_.slots());
  for (std::uint32_t i = 0; i < kSegmentCount; ++i) {
    writeRegister(reg::base(i), low(segmentAddress_[i]));
    writeRegister(reg::base(i) + 4, high(segmentAddress_[i]));
    writeRegister(reg::limit(i), low(program_.segmentBytes[i]));
  }
  for (std::uint32_t i = 0; i < isa::kScalarCount; ++i)
    writeRegister(reg::scalar(i), options_.scalars[i]);
  writeRegister(reg::kWatchdog, options_.watchdog);
  writeRegister(reg::kIrqEnable, isa::kIrqDone | isa::kIrqError);
  writeRegister(reg::kRingTail, ring_.begin());
}

void RtlDevice::prepare(const std::vector<Tensor>& inputs) {
  image_.writeInputs(inputs);
  if (options_.beforeStart)
    options_.beforeStart(image_, ring_.program());
}

void RtlDevice::runUntilReset(const std::vector<Tensor>& inputs, const PinReset& reset) {
  prepare(inputs);
  programRegisters();
  writeRegister(reg::kControl, isa::kControlStart);
  api_.run(sim_, reset.after);
  api_.reset(sim_, reset.clocks, reset.alone ? 1 : 0);
}

void RtlDevice::wait(std::uint64_t cycles) {
  writeRegister(reg::kIrqPending,
                isa::kIrqDone | isa::kIrqError); // else the simulator stops at once
  api_.run(sim_, cycles);
}

DeviceRun RtlDevice::run(const std::vector<Tensor>& inputs) {
  prepare(inputs);
  DeviceRun result = simulate();
  if (options_.afterInterrupt)
    options_.afterInterrupt(image_);
  if (const char* violation = api_.violation(sim_))
    result.violation = violation;
  else if (auto damage = image_.firstDamage())
    result.violation = std::move(damage);
  result.tensors = image_.readStored();
  return result;
}

DeviceRun RtlDevice::simulate() {
  DeviceRun result;
  api_.clear_events(sim_);
  startWave();
  programRegisters();
  const std::uint64_t start = api_.cycle(sim_);
  result.time.begin = steadySeconds();
  const double cpu = cpuSeconds();
  writeRegister(reg::kControl, isa::kControlStart);
  const weft_sim_status status = runToTheEnd();
  result.time.end = steadySeconds();
  result.time.wallSeconds = result.time.end - result.time.begin;
  result.time.cpuSeconds = cpuSeconds() - cpu;
  result.time.cycles = api_.cycle(sim_) - start;
  if (status == WEFT_SIM_VIOLATION)
    return result;
  const StandingMachine machine = standingMachine();
  readCounters(result, start);
  if ((readRegister(reg::kIrqPending) & isa::kIrqError) != 0)
    readError(result, machine);
  else if (!ring_.holdsTheRest())
    throw InternalError("the ring ran empty before the end of its program");
  writeRegister(reg::kIrqPending, isa::kIrqDone | isa::kIrqError);
  return result;
}

/// In slices of about a tenth of a second, between which an interruption is noticed: machines
/// differ in speed by a factor of a hundred. The next commands follow before the ring is empty.
weft_sim_status RtlDevice::runToTheEnd() {
  constexpr std::uint64_t kFewest = 1'000, kMost = 200'000;
  constexpr double kEnough = 0.1;
  std::uint64_t slice = kFewest;
  while (true) {
    const double begin = steadySeconds();
    const weft_sim_status status = api_.run(sim_, std::min(slice, appendCommands()));
    stopIfInterrupted();
    if (status != WEFT_SIM_TIMEOUT)
      return status;
    slice = std::clamp(steadySeconds() - begin < kEnough ? 2 * slice : slice / 2, kFewest, kMost);
  }
}

/// The cycles for which what is in the ring lasts: the decoder takes a word a cycle. Half of them,
/// so that it never looks empty to the fetch, which is ahead of the decoder.
std::uint64_t RtlDevice::appendCommands() {
  if (ring_.holdsTheRest())
    return UINT64_MAX;
  const std::uint32_t head = readRegister(reg::kRingHead);
  writeRegister(reg::kRingTail, ring_.append(head));
  return ring_.waiting(head) * isa::kSlotWords / 2;
}

/// A window that has begun stays open over the following runs.
void RtlDevice::startWave() {
  if (wave_ && options_.wave->from >= elapsed_)
    api_.wave(sim_, wave_->temporary().c_str(), options_.wave->from - elapsed_,
              options_.wave->to - elapsed_, elapsed_);
}

void RtlDevice::finish() {
  if (!wave_)
    return;
  api_.wave(sim_, "", 1, 0, 0);
  wave_->commit();
}

std::optional<std::uint64_t> RtlDevice::writtenIn(TensorId tensor, std::int64_t row,
                                                  std::int64_t column) const {
  const Placement& place = program_.placements[tensor];
  return RunLog(api_, sim_, lastCycles_)
      .lastWrite(segmentAddress_[place.base] + place.at(row, column), api_.bus_bytes);
}

std::optional<DeviceError> RtlDevice::softReset() {
  writeRegister(reg::kControl, isa::kControlSoftReset);
  constexpr int kMostPolls = 1'000'000;
  for (int i = 0; i < kMostPolls; ++i)
    if (const std::uint32_t status = readRegister(reg::kStatus);
        (status & isa::kStatusResetting) == 0) {
      DeviceRun ended;
      if ((status & isa::kStatusError) != 0)
        readError(ended, standingMachine());
      return ended.error;
    }
  throw InternalError("the accelerator does not come out of soft reset");
}

void RtlDevice::readCounters(DeviceRun& result, std::uint64_t start) {
  DeviceCounters counters;
  counters.cycles = readCounter(reg::kCyclesLow);
  for (std::uint32_t e = 0; e < kDeviceEngines; ++e)
    for (std::uint32_t s = 0; s < kEngineStates; ++s)
      counters.engines[e][s] =
          readCounter(reg::counter(static_cast<isa::Engine>(e), static_cast<isa::State>(s)));
  const std::uint64_t* sets = api_.busy_sets(sim_);
  counters.busySets.assign(sets, sets + (std::size_t{1} << kDeviceEngines));
  counters.readBytes = readCounter(reg::kReadBytes);
  counters.writtenBytes = readCounter(reg::kWriteBytes);
  lastCycles_ = counters.cycles;
  elapsed_ += counters.cycles;
  const RunLog log(api_, sim_, counters.cycles);
  counters.commandEnd = log.commandEnds(program_, start);
  counters.operatorEnd = operatorEnds(counters.commandEnd);
  counters.operatorEngines = log.operatorEngines(graph_, program_);
  result.counters = counters;
  if (options_.timeline)
    result.timeline = log.timeline(graph_, program_);
}

std::vector<std::uint64_t>
RtlDevice::operatorEnds(const std::vector<std::uint64_t>& commandEnds) const {
  std::vector<std::uint64_t> ends(graph_.operators.size(), 0);
  for (std::size_t command = 0; command < commandEnds.size(); ++command) {
    std::uint64_t& end = ends[program_.operatorOf[command]];
    end = std::max(end, commandEnds[command]);
  }
  return ends;
}

StandingMachine RtlDevice::standingMachine() const {
  StandingMachine machine;
  api_.waiting(sim_, &machine.waiting);
  const std::uint32_t states = api_.states(sim_);
  for (std::uint32_t e = 0; e < kDeviceEngines; ++e) {
    machine.taken[e] = api_.taken(sim_, e);
    machine.states[e] = states >> 3 * e & 7;
  }
  const weft_sim_event* events = nullptr;
  const std::uint64_t count = api_.events(sim_, &events);
  for (std::uint64_t i = 0; i < count; ++i)
    ++machine.finished[events[i].engine];
  return machine;
}

void RtlDevice::readError(DeviceRun& result, StandingMachine machine) {
  const std::uint32_t word = readRegister(reg::kErrorCode);
  DeviceError error;
  error.code = word & 0xff;
  error.engine = word >> 8 & 0x7;
  error.reason = word >> 12 & 0x7;
  error.command = readRegister(reg::kErrorIndex);
  error.address = readRegister(reg::kErrorAddressLow) |
                  static_cast<std::uint64_t>(readRegister(reg::kErrorAddressHigh)) << 32;
  error.message = describe(error);
  if (isWatchdog(error)) {
    machine.ringHead = ring_.passed(readRegister(reg::kRingHead));
    error.message += waitChain(CommandText(graph_, program_), ring_.program(), machine);
  }
  result.error = error;
}

void RtlDevice::writeRegister(std::uint32_t offset, std::uint32_t value) {
  if (api_.write(sim_, offset, value) != 0)
    throw InternalError("the accelerator refuses a write to register " + std::to_string(offset));
}

std::uint32_t RtlDevice::readRegister(std::uint32_t offset) {
  std::uint32_t value = 0;
  if (api_.read(sim_, offset, &value) != 0)
    throw InternalError("the accelerator refuses a read of register " + std::to_string(offset));
  return value;
}

std::uint64_t RtlDevice::readCounter(std::uint32_t offset) {
  const std::uint64_t lowWord = readRegister(offset);
  return lowWord | static_cast<std::uint64_t>(readRegister(offset + 4)) << 32;
}

} // namespace weft
