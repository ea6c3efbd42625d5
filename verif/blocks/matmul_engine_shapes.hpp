// matmul_engine_shapes.hpp: Elaborations of the matmul engine for its bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/matmul_engine.hpp"

namespace weft {

/// Square and rectangular arrays, both read latencies, memories small enough to run over; with
/// shared attention chunks of one, two and four k tiles; with sums that stay in the cells, or
/// nothing, or rows.
inline std::vector<BenchShape> matmulEngineShapes() {
  const auto build = [] { return std::make_shared<MatmulEngine>(MatmulEngineShape{}); };
  const auto sizes = [](int rows, int columns, int latency) {
    return hdl::Configuration{
        {"ROWS", rows},        {"COLUMNS", columns}, {"ACTIVATION_WORDS", 256},
        {"WEIGHT_WORDS", 512}, {"HALF_ROWS", 128},   {"READ_LATENCY", latency}};
  };
  const auto shared = [] {
    return std::make_shared<MatmulEngine>(
        MatmulEngineShape{.array = {}, .attention = num::AttentionUnit::shared});
  };
  const auto sumsStay = [] {
    return std::make_shared<MatmulEngine>(
        MatmulEngineShape{.array = {}, .dataflow = num::Dataflow::outputStationary});
  };
  const auto nothingStays = [] {
    return std::make_shared<MatmulEngine>(
        MatmulEngineShape{.array = {}, .dataflow = num::Dataflow::noLocalReuse});
  };
  const auto rowsStay = [] {
    return std::make_shared<MatmulEngine>(
        MatmulEngineShape{.array = {}, .dataflow = num::Dataflow::rowStationary});
  };
  const auto chunks = [sizes](int rows, int columns, int latency, int chunk) {
    hdl::Configuration configuration = sizes(rows, columns, latency);
    configuration["CHUNK"] = chunk;
    return configuration;
  };
  return {{"s4x4", build, sizes(4, 4, 1)},
          {"s4x8", build, sizes(4, 8, 2)},
          {"s8x4", build, sizes(8, 4, 1)},
          {"s16x16", build, sizes(16, 16, 2)},
          {"shared4x4", shared, chunks(4, 4, 2, 16)},
          {"shared8x8", shared, chunks(8, 8, 1, 16)},
          {"shared16x16", shared, chunks(16, 16, 2, 16)},
          {"shared4x16", shared, chunks(4, 16, 1, 16)},
          {"shared16x4", shared, chunks(16, 4, 1, 64)},
          {"os4x4", sumsStay, sizes(4, 4, 2)},
          {"os4x8", sumsStay, sizes(4, 8, 1)},
          {"os8x4", sumsStay, sizes(8, 4, 2)},
          {"os8x8", sumsStay, sizes(8, 8, 1)},
          {"os4x16", sumsStay, sizes(4, 16, 1)},
          {"os16x4", sumsStay, sizes(16, 4, 1)},
          {"os16x16", sumsStay, sizes(16, 16, 2)},
          {"nlr4x4", nothingStays, sizes(4, 4, 2)},
          {"nlr8x4", nothingStays, sizes(8, 4, 1)},
          {"nlr4x16", nothingStays, sizes(4, 16, 1)},
          {"nlr16x16", nothingStays, sizes(16, 16, 2)},
          {"rs4x4", rowsStay, sizes(4, 4, 2)},
          {"rs4x8", rowsStay, sizes(4, 8, 1)},
          {"rs8x4", rowsStay, sizes(8, 4, 2)},
          {"rs8x8", rowsStay, sizes(8, 8, 1)},
          {"rs4x16", rowsStay, sizes(4, 16, 1)},
          {"rs16x4", rowsStay, sizes(16, 4, 1)},
          {"rs16x16", rowsStay, sizes(16, 16, 2)}};
}

} // namespace weft
