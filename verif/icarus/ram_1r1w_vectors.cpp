// ram_1r1w_vectors.cpp: Random writes and reads of a small memory, also of one word at once.
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/random.hpp"
#include "verif/icarus/vector_file.hpp"

#include <array>

namespace {

using namespace weft;

constexpr std::size_t depth = 24;
constexpr int width = 13, addressBits = 5, accesses = 2000;

void writeVectors(VectorFiles& files) {
  num::Random random(25);
  std::array<std::uint64_t, depth> words{};
  for (int i = 0; i < accesses; ++i) {
    const bool fills = i < static_cast<int>(depth);
    const bool writes = fills || random.chance(50), reads = !fills && random.chance(70);
    const std::size_t to = fills ? static_cast<std::size_t>(i) : random.below(depth);
    std::size_t from = random.below(depth);
    if (writes && from == to)
      from = (from + 1) % depth; // what a read of the word being written gives is left open
    const std::uint64_t value = random.below(1U << width);
    files.input(Item()
                    .add(writes, 1)
                    .add(to, addressBits)
                    .add(value, width)
                    .add(reads, 1)
                    .add(from, addressBits));
    if (reads)
      files.output(Item().add(words[from], width));
    if (writes)
      words[to] = value;
  }
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
