// convolve.cpp: Images on a row-stationary array, from the emitted headers and pages alone.
// SPDX-License-Identifier: Apache-2.0
#include "convolve_scene.hpp"

namespace {

constexpr std::uint32_t kMemoryBytes = 1 << 20, kRingSlots = 64;
constexpr std::uint32_t kFirstOperand = kRingSlots * WEFT_SLOT_BYTES;

} // namespace

int main() {
  Accelerator weft(kMemoryBytes);
  const ConvolveScene scene(kFirstOperand);
  std::vector<Command> ring = scene.commands();
  ring.insert(ring.begin(), checkCommand());
  scene.write(weft);
  submit(weft, writeRing(weft, ring), kRingSlots, kMemoryBytes);
  if (!finish(weft))
    return 1;
  const std::uint32_t wrong = scene.wrong(weft);
  std::printf("convolution: %u of %u values are wrong\n", wrong, ConvolveScene::values());
  std::puts(wrong == 0 ? "PASS" : "FAIL");
  return wrong == 0 ? 0 : 1;
}
