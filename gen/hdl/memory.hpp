// memory.hpp: An array of words for a RAM leaf
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"

namespace weft::hdl {

struct MemoryOptions {
  std::string ramStyle; ///< `block`, `ultra`, `distributed`; empty: the tool chooses
};

/// DEPTH words of WIDTH bits, never initialised nor reset. In `clocked`: `mem[a] <<= d` writes and
/// `q <<= mem[a]` reads into a register. The address is exactly indexWidth(depth) bits.
class Memory {
public:
  Memory(Module* module, const std::string& name, const Dim& depth, const Dim& width,
         const MemoryOptions& options = {}, const std::string& doc = "",
         const Where& where = Where::current());
  UInt operator[](const Operand<UInt>& address) const;

private:
  Signal* signal_;
};

} // namespace weft::hdl
