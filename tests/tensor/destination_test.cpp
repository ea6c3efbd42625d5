// destination_test.cpp: Outputs replace regular files and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/destination.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/output_folder.hpp"
#include "tests/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace weft {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

std::string refusal(const fs::path& destination) {
  try {
    destinationOf(destination);
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

mode_t permissionsOf(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

class Umask {
public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

private:
  mode_t before_;
};

TEST(Destination, ANamedPipeIsWrittenInPlace) {
  const test::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = test::readBytes(folder / "pipe"); });
  writeFileAtomically(folder / "pipe", "text");
  reader.join();
  EXPECT_EQ(got, "text");
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
}

TEST(Destination, ADeviceIsWrittenInPlace) {
  const test::TemporaryFolder folder;
  if (::mknod((folder / "null").c_str(), S_IFCHR | 0666, 1 << 8 | 3) != 0)
    GTEST_SKIP() << "only root makes devices";
  writeFileAtomically(folder / "null", "text");
  EXPECT_TRUE(fs::is_character_file(folder / "null"));
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(Destination, AFullDeviceIsAnErrorAndStays) {
  EXPECT_THROW(writeFileAtomically("/dev/full", "text"), DesignError);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(Destination, LinksStayAndTheirTargetsChange) {
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "real");
  test::writeBytes(folder / "real/file", "old");
  fs::create_symlink("real/file", folder / "near");
  fs::create_symlink("near", folder / "far");
  fs::create_symlink("real/new", folder / "dangling");
  writeFileAtomically(folder / "far", "new");
  writeFileAtomically(folder / "dangling", "made");
  EXPECT_TRUE(fs::is_symlink(folder / "far"));
  EXPECT_TRUE(fs::is_symlink(folder / "near"));
  EXPECT_TRUE(fs::is_symlink(folder / "dangling"));
  EXPECT_EQ(test::readBytes(folder / "real/file"), "new");
  EXPECT_EQ(test::readBytes(folder / "real/new"), "made");
}

TEST(Destination, AFileKeepsItsPermissionsAndANewOneTakesTheUmask) {
  const test::TemporaryFolder folder;
  const Umask umask(027);
  test::writeBytes(folder / "private", "old");
  fs::permissions(folder / "private", fs::perms::owner_read | fs::perms::owner_write);
  writeFileAtomically(folder / "private", "new");
  writeFileAtomically(folder / "new", "new");
  EXPECT_EQ(permissionsOf(folder / "private"), 0600U);
  EXPECT_EQ(permissionsOf(folder / "new"), 0640U);
}

TEST(Destination, WhatCannotBeWrittenIsRefusedWithTheReason) {
  const test::TemporaryFolder folder;
  test::writeBytes(folder / "locked", "old");
  fs::permissions(folder / "locked", fs::perms::owner_read);
  fs::create_symlink("locked", folder / "link");
  fs::create_symlink("circle", folder / "circle");
  EXPECT_THAT(refusal(folder / "locked"), EndsWith("locked: cannot be written: it is read-only"));
  EXPECT_THAT(refusal(folder / "link"), EndsWith("link: cannot be written: it is read-only"));
  EXPECT_THAT(refusal(folder.path()), EndsWith("cannot be written: it is a folder"));
  EXPECT_THAT(refusal(folder / "new/"), EndsWith("cannot be written: it names no file"));
  EXPECT_EQ(refusal(""), "the name of the output file is empty");
  EXPECT_THAT(refusal(folder / "absent/file"), HasSubstr("there is no folder"));
  EXPECT_THAT(refusal(folder / "locked/file"), HasSubstr("there is no folder"));
  EXPECT_THAT(refusal(folder / "circle"), HasSubstr("Too many levels of symbolic links"));
  EXPECT_EQ(test::readBytes(folder / "locked"), "old");
}

TEST(Destination, ANameAsLongAsTheSystemAllows) {
  const test::TemporaryFolder folder;
  const std::string name(255, 'n');
  writeFileAtomically(folder / name, "text");
  EXPECT_EQ(test::readBytes(folder / name), "text");
}

TEST(Destination, StandardOutputIsAppendedTo) {
  const test::TemporaryFolder folder;
  std::fflush(stdout);
  const int before = ::dup(STDOUT_FILENO);
  const int file = ::open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, STDOUT_FILENO);
  const bool first = ::write(STDOUT_FILENO, "first ", 6) == 6;
  writeFileAtomically("/dev/stdout", "second ");
  writeFileAtomically(folder / "out", "third");
  ::dup2(before, STDOUT_FILENO);
  EXPECT_TRUE(first);
  EXPECT_EQ(test::readBytes(folder / "out"), "first second third");
}

/// A child that is killed before it commits.
template <class Action> void killedWhileWriting(Action action) {
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    ::_exit(0); // no destructor runs: to the files it is as if a signal had ended the process
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
}

TEST(Temporary, LeftoversOfTheKilledAreRemovedByTheNext) {
  const test::TemporaryFolder folder;
  killedWhileWriting([&] {
    (new AtomicFile(folder / "file"))->write("half");
    (new OutputFolder(folder / "folder"))->write("a/b", "half");
  });
  EXPECT_EQ(entries(folder.path()), 2U);
  writeFileAtomically(folder / "file", "whole");
  OutputFolder(folder / "folder").commit();
  EXPECT_EQ(entries(folder.path()), 2U);
  EXPECT_EQ(test::readBytes(folder / "file"), "whole");
}

TEST(Temporary, OfTheLivingAndFilesOfOthersStay) {
  const test::TemporaryFolder folder;
  for (const char* name : {"file.backup", "file.XXXXXX", "file.weft-12345", "other.weft-123456"})
    test::writeBytes(folder / name, "mine");
  AtomicFile first(folder / "file");
  writeFileAtomically(folder / "file", "second");
  first.write("first");
  first.commit();
  EXPECT_EQ(test::readBytes(folder / "file"), "first");
  EXPECT_EQ(entries(folder.path()), 5U);
}

TEST(OutputFolder, KeepsLinksAndPermissionsAndTakesTheUmask) {
  const test::TemporaryFolder folder;
  const Umask umask(077);
  fs::create_directory(folder / "real");
  fs::permissions(folder / "real", fs::perms::owner_all | fs::perms::group_read);
  fs::create_directory_symlink("real", folder / "link");
  OutputFolder(folder / "link").commit();
  OutputFolder(folder / "new").commit();
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_TRUE(fs::exists(folder / "real/.weft"));
  EXPECT_EQ(permissionsOf(folder / "real"), 0740U);
  EXPECT_EQ(permissionsOf(folder / "new"), 0700U);
}

TEST(OutputFolder, LeavesNoParentsWithoutACommit) {
  const test::TemporaryFolder folder;
  { const OutputFolder abandoned(folder / "a/b/c"); }
  EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(OutputFolder, IsCheckedWithoutAChange) {
  const test::TemporaryFolder folder;
  requireOutputFolder(folder / "a/b/c");
  EXPECT_EQ(entries(folder.path()), 0U);
  test::writeBytes(folder / "file", "");
  for (const char* name : {"file", "file/a", "file/a/b"})
    EXPECT_THROW(requireOutputFolder(folder / name), DesignError) << name;
  EXPECT_THROW(requireOutputFolder(""), DesignError);
}

} // namespace
} // namespace weft
