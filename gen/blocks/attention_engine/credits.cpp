// credits.cpp: Counts how often something may be done.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/credits.hpp"

namespace weft {

using namespace hdl;

Bit credits(Module& module, const std::string& name, const Bit& clk, const Bit& reset,
            const Dim& initial, const Bit& give, const Bit& take) {
  Reg<Unsigned> count{&module, name + "_q", 3, "credits"};
  Wire<Bit> available{&module, name + "_available"};
  module.clocked(clk, reset, {count.resetTo(initial)}, [&] {
    module.when(give & ~take, [&] { count <<= count + 1; }).elsewhen(take & ~give, [&] {
      count <<= count - 1;
    });
  });
  available <<= anyOf(count);
  module.require(clk, reset, !take || available, name + ": nothing begins without a credit");
  module.require(clk, reset, !give || take || !allOf(count), name + ": credits fit their count");
  return available;
}

} // namespace weft
