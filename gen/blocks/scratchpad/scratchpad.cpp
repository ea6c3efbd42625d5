// scratchpad.cpp: Int8 operands between DMA and array, in two banks.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/scratchpad/scratchpad.hpp"

#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

Scratchpad::Bank::Bank(Module* module, const std::string& name, const Dim& bytes, const Dim& words)
    : writeEnable{module, name + "_wr_en_i", "write a word"}, writeAddress{module,
                                                                           name + "_wr_addr_i",
                                                                           indexWidth(words),
                                                                           "word to write"},
      writeData{module, name + "_wr_data_i", 8 * bytes, "element 0 lowest"},
      readEnable{module, name + "_rd_en_i", "read a word"}, readAddress{module, name + "_rd_addr_i",
                                                                        indexWidth(words),
                                                                        "word to read"},
      readData{module, name + "_rd_data_o", 8 * bytes, "element 0 lowest"} {}

Scratchpad::Scratchpad(ScratchpadShape sizes)
    : Module("scratchpad", "int8 operands between DMA and array, in two banks"), shape(sizes) {
  latency(READ_LATENCY);
  connect(activation, "u_activations", ROWS, ACTIVATION_WORDS);
  connect(weight, "u_weights", COLUMNS, WEIGHT_WORDS);
}

void Scratchpad::connect(Bank& bank, const std::string& name, const Dim& bytes, const Dim& words) {
  auto& ram = instance<Ram1r1w>(name, {{"WIDTH", 8 * bytes}, {"DEPTH", words}, READ_LATENCY});
  clockedBy(ram, clk);
  ram.writeEnable <<= bank.writeEnable;
  ram.writeAddress <<= bank.writeAddress;
  ram.writeData <<= bank.writeData;
  ram.readEnable <<= bank.readEnable;
  ram.readAddress <<= bank.readAddress;
  bank.readData <<= ram.readData;
}

} // namespace weft
