// layout_test.cpp: a block's room has all its files, the repository only its known folders
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

const fs::path root = WEFT_SOURCE_DIR;

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
    EXPECT_TRUE(fs::exists(root / "rtl" / (name + ".v"))) << name;
    EXPECT_TRUE(fs::exists(root / "verif/blocks" / (name + "_bench.cpp"))) << name;
  }
}

TEST(Layout, TopLevelIsFixed) {
  const std::set<std::string> allowed = {
      "gen",          "rtl",       "verif",   "sw",    "configs",        "scripts",
      "tests",        "README.md", "LICENSE", "build", "CMakeLists.txt", "CMakePresets.json",
      "CHANGELOG.md", "build-dev"};
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

/// A clone stays small: the trained model, its images and its references together.
TEST(Layout, DigitsFitIntoAMegabyte) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(root / "sw/model/digits"))
    bytes += entry.file_size();
  EXPECT_GT(bytes, 0U);
  EXPECT_LE(bytes, 1'000'000U);
}

bool namesItsLicence(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  for (int i = 0; i < 10 && std::getline(in, line); ++i)
    if (line.find("SPDX-License-Identifier: Apache-2.0") != std::string::npos)
      return true;
  return false;
}

TEST(Layout, EverySourceFileNamesItsLicence) {
  const std::set<std::string> endings = {".cpp", ".hpp", ".h", ".v", ".cmake", ".py", ".sh"};
  std::size_t checked = 0;
  for (const char* folder : {"gen", "rtl", "verif", "sw", "scripts", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path& file = entry.path();
      if (!endings.contains(file.extension()) && file.filename() != "CMakeLists.txt")
        continue;
      EXPECT_TRUE(namesItsLicence(file)) << file;
      ++checked;
    }
  EXPECT_GT(checked, 500U);
}

} // namespace
