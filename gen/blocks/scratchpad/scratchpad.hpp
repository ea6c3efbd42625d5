// scratchpad.hpp: Int8 operands between DMA and array, in two banks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/attention_unit.hpp"
#include "gen/num/dataflow.hpp"

#include <optional>

namespace weft {

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct ScratchpadShape {
  int rows = 16;
  int columns = 16;
  int activationWords = 2048;
  int weightWords = 2048;
  int readLatency = 1;
  num::AttentionUnit attention = num::AttentionUnit::dedicated;
  num::Dataflow dataflow = num::Dataflow::weightStationary;
};

/// An activation bank (words of ROWS bytes) and a weight bank (words of COLUMNS bytes). Each can be
/// written and read in every cycle, at different addresses; data follows READ_LATENCY cycles later.
/// Where attention is shared, a third bank has the alignment of the chunk of each activation word
/// that holds probabilities. Where nothing stays in the array, ROWS weight words are read at once:
/// word w lies in bank w mod ROWS, at place w / ROWS.
struct Scratchpad : hdl::Module {
  ScratchpadShape shape;
  hdl::Dim ROWS = param("ROWS", shape.rows, "bytes of an activation word");
  hdl::Dim COLUMNS = param("COLUMNS", shape.columns, "bytes of a weight word");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", shape.activationWords, "activation words");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", shape.weightWords, "weight words");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "cycles from read to data");

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};

  /// The pins of one bank.
  struct Bank {
    hdl::Module* at;
    std::string name;
    hdl::Dim bits, words;                ///< of a word; how many
    std::optional<hdl::Dim> atOnce = {}; ///< words that are read at once, if not one
    hdl::In<hdl::Bit> writeEnable{at, name + "_wr_en_i", "write a word"};
    hdl::In<hdl::Unsigned> writeAddress{at, name + "_wr_addr_i", hdl::indexWidth(words),
                                        "word to write"};
    hdl::In<hdl::Unsigned> writeData{at, name + "_wr_data_i", bits, "element 0 lowest"};
    hdl::In<hdl::Bit> readEnable{at, name + "_rd_en_i", "read a word"};
    hdl::In<hdl::Unsigned> readAddress{at, name + "_rd_addr_i", hdl::indexWidth(places()),
                                       atOnce ? "place of the words to read" : "word to read"};
    hdl::Out<hdl::Unsigned> readData{at, name + "_rd_data_o", atOnce ? *atOnce* bits : bits,
                                     atOnce ? "word 0 lowest" : "element 0 lowest"};

    hdl::Dim places() const { return atOnce ? words / *atOnce : words; }
  };
  Bank activation{this, "activation", 8 * ROWS, ACTIVATION_WORDS};
  Bank weight{this, "weight", 8 * COLUMNS, WEIGHT_WORDS,
              nothingStays() ? std::optional(ROWS) : std::nullopt};
  std::optional<Bank> alignment;

  explicit Scratchpad(ScratchpadShape sizes);

private:
  bool nothingStays() const { return shape.dataflow == num::Dataflow::noLocalReuse; }
  void connect(Bank& bank, const std::string& name);
  void connectAtOnce(Bank& bank, const std::string& name);
};

} // namespace weft
