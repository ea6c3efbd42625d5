// export_test.cpp: What `weft gen` writes is complete, indexed and repeatable.
// SPDX-License-Identifier: Apache-2.0
#include "gen/export/export.hpp"

#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"
#include "gen/config/sha256.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <sstream>

namespace weft {
namespace {

using Json = nlohmann::json;

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

class Export : public testing::Test {
protected:
  Config config = loadConfig("tiny4");
  FileSet files = exportFiles(config);
};

TEST_F(Export, RepeatsByteForByte) { EXPECT_EQ(exportFiles(config), files); }

TEST_F(Export, ListsEveryModuleOnceChildrenFirst) {
  const auto order = linesOf(files.at("weft.f"));
  std::string before;
  std::size_t modules = 0;
  for (const auto& [name, text] : files)
    modules += name.starts_with("rtl/") ? 1 : 0;
  EXPECT_EQ(order.size(), modules);
  EXPECT_EQ(order.back(), "rtl/top.v");
  for (const std::string& file : order) {
    ASSERT_TRUE(files.contains(file)) << file;
    EXPECT_EQ(before.find(' ' + file + ' '), std::string::npos) << file;
    before += ' ' + file + ' ';
  }
}

TEST_F(Export, ManifestHashesEveryOtherFile) {
  const Json manifest = Json::parse(files.at("manifest.json"));
  EXPECT_EQ(manifest.at("config_hash"), configHash(config));
  EXPECT_EQ(manifest.at("licence"), "Apache-2.0");
  EXPECT_EQ(manifest.at("files").size(), files.size() - 1);
  for (const auto& [name, text] : files)
    if (name != "manifest.json") {
      EXPECT_EQ(manifest.at("files").at(name), sha256(text)) << name;
    }
}

TEST_F(Export, ManifestSignsEveryModule) {
  const Json manifest = Json::parse(files.at("manifest.json"));
  const auto order = linesOf(files.at("weft.f"));
  ASSERT_EQ(manifest.at("modules").size(), order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Json& entry = manifest.at("modules").at(i);
    EXPECT_EQ(entry.at("file"), order[i]);
    EXPECT_FALSE(entry.at("ports").empty()) << order[i];
    for (const Json& port : entry.at("ports"))
      EXPECT_FALSE(port.at("doc").get<std::string>().empty()) << order[i] << port.at("name");
  }
}

TEST_F(Export, ConfigurationReadsBack) {
  const ReadResult again = readConfig(files.at("config.json"), "config.json");
  EXPECT_TRUE(again.problems.empty());
  EXPECT_EQ(configHash(again.config), configHash(config));
}

TEST_F(Export, PrefixOfTheCallWinsOverTheConfigurations) {
  config.prefix = "a_";
  EXPECT_TRUE(exportFiles(config).contains("rtl/a_top.v"));
  EXPECT_TRUE(exportFiles(config, "b_").contains("rtl/b_top.v"));
  EXPECT_THROW(exportFiles(config, "9x"), DesignError);
  EXPECT_TRUE(rtlFiles(config).contains("top.v"));
}

TEST_F(Export, RecordsThePrefixSoThatTheFolderGeneratesItself) {
  const FileSet prefixed = exportFiles(config, "b_");
  EXPECT_EQ(readConfig(prefixed.at("config.json"), "config.json").config.prefix, "b_");
  EXPECT_EQ(Json::parse(prefixed.at("manifest.json")).at("prefix"), "b_");
  EXPECT_EQ(exportFiles(readConfig(prefixed.at("config.json"), "config.json").config), prefixed);
}

TEST_F(Export, RefusesAPrefixThatMakesAKeyword) {
  EXPECT_THROW(exportFiles(config, "ty"), DesignError); // module type
  EXPECT_THROW(rtlFiles(config, "ty"), DesignError);
  EXPECT_NO_THROW(exportFiles(config, "ty_"));
}

TEST_F(Export, PagesShowWhatTheConstantRegistersHold) {
  const auto hash = hashWords(config);
  char row[64];
  std::snprintf(row, sizeof row, "`CONFIG_HASH_LOW` | read only | 0x%x |", hash[0]);
  EXPECT_NE(files.at("docs/registers.md").find(row), std::string::npos) << row;
  for (const char* page : {"driving", "operands", "arithmetic"})
    EXPECT_TRUE(files.contains("docs/" + std::string(page) + ".md")) << page;
}

/// Nothing that changes from day to day or machine to machine.
TEST_F(Export, NamesNoPlaceAndNoTime) {
  for (const auto& [name, text] : files)
    for (const char* stranger : {WEFT_SOURCE_DIR, "/home/", "/tmp/", __DATE__})
      EXPECT_EQ(text.find(stranger), std::string::npos) << name << " holds " << stranger;
}

} // namespace
} // namespace weft
