// scratchpad.hpp: Int8 operands between DMA and array, in two banks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct ScratchpadShape {
  int rows = 16;
  int columns = 16;
  int activationWords = 2048;
  int weightWords = 2048;
  int readLatency = 1;
};

/// An activation bank (words of ROWS bytes) and a weight bank (words of COLUMNS bytes). Each can be
/// written and read in every cycle, at different addresses; data follows READ_LATENCY cycles later.
struct Scratchpad : hdl::Module {
  ScratchpadShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "bytes of a weight word");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", shape.activationWords, "activation words");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", shape.weightWords, "weight words");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "cycles from read to data");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};

  /// The four groups of pins of one bank.
  struct Bank {
    hdl::In<hdl::Bit> writeEnable;
    hdl::In<hdl::Unsigned> writeAddress;
    hdl::In<hdl::Unsigned> writeData;
    hdl::In<hdl::Bit> readEnable;
    hdl::In<hdl::Unsigned> readAddress;
    hdl::Out<hdl::Unsigned> readData;
    Bank(hdl::Module* module, const std::string& name, const hdl::Dim& bytes,
         const hdl::Dim& words);
  };
  Bank activation{this, "activation", ROWS, ACTIVATION_WORDS};
  Bank weight{this, "weight", COLUMNS, WEIGHT_WORDS};

  explicit Scratchpad(ScratchpadShape sizes);

private:
  void connect(Bank& bank, const std::string& name, const hdl::Dim& bytes, const hdl::Dim& words);
};

} // namespace weft
