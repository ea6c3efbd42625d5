// top_vectors.cpp: A compiled workload as register writes, memory before and memory after.
// SPDX-License-Identifier: Apache-2.0
//
// top_vectors WORKLOAD FOLDER writes FOLDER/{setup,memory,expected}.hex for verif/icarus/top_tb.v.
#include "gen/config/read.hpp"
#include "gen/isa/format.hpp"
#include "gen/isa/registers.hpp"
#include "gen/num/error.hpp"
#include "gen/num/integers.hpp"
#include "gen/num/nonlinear.hpp"
#include "sw/model/golden.hpp"
#include "sw/model/workload.hpp"
#include "sw/runtime/memory_image.hpp"

#include <bit>
#include <fstream>
#include <iomanip>
#include <iostream>

namespace weft {
namespace {

namespace reg = isa::reg;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::size_t kBusBytes = 8;

std::uint64_t nextPage(std::uint64_t address) { return roundUp(address, kPageBytes); }

/// Where ring and segments lie: one behind the other, from the second page on.
struct Places {
  std::uint64_t ring = kPageBytes;
  std::uint64_t slots;
  std::array<std::uint64_t, kSegmentCount> segments{};

  explicit Places(const Program& program) : slots(std::bit_ceil(program.slots() + 1)) {
    std::uint64_t next = nextPage(ring + slots * isa::kSlotBytes);
    for (std::size_t i = 0; i < kSegmentCount; ++i) {
      segments[i] = next;
      next = nextPage(next + program.segmentBytes[i]);
    }
  }
};

std::ofstream open(const std::string& file) {
  std::ofstream stream(file);
  if (!stream)
    throw DesignError("cannot write " + file);
  return stream;
}

void writeSetup(const std::string& file, const Program& program, const Places& places) {
  std::ofstream stream = open(file);
  const auto set = [&](std::uint32_t offset, std::uint64_t value) {
    stream << std::hex << offset << " " << value << "\n";
  };
  set(reg::kRingBaseLow, places.ring);
  set(reg::kRingSize, places.slots);
  for (std::uint32_t i = 0; i < kSegmentCount; ++i) {
    set(reg::base(i), places.segments[i]);
    set(reg::limit(i), program.segmentBytes[i]);
  }
  set(reg::kIrqEnable, isa::kIrqDone | isa::kIrqError);
  set(reg::kRingTail, program.slots());
  set(reg::kControl, isa::kControlStart);
}

/// One line an AXI beat, highest byte first, from `address` on.
void writeBytes(std::ofstream& stream, std::uint64_t address, std::vector<std::uint8_t> bytes) {
  bytes.resize(roundUp(bytes.size(), kBusBytes));
  stream << "@" << std::hex << address / kBusBytes << "\n" << std::setfill('0');
  for (std::size_t at = 0; at < bytes.size(); at += kBusBytes) {
    for (std::size_t i = kBusBytes; i-- > 0;)
      stream << std::setw(2) << static_cast<unsigned>(bytes[at + i]);
    stream << "\n";
  }
}

void writeMemory(const std::string& file, const Program& program, const Places& places,
                 MemoryImage& image) {
  std::ofstream stream = open(file);
  std::vector<std::uint8_t> ring;
  for (const std::uint32_t word : program.words)
    for (int shift = 0; shift < 32; shift += 8)
      ring.push_back(static_cast<std::uint8_t>(word >> shift));
  writeBytes(stream, places.ring, ring);
  for (std::uint32_t i = 0; i < kSegmentCount; ++i)
    writeBytes(stream, places.segments[i], image.segment(i));
}

void writeVectors(const std::string& text, const std::string& folder) {
  const Config config = loadConfig("tiny4");
  const Workload workload = makeWorkload(text, 1, arithmeticOf(config));
  const Program program = compile(workload.graph, config);
  const std::vector<Tensor> golden =
      runGolden(workload.graph, workload.samples[0], num::Nonlinear::accurate);
  const Places places(program);
  MemoryImage image(workload.graph, program);
  for (std::size_t i = 0; i < workload.samples[0].size(); ++i)
    image.write(workload.graph.inputs[i], workload.samples[0][i]);
  writeSetup(folder + "/setup.hex", program, places);
  writeMemory(folder + "/memory.hex", program, places, image);
  for (const TensorId id : program.stored)
    image.write(id, golden[id]);
  writeMemory(folder + "/expected.hex", program, places, image);
}

} // namespace
} // namespace weft

int main(int count, char** arguments) {
  try {
    if (count != 3)
      throw weft::DesignError("top_vectors WORKLOAD FOLDER");
    weft::writeVectors(arguments[1], arguments[2]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
