// golden_device.hpp: The bit-exact model as a device
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/nonlinear.hpp"
#include "sw/runtime/device.hpp"

namespace weft {

/// Runs the graph operator by operator with the block models; knows no tiling, schedule or memory.
class GoldenDevice : public Device {
public:
  GoldenDevice(const Graph& graph, num::Nonlinear nonlinear)
      : graph_(graph), nonlinear_(nonlinear) {}

  DeviceRun run(const std::vector<Tensor>& inputs) override;

private:
  const Graph& graph_;
  num::Nonlinear nonlinear_;
};

} // namespace weft
