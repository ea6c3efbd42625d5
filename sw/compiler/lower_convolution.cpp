// lower_convolution.cpp: A convolution as load, convolve and store commands
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/convolution_lowering.hpp"

#include "sw/compiler/filter_constants.hpp"
#include "sw/compiler/window_loads.hpp"

#include <algorithm>

namespace weft {
namespace {

constexpr std::uint32_t kNotPacked = 0; ///< a guard zone begins the constants

/// The convolution of one pixel: its results are the image and its padding.
Window pixelOf(Window window) {
  window.rows = window.columns = window.stride = 1;
  return window;
}

std::int64_t mostImageWords(const ConvolutionPlan& plan) {
  std::int64_t most = 0;
  for (const ResultBlock& block : plan.product.blocks)
    most = std::max(most, plan.seenBy(block).rows() * plan.product.tiling.kTiles);
  return most;
}

std::int64_t mostFilterWords(const ConvolutionPlan& plan) {
  const MatmulTiling& tiling = plan.product.tiling;
  return tiling.weightSlotWords(plan.product.capacity.rows) *
         std::ranges::max(plan.parts, {}, &KernelPart::taps).taps;
}

/// Slots of at most `words` words in a memory, each in turn.
OperandRing slotsOf(std::int64_t memoryWords, std::int64_t words, std::int64_t& filledTo) {
  return {std::min(kMostOperandSlots, memoryWords / words), words, filledTo};
}

} // namespace

ConvolutionLowering::ConvolutionLowering(Schedule& schedule, const MatmulOp& op,
                                         const ConvolutionPlan& plan)
    : schedule_(schedule), op_(op), plan_(plan), pixel_(pixelOf(plan.window)),
      images_(slotsOf(plan.product.capacity.activationWords, mostImageWords(plan),
                      schedule.filledTo(kActivationSpace))),
      filters_(slotsOf(plan.product.capacity.weightWords, mostFilterWords(plan),
                       schedule.filledTo(kWeightSpace))),
      offsets_(plan.product.slabs.size() * plan.product.columns.size() * plan.parts.size(),
               kNotPacked),
      records_(schedule, op, plan.product), results_(schedule, op, plan.product, std::nullopt) {}

void ConvolutionLowering::run(const Stored& stored) {
  for (std::size_t b = 0; b < plan_.product.blocks.size(); ++b)
    for (std::size_t i = 0; i < plan_.product.columns.size(); ++i) {
      runBlock(b, i);
      stored(rowsStored(b), plan_.product.columns[i].end());
    }
}

/// Of a block that ends before its lines do, the rest of all lines but the first is still missing.
std::int64_t ConvolutionLowering::rowsStored(std::size_t blockIndex) const {
  const ResultBlock& block = plan_.product.blocks[blockIndex];
  const std::int64_t width = plan_.product.shape.results.storedWidth();
  if (block.storedColumns.end == width)
    return block.storedLines.end * width;
  return block.storedLines.begin * width + block.storedColumns.end;
}

void ConvolutionLowering::runBlock(std::size_t blockIndex, std::size_t columnIndex) {
  const MatmulPlan& product = plan_.product;
  const Block& columns = product.columns[columnIndex];
  const ResultBlock& block = product.blocks[blockIndex];
  const std::int64_t accumulator =
      schedule_.nextAccumulatorHalf() * (product.capacity.accumulatorRows / 2);
  bool accumulate = false;
  for (std::size_t s = 0; s < product.slabs.size(); ++s) {
    const Block& slab = product.slabs[s];
    schedule_.setTile({product.storedRows(blockIndex),
                       {columns.begin(), columns.end()},
                       {slab.begin(), slab.end()},
                       {}});
    for (std::size_t p = 0; p < plan_.parts.size(); ++p) {
      if (plan_.parts[p].tilesOf(slab) == 0)
        continue;
      const std::int64_t filters = loadFilters(s, columnIndex, p);
      convolve(loadImage(blockIndex, s), filters, plan_.parts[p], block, slab, columns, accumulator,
               accumulate);
      accumulate = true;
    }
  }
  results_.store(blockIndex, columns, accumulator, records_.load(columnIndex));
}

/// With its padding, which is not read; all parts of the kernel find it there.
ConvolutionLowering::Image ConvolutionLowering::loadImage(std::size_t blockIndex,
                                                          std::size_t slabIndex) {
  const ResultBlock seen = plan_.seenBy(plan_.product.blocks[blockIndex]);
  const Block& slab = plan_.product.slabs[slabIndex];
  const std::int64_t words = seen.rows() * static_cast<std::int64_t>(slab.tiles.size());
  const OperandRing::Slot slot = images_.claim(
      static_cast<std::int64_t>(blockIndex * plan_.product.slabs.size() + slabIndex), words);
  const Image image{slot.begin, seen.rows(), seen.width()};
  if (slot.loaded)
    return image;
  const WindowLoads loads(pixel_, schedule_.place(op_.input), seen);
  const WindowLoad load = loads.of(slab.pieces().front(), slot.begin);
  schedule_.issue(
      isa::Engine::load, load.command,
      {reads(op_.input, load.pixels.begin, load.pixels.end, load.channels.begin, load.channels.end),
       writesWords(kActivationSpace, slot.begin, slot.begin + words)});
  return image;
}

std::int64_t ConvolutionLowering::loadFilters(std::size_t slabIndex, std::size_t columnIndex,
                                              std::size_t partIndex) {
  const Block& slab = plan_.product.slabs[slabIndex];
  const Block& columns = plan_.product.columns[columnIndex];
  const KernelPart& part = plan_.parts[partIndex];
  const std::size_t index =
      (slabIndex * plan_.product.columns.size() + columnIndex) * plan_.parts.size() + partIndex;
  const std::int64_t words = plan_.weightWords(part, slab, columns);
  const OperandRing::Slot slot = filters_.claim(static_cast<std::int64_t>(index), words);
  if (slot.loaded)
    return slot.begin;
  const auto bytes = static_cast<std::size_t>(words * plan_.product.capacity.columns);
  if (offsets_[index] == kNotPacked)
    offsets_[index] = schedule_.addConstant(bytes, [&](auto packed) {
      packFilters(schedule_.graph().tensors[op_.weight].data.values<std::int8_t>(), plan_, part,
                  slab, columns, packed);
    });
  schedule_.loadConstant(isa::LoadTo::weights, offsets_[index], bytes, slot.begin, words);
  return slot.begin;
}

void ConvolutionLowering::convolve(const Image& image, std::int64_t filters, const KernelPart& part,
                                   const ResultBlock& block, const Block& slab,
                                   const Block& columns, std::int64_t accumulator,
                                   bool accumulate) {
  const std::int64_t kTiles = part.tilesOf(slab),
                     tapWords = part.taps * plan_.product.capacity.rows;
  const auto nTiles = static_cast<std::int64_t>(columns.tiles.size());
  isa::Convolve command;
  command.accumulate = accumulate ? 1 : 0;
  command.lines = static_cast<std::uint32_t>(block.height());
  command.columns = static_cast<std::uint32_t>(block.width());
  command.kTiles = static_cast<std::uint32_t>(kTiles);
  command.nTiles = static_cast<std::uint32_t>(nTiles);
  command.activationStart =
      static_cast<std::uint32_t>(image.begin + part.firstRow * image.lineWords + part.firstTap);
  command.activationStride = static_cast<std::uint32_t>(image.pixels);
  command.weightStart = static_cast<std::uint32_t>(filters);
  command.weightKStride = static_cast<std::uint32_t>(nTiles * tapWords);
  command.weightNStride = static_cast<std::uint32_t>(tapWords);
  command.accumulatorStart = static_cast<std::uint32_t>(accumulator);
  command.accumulatorStride = static_cast<std::uint32_t>(block.rows());
  command.kernelRows = static_cast<std::uint32_t>(part.rows);
  command.taps = static_cast<std::uint32_t>(part.taps);
  command.step = static_cast<std::uint32_t>(plan_.window.stride);
  command.firstChannel = static_cast<std::uint32_t>(part.firstChannel);
  command.lineWords = static_cast<std::uint32_t>(image.lineWords);
  schedule_.issue(
      isa::Engine::array, command,
      {readsWords(kActivationSpace, image.begin, image.begin + kTiles * image.pixels),
       readsWords(kWeightSpace, filters, filters + plan_.weightWords(part, slab, columns)),
       writesWords(kAccumulatorSpace, accumulator, accumulator + nTiles * block.rows())});
}

} // namespace weft
