// pipeline.hpp: Words and valid bits that travel beside a pipeline, in one line each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

#include <string>

namespace weft {

/// Adds to `module` a wire `name`: `word`, `cycles` (>= 1) later, through the delay line u_<name>.
hdl::UInt delayed(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                  const hdl::UInt& word, const hdl::Dim& cycles);

/// The same for a record: wires `name`_<field> beside the word `name`.
template <hdl::Record R>
R delayed(hdl::Module& module, const std::string& name, const hdl::Bit& clk, const R& record,
          const hdl::Dim& cycles) {
  return hdl::unpack(module, name, delayed(module, name, clk, hdl::pack(record), cycles), record);
}

/// Adds a register `name`_q of `cycles` (>= 1) bits: bit i tells whether `valid` was up i + 1
/// cycles ago. Cleared by `reset`.
hdl::UInt validTaps(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                    const hdl::Bit& reset, const hdl::Bit& valid, const hdl::Dim& cycles);

/// Adds a wire `name`: `valid`, `cycles` (>= 1) later. Cleared by `reset`.
hdl::Bit validLate(hdl::Module& module, const std::string& name, const hdl::Bit& clk,
                   const hdl::Bit& reset, const hdl::Bit& valid, const hdl::Dim& cycles);

} // namespace weft
