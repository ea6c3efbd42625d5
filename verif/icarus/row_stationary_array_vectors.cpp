// row_stationary_array_vectors.cpp: Passes of random kernels of three taps for the 4x4 array.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/row_stationary_array_layers.hpp"
#include "verif/icarus/vector_file.hpp"

namespace {

using namespace weft;

constexpr ArrayShape kShape{4, 4};
constexpr unsigned kSide = 4, kTaps = 3, kPasses = 40, kColumns = 2;
/// The words and weights of a pass enter while the one before is summed; its taps follow.
constexpr std::size_t kPeriod = 64, kTapsFrom = 56, kDrain = 64;
constexpr unsigned kHeld = 16;

/// What stands at the pins in a cycle; noise where nothing enters.
struct Pins {
  bool activationValid = false, weightValid = false, work = false, first = true, last = true;
  Bytes activation = Bytes(kSide, 0x55), weight = Bytes(kSide, 0x2a);
  Kernel kernel{7, kTaps, 2, 3};
  unsigned line = 9, place = 5, tap = 63, column = 7;

  Item item() const {
    Item item;
    item.add(activationValid, 1).addAll(activation, 8).add(kernel.rows, 3);
    item.add(kernel.firstChannel, 2).add(kernel.step == 2, 1).add(line, 4).add(place, 4);
    item.add(weightValid, 1).addAll(weight, 8).add(work, 1).add(first, 1).add(last, 1);
    return item.add(tap, 6).add(column, 4);
  }
};

/// Passes on a timetable; columns and tiles are numbered from the beginning.
class Timetable {
public:
  explicit Timetable(VectorFiles& files)
      : files_(files), pins_(kPasses * kPeriod + kTapsFrom + kDrain) {}

  void add(std::size_t from, const Layer& layer) {
    const Pass& pass = layer.passes.front();
    const LineBlock& block = pass.blocks.front();
    enterWords(from, layer.kernel, block);
    enterWeights(from, pass);
    for (unsigned x = 0; x < block.columns; ++x) {
      enterTaps(from + kTapsFrom + x * kSide * kTaps, column_ + x * layer.kernel.step);
      for (const auto& row : layer.step(kShape, pass, block, x))
        files_.output(Item().addAll(row, 32));
    }
    column_ += block.inputColumns(layer.kernel);
    tile_ += kTaps;
  }

  void write() {
    for (const Pins& pins : pins_)
      files_.input(pins.item());
  }

private:
  void enterWords(std::size_t cycle, const Kernel& kernel, const LineBlock& block) {
    for (unsigned x = 0; x < block.inputColumns(kernel); ++x)
      for (unsigned d = 0; d < block.inputLines(kernel); ++d) {
        Pins& pins = pins_[cycle++];
        pins.activationValid = true;
        pins.activation = block.pixel(kernel, d, x);
        pins.kernel = kernel;
        pins.line = d;
        pins.place = (column_ + x) % kHeld;
      }
  }
  void enterWeights(std::size_t cycle, const Pass& pass) {
    for (const auto& tile : pass.tiles)
      for (const Bytes& word : tile) {
        pins_[cycle].weightValid = true;
        pins_[cycle++].weight = word;
      }
  }
  void enterTaps(std::size_t cycle, unsigned column) {
    for (unsigned n = 0; n < kSide; ++n)
      for (unsigned s = 0; s < kTaps; ++s) {
        Pins& pins = pins_[cycle++];
        pins.work = true;
        pins.first = s == 0;
        pins.last = s + 1 == kTaps;
        pins.tap = (tile_ + s) % kTapSlots * kSide + n;
        pins.column = (column + s) % kHeld;
      }
  }

  VectorFiles& files_;
  std::vector<Pins> pins_;
  unsigned column_ = 0, tile_ = 0;
};

void writeVectors(VectorFiles& files) {
  LayerSource source(kShape, 22);
  Timetable timetable(files);
  for (unsigned i = 0; i < kPasses; ++i) {
    Kernel kernel = source.randomKernel();
    kernel.taps = kTaps;
    const LineBlock block = source.block(kernel, kSide, kColumns);
    timetable.add(i * kPeriod, {kernel, {source.pass(kernel, {block})}});
  }
  timetable.write();
}

} // namespace

int main(int, char** arguments) { return runWriter(arguments[1], writeVectors); }
