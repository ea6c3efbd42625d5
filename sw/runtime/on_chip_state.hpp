// on_chip_state.hpp: What the engines hold on chip between commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/blocks/scratchpad/scratchpad_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/config/config.hpp"
#include "gen/isa/values.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace weft {

/// Which words of one memory a command has written.
class WrittenWords {
public:
  WrittenWords(std::string word, std::size_t count) : word_(std::move(word)), written_(count) {}

  std::size_t count() const { return written_.size(); }
  void note(std::size_t word) { written_[word] = true; }

  /// Throws CommandFault without a code, naming the word, when one of [first, first + count) was
  /// never written. They must exist.
  void expect(std::size_t first, std::size_t count) const;

private:
  std::string word_;
  std::vector<bool> written_;
};

/// Scratchpad, parameters and accumulator of one machine. Begins without any written word.
struct OnChipState {
  explicit OnChipState(const Config& config);

  /// Writes a word of the activation bank, the weight bank or the parameter RAM. Throws
  /// CommandFault: LIMIT when the memory has no such word.
  void place(isa::LoadTo destination, std::size_t word, std::span<const std::uint8_t> bytes);

  /// Bytes of a word of such a memory.
  std::uint32_t wordBytes(isa::LoadTo destination) const;

  ScratchpadModel scratchpad;
  AccumulatorModel accumulator;
  std::vector<ChannelRecord> channels; ///< of the parameter RAM, word by word
  WrittenWords activations, weights, parameters, sums;
  std::vector<Alignment> alignments;  ///< of the activation words that hold probabilities
  std::vector<SoftmaxRow> remembered; ///< rows of a shared attention

private:
  WrittenWords& writtenWords(isa::LoadTo destination);
  void placeParameters(std::size_t word, std::span<const std::uint8_t> bytes);

  std::size_t rows_, columns_; ///< of the array
};

} // namespace weft
