// mutants_test.cpp: Faults planted in the RTL, one or more a block, must each be found by a run
// SPDX-License-Identifier: Apache-2.0
//
// All mutants live in one design: register SCALAR3 selects the active one, so that one build serves
// all.
#include "tests/system/machine.hpp"

#include "gen/export/export.hpp"
#include "sw/runtime/harness_files.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

using testing::Compiled;
using testing::fastMemory;

/// In `module`.v, the expression `find` becomes `replace` while the mutant is active; `find` occurs
/// exactly once there. `told` is part of what the run says about it.
struct Mutant {
  std::string module, find, replace, workload, told{};
};

const std::vector<Mutant>& mutants() {
  static const std::vector<Mutant> all = {
#include "tests/system/mutants.inc"
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

std::filesystem::path mutantSimulator() {
  SimulatorSources sources;
  sources.rtl = rtlFiles(loadConfig("tiny4"));
  sources.harness = harnessFiles();
  sources.assertions = true;
  for (std::size_t i = 0; i < mutants().size(); ++i)
    plant(sources.rtl.at(mutants()[i].module + ".v"), mutants()[i], i);
  return provideSimulator(sources, true).library;
}

TEST(Mutants, EachIsFoundAndNamed) {
  const std::filesystem::path simulator = mutantSimulator();
  ASSERT_GE(mutants().size(), 20U);
  for (std::size_t i = 0; i < mutants().size(); ++i) {
    const Mutant& mutant = mutants()[i];
    SCOPED_TRACE(mutant.module + ": " + mutant.find + " -> " + mutant.replace);
    const Compiled compiled(mutant.workload);
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

} // namespace
} // namespace weft
