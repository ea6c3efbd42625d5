// matmul_engine.hpp: Executes MATMUL commands: scratchpad x scratchpad -> accumulator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/blocks/systolic_array/systolic_array.hpp"
#include "gen/isa/format.hpp"
#include "gen/num/dataflow.hpp"

#include <optional>

namespace weft {

struct ActivationWalker;

/// Sizes that a configuration gives (gen/config/derived.hpp).
struct MatmulEngineShape {
  ArrayShape array;
  int activationWords = 2048;
  int weightWords = 2048;
  int accumulatorHalfRows = 2048; ///< a power of two
  int readLatency = 1;
  num::AttentionUnit attention = num::AttentionUnit::dedicated;
  int chunkKeys = num::kChunkKeys; ///< a multiple of the array's rows, for shared attention
  num::Dataflow dataflow = num::Dataflow::weightStationary; ///< which dedicated attention needs not
};

/// The array and what keeps it fed: two walkers for the systolic array, for the one without local
/// reuse and for the row-stationary one, one for the output-stationary array. A command may enter
/// while the one before drains; its first weights load while the last tile of the one before
/// streams. With shared attention a command may be a WEIGH. README.md gives the cycles.
struct MatmulEngine : hdl::Module {
  MatmulEngineShape shape;
  hdl::Dim ROWS = param("ROWS", shape.array.rows, "rows of the array");
  hdl::Dim COLUMNS = param("COLUMNS", shape.array.columns, "columns of the array");
  hdl::Dim ACTIVATION_WORDS = param("ACTIVATION_WORDS", shape.activationWords, "activation words");
  hdl::Dim WEIGHT_WORDS = param("WEIGHT_WORDS", shape.weightWords, "weight words");
  hdl::Dim HALF_ROWS = param("HALF_ROWS", shape.accumulatorHalfRows,
                             "rows of each half of the "
                             "accumulator");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", shape.readLatency, "cycles from read to data");
  hdl::Dim CHUNK = isShared() ? param("CHUNK", shape.chunkKeys, "keys of a chunk") : hdl::Dim(0);
  hdl::Dim ADDRESS_W =
      localparam("ADDRESS_W", hdl::indexWidth(HALF_ROWS) + 1, "bits of an accumulator row address");
  hdl::Dim PARTS =
      isShared() ? localparam("PARTS", CHUNK / ROWS, "k tiles of a chunk") : hdl::Dim(1);

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};

  hdl::In<hdl::Bit> commandValid{this, "cmd_valid_i", "a MATMUL command waits"};
  hdl::Out<hdl::Bit> commandReady{this, "cmd_ready_o", "it is taken"};
  hdl::In<hdl::Unsigned> command{this, "cmd_data_i", isa::payloadBits(isa::Engine::array),
                                 "its words 2 to 15"};
  /// On machines with rows that stay in the array.
  std::optional<hdl::In<hdl::Unsigned>> opcode =
      rowsStay() ? std::optional<hdl::In<hdl::Unsigned>>(std::in_place, this, "cmd_opcode_i", 8,
                                                         "MATMUL or CONVOLVE")
                 : std::nullopt;
  hdl::Out<hdl::Bit> done{this, "done_o",
                          "the last sum of the oldest command went out a cycle ago"};
  hdl::Out<hdl::Bit> badField{this, "bad_field_o", "instead of done_o: an address lay outside"};
  hdl::Out<hdl::Unsigned> state{this, "state_o", 3, "busy, no_command or scratchpad"};

  hdl::Out<hdl::Bit> activationReadEnable{this, "activation_rd_en_o", "read a vector"};
  hdl::Out<hdl::Unsigned> activationReadAddress{this, "activation_rd_addr_o",
                                                hdl::indexWidth(ACTIVATION_WORDS), "which"};
  hdl::In<hdl::Unsigned> activationReadData{this, "activation_rd_data_i", 8 * ROWS, "the vector"};
  hdl::Out<hdl::Bit> weightReadEnable{this, "weight_rd_en_o",
                                      nothingStays() ? "read a weight tile"
                                                     : "read a row of a weight tile"};
  hdl::Out<hdl::Unsigned> weightReadAddress{this, "weight_rd_addr_o",
                                            hdl::indexWidth(weightPlaces()), "which"};
  hdl::In<hdl::Unsigned> weightReadData{this, "weight_rd_data_i", weightBits(),
                                        nothingStays() ? "the tile" : "the row"};

