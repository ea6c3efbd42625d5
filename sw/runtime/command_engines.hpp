// command_engines.hpp: The five engines as functions from memory to memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "gen/isa/commands.hpp"
#include "gen/num/nonlinear.hpp"
#include "sw/runtime/on_chip_state.hpp"
#include "sw/runtime/segment_memory.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// Run-time lengths, as the SCALAR registers hold them.
using Scalars = std::array<std::uint32_t, isa::kScalarCount>;

/// Executes commands with the models of the blocks: what each reads and writes, without time.
/// Places are checked as the engines check them, and that everything read was written before.
class CommandEngines {
public:
  CommandEngines(const Config& config, SegmentMemory& memory, const Scalars& scalars);

  /// Executes a command whose fields are legal (`isa::faultOf`). Throws CommandFault.
  void execute(std::span<const std::uint32_t> words);

private:
  void execute(const isa::Load& load);
  void execute(const isa::Matmul& matmul);
  void execute(const isa::Store& store);
  void execute(const isa::Attention& attention);
  void execute(const isa::Softmax& softmax);
  void execute(const isa::Post& post);
  void execute(const isa::Check& check) const;
  void execute(const isa::Transpose& transpose);
  void execute(const isa::Weigh& weigh);
  void execute(const isa::Probabilities& probabilities);
  void execute(const isa::Divide& divide);
  void execute(const isa::Pool& pool);
  void execute(const isa::Convolve& convolve);

  template <class Product> void expectOperands(const Product& product) const;
  void expectOperands(const isa::Convolve& convolve) const;
  template <class Product> void noteSums(const Product& product);
  template <class Stored> void expectRows(const Stored& stored) const;
  void expectRows(const isa::Pool& pool) const;
  template <class Stored, class Source> void writeRuns(const Stored& stored, const Source& source);
  template <class Stored, class Source> void move(const Stored& stored, const Source& source);
  void expectRows(const isa::Post& post);
  /// `rows` rows of `bytes` bytes each, one behind the other.
  std::vector<std::int8_t> rowsAt(std::uint32_t base, std::uint32_t offset, std::uint32_t pitch,
                                  std::uint32_t rows, std::uint32_t bytes) const;
  std::uint32_t lengthOf(isa::LengthFrom from, std::uint32_t immediate) const;
  void attendHead(const isa::Attention& attention, std::uint32_t head, std::uint32_t queries,
                  std::uint32_t keys);

  const Config& config_;
  num::Nonlinear nonlinear_;
  SegmentMemory& memory_;
  Scalars scalars_;
  OnChipState state_;
};

} // namespace weft
