// build_script_test.cpp: Scripts/build builds the clone that it stands in
// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/weft_tool.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace weft::testing {
namespace {

namespace fs = std::filesystem;

void makeScript(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << "#!/bin/sh\n" << text;
  fs::permissions(path, fs::perms::owner_all);
}

/// A clone without sources, and a cmake that only notes what it configures.
class Clone {
public:
  explicit Clone(fs::path folder) : folder_(std::move(folder)) {
    makeScript(folder_ / "scripts/install", "exit 0\n");
    makeScript(folder_ / "bin/cmake", "[ \"$1\" = -S ] || exit 0\n"
                                      "mkdir -p \"$4\"; touch \"$4/build.ninja\"; pwd\n"
                                      "echo CMAKE_HOME_DIRECTORY:INTERNAL=$PWD > "
                                      "\"$4/CMakeCache.txt\"\n");
    fs::copy(WEFT_SOURCE_DIR "/scripts/build", folder_ / "scripts/build");
  }

  static std::string build(const fs::path& folder) {
    return shell("PATH=\"" + (folder / "bin").string() + ":$PATH\" \"" +
                 (folder / "scripts/build").string() + "\"")
        .output;
  }

private:
  fs::path folder_;
};

TEST(BuildScript, ConfiguresOnceAndAnewInACopyOrAMovedClone) {
  const fs::path root = scratch("clones"), first = root / "weft";
  const Clone clone(first);
  EXPECT_EQ(Clone::build(first), first.string() + "\n");
  EXPECT_EQ(Clone::build(first), "");
  fs::copy(first, root / "copy", fs::copy_options::recursive);
  const std::string anew = "build/ belongs to " + first.string() + ": building anew\n";
  EXPECT_EQ(Clone::build(root / "copy"), anew + (root / "copy").string() + "\n");
  fs::rename(first, root / "moved");
  EXPECT_EQ(Clone::build(root / "moved"), anew + (root / "moved").string() + "\n");
  EXPECT_EQ(Clone::build(root / "moved"), "");
}

TEST(BuildScript, BuildsAPathWithSpacesInAFolderWithoutAny) {
  const fs::path folder = scratch("clone with spaces");
  const Clone clone(folder);
  EXPECT_EQ(Clone::build(folder), folder.string() + "\n");
  EXPECT_EQ(Clone::build(folder), "");
  const fs::path place = fs::canonical(folder / "build");
  EXPECT_EQ(place.string().find(' '), std::string::npos) << place;
  EXPECT_TRUE(fs::exists(place / "build.ninja"));
  fs::remove_all(place);
  EXPECT_EQ(Clone::build(folder), folder.string() + "\n") << "the folder may go, as build/ may";
  fs::remove_all(fs::canonical(folder / "build"));
}

} // namespace
} // namespace weft::testing
