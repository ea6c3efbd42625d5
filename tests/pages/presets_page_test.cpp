// presets_page_test.cpp: The tables and lists of presets are those of the configurations.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/derived.hpp"
#include "gen/config/json_text.hpp"
#include "gen/config/read.hpp"
#include "tests/pages/stated.hpp"

#include <algorithm>
#include <filesystem>

namespace weft {
namespace {

using test::joined;
using test::states;

std::string memorySize(int kib) {
  return kib % 1024 == 0 ? joined(kib / 1024, " MiB") : joined(kib, " KiB");
}

std::string attentionOf(const Config& config) {
  if (!hasNonlinear(config))
    return "on the array, softmax on the host";
  return attendsOnArray(config)
             ? "on the array"
             : joined(config.attention.multipliers, " + ", config.attention.multipliers);
}

TEST(PresetsPage, TableOfConfigs) {
  for (const std::string& name : presetNames()) {
    const Config config = loadConfig(name);
    EXPECT_EQ(config.bus.bytes, config.memory.bytes) << "one column says both";
    EXPECT_TRUE(states("configs/README.md", "| `", name, "` | ", config.array.rows, "x",
                       config.array.columns, " | ", memorySize(config.scratchpad.kib), " | ",
                       memorySize(config.accumulator.kib), " | ", attentionOf(config), " | ",
                       config.post.lanes, " | ", config.bus.bytes, " |"));
  }
}

TEST(PresetsPage, ListOfTheReadme) {
  std::string names;
  for (const std::string& name : presetNames())
    names += (names.empty() ? "" : " ") + name;
  EXPECT_TRUE(states("README.md", "weft config list # ", names));
}

TEST(PresetsPage, MeasuredOnItsOwnMemory) {
  const Config config = loadConfig("base16");
  EXPECT_TRUE(states("README.md", "(", config.memory.bytes, " bytes per cycle, ",
                     config.memory.latency, " cycles of latency for `base16`)"));
}

TEST(PresetsPage, BurstsInFlight) {
  const int bursts = loadConfig("base16").bus.readsInFlight;
  for (const std::string& name : presetNames())
    EXPECT_EQ(loadConfig(name).bus.readsInFlight, bursts) << name;
  EXPECT_TRUE(states("gen/blocks/dma_reader/README.md", "The presets keep ", bursts, " in flight"));
}

TEST(PresetsPage, LimitsOfTheText) {
  EXPECT_TRUE(states("gen/config/README.md", "at most ", kMostJsonLevels, " levels, ",
                     kMostTextBytes >> 20, " MiB"));
}

TEST(PresetsPage, ModulesOfBase16) {
  namespace fs = std::filesystem;
  const auto modules = std::ranges::count_if(
      fs::directory_iterator(fs::path(WEFT_SOURCE_DIR) / "rtl"),
      [](const fs::directory_entry& file) { return file.path().extension() == ".v"; });
  EXPECT_TRUE(states("gen/hdl/README.md", "The whole base16 accelerator (", modules, " modules)"));
}

} // namespace
} // namespace weft
