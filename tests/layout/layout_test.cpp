// layout_test.cpp: A block's room has all its files, the repository only its known folders
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path root = WEFT_SOURCE_DIR;

std::string textOf(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> blocks() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(root / "gen/blocks"))
    if (entry.is_directory())
      names.insert(entry.path().filename());
  return names;
}

TEST(Layout, EveryBlockHasItsFiles) {
  ASSERT_GE(blocks().size(), 20U);
  for (const std::string& name : blocks()) {
    const fs::path room = root / "gen/blocks" / name;
    EXPECT_TRUE(fs::exists(room / "README.md")) << name;
    EXPECT_TRUE(fs::exists(room / "CMakeLists.txt")) << name;
    EXPECT_TRUE(fs::exists(room / (name + ".hpp"))) << name;
    EXPECT_TRUE(fs::exists(root / "verif/blocks" / (name + "_shapes.hpp"))) << name;
    EXPECT_TRUE(fs::exists(root / "verif/blocks" / (name + "_bench.cpp"))) << name;
  }
}

/// What only machines have with shared attention or another dataflow: the snapshot shows none.
const std::set<fs::path> ofOtherMachines = {
    root / "gen/top/top_shared.cpp", root / "gen/blocks/matmul_engine/matmul_engine_steps.cpp",
    root / "gen/blocks/matmul_engine/matmul_engine_at_once.cpp",
    root / "gen/blocks/matmul_engine/matmul_engine_passes.cpp"};

bool isIncludedElsewhere(const std::string& block) {
  const fs::path room = root / "gen/blocks" / block;
  const std::string include = "\"gen/blocks/" + block + "/" + block + ".hpp\"";
  for (const char* folder : {"gen/blocks", "gen/top"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder))
      if (entry.is_regular_file() && entry.path().parent_path() != room &&
          !ofOtherMachines.contains(entry.path()) &&
          textOf(entry.path()).find(include) != std::string::npos)
        return true;
  return false;
}

/// A room that nobody uses yet may exist; one that is used shows in the reviewers' Verilog.
TEST(Layout, BlocksInUseAreInTheSnapshot) {
  for (const std::string& name : blocks())
    EXPECT_EQ(fs::exists(root / "rtl" / (name + ".v")), isIncludedElsewhere(name)) << name;
}

TEST(Layout, TopLevelIsFixed) {
  const std::set<std::string> allowed = {"gen",
                                         "rtl",
                                         "verif",
                                         "sw",
                                         "configs",
                                         "scripts",
                                         "tests",
                                         "README.md",
                                         "LICENSE",
                                         "build",
                                         "CMakeLists.txt",
                                         "CMakePresets.json",
                                         "CHANGELOG.md",
                                         "CONTRIBUTING.md",
                                         "build-dev"};
  for (const auto& entry : fs::directory_iterator(root)) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(name.starts_with('.') || allowed.contains(name)) << name;
  }
}

TEST(Layout, EveryFolderSaysWhatItIs) {
  for (const char* folder :
       {"gen", "gen/config", "gen/export", "gen/hdl", "gen/isa", "gen/num", "gen/prim", "gen/top",
        "sw/cli", "sw/compiler", "sw/model", "sw/perf", "sw/timeline", "sw/runtime", "sw/tensor",
        "verif/harness", "sw/regress", "verif/standalone", "configs"})
    EXPECT_TRUE(fs::exists(root / folder / "README.md")) << folder;
}

/// A newcomer finds the same things in the same order on every block's page.
TEST(Layout, BlockPagesHaveOneOrder) {
  const std::vector<std::string> order = {"Purpose", "Outside", "Inside", "Mathematics and formats",
                                          "Ports",   "Timing",  "Cost",   "Files"};
  for (const std::string& name : blocks()) {
    const std::string page = textOf(root / "gen/blocks" / name / "README.md");
    std::size_t at = 0;
    for (const std::string& heading : order) {
      const std::size_t found = page.find("\n## " + heading + "\n", at);
      EXPECT_NE(found, std::string::npos)
          << name << ": '" << heading << "' is missing or too early";
      if (found != std::string::npos)
        at = found;
    }
  }
}

/// A clone stays small: the trained model, its images and its references together.
TEST(Layout, DigitsFitIntoAMegabyte) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(root / "sw/model/digits"))
    bytes += entry.file_size();
  EXPECT_GT(bytes, 0U);
  EXPECT_LE(bytes, 1'000'000U);
}

/// The licence stands at the start of line 2, whatever the language's comments look like.
bool namesItsLicence(const fs::path& file) {
  static const std::regex licence(
      R"(^(//|#|/\*|<!--) SPDX-License-Identifier: Apache-2\.0( \*/| -->)?$)");
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  return std::regex_match(line, licence);
}

bool isText(const fs::path& file) {
  static const std::set<std::string> others = {".md", ".json", ".npy", ".safetensors"};
  return !others.contains(file.extension());
}

TEST(Layout, EverySourceFileNamesItsLicenceInLine2) {
  std::size_t checked = 0;
  for (const char* folder : {"gen", "rtl", "verif", "sw", "scripts", "tests", ".ci"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path& file = entry.path();
      if (!entry.is_regular_file() || !isText(file) || file.string().ends_with(".md.in"))
        continue;
      EXPECT_TRUE(namesItsLicence(file)) << file;
      ++checked;
    }
  EXPECT_GT(checked, 500U);
}

} // namespace
