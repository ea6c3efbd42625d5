// command_decoder.cpp: Checks commands word by word and files them into the engines' queues.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_processor/command_decoder.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/register_bits.hpp"
#include "gen/isa/commands.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>

namespace weft {

using namespace hdl;

namespace {

std::int64_t engineBit(isa::Engine engine) {
  return engine == isa::Engine::processor ? 0 : std::int64_t{1} << static_cast<int>(engine);
}

/// Outside the range, where a value outside can be written at all.
Bit outOfRange(const isa::Field& field, const UInt& word) {
  const UInt value = word.bits(field.high, field.low);
  if (field.least == field.most)
    return value != field.least;
  const bool tooLarge = field.most < isa::onesOf(isa::widthOf(field));
  if (field.least == 0)
    return value > field.most;
  const Bit tooSmall = field.least == 1 ? value == 0 : value < field.least;
  return tooLarge ? Bit(tooSmall | (value > field.most)) : tooSmall;
}

UInt hexWord(std::uint32_t word) {
  std::array<char, 9> digits{};
  std::snprintf(digits.data(), digits.size(), "%08x", word);
  return litHex(digits.data(), 32);
}

std::vector<const isa::Field*> boundedFields(const isa::CommandFormat& format, int place) {
  std::vector<const isa::Field*> fields;
  for (const isa::Field& field : format.fields)
    if (field.word == place && isa::isBounded(field))
      fields.push_back(&field);
  return fields;
}

/// A word of a command, as the case over them has it.
struct WordLabel {
  UInt opcode, place;
  static constexpr std::tuple kFields{Field{"opcode", &WordLabel::opcode},
                                      Field{"place", &WordLabel::place}};
};

int bitsOfOpcodes(const std::vector<isa::CommandFormat>& formats) {
  return std::bit_width(std::ranges::max(formats, {}, &isa::CommandFormat::opcode).opcode);
}

} // namespace

CommandDecoder::CommandDecoder(num::MachineKind machine)
    : Module("command_decoder", "checks commands word by word and files them into queues"),
      formats_(isa::commandFormats(machine)), opcodeBits_(bitsOfOpcodes(formats_)) {
  checkHeader();
  checkPayload();
  checkHash();
  step();
  keepForCheck();
  writeQueues();
  reportError();
}

UInt CommandDecoder::labelOf(const isa::CommandFormat& format, int place) {
  return pack(WordLabel{namedCode(*this, format.name, format.opcode, opcodeBits_),
                        lit<Unsigned>(place, kPlaceBits)});
}

/// Words in which every value is legal: the header's second, and those with one unbounded field.
std::vector<Operand<UInt>> CommandDecoder::freeWords(const isa::CommandFormat& format) {
  std::vector<Operand<UInt>> labels;
  if (format.engine != isa::Engine::processor)
    labels.push_back(labelOf(format, 1));
  for (int place = isa::kHeaderWords; place < format.slots * isa::kSlotWords; ++place)
    if (isa::reservedMask(format, place) == 0 && boundedFields(format, place).empty())
      labels.push_back(labelOf(format, place));
  return labels;
}

/// Opcode before version before length. A command without an engine has no tokens either; its
/// second word is checked in `checkPayload`.
void CommandDecoder::checkHeader() {
  Reg<Unsigned> slots{this, "header_slots", 4};
  Reg<Bit> known{this, "header_known"};
  Reg<Bit> bare{this, "header_bare", "a command that no engine sees"};
  combinational([&] {
    slots <<= 1;
    known <<= 1;
    bare <<= 0;
    headerEngine_ <<= 0;
    auto choice = switchOn(headerBits(word.data, isa::HeaderField::opcode));
    for (const isa::CommandFormat& format : formats_)
      choice.is(namedCode(*this, "OPCODE_" + format.name, format.opcode, 8), [&] {
        slots <<= format.slots;
        headerEngine_ <<= engineBit(format.engine);
        if (format.engine == isa::Engine::processor)
          bare <<= 1;
      });
    choice.otherwise([&] { known <<= 0; });
  });
  section();
  combinational([&] {
    headerLast_ <<= cat(slots.bit(1), lit<Unsigned>(15, 4));
    headerFault_ <<= 0;
    when(~known, [&] { headerFault_ <<= codeOf(*this, isa::ErrorCode::illegalOpcode); })
        .elsewhen(headerBits(word.data, isa::HeaderField::version) != isa::kFormatVersion,
                  [&] { headerFault_ <<= codeOf(*this, isa::ErrorCode::badVersion); })
        .elsewhen(headerBits(word.data, isa::HeaderField::slots) != slots,
                  [&] { headerFault_ <<= codeOf(*this, isa::ErrorCode::badLength); })
        .elsewhen(bare & anyOf(headerBits(word.data, isa::HeaderField::waitLow)),
                  [&] { headerFault_ <<= codeOf(*this, isa::ErrorCode::reservedBits); });
  });
  unused(slots.bit(0));
  unused(slots.high(2));
}

/// Reserved bits and ranges of every word that has a field; all other words must be zero.
void CommandDecoder::checkPayload() {
  combinational([&] {
    reserved_ <<= lit<Unsigned>(0xffffffff, 32);
    badField_ <<= 0;
    auto choice = switchOn(label_);
    for (const isa::CommandFormat& format : formats_) {
      choice.is(freeWords(format), [&] {
        note(format.name + ": words that may hold anything");
        reserved_ <<= 0;
      });
      for (int place = isa::kHeaderWords; place < format.slots * isa::kSlotWords; ++place)
        checkWord(choice, format, place);
    }
  });
}

/// One label for a word with reserved bits or bounded fields.
void CommandDecoder::checkWord(SwitchChain& choice, const isa::CommandFormat& format, int place) {
  const std::uint32_t mask = isa::reservedMask(format, place);
  const auto bounded = boundedFields(format, place);
  if (mask == 0xffffffff || (mask == 0 && bounded.empty()))
    return;
  choice.is(labelOf(format, place), [&] {
    std::optional<Bit> bad;
    std::string names;
    for (const isa::Field* field : bounded) {
      const Bit outside = outOfRange(*field, checked_);
      bad = bad ? Bit(*bad | outside) : outside;
      names += ' ' + field->name;
    }
    note(format.name + " w" + std::to_string(place) + ":" + (bad ? names : " reserved bits"));
    reserved_ <<= hexWord(mask);
    if (bad)
      badField_ <<= *bad;
  });
}

void CommandDecoder::checkHash() {
  const isa::CommandFormat& check = isa::formatOf<isa::Check>();
  const auto differs = [&](int place, const UInt& half) {
    return (label_ == labelOf(check, place)) & (checked_ != half);
  };
  wrongHash_ <<= differs(2, lowWord(configHash)) | differs(3, highWord(configHash));
  truncated_ <<= state_.is("WORDS") & (place_ == isa::kSlotWords) & ringEmpty & ~word.valid;
}

/// HEADER looks at the first word without taking it; INDEX waits for room and sends the command's
/// number, SLOT its place in the ring; WORDS takes every word, the first one too.
void CommandDecoder::step() {
  word.ready <<= enable & state_.is("WORDS");
  clocked(clk, reset, {state_, index_, roomy_}, [&] {
    roomy_ <<= state_.is("INDEX") & ~anyOf(engine_ & ~room);
    when(closes_, [&] { index_ <<= index_ + 1; });
    when(clear, [&] { index_ <<= 0; });
    switchOn(state_)
        .is(state_["HEADER"],
            [&] {
              opcode_ <<= word.data.low(opcodeBits_);
              engine_ <<= headerEngine_;
              last_ <<= headerLast_;
              refused_ <<= headerFault_;
              place_ <<= 0;
              slot_ <<= slot;
              when(enable & word.valid, [&] { state_.go("INDEX"); });
            })
        .is(state_["INDEX"], [&] { when(enable & roomy_, [&] { state_.go("SLOT"); }); })
        .is(state_["SLOT"], [&] { when(enable, [&] { state_.go("WORDS"); }); })
        .is(state_["WORDS"],
            [&] {
              when(word.fire(), [&] {
                place_ <<= place_ + 1;
                when(closes_, [&] { state_.go("HEADER"); });
              });
            })
        .otherwise([&] { state_.go("FAILED"); });
    when(error, [&] { state_.go("FAILED"); });
  });
  closes_ <<= word.fire() & (place_ == last_);
  busy <<= ~state_.is("HEADER") | checking_ | judging_;
}

void CommandDecoder::keepForCheck() {
  const UInt nobody = lit<Unsigned>(0, isa::kEngineCount);
  clocked(clk, reset, {checking_, judging_, judged_}, [&] {
    checking_ <<= word.fire() & (place_ != 0);
    checked_ <<= word.data;
    checkedTag_ <<= pack(CommandTag{.slot = slot_, .index = index_});
    label_ <<= pack(WordLabel{opcode_, place_});
    closed_ <<= mux(closes_, engine_, nobody);
    judging_ <<= checking_;
    judged_ <<= closed_;
  });
}

void CommandDecoder::writeQueues() {
  Wire<Bit> sendIndex{this, "send_index"};
  Wire<Bit> sendSlot{this, "send_slot"};
  const UInt nobody = lit<Unsigned>(0, isa::kEngineCount);
  sendIndex <<= enable & state_.is("INDEX") & roomy_;
  sendSlot <<= enable & state_.is("SLOT");
  writeValid <<= mux(sendIndex | sendSlot | word.fire(), engine_, nobody);
  writeData <<= mux(sendIndex, index_, mux(sendSlot, slot_.extend(32), word.data));
  commit <<= mux(enable & (fault_ == 0), judged_, nobody);
}

/// A header's fault is found in INDEX, that of another word in the cycle after it was taken. The
/// verdict is a register, because everything that a command sets in motion hangs on it.
void CommandDecoder::reportError() {
  Reg<Unsigned> found{this, "fault_found", 8};
  combinational([&] {
    found <<= 0;
    when(state_.is("INDEX"), [&] { found <<= refused_; });
    when(truncated_, [&] { found <<= codeOf(*this, isa::ErrorCode::badLength); });
    when(checking_, [&] {
      when(anyOf(checked_ & reserved_), [&] {
        found <<= codeOf(*this, isa::ErrorCode::reservedBits);
      }).elsewhen(badField_, [&] {
          found <<= codeOf(*this, isa::ErrorCode::badField);
        }).elsewhen(wrongHash_, [&] { found <<= codeOf(*this, isa::ErrorCode::wrongHash); });
    });
  });
  clocked(clk, reset, {fault_}, [&] {
    fault_ <<= found;
    faultTag_ <<= mux(checking_, checkedTag_, tag);
  });
  error <<= enable & (fault_ != 0);
  errorCode <<= fault_;
  errorTag <<= faultTag_;
  tag <<= pack(CommandTag{.slot = mux(state_.is("HEADER"), slot, slot_), .index = index_});
}

} // namespace weft
