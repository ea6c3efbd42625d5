// row_stationary.cpp: Eyeriss' row-stationary mapping of a convolution, as closed forms
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/row_stationary.hpp"

#include "gen/isa/operands.hpp"
#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::uint64_t kBanks = 2; ///< of the scratchpad: inputs, weights

/// Members that the busiest cell has, over all passes of `perPass`, of which it has `inCell`.
std::uint64_t turns(std::uint64_t all, std::uint64_t perPass, std::uint64_t inCell) {
  return all / perPass * inCell + std::min(inCell, all % perPass);
}

class Cost {
public:
  Cost(const LayerShape& layer, const RowStationaryMapping& map, const Config& config)
      : layer_(layer), map_(map), bus_(static_cast<std::uint64_t>(config.bus.bytes)),
        bankBytes_(static_cast<std::uint64_t>(config.scratchpad.kib) * 1024 / kBanks),
        columns_(static_cast<std::uint64_t>(config.array.columns)),
        outputs_(layer.filters * map.outputRows * map.outputColumns),
        weights_(layer.filters * layer.channels * layer.kernel * layer.kernel),
        rowLength_((map.outputColumns - 1) * layer.stride + layer.kernel),
        stripRows_((map.outputRows - map.strips) * layer.stride + map.strips * layer.kernel) {}

  DataflowCost operator()() const {
    DataflowCost cost;
    cost.arrayCycles = map_.strips * map_.outputColumns * layer_.kernel *
                       turns(layer_.channels, map_.cellChannels * map_.stacked, map_.cellChannels) *
                       turns(layer_.filters, map_.cellFilters * map_.beside, map_.cellFilters);
    AccessCounts& counts = cost.accesses;
    counts.macs = outputs_ * layer_.macsPerOutput();
    addCells(counts);
    addBuffers(counts);
    addMemory(counts);
    return cost;
  }

private:
  void addCells(AccessCounts& counts) const {
    const std::uint64_t chains =
        outputs_ * layer_.kernel * ceilDiv(layer_.channels, map_.cellChannels);
    const std::uint64_t inputs = ceilDiv(layer_.filters, map_.cellFilters) * layer_.channels *
                                 layer_.kernel * map_.outputRows * rowLength_;
    counts.registers = wordsOf(2 * counts.macs, 1) + wordsOf(2 * (counts.macs - chains), kSumBytes);
    counts.neighbours =
        wordsOf(weights_ * map_.outputRows, 1) + wordsOf(inputs, 1) + wordsOf(chains, kSumBytes);
  }

  void addBuffers(AccessCounts& counts) const {
    counts.scratchpad = wordsOf(weights_ * map_.strips, 1) + wordsOf(inputsRead(), 1) +
                        wordsOf(weightsFromMemory() + inputsFromMemory(), 1);
    counts.accumulator =
        wordsOf(ceilDiv(2 * map_.channelPasses * outputs_, columns_), columns_ * kSumBytes);
    counts.buffers = (layer_.filters + outputs_) * isa::kChannelRecordBytes;
  }

  void addMemory(AccessCounts& counts) const {
    const std::uint64_t read =
        weightsFromMemory() + inputsFromMemory() + layer_.filters * isa::kChannelRecordBytes;
    counts.dramRead = {ceilDiv(read, bus_), read};
    counts.dramWrite = {ceilDiv(outputs_, bus_), outputs_};
  }

  std::uint64_t inputsRead() const {
    return map_.filterPasses * layer_.channels * rowLength_ * stripRows_;
  }
  std::uint64_t inputsFromMemory() const {
    const std::uint64_t inputs = layer_.channels * layer_.rows * layer_.size;
    return inputs <= bankBytes_ ? inputs : inputsRead();
  }
  std::uint64_t weightsFromMemory() const {
    const std::uint64_t ofPass =
        std::min(layer_.filters, map_.cellFilters * map_.beside) * layer_.macsPerOutput();
    return ofPass <= bankBytes_ ? weights_ : weights_ * map_.strips;
  }

  const LayerShape& layer_;
  const RowStationaryMapping& map_;
  std::uint64_t bus_, bankBytes_, columns_;
  std::uint64_t outputs_, weights_;
  std::uint64_t rowLength_; ///< inputs that make a row of outputs
  std::uint64_t stripRows_; ///< rows of inputs, over all strips
};

} // namespace

std::optional<RowStationaryMapping> rowStationaryMapping(const LayerShape& layer,
                                                         const Config& config) {
  const auto rows = static_cast<std::uint64_t>(config.array.rows);
  const auto columns = static_cast<std::uint64_t>(config.array.columns);
  if (layer.kernel > std::min(rows, kCellInputs))
    return std::nullopt;
  const bool isPoint = layer.kernel == 1;
  RowStationaryMapping map;
  map.outputRows = isPoint ? std::min(layer.outputPixels(), columns) : layer.outputRows();
  map.outputColumns =
      isPoint ? ceilDiv(layer.outputPixels(), map.outputRows) : layer.outputColumns();
  map.e = std::min(map.outputRows, columns);
  map.strips = ceilDiv(map.outputRows, map.e);
  map.beside = columns / map.e;
  map.stacked = rows / layer.kernel;
  map.cellChannels = std::min(ceilDiv(layer.channels, map.stacked), kCellInputs / layer.kernel);
  map.cellFilters = std::min({ceilDiv(layer.filters, map.beside), kCellSums,
                              kCellWeights / (map.cellChannels * layer.kernel)});
  map.channelPasses = ceilDiv(layer.channels, map.cellChannels * map.stacked);
  map.filterPasses = ceilDiv(layer.filters, map.cellFilters * map.beside);
  return map;
}

std::optional<DataflowCost> rowStationaryCost(const LayerShape& layer, const Config& config) {
  const auto map = rowStationaryMapping(layer, config);
  if (!map)
    return std::nullopt;
  return Cost(layer, *map, config)();
}

} // namespace weft
