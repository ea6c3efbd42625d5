// top_test.cpp: The whole design is emitted for presets and random configurations.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top.hpp"

#include "gen/config/hash.hpp"
#include "gen/config/random_config.hpp"
#include "gen/config/read.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <set>

namespace weft {
namespace {

std::string textOf(const std::vector<hdl::VerilogFile>& files, const std::string& name) {
  for (const hdl::VerilogFile& file : files)
    if (file.name == name)
      return file.text;
  return {};
}

TEST(Top, EmitsEveryPresetTwiceTheSame) {
  for (const std::string& preset : presetNames()) {
    const Config config = loadConfig(preset);
    const auto first = hdl::emit(*buildTop(config));
    const auto second = hdl::emit(*buildTop(config));
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i)
      EXPECT_EQ(first[i].text, second[i].text) << first[i].name;
    EXPECT_EQ(first.back().name, "top.v");
  }
}

TEST(Top, EmitsRandomConfigurations) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Config config = randomConfig(seed, 64);
    EXPECT_NO_THROW(hdl::emit(*buildTop(config))) << configJson(config);
  }
}

TEST(Top, EmitsTheWidestAndTheNarrowestBus) {
  for (const char* override : {"bus.address_bits=32", "bus.address_bits=64", "bus.bytes=64",
                               "bus.id_bits=3", "ram.read_latency=2"})
    EXPECT_NO_THROW(hdl::emit(*buildTop(loadConfig("base16", {override})))) << override;
}

TEST(Top, CarriesTheHashOfItsConfiguration) {
  const Config config = loadConfig("edge8");
  const std::string text = textOf(hdl::emit(*buildTop(config)), "top.v");
  for (const std::uint32_t word : hashWords(config)) {
    char digits[9];
    std::snprintf(digits, sizeof digits, "%x", word);
    EXPECT_NE(text.find(digits), std::string::npos) << digits;
  }
}

TEST(Top, PrefixRenamesEveryModuleAndInstance) {
  const auto top = buildTop(loadConfig("tiny4"));
  std::set<std::string> plain;
  for (const hdl::VerilogFile& file : hdl::emit(*top))
    plain.insert(file.name);
  const hdl::EmitOptions prefixed{.prefix = "mine_", .configurations = {}};
  for (const hdl::VerilogFile& file : hdl::emit(*top, prefixed)) {
    ASSERT_TRUE(file.name.starts_with("mine_"));
    EXPECT_TRUE(plain.contains(file.name.substr(5)));
    EXPECT_NE(file.text.find("module mine_"), std::string::npos);
  }
}

/// Tools infer the interfaces from these names.
TEST(Top, HasTheStandardPins) {
  const std::string text = textOf(hdl::emit(*buildTop(loadConfig("tiny4"))), "top.v");
  for (const char* pin : {"aclk", "aresetn", "irq", "s_axil_awaddr", "s_axil_rdata", "m_axi_araddr",
                          "m_axi_rlast", "m_axi_wstrb", "m_axi_bready"})
    EXPECT_NE(text.find(std::string(" ") + pin), std::string::npos) << pin;
}

} // namespace
} // namespace weft
