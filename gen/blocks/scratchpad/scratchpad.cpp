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
  if (nothingStays())
    connectAtOnce(weight, "u_weights");
  else
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

/// A bank for each word of those that are read at once.
void Scratchpad::connectAtOnce(Bank& bank, const std::string& name) {
  const Dim banks = *bank.atOnce, bankBits = clog2(banks);

  require(pow2(bankBits) == banks, "ROWS_must_be_a_power_of_two");
  require(bank.places() * banks == bank.words, "WEIGHT_WORDS_must_be_a_multiple_of_ROWS");
  forEach("g_bank", "b", banks, [&](Dim b) {
    auto& ram =
        instance<Ram1r1w>(name, {{"WIDTH", bank.bits}, {"DEPTH", bank.places()}, READ_LATENCY});
    clockedBy(ram, clk);
    ram.writeEnable <<= bank.writeEnable && bank.writeAddress.low(bankBits) == value(b, bankBits);
    ram.writeAddress <<= bank.writeAddress.at(bankBits, indexWidth(bank.places()));
    ram.writeData <<= bank.writeData;
    ram.readEnable <<= bank.readEnable;
    ram.readAddress <<= bank.readAddress;
    bank.readData.at(b * bank.bits, bank.bits) <<= ram.readData;
  });
}

} // namespace weft
