// opcodes.cpp: Every command once, from the emitted headers and pages alone, checked bit for bit.
// SPDX-License-Identifier: Apache-2.0
#include "conv_scene.hpp"
#include "post_scene.hpp"
#include "product_scene.hpp"
#include "rows_scene.hpp"

namespace {

constexpr std::uint32_t kMemoryBytes = 1 << 20, kRingSlots = 64;
constexpr std::uint32_t kFirstOperand = kRingSlots * WEFT_SLOT_BYTES;

/// Whether the registers read what the headers say of this machine.
bool isThisMachine(Accelerator& weft) {
  return weft.readRegister(WEFT_REG_ID) == WEFT_ID_VALUE &&
         weft.readRegister(WEFT_REG_VERSION) == WEFT_VERSION_VALUE &&
         weft.readRegister(WEFT_REG_CONFIG_HASH_LOW) == WEFT_CONFIG_HASH_LOW &&
         weft.readRegister(WEFT_REG_CONFIG_HASH_HIGH) == WEFT_CONFIG_HASH_HIGH &&
         weft.readRegister(WEFT_REG_CAPABILITY) == WEFT_CAPABILITY_VALUE;
}

/// Prints how many values of a command are wrong, and counts them.
template <class Scene>
void report(const char* name, const Scene& scene, const Accelerator& weft, std::uint32_t& wrong) {
  const std::uint32_t here = scene.wrong(weft);
  std::printf("%-18s %u of %u values are wrong\n", name, here, scene.values());
  wrong += here;
}

} // namespace

int main() {
  Accelerator weft(kMemoryBytes);
  if (!isThisMachine(weft)) {
    std::puts("this is another machine");
    return 1;
  }
  const bool ibert = (weft.readRegister(WEFT_REG_CAPABILITY) & WEFT_CAPABILITY_IBERT_MASK) != 0;
  const ProductScene product(kFirstOperand);
  const AttentionScene causal(product.end(), WEFT_ATTENTION_MASK_CAUSAL, ibert);
  const AttentionScene padding(causal.end(), WEFT_ATTENTION_MASK_PADDING, ibert);
  const SoftmaxScene softmax(padding.end(), ibert);
  const PostScene sum(softmax.end(), false, ibert), normalised(sum.end(), true, ibert);
  const ConvScene conv(normalised.end());
  std::vector<Command> ring = product.commands();
  ring.insert(ring.begin(), checkCommand());
  for (const Command& command : {causal.command(), padding.command(), softmax.command(),
                                 sum.command(), normalised.command()})
    ring.push_back(command);
  for (const Command& command : conv.commands())
    ring.push_back(command);
  product.write(weft), causal.write(weft), padding.write(weft);
  softmax.write(weft), sum.write(weft), normalised.write(weft), conv.write(weft);
  submit(weft, writeRing(weft, ring), kRingSlots, kMemoryBytes);
  if (!finish(weft))
    return 1;
  std::uint32_t wrong = 0;
  report("products", product, weft, wrong);
  report("causal attention", causal, weft, wrong);
  report("padded attention", padding, weft, wrong);
  report("softmax", softmax, weft, wrong);
  report("residual sum", sum, weft, wrong);
  report("layer norm", normalised, weft, wrong);
  report("pooled convolution", conv, weft, wrong);
  std::puts(wrong == 0 ? "PASS" : "FAIL");
  return wrong == 0 ? 0 : 1;
}
