// dataflow_cost_test.cpp: Dataflows by hand, loop by loop, and against the schedule
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/network_layers.hpp"
#include "sw/perf/performance.hpp"
#include "sw/perf/row_stationary.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace weft {
namespace {

/// As many tiles as a product has on tiny4, whose array is 4 x 4, as one command.
PlannedCommand commandOf(std::uint32_t rows, std::uint32_t kTiles, std::uint32_t nTiles,
                         bool accumulates) {
  isa::Matmul matmul;
  matmul.rows = rows;
  matmul.kTiles = kTiles;
  matmul.nTiles = nTiles;
  matmul.accumulate = accumulates ? 1 : 0;
  PlannedCommand command;
  command.engine = isa::Engine::array;
  command.fields = matmul;
  return command;
}

/// What the cells of a 4 x 4 array do, counted one by one.
class Cells {
public:
  AccessCounts counts;
  std::uint64_t cycles = 0;

  void outputStationary(unsigned rows, unsigned kTiles, unsigned nTiles, bool accumulates) {
    for (unsigned nTile = 0; nTile < nTiles; ++nTile)
      for (unsigned row = 0; row < rows; row += 4) {
        for (unsigned step = 0; step < 4 * kTiles; ++step)
          osStep(row + step % 4 < rows, step == 0);
        leave(std::min(4U, rows - row), accumulates);
      }
  }

  void noLocalReuse(unsigned rows, unsigned kTiles, unsigned nTiles, bool accumulates) {
    for (unsigned kTile = 0; kTile < kTiles; ++kTile)
      for (unsigned nTile = 0; nTile < nTiles; ++nTile)
        for (unsigned row = 0; row < rows; ++row) {
          ++cycles;
          counts.scratchpad += {1, 4}; // activations
          for (unsigned weightRow = 0; weightRow < 4; ++weightRow)
            counts.scratchpad += {1, 4};
          for (unsigned column = 0; column < 4; ++column) {
            counts.macs += 4;
            for (unsigned adder = 0; adder < 3; ++adder)
              counts.neighbours += {1, 3}; // 18 bits
          }
          addRow(accumulates || kTile > 0);
        }
  }

private:
  /// The step of a row that does not exist reads no activation.
  void osStep(bool exists, bool first) {
    ++cycles;
    counts.scratchpad += {1, 4}; // weights
    if (exists)
      counts.scratchpad += {1, 4};
    counts.buffers += 8; // four bytes into the turner and out of it
    for (unsigned cell = 0; cell < 16; ++cell) {
      ++counts.macs;
      counts.registers += {2, 2};
      if (!first)
        counts.registers += {2, 8}; // the sum, out and in
      counts.neighbours += {2, 2};
    }
  }

  /// Every row of sums passes the rows below it; padding is not stored.
  void leave(unsigned rows, bool accumulates) {
    for (unsigned row = 0; row < 4; ++row)
      for (unsigned step = row; step < 4; ++step)
        counts.neighbours += {4, 16};
    for (unsigned row = 0; row < rows; ++row)
      addRow(accumulates);
  }

