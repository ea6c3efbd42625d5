// on_chip_state.cpp: What the engines hold on chip between commands.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/on_chip_state.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/operands.hpp"
#include "sw/runtime/command_fault.hpp"

#include <cstring>

namespace weft {

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
      channels(static_cast<std::size_t>(kParameterWords * config.array.columns)),
      activations("activation word", scratchpad.activations.words()),
      weights("weight word", scratchpad.weights.words()),
      parameters("parameter word", kParameterWords), sums("accumulator row", accumulator.rows()),
      alignments(scratchpad.activations.words(), Alignment{0, 0}), remembered(num::kRememberedRows),
      rows_(static_cast<std::size_t>(config.array.rows)),
      columns_(static_cast<std::size_t>(config.array.columns)) {}

std::uint32_t OnChipState::wordBytes(isa::LoadTo destination) const {
  return static_cast<std::uint32_t>(isa::wordBytes(destination, rows_, columns_));
}

WrittenWords& OnChipState::writtenWords(isa::LoadTo destination) {
  switch (destination) {
  case isa::LoadTo::activations:
    return activations;
  case isa::LoadTo::weights:
    return weights;
  case isa::LoadTo::parameters:
    break;
  }
  return parameters;
}

void OnChipState::place(isa::LoadTo destination, std::size_t word,
                        std::span<const std::uint8_t> bytes) {
  WrittenWords& written = writtenWords(destination);
  if (word >= written.count())
    throw CommandFault(isa::ErrorCode::limit, "word " + std::to_string(word) +
                                                  " of the destination does not exist: it has " +
                                                  std::to_string(written.count()));
  written.note(word);
  const std::span data(reinterpret_cast<const std::int8_t*>(bytes.data()), bytes.size());
  switch (destination) {
  case isa::LoadTo::activations:
    return scratchpad.activations.write(word, data);
  case isa::LoadTo::weights:
    return scratchpad.weights.write(word, data);
  case isa::LoadTo::parameters:
    return placeParameters(word, bytes);
  }
}

void OnChipState::placeParameters(std::size_t word, std::span<const std::uint8_t> bytes) {
  static_assert(sizeof(ChannelRecord) == isa::kChannelRecordBytes,
                "a record in memory: bias, then scale");
  std::memcpy(&channels[word * columns_], bytes.data(), bytes.size());
}

} // namespace weft
