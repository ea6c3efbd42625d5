// pipeline.cpp: Words and valid bits that travel beside a pipeline, in one line each.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/pipeline.hpp"

#include "gen/prim/delay_line.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

UInt delayed(Module& module, const std::string& name, const Bit& clk, const UInt& word,
             const Dim& cycles) {
  Wire<Unsigned> late{&module, name, word.width()};
  auto& line =
      module.instance<DelayLine>("u_" + name, {{"WIDTH", word.width()}, {"DEPTH", cycles}});
  clockedBy(line, clk);
  line.dataIn <<= word;
  late <<= line.dataOut;
  return late;
}

UInt validTaps(Module& module, const std::string& name, const Bit& clk, const Bit& reset,
               const Bit& valid, const Dim& cycles) {
  Reg<Unsigned> taps{&module, name + "_q", cycles, "bit i: valid i + 1 cycles ago"};
  Wire<Unsigned> entered{&module, name, cycles + 1, "with the present cycle"};
  entered <<= cat(taps, valid);
  module.clocked(clk, reset, {taps}, [&] { taps <<= entered.low(cycles); });
  module.unused(entered.msb());
  return taps;
}

Bit validLate(Module& module, const std::string& name, const Bit& clk, const Bit& reset,
              const Bit& valid, const Dim& cycles) {
  Wire<Bit> late{&module, name};
  auto& line = module.instance<ValidLine>("u_" + name, {{"DEPTH", cycles}});
  clockedBy(line, clk, reset);
  line.validIn <<= valid;
  late <<= line.validOut;
  return late;
}

} // namespace weft