  void addRow(bool reads) {
    counts.accumulator += {1, 16};
    if (reads)
      counts.accumulator += {1, 16};
  }
};

/// What a command costs beside its own fetch.
AccessCounts withoutFetch(AccessCounts counts) {
  counts.dramRead = {};
  return counts;
}

void expectCells(const Cells& cells, Dataflow dataflow, const PlannedCommand& command) {
  const DataflowCost cost = commandCost(command, *machineOf(dataflow, loadConfig("tiny4")));
  EXPECT_EQ(withoutFetch(cost.accesses), cells.counts) << dataflowName(dataflow);
  EXPECT_EQ(cost.arrayCycles, cells.cycles) << dataflowName(dataflow);
}

TEST(DataflowCost, CountsWhatCellsDo) {
  for (const unsigned rows : {1U, 3U, 4U, 5U, 9U})
    for (const unsigned kTiles : {1U, 2U, 5U})
      for (const unsigned nTiles : {1U, 3U})
        for (const bool accumulates : {false, true}) {
          SCOPED_TRACE(std::to_string(rows) + " rows, " + std::to_string(kTiles) + " k tiles");
          const PlannedCommand command = commandOf(rows, kTiles, nTiles, accumulates);
          Cells os, nlr;
          os.outputStationary(rows, kTiles, nTiles, accumulates);
          nlr.noLocalReuse(rows, kTiles, nTiles, accumulates);
          expectCells(os, Dataflow::os, command);
          expectCells(nlr, Dataflow::nlr, command);
        }
}

TEST(DataflowCost, IsTheSchedulesOfEachMachine) {
  const Config config = loadConfig("tiny4");
  const LayerShape layer = {"", "", 1, 1, 37, 50, 40};
  const LayerShape image = {"", "", 1, 9, 7, 5, 6, 3, 2, 1};
  const std::pair<LayerShape, std::string> layers[] = {
      {layer, "gemm:37x50x40"}, {image, "conv:H=9,W=7,C=5,K=6,R=3,S=3,stride=2,pad=1"}};
  for (const auto& [shape, workload] : layers)
    for (const Dataflow dataflow : {Dataflow::ws, Dataflow::os, Dataflow::nlr, Dataflow::rs}) {
      const Config machine = *machineOf(dataflow, config);
      const AccessCounts schedule =
          predict(makeWorkloadShapes(workload, 1).graph, machine, {1, 8}).accesses;
      AccessCounts counts = groupCost(dataflow, shape, config)->accesses;
      counts += accessesOfCheck(machine);
      EXPECT_EQ(counts, schedule) << dataflowName(dataflow) << ", " << workload;
    }
}

/// Eyeriss' mapping has none, no local reuse and row stationary none of more than 16 rows.
TEST(DataflowCost, IsOfMachinesThatAreBuilt) {
  EXPECT_FALSE(machineOf(Dataflow::eyeriss, loadConfig("base16")));
  for (const Dataflow dataflow : {Dataflow::nlr, Dataflow::rs}) {
    EXPECT_TRUE(machineOf(dataflow, loadConfig("base16")));
    EXPECT_FALSE(machineOf(dataflow, loadConfig("wide32")));
  }
  EXPECT_FALSE(groupCost(Dataflow::nlr, networkLayers()[2], loadConfig("wide32")));
}

/// One group of a layer under row stationary, pass by pass, cell by cell.
class RowStationaryLoops {
public:
  RowStationaryLoops(const LayerShape& layer, const RowStationaryMapping& map)
      : layer_(layer), map_(map),
        rowLength_((map.outputColumns - 1) * layer.stride + layer.kernel) {}

  AccessCounts counts;
  std::uint64_t cycles = 0, weightsRead = 0, inputsRead = 0, sumsMoved = 0;

  void run() {
    const std::uint64_t p = map_.cellFilters * map_.beside, q = map_.cellChannels * map_.stacked;
    for (std::uint64_t n = 0; n < layer_.filters; n += p)
      for (std::uint64_t row = 0; row < map_.outputRows; row += map_.e)
        for (std::uint64_t c = 0; c < layer_.channels; c += q)
          pass(std::min(p, layer_.filters - n), std::min(map_.e, map_.outputRows - row),
               std::min(q, layer_.channels - c), c == 0);
  }

private:
  void pass(std::uint64_t filters, std::uint64_t rows, std::uint64_t channels, bool first) {
    cycles += map_.outputColumns * layer_.kernel * std::min(filters, map_.cellFilters) *
              std::min(channels, map_.cellChannels);
    weightsRead += filters * channels * layer_.kernel * layer_.kernel;
    inputsRead += channels * ((rows - 1) * layer_.stride + layer_.kernel) * rowLength_;
    sumsMoved += filters * rows * map_.outputColumns * (first ? 1 : 2);
    for (std::uint64_t n = 0; n < filters; n += map_.cellFilters)
      for (std::uint64_t c = 0; c < channels; c += map_.cellChannels)
        for (std::uint64_t cell = 0; cell < rows * layer_.kernel; ++cell)
          convolveRow(std::min(map_.cellFilters, filters - n),
                      std::min(map_.cellChannels, channels - c));
  }

