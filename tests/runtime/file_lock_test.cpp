// file_lock_test.cpp: One process at a time, whoever made the file
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/file_lock.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <sys/stat.h>
#include <thread>

namespace weft {
namespace {

const auto kNothing = [] {};

TEST(FileLock, IsForEveryUser) {
  const test::TemporaryFolder folder;
  const mode_t before = ::umask(077);
  { const FileLock lock(folder / "lock", kNothing); }
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat((folder / "lock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0666U);
}

TEST(FileLock, TakesAFileThatItMayOnlyRead) {
  const test::TemporaryFolder folder;
  test::writeBytes(folder / "lock", "");
  ASSERT_EQ(::chmod((folder / "lock").c_str(), 0444), 0);
  const FileLock lock(folder / "lock", kNothing);
}

TEST(FileLock, WaitsForTheOtherAndSaysSoOnce) {
  const test::TemporaryFolder folder;
  auto first = std::make_unique<FileLock>(folder / "lock", kNothing);
  std::atomic<int> waits = 0;
  std::atomic<bool> got = false;
  std::thread second([&] {
    const FileLock lock(folder / "lock", [&] { ++waits; });
    got = true;
  });
  while (waits == 0)
    std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_FALSE(got);
  first.reset();
  second.join();
  EXPECT_EQ(waits, 1);
}

TEST(FileLock, SaysWhyNot) {
  const test::TemporaryFolder folder;
  try {
    const FileLock lock(folder / "absent/lock", kNothing);
    FAIL() << "locked";
  } catch (const DesignError& error) {
    EXPECT_TRUE(std::string(error.what()).ends_with("cannot be locked: No such file or directory"));
  }
}

} // namespace
} // namespace weft
