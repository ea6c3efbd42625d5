// presets_test.cpp: Presets, schema and random configurations keep the rules.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/hash.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"
#include "gen/config/schema.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace weft {
namespace {

const std::string configs = std::string(WEFT_SOURCE_DIR) + "/configs/";

std::string fileText(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Presets, CompiledInCopyEqualsTheFile) {
  for (const std::string& name : presetNames()) {
    EXPECT_EQ(presetText(name), fileText(configs + name + ".json"));
    EXPECT_EQ(loadConfig(name).name, name);
    EXPECT_EQ(configHash(loadConfig(configs + name + ".json")), configHash(loadConfig(name)));
  }
}

TEST(Presets, DerivedSizesOfBase16) {
  const Config config = loadConfig("base16");
  EXPECT_EQ(activationWords(config), 2048);
  EXPECT_EQ(weightWords(config), 2048);
  EXPECT_EQ(accumulatorRows(config), 4096);
  EXPECT_EQ(attentionLanes(config), 16);
  EXPECT_EQ(peakMacsPerCycle(config), 768);
}

TEST(Schema, PublishedFileIsWhatTheTableSays) {
  EXPECT_EQ(fileText(configs + "schema.json"), configSchema())
      << "write it anew with: weft config schema > configs/schema.json";
}

TEST(RandomConfig, IsAcceptedAndRepeatable) {
  int rectangular = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Config config = randomConfig(seed);
    EXPECT_TRUE(readConfig(configJson(config), config.name).problems.empty()) << config.name;
    EXPECT_EQ(configJson(randomConfig(seed)), configJson(config));
    EXPECT_LE(std::max(config.array.rows, config.array.columns), 16);
    rectangular += config.array.rows != config.array.columns ? 1 : 0;
  }
  EXPECT_GT(rectangular, 40);
}

} // namespace
} // namespace weft
