// csr.cpp: Registers behind AXI4-Lite, and the interrupt.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/csr/csr.hpp"

#include "gen/blocks/register_bits.hpp"

#include <algorithm>
#include <cctype>
#include <iomanip>
#include <sstream>

namespace weft {

using namespace hdl;
namespace reg = isa::reg;

namespace {

/// What raises the interrupt.
struct Events {
  Bit error, done;
  static constexpr std::tuple kFields{Field{"error", &Events::error}, Field{"done", &Events::done}};
};

std::string lowerName(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// Whether a register shows a counter of a state in which the engine never is.
bool isUnbuilt(const isa::Register& entry, num::AttentionUnit attention) {
  const std::uint32_t first = reg::counter(isa::Engine::load, isa::State::busy);
  const std::uint32_t place = (entry.offset - first) / 8;
  return entry.offset >= first && place < isa::kEngineCount * isa::kStateCount &&
         !isa::canBe(static_cast<isa::Engine>(place / isa::kStateCount),
                     static_cast<isa::State>(place % isa::kStateCount), attention);
}

std::string hexOffset(std::uint32_t offset) {
  std::ostringstream text;
  text << "0x" << std::hex << std::setw(3) << std::setfill('0') << offset;
  return text.str();
}

/// Bits up to the highest field.
int widthOf(const isa::Register& entry) {
  int high = 0;
  for (const isa::Field& field : entry.fields)
    high = std::max(high, field.high);
  return high + 1;
}

} // namespace

Csr::Csr(num::AttentionUnit attentionUnit)
    : Module("csr", "registers behind AXI4-Lite, interrupt, cycle and event counters"),
      attention(attentionUnit) {
  require(ADDR_W >= 32 && ADDR_W <= 64, "ADDR_W_must_be_32_to_64");
  nameOffsets();
  openChannels();
  writeChannel();
  Sources sources = storage();
  drivePorts();
  commands();
  identity(sources);
  status(sources);
  interrupt(sources);
  lastError(sources);
  Wire<Bit> clear{this, "counters_clear"};
  clear <<= reset | begin;
  engineCounters(sources, clear);
  totals(sources, clear);
  readChannel(sources);
}

/// The window is decoded by words: the two lowest address bits say nothing that the strobes do not.
void Csr::nameOffsets() {
  for (const isa::Register& entry : isa::registerMap())
    if (!isUnbuilt(entry, attention))
      labels_.emplace(entry.offset,
                      constant<Unsigned>("AT_" + entry.name, entry.offset / 4, kWordAddressBits,
                                         "byte offset " + hexOffset(entry.offset)));
  unused(awaddr.low(2));
  unused(araddr.low(2));
}

/// A word is written to the register at `offset`.
Bit Csr::writes(std::uint32_t offset) const {
  return write_ & (writeAddress_ == labels_.at(offset));
}

/// A master may start in the cycle after `aresetn` rises, before the synchronised reset has fallen.
void Csr::openChannels() {
  clocked(clk, reset, {open_}, [&] { open_ <<= 1; });
}

/// Address and data are caught independently; the write happens when both are there. A word without
/// any strobe, as buses of other widths send it, changes nothing; a part of a word is refused.
void Csr::writeChannel() {
  Reg<Bit> addressHeld{this, "address_held_q"};
  Reg<Bit> dataHeld{this, "data_held_q"};
  Reg<Bit> whole{this, "whole_word_q"};
  Reg<Bit> partial{this, "partial_word_q"};
  Reg<Bit> responding{this, "bvalid_q"};
  Reg<Bit> refused{this, "refused_q"};
  Wire<Bit> both{this, "write_pending"};

  both <<= addressHeld & dataHeld & ~responding;
  write_ <<= both & whole;
  clocked(clk, reset, {addressHeld, dataHeld, responding}, [&] {
    when(awvalid & awready, [&] {
      addressHeld <<= 1;
      writeAddress_ <<= awaddr.high(kWordAddressBits);
    });
    when(wvalid & wready, [&] {
      dataHeld <<= 1;
      writeData_ <<= wdata;
      whole <<= allOf(wstrb);
      partial <<= anyOf(wstrb) & ~allOf(wstrb);
    });
    when(responding & bready, [&] { responding <<= 0; });
    when(both, [&] {
      addressHeld <<= 0;
      dataHeld <<= 0;
      responding <<= 1;
      refused <<= partial;
    });
  });
  awready <<= open_ & ~addressHeld;
  wready <<= open_ & ~dataHeld;
  checks([&] {
    Reg<Bit> kept{this, "response_kept_q", "a write's response was not taken"};
    clocked(clk, reset, {kept}, [&] { kept <<= responding && !bready; });
    require(clk, reset, !kept || responding, "a response waits until it is taken");
  });
  bvalid <<= responding;
  bresp <<= cat(refused, lit<Unsigned>(0, 1));
}

/// One register for each number of the map that software may write and read back. The two words of
/// a 64-bit number are halves of one register.
Csr::Sources Csr::storage() {
  Sources stored;
  std::vector<ResetValue> resets;
  section();
  for (const isa::Register& entry : isa::registerMap()) {
    if (entry.access != isa::Access::readWrite || entry.name.ends_with("_HIGH"))
      continue;
    const bool wide = entry.name.ends_with("_LOW");
    const std::string stem = entry.name.substr(0, entry.name.size() - (wide ? 4 : 0));
    Reg<Unsigned> held{this, lowerName(stem) + "_q", wide ? 64 : widthOf(entry)};
    resets.push_back(held.resetTo(entry.reset));
    stored.emplace(entry.offset, wide ? lowWord(held) : held);
    if (wide)
      stored.emplace(entry.offset + 4, highWord(held));
    numbers_.emplace(entry.offset, held);
  }
  clocked(clk, reset, resets, [&] {
    when(write_, [&] {
      auto choice = switchOn(writeAddress_);
      for (const auto& [offset, target] : stored)
        choice.is(labels_.at(offset),
                  [&, word = target] { word <<= writeData_.resize(word.width()); });
    });
    when(ringClear | softReset, [&] { numbers_.at(reg::kRingTail) <<= 0; });
  });
  return stored;
}

/// The address bits that the bus has, and whether any other is set.
UInt Csr::onBus(const std::string& name, const UInt& address) {
  Wire<Unsigned> beyond{this, name + "_beyond", 64, "its bits that the bus lacks"};
  beyond <<= address >> ADDR_W;
  return cat(anyOf(beyond), address.low(ADDR_W));
}

void Csr::drivePorts() {
  ringBase <<= onBus("ring_base", numbers_.at(reg::kRingBaseLow));
  ringSize <<= numbers_.at(reg::kRingSize);
  ringTail <<= numbers_.at(reg::kRingTail);
  watchdog <<= numbers_.at(reg::kWatchdog);
  for (int i = 0; i < isa::kScalarCount; ++i)
    scalar(i) <<= numbers_.at(reg::scalar(static_cast<std::uint32_t>(i)));
  for (int i = 0; i < isa::kBaseCount; ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    baseAddress(i) <<= onBus("base" + std::to_string(i), numbers_.at(reg::base(index)));
    baseLimit(i) <<= numbers_.at(reg::limit(index));
  }
}

/// Writes that act instead of being kept: pulses, from registers because they reach every counter.
void Csr::commands() {
  Wire<Bit> control{this, "control_written"};
  Reg<Bit> starts{this, "start_q"}, resets{this, "soft_reset_q"}, clears{this, "ring_clear_q"};
  control <<= writes(reg::kControl);
  clocked(clk, reset, {starts, resets, clears}, [&] {
    const Bit wantsReset = registerBit(writeData_, reg::kControl, "soft_reset");
    starts <<= control & registerBit(writeData_, reg::kControl, "start") & ~wantsReset;
    resets <<= control & wantsReset;
    clears <<= writes(reg::kRingSize);
  });
  require(clk, reset, !(starts && resets), "a start with a soft reset is none");
  start <<= starts;
  softReset <<= resets;
  ringClear <<= clears;
}

void Csr::identity(Sources& sources) {
  sources.emplace(reg::kId, lit<Unsigned>(isa::kIdentity, 32));
  sources.emplace(reg::kVersion, version);
  sources.emplace(reg::kConfigHashLow, lowWord(configHash));
  sources.emplace(reg::kConfigHashHigh, highWord(configHash));
  sources.emplace(reg::kCapability, capability);
}

void Csr::status(Sources& sources) {
  Wire<Bit> idle{this, "idle"};
  idle <<= ~running & ~resetting & ~failed;
  sources.emplace(reg::kControl, lit<Unsigned>(0, 32));
  sources.emplace(reg::kStatus, registerWord(reg::kStatus, {{"resetting", resetting},
                                                            {"error", failed},
                                                            {"idle", idle},
                                                            {"running", running}}));
  sources.emplace(reg::kRingHead, ringHead);
}

void Csr::interrupt(Sources& sources) {
  const Events events{.error = error, .done = done};
  const Dim bits = widthOf(events);
  Reg<Unsigned> pending{this, "irq_pending_q", bits, "error, done"};
  Reg<Bit> raised{this, "irq_q"};
  Wire<Unsigned> cleared{this, "irq_cleared", bits};
  cleared <<= mux(writes(reg::kIrqPending), writeData_.low(bits), zeros(bits));
  clocked(clk, reset, {pending, raised}, [&] {
    pending <<= (pending & ~cleared) | pack(events);
    raised <<= anyOf(pending & sources.at(reg::kIrqEnable));
  });
  irq <<= raised;
  sources.emplace(reg::kIrqPending, pending);
}

void Csr::lastError(Sources& sources) {
  Reg<Unsigned> code{this, "error_code_q", 8};
  Reg<Unsigned> engine{this, "error_engine_q", 3};
  Reg<Unsigned> reason{this, "error_reason_q", 3};
  Reg<Unsigned> index{this, "error_index_q", 32};
  Reg<Unsigned> address{this, "error_address_q", ADDR_W};
  Wire<Bit> forget{this, "error_forgotten", "a new run or a soft reset"};
  forget <<= reset | begin | softReset;
  clocked(clk, forget, {code, engine, reason, index, address}, [&] {
    when(error, [&] {
      code <<= errorCode;
      engine <<= errorEngine;
      reason <<= errorReason;
      index <<= errorIndex;
      address <<= errorAddress;
    });
  });
  Wire<Unsigned> shown{this, "error_address", 64};
  shown <<= address.extend(64);
  sources.emplace(
      reg::kErrorCode,
      registerWord(reg::kErrorCode, {{"wait_reason", reason}, {"engine", engine}, {"code", code}}));
  sources.emplace(reg::kErrorIndex, index);
  showPair(sources, reg::kErrorAddressLow, shown);
}

/// A 64-bit number that changes by itself: its high word is kept while the low word is read.
void Csr::showPair(Sources& sources, std::uint32_t offset, const UInt& number) {
  sources.emplace(offset, lowWord(number));
  highWords_.emplace(offset, highWord(number));
  sources.emplace(offset + 4, highWord_);
}

/// The address is registered, then the chosen word. Counters that are not built read 0; every other
/// register of the map must have a source.
void Csr::readChannel(const Sources& sources) {
  Reg<Bit> addressHeld{this, "read_held_q"};
  Reg<Bit> responding{this, "rvalid_q"};
  Reg<Unsigned> address{this, "read_address_q", kWordAddressBits, "of a word"};
  Reg<Unsigned> word{this, "rdata_q", 32};
  Wire<Bit> look{this, "look", "the word is looked up in this cycle"};

  look <<= addressHeld & ~responding;
  clocked(clk, reset, {addressHeld, responding}, [&] {
    when(arvalid & arready, [&] {
      addressHeld <<= 1;
      address <<= araddr.high(kWordAddressBits);
    });
    when(responding & rready, [&] { responding <<= 0; });
    when(look, [&] {
      addressHeld <<= 0;
      responding <<= 1;
      auto choice = switchOn(address);
      for (const isa::Register& entry : isa::registerMap())
        if (!isUnbuilt(entry, attention))
          choice.is(labels_.at(entry.offset), [&] {
            word <<= sources.at(entry.offset).resize(32);
            if (const auto high = highWords_.find(entry.offset); high != highWords_.end())
              highWord_ <<= high->second;
          });
      choice.otherwise([&] { word <<= 0; });
    });
  });
  arready <<= open_ & ~addressHeld;
  rvalid <<= responding;
  rdata <<= word;
  rresp <<= 0;
}

} // namespace weft
