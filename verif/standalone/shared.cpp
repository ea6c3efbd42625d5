// shared.cpp: Attention on the array, from the emitted headers and pages alone, bit for bit.
// SPDX-License-Identifier: Apache-2.0
#include "shared_scene.hpp"

namespace {

constexpr std::uint32_t kMemoryBytes = 1 << 20, kRingSlots = 128;
constexpr std::uint32_t kFirstOperand = kRingSlots * WEFT_SLOT_BYTES;

} // namespace

int main() {
  Accelerator weft(kMemoryBytes);
  const bool ibert = (weft.readRegister(WEFT_REG_CAPABILITY) & WEFT_CAPABILITY_IBERT_MASK) != 0;
  const SharedScene scene(kFirstOperand, ibert);
  std::vector<Command> ring = scene.commands();
  ring.insert(ring.begin(), checkCommand());
  scene.write(weft);
  submit(weft, writeRing(weft, ring), kRingSlots, kMemoryBytes);
  if (!finish(weft))
    return 1;
  const std::uint32_t wrong = scene.wrong(weft);
  std::printf("attention on the array %u of %u values are wrong\n", wrong, SharedScene::values());
  std::puts(wrong == 0 ? "PASS" : "FAIL");
  return wrong == 0 ? 0 : 1;
}