  /// A cell: its rows of inputs and of filters come in, a sum for every filter and pixel goes out.
  void convolveRow(std::uint64_t filters, std::uint64_t channels) {
    counts.neighbours += {channels * rowLength_, channels * rowLength_};
    counts.neighbours += {filters * channels * layer_.kernel, filters * channels * layer_.kernel};
    for (std::uint64_t sum = 0; sum < filters * map_.outputColumns; ++sum) {
      const std::uint64_t macs = channels * layer_.kernel;
      counts.macs += macs;
      counts.registers += {2 * macs, 2 * macs};
      counts.registers += {2 * (macs - 1), 8 * (macs - 1)};
      counts.neighbours += {1, 4};
    }
  }

  const LayerShape& layer_;
  const RowStationaryMapping& map_;
  std::uint64_t rowLength_;
};

/// Layers whose last strip, channels and filters are ragged.
TEST(RowStationary, CountsWhatItsPassesDo) {
  const Config config = loadConfig("tiny4");
  const std::vector<LayerShape> layers = {
      {"", "", 1, 9, 9, 5, 7, 3, 1, 1},  {"", "", 1, 8, 11, 9, 30, 3, 2, 0},
      {"", "", 1, 3, 3, 2, 50, 2, 1, 0}, {"", "", 1, 1, 21, 30, 19, 1, 1, 0},
      {"", "", 1, 7, 7, 1, 1, 4, 1, 0},  {"", "", 1, 1, 3, 64, 41, 1, 1, 0},
  };
  for (const LayerShape& layer : layers) {
    const auto map = rowStationaryMapping(layer, config);
    ASSERT_TRUE(map);
    RowStationaryLoops loops(layer, *map);
    loops.run();
    const DataflowCost forms = *rowStationaryCost(layer, config);
    const std::string where = std::to_string(layer.size) + " x " + std::to_string(layer.kernel);
    EXPECT_EQ(forms.arrayCycles, loops.cycles) << where;
    EXPECT_EQ(forms.accesses.macs, loops.counts.macs) << where;
    EXPECT_EQ(forms.accesses.registers, loops.counts.registers) << where;
    EXPECT_EQ(forms.accesses.neighbours, loops.counts.neighbours) << where;
    const std::uint64_t filled =
        forms.accesses.dramRead.bytes - layer.filters * 8; // all but bias and scale
    EXPECT_EQ(forms.accesses.scratchpad.bytes, filled + loops.weightsRead + loops.inputsRead)
        << where;
    const std::uint64_t outputs = layer.filters * map->outputRows * map->outputColumns;
    EXPECT_EQ(forms.accesses.accumulator.words, (loops.sumsMoved + outputs + 3) / 4) << where;
  }
}

/// conv3 of AlexNet on 16 x 16 cells: a set takes 3 x 13; five above each other; 4 channels of a
/// row of 3 in 12 inputs, 18 filters of them in 224 weights.
TEST(RowStationary, MapsAlexNetAsTheRegisterFilesAllow) {
  const auto map = rowStationaryMapping(networkLayers()[2], loadConfig("base16"));
  ASSERT_TRUE(map);
  EXPECT_EQ(map->e, 13U);
  EXPECT_EQ(map->strips, 1U);
  EXPECT_EQ(map->stacked, 5U);
  EXPECT_EQ(map->beside, 1U);
  EXPECT_EQ(map->cellChannels, 4U);
  EXPECT_EQ(map->cellFilters, 18U);
  EXPECT_EQ(map->channelPasses, 13U); // 256 / 20
  EXPECT_EQ(map->filterPasses, 22U);  // 384 / 18
}

TEST(RowStationary, HasNoPlaceForKernelsBeyondTheArray) {
  const LayerShape layer = {"", "", 1, 9, 9, 5, 7, 5, 1, 1};
  EXPECT_FALSE(rowStationaryCost(layer, loadConfig("tiny4")));
}

/// AlexNet as its authors and Eyeriss count it: 666 million multiply-accumulates in convolutions.
TEST(NetworkLayers, HavePublishedSizes) {
  std::uint64_t macs = 0;
  for (const LayerShape& layer : networkLayers())
    if (layer.network == "AlexNet")
      macs += layer.macs();
  EXPECT_EQ(macs, 665'784'864U);
}

} // namespace
} // namespace weft
