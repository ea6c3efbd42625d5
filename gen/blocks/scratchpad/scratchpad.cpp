// scratchpad.cpp: Int8 operands between DMA and array, in two banks.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/scratchpad/scratchpad.hpp"

#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

Scratchpad::Scratchpad(ScratchpadShape sizes)
    : Module("scratchpad", "int8 operands between DMA and array, in two banks"), shape(sizes) {
  latency(READ_LATENCY);
  connect(activation, "u_activations");
  connect(weight, "u_weights");
  if (shape.attention == num::AttentionUnit::shared)
    connect(alignment.emplace(Bank{this, "alignment", num::kAlignmentBits + 1, ACTIVATION_WORDS}),
            "u_alignments");
}

void Scratchpad::connect(Bank& bank, const std::string& name) {
  auto& ram = instance<Ram1r1w>(name, {{"WIDTH", bank.bits}, {"DEPTH", bank.words}, READ_LATENCY});
  clockedBy(ram, clk);
  ram.writeEnable <<= bank.writeEnable;
  ram.writeAddress <<= bank.writeAddress;
  ram.writeData <<= bank.writeData;
  ram.readEnable <<= bank.readEnable;
  ram.readAddress <<= bank.readAddress;
  bank.readData <<= ram.readData;
}

} // namespace weft
