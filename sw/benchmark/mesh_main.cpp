// mesh_main.cpp: The loop around a bare systolic array, compiled with its Verilated class Vtop
// SPDX-License-Identifier: Apache-2.0
#include "Vtop.h"
#include "verilated.h"

#include <cstdint>
#include <type_traits>

namespace {

/// Marsaglia's xorshift: a few instructions a word, so that the array is what takes the time.
class Words {
public:
  std::uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  template <class Port> void fill(Port& port) {
    if constexpr (std::is_integral_v<Port>)
      port = static_cast<Port>(next());
    else
      for (std::size_t i = 0; i < sizeof(port) / sizeof(std::uint32_t); ++i)
        port[i] = next();
  }

private:
  std::uint32_t state_ = 0x9E3779B9;
};

void tick(Vtop& mesh) {
  mesh.clk = 0;
  mesh.eval();
  mesh.clk = 1;
  mesh.eval();
}

} // namespace

/// Tiles of 128 vectors follow one another; the weights of the next one enter with the first.
extern "C" void weft_mesh_loop(std::uint64_t cycles) {
  constexpr std::uint64_t tileVectors = 128;
  VerilatedContext context;
  Vtop mesh(&context);
  const std::uint64_t rows = sizeof(mesh.activation_i); // one byte a row
  Words words;
  mesh.rst_i = 1;
  tick(mesh);
  mesh.rst_i = 0;
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    const std::uint64_t vector = cycle % tileVectors;
    mesh.weight_valid_i = vector >= 1 && vector <= rows;
    if (mesh.weight_valid_i)
      words.fill(mesh.weight_i);
    mesh.activation_valid_i = cycle >= tileVectors;
    mesh.activation_first_i = mesh.activation_valid_i && vector == 0;
    words.fill(mesh.activation_i);
    tick(mesh);
  }
  mesh.final();
}
