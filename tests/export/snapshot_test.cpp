// snapshot_test.cpp: Rtl/ is what the generator emits for base16
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/read.hpp"
#include "gen/export/export.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace weft {
namespace {

std::string textOf(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(Snapshot, IsWhatBase16Emits) {
  const std::filesystem::path folder = std::filesystem::path(WEFT_SOURCE_DIR) / "rtl";
  const FileSet emitted = rtlFiles(loadConfig("base16"));
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files += entry.path().extension() == ".v" ? 1 : 0;
  EXPECT_EQ(files, emitted.size()) << "run scripts/snapshot";
  for (const auto& [name, text] : emitted)
    EXPECT_EQ(textOf(folder / name), text) << name << " differs: run scripts/snapshot";
}

} // namespace
} // namespace weft
