// simulator_entry_test.cpp: A damaged simulator is told from a whole one, and replaced
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_entry.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

const std::string kLibraryBytes(100'000, 'x');

class SimulatorEntry : public ::testing::Test {
protected:
  void store() {
    test::writeBytes(folder_ / "built.so", kLibraryBytes);
    storeSimulator(folder_ / "built.so", entry_);
  }

  test::TemporaryFolder folder_;
  fs::path entry_ = folder_ / "key";
};

TEST_F(SimulatorEntry, IsWholeOnceItIsStored) {
  EXPECT_FALSE(holdsSimulator(entry_));
  store();
  EXPECT_TRUE(holdsSimulator(entry_));
  EXPECT_EQ(test::readBytes(simulatorIn(entry_)), kLibraryBytes);
}

TEST_F(SimulatorEntry, DamageOfEveryKindIsNoticedAndMended) {
  std::string flipped = kLibraryBytes;
  flipped[flipped.size() / 2] ^= 1;
  for (const std::string& damaged : {std::string(), kLibraryBytes.substr(1), kLibraryBytes + "x",
                                     std::string(kLibraryBytes.size(), '\0'), flipped}) {
    store();
    test::writeBytes(simulatorIn(entry_), damaged);
    EXPECT_FALSE(holdsSimulator(entry_));
    store();
    EXPECT_TRUE(holdsSimulator(entry_));
  }
}

TEST_F(SimulatorEntry, AMissingDigestOrAFolderIsDamage) {
  store();
  for (const auto& file : fs::directory_iterator(entry_))
    if (file.path() != simulatorIn(entry_))
      fs::remove(file.path());
  EXPECT_FALSE(holdsSimulator(entry_));
  fs::remove(simulatorIn(entry_));
  fs::create_directory(simulatorIn(entry_));
  EXPECT_FALSE(holdsSimulator(entry_));
  store();
  EXPECT_TRUE(holdsSimulator(entry_));
}

TEST_F(SimulatorEntry, NothingIsLeftBesideIt) {
  store();
  store();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 2);
  EXPECT_THROW(storeSimulator(folder_ / "absent.so", entry_), DesignError);
  EXPECT_TRUE(holdsSimulator(entry_));
}

} // namespace
} // namespace weft
