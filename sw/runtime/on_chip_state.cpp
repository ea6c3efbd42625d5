// on_chip_state.cpp: What the engines hold on chip between commands.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/on_chip_state.hpp"

#include "gen/config/derived.hpp"
#include "sw/runtime/command_fault.hpp"

#include <cstring>

namespace weft {
namespace {

constexpr std::uint32_t kToActivations = 0, kToWeights = 1;

} // namespace

void WrittenWords::expect(std::size_t first, std::size_t count) const {
  for (std::size_t word = first; word < first + count; ++word)
    if (!written_[word])
      throw CommandFault(std::nullopt, word_ + " " + std::to_string(word) +
                                           " is read before anything has written it");
}

OnChipState::OnChipState(const Config& config)
    : scratchpad{ByteBank(activationWords(config), config.array.rows),
                 ByteBank(weightWords(config), config.array.columns)},
      accumulator(accumulatorRows(config), config.array.columns),
      channels(static_cast<std::size_t>(parameterWords * config.array.columns)),
      activations("activation word", scratchpad.activations.words()),
      weights("weight word", scratchpad.weights.words()),
      parameters("parameter word", parameterWords), sums("accumulator row", accumulator.rows()),
      rows_(static_cast<std::size_t>(config.array.rows)),
      columns_(static_cast<std::size_t>(config.array.columns)) {}

std::uint32_t OnChipState::wordBytes(std::uint32_t destination) const {
  const std::size_t bytes = destination == kToActivations ? rows_
                            : destination == kToWeights   ? columns_
                                                          : columns_ * sizeof(ChannelRecord);
  return static_cast<std::uint32_t>(bytes);
}

void OnChipState::place(std::uint32_t destination, std::size_t word,
                        std::span<const std::uint8_t> bytes) {
  WrittenWords& written = destination == kToActivations ? activations
                          : destination == kToWeights   ? weights
                                                        : parameters;
  if (word >= written.count())
    throw CommandFault(isa::ErrorCode::limit, "word " + std::to_string(word) +
                                                  " of the destination does not exist: it has " +
                                                  std::to_string(written.count()));
  written.note(word);
  const std::span data(reinterpret_cast<const std::int8_t*>(bytes.data()), bytes.size());
  if (destination == kToActivations)
    scratchpad.activations.write(word, data);
  else if (destination == kToWeights)
    scratchpad.weights.write(word, data);
  else
    placeParameters(word, bytes);
}

void OnChipState::placeParameters(std::size_t word, std::span<const std::uint8_t> bytes) {
  static_assert(sizeof(ChannelRecord) == 8, "a record in memory: bias, then scale");
  std::memcpy(&channels[word * columns_], bytes.data(), bytes.size());
}

} // namespace weft
