// access_counts_rtl_test.cpp: What the commands say moves against the enables of the RTL, exactly.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/read.hpp"
#include "gen/config/text_file.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/integers.hpp"
#include "sw/perf/access_counts.hpp"
#include "tests/system/machine.hpp"

#include <array>
#include <bit>
#include <dlfcn.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::Compiled;

/// In the order of COUNT in verif/harness/access_probe*.v.
enum Probe : std::size_t {
  products,
  movedOperands,
  movedSums,
  activationWords,
  weightWords,
  sumRows,
  readBeats,
  writeBeats,
  writtenBytes,
  attentionProducts,
  grownSums,
  probes
};
using Counted = std::array<std::uint64_t, probes>;

/// A watched simulator with the probes bound into its modules.
std::filesystem::path probedSimulator(const Config& config) {
  const std::string folder = std::string(WEFT_SOURCE_DIR) + "/verif/harness/";
  SimulatorSources sources = simulatorSources(config, SimulatorKind::watched);
  const auto add = [&](const std::string& name) { sources.rtl[name] = readText(folder + name); };
  add("access_probe.v");
  add("access_probe_" + config.array.dataflow + ".v");
  if (config.attention.engine == "dedicated")
    add("access_probe_attention.v");
  sources.harness["access_probe.cpp"] = readText(folder + "access_probe.cpp");
  return provideSimulator(sources, true).library;
}

/// The sums of the probes of a loaded simulator.
Counted countedBy(const std::filesystem::path& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_NOLOAD);
  const auto counts =
      reinterpret_cast<const std::uint64_t* (*)()>(dlsym(handle, "weft_access_counts"));
  Counted sums{};
  std::copy_n(counts(), sums.size(), sums.begin());
  dlclose(handle);
  return sums;
}

/// What one run adds to the probes.
Counted countedRun(const Compiled& compiled, const std::filesystem::path& library) {
  RtlOptions options = testing::fastMemory();
  options.memory.bytes = static_cast<std::uint32_t>(compiled.config.bus.bytes);
  RtlDevice device = compiled.device(library, options);
  const Counted before = countedBy(library);
  EXPECT_EQ(compiled.verdict(compiled.run(device)), "");
  Counted counted = countedBy(library);
  for (std::size_t i = 0; i < counted.size(); ++i)
    counted[i] -= before[i];
  return counted;
}

AccessCounts total(const std::vector<AccessCounts>& operators) {
  AccessCounts sum;
  for (const AccessCounts& counts : operators)
    sum += counts;
  return sum;
}

/// Sums of one pass are as wide as they grow; those that stayed are complete.
std::uint64_t bytesOfCellSum(const Config& config) {
  const num::Dataflow dataflow = dataflowOf(config);
  const std::uint64_t taps =
      dataflow == num::Dataflow::rowStationary ? isa::kMostKernelSide : 1; // of one row of cells
  const std::uint64_t products = taps * static_cast<std::uint64_t>(config.array.rows);
  const std::uint64_t bits = 2UL * 8 + static_cast<std::uint64_t>(std::bit_width(products - 1));
  return dataflow == num::Dataflow::outputStationary ? kSumBytes : ceilDiv<std::uint64_t>(bits, 8);
}

/// The same levels, from the enables.
AccessCounts accessesOf(const Counted& counted, const Config& config) {
  const auto rows = static_cast<std::uint64_t>(config.array.rows);
  const auto columns = static_cast<std::uint64_t>(config.array.columns);
  const auto bus = static_cast<std::uint64_t>(config.bus.bytes);
  AccessCounts counts;
  counts.macs = counted[products] + counted[attentionProducts];
  const bool keepsOperands = dataflowOf(config) != num::Dataflow::noLocalReuse;
  counts.registers =
      wordsOf(2 * ((keepsOperands ? counted[products] : 0) + counted[attentionProducts]), 1) +
      wordsOf(2 * counted[grownSums], bytesOfCellSum(config));
  counts.neighbours =
      wordsOf(counted[movedOperands], 1) + wordsOf(counted[movedSums], bytesOfCellSum(config));
  counts.scratchpad = {counted[activationWords] + counted[weightWords],
                       counted[activationWords] * rows + counted[weightWords] * columns};
  counts.accumulator = {counted[sumRows], counted[sumRows] * columns * 4};
  counts.dramRead = {counted[readBeats], counted[readBeats] * bus};
  counts.dramWrite = {counted[writeBeats], counted[writtenBytes]};
  return counts;
}

void expectCounted(const std::vector<std::string>& machine,
                   const std::vector<std::string>& workloads) {
  const Config config = loadConfig(machine.front(), {machine.begin() + 1, machine.end()});
  const std::filesystem::path library = probedSimulator(config);
  for (const std::string& text : workloads) {
    const Compiled compiled(text, config);
    const AccessCounts rtl = accessesOf(countedRun(compiled, library), config);
    AccessCounts model = total(accessesOf(compiled.workload.graph, config));
    EXPECT_GT(rtl.dramRead.words, 0U) << text;
    EXPECT_EQ(model.macs, rtl.macs) << text;
    for (const AccessLevel& level : accessLevels()) {
      EXPECT_EQ(level.of(model).words, level.of(rtl).words) << text << ": words, " << level.key;
      EXPECT_EQ(level.of(model).bytes, level.of(rtl).bytes) << text << ": bytes, " << level.key;
    }
    EXPECT_EQ(model.dramRead, rtl.dramRead) << text;
    EXPECT_EQ(model.dramWrite, rtl.dramWrite) << text;
  }
}

