// mutants_test.cpp: Faults planted in the RTL, one or more a block, must each be found by a run
// SPDX-License-Identifier: Apache-2.0
//
// All mutants live in one design: register SCALAR3 selects the active one, so that one build serves
// all.
#include "tests/none_overrides.hpp"
#include "tests/system/machine.hpp"

#include "gen/export/export.hpp"
#include "sw/runtime/harness_files.hpp"

#include <gtest/gtest.h>
#include <iostream>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;

/// In `module`.v, the expression `find` becomes `replace` while the mutant is active; `find` occurs
/// exactly once there. `told` is part of what the run says about it.
struct Mutant {
  std::string module, find, replace, workload, told{};
};

using Mutants = std::vector<Mutant>;

const Mutants& mutants() {
  static const Mutants all = {
#include "tests/system/mutants.inc"
  };
  return all;
}

/// Of what only a machine with attention on the array has.
const Mutants& sharedMutants() {
  static const Mutants all = {
#include "tests/system/shared_mutants.inc"
  };
  return all;
}

/// Of what only a machine has whose sums stay in the array.
const Mutants& outputStationaryMutants() {
  static const Mutants all = {
#include "tests/system/output_stationary_mutants.inc"
  };
  return all;
}

/// Of what only a machine has whose rows of kernels and inputs stay in the array.
const Mutants& rowStationaryMutants() {
  static const Mutants all = {
#include "tests/system/row_stationary_mutants.inc"
  };
  return all;
}

/// Of what a machine beside a host has instead of GELU and LayerNorm.
const Mutants& hostMutants() {
  static const Mutants all = {
#include "tests/system/host_mutants.inc"
  };
  return all;
}

/// Of what only a machine has where nothing stays in the array.
const Mutants& noLocalReuseMutants() {
  static const Mutants all = {
#include "tests/system/no_local_reuse_mutants.inc"
  };
  return all;
}

std::string selected(std::size_t mutant) {
  return "(top.u_csr.scalar3_q == 32'd" + std::to_string(mutant + 1) + ")";
}

void plant(std::string& text, const Mutant& mutant, std::size_t index) {
  const std::size_t at = text.find(mutant.find);
  ASSERT_NE(at, std::string::npos) << mutant.module << ": '" << mutant.find << "' is gone";
  ASSERT_EQ(text.find(mutant.find, at + 1), std::string::npos)
      << mutant.module << ": '" << mutant.find << "' is ambiguous";
  text.replace(at, mutant.find.size(),
               "(" + selected(index) + " ? (" + mutant.replace + ") : (" + mutant.find + "))");
}

std::filesystem::path mutantSimulator(const Config& config, const Mutants& mutants) {
  SimulatorSources sources;
  sources.rtl = rtlFiles(config);
  sources.harness = harnessFiles();
  sources.assertions = true;
  for (std::size_t i = 0; i < mutants.size(); ++i)
    plant(sources.rtl.at(mutants[i].module + ".v"), mutants[i], i);
  return provideSimulator(sources, true).library;
}

void expectFound(const Config& config, const Mutants& mutants) {
  const std::filesystem::path simulator = mutantSimulator(config, mutants);
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    const Mutant& mutant = mutants[i];
    const std::string named = mutant.module + ": " + mutant.find + " -> " + mutant.replace;
    SCOPED_TRACE(named);
    std::cout << named << std::endl; // the last one is the one that hangs
    const Compiled compiled(mutant.workload, config);
    RtlOptions options = fastMemory();
    options.watchdog = 20000;
    {
      RtlDevice device = compiled.device(simulator, options);
      EXPECT_EQ(compiled.verdict(compiled.run(device)), "") << "fails without the mutant";
    }
    options.scalars[3] = static_cast<std::uint32_t>(i + 1);
    RtlDevice device = compiled.device(simulator, options);
    const std::string verdict = compiled.verdict(compiled.run(device));
    EXPECT_NE(verdict, "") << "survives";
    EXPECT_NE(verdict.find(mutant.told), std::string::npos) << verdict;
  }
}

TEST(Mutants, EachIsFoundAndNamed) {
  ASSERT_GE(mutants().size(), 20U);
  expectFound(loadConfig("tiny4"), mutants());
}

TEST(Mutants, OfSharedAttentionAreFoundAndNamed) {
  ASSERT_GE(sharedMutants().size(), 10U);
  expectFound(loadConfig("tiny4", {"attention.engine=shared"}), sharedMutants());
}

TEST(Mutants, WithoutLocalReuseAreFoundAndNamed) {
  ASSERT_GE(noLocalReuseMutants().size(), 6U);
  expectFound(loadConfig("tiny4", {"array.dataflow=nlr"}), noLocalReuseMutants());
}

TEST(Mutants, OfSumsThatStayAreFoundAndNamed) {
  ASSERT_GE(outputStationaryMutants().size(), 8U);
  expectFound(loadConfig("tiny4", {"array.dataflow=os"}), outputStationaryMutants());
}

TEST(Mutants, OfRowsThatStayAreFoundAndNamed) {
  ASSERT_GE(rowStationaryMutants().size(), 16U);
  expectFound(loadConfig("tiny4", {"array.dataflow=rs"}), rowStationaryMutants());
}

TEST(Mutants, BesideAHostAreFoundAndNamed) {
  ASSERT_GE(hostMutants().size(), 3U);
  expectFound(loadConfig("tiny4", testing::noneOverrides()), hostMutants());
}

} // namespace
} // namespace weft