  hdl::Out<hdl::Bit> addValid{this, "add_valid_o", "announces a row of sums"};
  hdl::Out<hdl::Bit> addOverwrite{this, "add_overwrite_o", "replace the row instead of adding"};
  hdl::Out<hdl::Unsigned> addAddress{this, "add_address_o", ADDRESS_W, "the row"};
  hdl::Out<hdl::Bit> addDataValid{this, "add_data_valid_o", "its data, READ_LATENCY cycles later"};
  hdl::OutGrid<hdl::Signed> addData{this, "add_data_o", {COLUMNS}, 32, "one value per column"};

  /// What a machine of shared attention has beside that.
  struct WeighPorts {
    hdl::In<hdl::Unsigned> opcode, alignment;
    hdl::Out<hdl::Bit> weighs, alignRow;
    hdl::Out<hdl::Unsigned> alignShift;

    explicit WeighPorts(hdl::Module* module)
        : opcode(module, "cmd_opcode_i", 8, "MATMUL or WEIGH"),
          alignment(module, "activation_rd_align_i", num::kAlignmentBits + 1,
                    "of the chunk of a vector of probabilities, with it: {row, shift}"),
          weighs(module, "add_weighs_o", "its data are weighted values: align and add"),
          alignRow(module, "add_align_row_o", "shift the row, not the data"),
          alignShift(module, "add_align_shift_o", num::kAlignmentBits, "right shift") {}
  };
  std::optional<WeighPorts> weigh =
      isShared() ? std::optional<WeighPorts>(std::in_place, this) : std::nullopt;

  explicit MatmulEngine(MatmulEngineShape sizes);

private:
  bool isShared() const { return shape.attention == num::AttentionUnit::shared; }
  bool sumsStay() const { return shape.dataflow == num::Dataflow::outputStationary; }
  bool rowsStay() const { return shape.dataflow == num::Dataflow::rowStationary; }
  int mostUnderWay() const { return matmulsUnderWay(shape.dataflow); }
  bool nothingStays() const { return shape.dataflow == num::Dataflow::noLocalReuse; }
  /// Places and bits of what is read of the weights at once: a tile where nothing stays, else a
  /// row.
  hdl::Dim weightPlaces() const { return nothingStays() ? WEIGHT_WORDS / ROWS : WEIGHT_WORDS; }
  hdl::Dim weightBits() const { return nothingStays() ? 8 * ROWS * COLUMNS : 8 * COLUMNS; }

  struct ForkNets;
  struct TileNets;
  struct WaitNets;
  struct VectorNets;
  struct StepNets;
  struct PassNets;
  struct Nets;
  void streamVectors(Nets& nets);
  void takeSteps(Nets& nets);
  void forkCommands(Nets& nets);
  void countCommands(Nets& nets);
  void requireFew(Nets& nets);
  void tellCommands(Nets& nets);
  void walkWeights(Nets& nets);
  void walkTiles(Nets& nets);
  void walkActivations(Nets& nets);
  void walkParts(Nets& nets, ActivationWalker& walker);
  void multiply(Nets& nets);
  void multiplyAtOnce(Nets& nets);
  void enterVectors(Nets& nets, SystolicArray& array);
  void gatherChunks(Nets& nets, SystolicArray& array);
  void walkSteps(Nets& nets);
  void readWeights(Nets& nets);
  void sumTiles(Nets& nets);
  void runPasses(Nets& nets);
  void readKernel(PassNets& passes);
  void walkTaps(Nets& nets, PassNets& passes);
  void walkPasses(Nets& nets, PassNets& passes);
  void sequenceTaps(PassNets& passes);
  void convolve(Nets& nets, PassNets& passes);
  void announcePasses(Nets& nets, PassNets& passes);
  void follow(const hdl::Name& name, const hdl::Bit& issued, hdl::Wire<hdl::Bit>& due);
  hdl::Dim sumsLatency();
  void announceRows(Nets& nets);
  void announceAligned(Nets& nets, const hdl::Bit& good, const hdl::Dim& cycles);
  void finishCommands(Nets& nets);
  void reportState(Nets& nets);
  void reportWaits(Nets& nets, const hdl::UInt& noCommand);
};

} // namespace weft