/// Sizes one less, equal and more than the array, the blocks and the buffers.
const std::vector<std::string>& productWorkloads() {
  static const std::vector<std::string> texts = {
      "gemm:1x1x1",
      "gemm:3x4x5",
      "gemm:4x8x4",
      "gemm:5x9x3,bias=0",
      "gemm:37x50x40,act=gelu",
      "gemm:64x128x9,out=int16",
      "gemm:130x70x37,out=int32",
      "gemm:9x700x33",
  };
  return texts;
}

const std::vector<std::string>& attentionWorkloads() {
  static const std::vector<std::string> texts = {
      "attention:L=1,S=1,D=1,H=1",
      "attention:L=15,S=16,D=4,H=2",
      "attention:L=17,S=33,D=9,H=2,mask=causal",
      "attention:L=65,S=70,D=24,H=3,mask=padding,valid=37",
      "attention:L=3,S=200,D=64,H=1",
      "encoder:L=21,D=24,H=3,F=50",
      "encoder:L=18,D=32,H=2,F=40,layers=2,norm=pre,mask=causal",
  };
  return texts;
}

TEST(AccessesAgainstRtl, OfProducts) { expectCounted({"tiny4"}, productWorkloads()); }

TEST(AccessesAgainstRtl, OfTheDedicatedEngine) { expectCounted({"tiny4"}, attentionWorkloads()); }

TEST(AccessesAgainstRtl, OfRowsThatPassTheArrayBy) {
  expectCounted({"tiny4"}, {"softmax:5x17", "softmax:3x900", "layernorm:7x50", "add:9x33"});
}

TEST(AccessesAgainstRtl, OfAttentionOnTheArray) {
  expectCounted({"tiny4", "attention.engine=shared"}, attentionWorkloads());
  expectCounted({"tiny4", "attention.engine=shared"}, productWorkloads());
}

TEST(AccessesAgainstRtl, OfSumsThatStay) {
  const std::vector<std::string> machine = {"tiny4", "array.columns=8", "array.dataflow=os"};
  expectCounted(machine, productWorkloads());
  expectCounted(machine, attentionWorkloads());
}

TEST(AccessesAgainstRtl, WhereNothingStays) {
  const std::vector<std::string> machine = {"tiny4", "array.rows=8", "array.dataflow=nlr"};
  expectCounted(machine, productWorkloads());
  expectCounted(machine, attentionWorkloads());
}

/// Kernels, steps and lines that the sides of the array do and do not divide.
const std::vector<std::string>& convolutionWorkloads() {
  static const std::vector<std::string> texts = {
      "conv:H=8,W=6,C=4,K=8,R=3,S=3",
      "conv:H=9,W=7,C=5,K=9,R=3,S=3,act=relu",
      "conv:H=17,W=10,C=3,K=6,R=3,S=3,stride=2",
      "conv:H=16,W=9,C=4,K=8,R=5,S=5",
      "conv:H=11,W=8,C=6,K=10,R=5,S=5,stride=2",
      "conv:H=7,W=9,C=5,K=6,stride=2",
      "conv:H=18,W=9,C=5,K=9,R=2,S=5,stride=2",
      "conv:H=13,W=15,C=9,K=17,R=7,S=2,stride=2,residual=1,pool=max3",
  };
  return texts;
}

TEST(AccessesAgainstRtl, OfRowsOfKernelsAndInputsThatStay) {
  const std::vector<std::string> machine = {"tiny4", "array.columns=8", "array.dataflow=rs"};
  expectCounted(machine, productWorkloads());
  expectCounted(machine, convolutionWorkloads());
}

TEST(AccessesAgainstRtl, OfMoreRowsOfKernelsThanLines) {
  const std::vector<std::string> machine = {"tiny4", "array.rows=8", "array.dataflow=rs"};
  expectCounted(machine, productWorkloads());
  expectCounted(machine, convolutionWorkloads());
}

TEST(AccessesAgainstRtl, OfMoreRowsThanColumns) {
  const std::vector<std::string> machine = {"tiny4", "name=tall", "array.rows=8",
                                            "attention.engine=shared", "attention.chunk=32"};
  expectCounted(machine, attentionWorkloads());
  expectCounted(machine, productWorkloads());
}

TEST(AccessesAgainstRtl, OfMoreColumnsThanRowsAndSlowMemories) {
  const std::vector<std::string> machine = {"tiny4", "name=wide", "array.columns=8",
                                            "ram.read_latency=2", "attention.engine=shared"};
  expectCounted(machine, attentionWorkloads());
  expectCounted(machine, productWorkloads());
}

} // namespace
} // namespace weft
