// ram_1r1w_vectors.cpp: Random writes and reads of a small memory, also of one word at once.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <array>

namespace {

using namespace weft;

constexpr std::size_t kDepth = 24;
constexpr int kWidth = 13, kAddressBits = 5, kAccesses = 2000;

void writeVectors(VectorFiles& files) {
  num::Random random(25);
  std::array<std::uint64_t, kDepth> words{};
  for (int i = 0; i < kAccesses; ++i) {
    const bool fills = i < static_cast<int>(kDepth);
    const bool writes = fills || random.chance(50), reads = !fills && random.chance(70);
    const std::size_t to = fills ? static_cast<std::size_t>(i) : random.below(kDepth);
    std::size_t from = random.below(kDepth);
    if (writes && from == to)
      from = (from + 1) % kDepth; // what a read of the word being written gives is left open
    const std::uint64_t value = random.below(1U << kWidth);
    files.input(Item()
                    .add(writes, 1)
                    .add(to, kAddressBits)
                    .add(value, kWidth)
                    .add(reads, 1)
                    .add(from, kAddressBits));
    if (reads)
      files.output(Item().add(words[from], kWidth));
    if (writes)
      words[to] = value;
  }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
