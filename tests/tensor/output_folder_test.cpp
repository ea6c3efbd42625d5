// output_folder_test.cpp: Result folders appear whole, replace their own files and no others.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/output_folder.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

void writeResult(const std::filesystem::path& destination, const std::string& name) {
  OutputFolder folder(destination);
  test::writeBytes(folder.path() / name, name);
  folder.commit();
}

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                std::filesystem::directory_iterator{}));
}

TEST(OutputFolder, appearsOnlyWhenCommitted) {
  const TemporaryFolder root;
  {
    const OutputFolder folder(root / "out");
    test::writeBytes(folder.path() / "a", "1");
    EXPECT_FALSE(std::filesystem::exists(root / "out"));
  }
  EXPECT_EQ(entries(root.path()), 0U);
  writeResult(root / "out", "a");
  EXPECT_EQ(test::readBytes(root / "out/a"), "a");
  EXPECT_EQ(entries(root.path()), 1U);
}

TEST(OutputFolder, createsMissingParentsAndTakesATrailingSlash) {
  const TemporaryFolder root;
  writeResult(root / "deep/er/out/", "a");
  EXPECT_TRUE(std::filesystem::exists(root / "deep/er/out/a"));
}

TEST(OutputFolder, removesItsOwnStaleFiles) {
  const TemporaryFolder root;
  writeResult(root / "out", "old");
  writeResult(root / "out", "new");
  EXPECT_FALSE(std::filesystem::exists(root / "out/old"));
  EXPECT_TRUE(std::filesystem::exists(root / "out/new"));
  EXPECT_EQ(entries(root.path()), 1U);
}

TEST(OutputFolder, refusesForeignFiles) {
  const TemporaryFolder root;
  writeResult(root / "out", "a");
  test::writeBytes(root / "out/mine.txt", "precious");
  try {
    const OutputFolder folder(root / "out");
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), HasSubstr("holds mine.txt, which weft did not write"));
  }
  EXPECT_EQ(test::readBytes(root / "out/mine.txt"), "precious");
  test::writeBytes(root / "file", "");
  EXPECT_THROW(OutputFolder(root / "file"), DesignError);
  EXPECT_THROW(OutputFolder(root / "file/inside"), DesignError);
}

TEST(OutputFolder, acceptsAnEmptyFolder) {
  const TemporaryFolder root;
  std::filesystem::create_directory(root / "out");
  writeResult(root / "out", "a");
  EXPECT_TRUE(std::filesystem::exists(root / "out/a"));
}

} // namespace
} // namespace weft
