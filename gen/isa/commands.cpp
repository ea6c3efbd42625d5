// commands.cpp: One struct for each command, and its 32-bit words.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/layout.hpp"

#include "gen/num/error.hpp"

namespace weft::isa {
namespace {

constexpr std::uint32_t kTokenMask = onesOf(kTokenCount);

void setField(std::vector<std::uint32_t>& words, const Field& field, std::uint32_t value) {
  words[static_cast<std::size_t>(field.word)] |= value << field.low & maskOf(field);
}

std::uint32_t wordAt(std::span<const std::uint32_t> words, int index) {
  return words[static_cast<std::size_t>(index)];
}

void setHeader(std::vector<std::uint32_t>& words, std::uint32_t opcode, int slots,
               const Tokens& tokens) {
  if (((tokens.wait | tokens.signal) & ~kTokenMask) != 0)
    throw InternalError("a token mask has more than 24 bits");
  const auto set = [&](HeaderField name, std::uint32_t value) {
    setField(words, headerField(name), value);
  };
  set(HeaderField::opcode, opcode);
  set(HeaderField::version, kFormatVersion);
  set(HeaderField::slots, static_cast<std::uint32_t>(slots));
  set(HeaderField::waitLow, tokens.wait);
  set(HeaderField::waitHigh, tokens.wait >> widthOf(headerField(HeaderField::waitLow)));
  set(HeaderField::signal, tokens.signal);
}

void setChecked(std::vector<std::uint32_t>& words, const std::string& command, const Field& field,
                std::uint32_t value) {
  if (value < field.least || value > field.most || value > onesOf(widthOf(field)))
    throw InternalError(command + "." + field.name + " = " + std::to_string(value) + ": allowed " +
                        std::to_string(field.least) + " to " + std::to_string(field.most));
  setField(words, field, value);
}

template <class Command> CommandFormat formatFrom(const Layout<Command>& layout) {
  CommandFormat format{layout.name, layout.opcode,  layout.slots, layout.engine, layout.meaning,
                       {},          layout.machines};
  for (const auto& member : layout.members)
    format.fields.push_back(member.field);
  return format;
}

} // namespace

template <class Command>
std::vector<std::uint32_t> encode(const Command& command, const Tokens& tokens) {
  const Layout<Command>& layout = layoutOf<Command>();
  std::vector<std::uint32_t> words(static_cast<std::size_t>(layout.slots) * kSlotWords);
  setHeader(words, layout.opcode, layout.slots, tokens);
  for (const auto& [member, field] : layout.members) {
    const auto read = [&](auto pointer) { return static_cast<std::uint32_t>(command.*pointer); };
    setChecked(words, layout.name, field, std::visit(read, member));
  }
  return words;
}

template <class Command> Command decode(std::span<const std::uint32_t> words) {
  const Layout<Command>& layout = layoutOf<Command>();
  if (words.size() != static_cast<std::size_t>(layout.slots) * kSlotWords ||
      opcodeOf(words[0]) != layout.opcode)
    throw InternalError("these words are no " + layout.name);
  Command command;
  for (const auto& [member, field] : layout.members) {
    const std::uint32_t value = extract(field, wordAt(words, field.word));
    std::visit(
        [&](auto pointer) {
          auto& target = command.*pointer;
          target = static_cast<std::remove_reference_t<decltype(target)>>(value);
        },
        member);
  }
  return command;
}

Tokens decodeTokens(std::span<const std::uint32_t> words) {
  const auto get = [&](HeaderField name) {
    const Field& field = headerField(name);
    return extract(field, wordAt(words, field.word));
  };
  const int low = widthOf(headerField(HeaderField::waitLow));
  return {get(HeaderField::waitLow) | get(HeaderField::waitHigh) << low, get(HeaderField::signal)};
}

template <class Command> const CommandFormat& formatOf() {
  return *findFormat(layoutOf<Command>().opcode);
}

const std::vector<CommandFormat>& commandFormats() {
  static const std::vector<CommandFormat> formats = {
      formatFrom(layoutOf<Load>()),    formatFrom(layoutOf<Matmul>()),
      formatFrom(layoutOf<Store>()),   formatFrom(layoutOf<Attention>()),
      formatFrom(layoutOf<Softmax>()), formatFrom(layoutOf<Post>()),
      formatFrom(layoutOf<Check>()),   formatFrom(layoutOf<Transpose>()),
      formatFrom(layoutOf<Weigh>()),   formatFrom(layoutOf<Probabilities>()),
      formatFrom(layoutOf<Divide>()),  formatFrom(layoutOf<Pool>()),
      formatFrom(layoutOf<Convolve>())};
  return formats;
}

#define WEFT_COMMAND(C)                                                                            \
  template std::vector<std::uint32_t> encode(const C&, const Tokens&);                             \
  template C decode(std::span<const std::uint32_t>);                                               \
  template const CommandFormat& formatOf<C>();
WEFT_COMMAND(Load)
WEFT_COMMAND(Matmul)
WEFT_COMMAND(Store)
WEFT_COMMAND(Attention)
WEFT_COMMAND(Softmax)
WEFT_COMMAND(Post)
WEFT_COMMAND(Check)
WEFT_COMMAND(Transpose)
WEFT_COMMAND(Weigh)
WEFT_COMMAND(Probabilities)
WEFT_COMMAND(Divide)
WEFT_COMMAND(Pool)
WEFT_COMMAND(Convolve)
#undef WEFT_COMMAND

} // namespace weft::isa
