// golden_device.cpp: The bit-exact model as a device
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/golden_device.hpp"

#include "sw/model/golden.hpp"

namespace weft {

DeviceRun GoldenDevice::run(const std::vector<Tensor>& inputs) {
  DeviceRun result;
  result.tensors = runGolden(graph_, inputs, nonlinear_);
  return result;
}

} // namespace weft
