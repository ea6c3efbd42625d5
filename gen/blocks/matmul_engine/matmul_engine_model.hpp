// matmul_engine_model.hpp: The tiled integer product that a MATMUL command asks for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/accumulator/accumulator_model.hpp"
#include "gen/blocks/depths.hpp"
#include "gen/blocks/no_local_reuse_array/no_local_reuse_array_model.hpp"
#include "gen/blocks/output_stationary_array/output_stationary_array_model.hpp"
#include "gen/blocks/row_stationary_array/row_stationary_array_model.hpp"
#include "gen/blocks/scratchpad/scratchpad_model.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/isa/commands.hpp"
#include "gen/num/dataflow.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace weft {

/// The time of the array that `dataflow` names.
constexpr ArrayTiming arrayTiming(ArrayShape shape,
                                  num::Dataflow dataflow = num::Dataflow::weightStationary) {
  switch (dataflow) {
  case num::Dataflow::outputStationary:
    return outputStationaryTiming(shape);
  case num::Dataflow::noLocalReuse:
    return noLocalReuseTiming(shape);
  case num::Dataflow::rowStationary:
    return rowStationaryTiming(shape);
  default:
    return systolicTiming(shape);
  }
}

/// Commands that may have started and not ended.
constexpr int matmulsUnderWay(num::Dataflow dataflow) {
  const bool drainsLong =
      dataflow == num::Dataflow::outputStationary || dataflow == num::Dataflow::rowStationary;
  return drainsLong ? depths::kMatmulsOfStayingSums : depths::kMatmulsUnderWay;
}

/// Addresses of a MATMUL command, in words of the memory concerned: activation vector (k, m) at
/// activationStart + k * activationStride + m; row r of weight tile (k, n) at weightStart +
/// k * weightKStride + n * weightNStride + r; sums (n, m) at accumulatorStart +
/// n * accumulatorStride + m. True when all of them lie inside the memories and no sum of the
/// command's own products can leave int32; the engine answers BAD_FIELD otherwise. The fields must
/// be in the ranges that gen/isa gives.
bool isInside(const isa::Matmul& command, ArrayShape shape, const ScratchpadModel& scratchpad,
              const AccumulatorModel& accumulator);

/// False when n tiles of several k tiles replace rows that they share: there k tiles of an n add to
/// what the next n has replaced before, which no array does that sums a tile to its end. The engine
/// answers BAD_FIELD on machines whose sums stay in the cells.
bool sumsTileByTile(const isa::Matmul& command);

/// True when every weight tile begins at a multiple of the array's rows, so that its words lie at
/// one place of as many banks. The engine answers BAD_FIELD otherwise where nothing stays in the
/// array.
bool beginsAtTiles(const isa::Matmul& command, ArrayShape shape);

/// Executes a command whose addresses are inside. Throws InternalError when an address or a sum
/// leaves its range.
void runMatmul(const isa::Matmul& command, ArrayShape shape, const ScratchpadModel& scratchpad,
               AccumulatorModel& accumulator);

/// The same of a WEIGH, on a machine of shared attention with chunks of `chunkKeys` keys. The
/// engine answers BAD_FIELD, too, when a chunk takes several k tiles and the command does not
/// consist of whole chunks, or of more than num::kMostBlockQueries rows.
bool isInside(const isa::Weigh& command, ArrayShape shape, int chunkKeys,
              const ScratchpadModel& scratchpad, const AccumulatorModel& accumulator);

/// Executes a WEIGH whose addresses are inside: for one n tile after the other, sums (n, m) gather
/// what the probabilities of a chunk weigh, chunk after chunk, each aligned as its activation words
/// say; `alignments` has one for every word of the scratchpad. Throws as runMatmul.
void runWeigh(const isa::Weigh& command, ArrayShape shape, int chunkKeys,
              const ScratchpadModel& scratchpad, std::span<const Alignment> alignments,
              AccumulatorModel& accumulator);

/// Cycles from the first activation vector of the command to the first one of an independent next
/// command that already waits: kTiles * nTiles tile periods.
std::int64_t matmulCycles(const isa::Matmul& command, ArrayShape shape,
                          num::Dataflow dataflow = num::Dataflow::weightStationary);
std::int64_t matmulCycles(const isa::Weigh& command, ArrayShape shape);

/// Cycles that the sums of a chunk of `parts` k tiles take behind the array, also those of a
/// MATMUL. Of a number, or of a size of the hardware.
template <class Size> constexpr Size gatherLatency(const Size& parts) {
  using std::min;
  return min(parts - 1, Size(1));
}

/// Cycles from the read of the last activation vector of a command to `done_o`; `parts` are the k
/// tiles of a chunk of shared attention.
constexpr std::int64_t matmulDrain(const ArrayTiming& array, std::int64_t readLatency,
                                   num::AttentionUnit attention = num::AttentionUnit::dedicated,
                                   std::int64_t parts = 1) {
  return array.latency + gatherLatency(parts) + rowLatency(readLatency, attention) + 1;
}

/// The exact product [M x N] of activations [M x K] and weights [K x N], all row-major, in int32.
/// Throws InternalError when the spans do not fit the sizes or K products might leave int32
/// (K > 132104, see num::accumulatorFits).
std::vector<std::int32_t> integerProduct(std::span<const std::int8_t> activations,
                                         std::span<const std::int8_t> weights, std::size_t m,
                                         std::size_t k, std::size_t n);

} // namespace weft
