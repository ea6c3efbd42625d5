// output_pipeline_shapes.hpp: The elaborations under which the bench runs the output pipeline.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/output_pipeline/output_pipeline.hpp"
#include "gen/hdl/shape.hpp"

namespace weft {

inline std::vector<BenchShape> outputPipelineShapes() {
  const auto build = [](std::optional<num::Nonlinear> gelu) {
    return [gelu] { return std::make_shared<OutputPipeline>(gelu); };
  };
  const auto accurate = build(num::Nonlinear::accurate);
  return {{"accurate4", accurate, {{"LANES", 4}, {"TAG_W", 6}}},
          {"ibert4", build(num::Nonlinear::ibert), {{"LANES", 4}, {"TAG_W", 6}}},
          {"accurate16", accurate, {{"LANES", 16}, {"TAG_W", 8}}},
          {"accurate1", accurate, {{"LANES", 1}, {"TAG_W", 1}}},
          {"relu4", build(std::nullopt), {{"LANES", 4}, {"TAG_W", 6}}},
          {"relu16", build(std::nullopt), {{"LANES", 16}, {"TAG_W", 8}}}};
}

} // namespace weft
