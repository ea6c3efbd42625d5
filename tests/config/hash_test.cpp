// hash_test.cpp: SHA-256 against published vectors; what the configuration hash sees and ignores.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"
#include "gen/config/read.hpp"
#include "gen/config/sha256.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(Sha256, EqualsThePublishedVectors) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, SeesEveryHardwareKey) {
  const std::string hash = configHash(loadConfig("base16"));
  for (const char* change : {"array.rows=8", "bus.id_bits=5", "ram.read_latency=2",
                             "numerics.nonlinear=ibert", "attention.max_keys=8192",
                             "attention.engine=shared", "array.dataflow=os", "array.dataflow=rs"})
    EXPECT_NE(configHash(loadConfig("base16", {change})), hash) << change;
}

TEST(Hash, IgnoresNamePrefixAndMemory) {
  const std::string hash = configHash(loadConfig("base16"));
  for (const char* change : {"name=other", "prefix=p_", "memory.latency=9", "memory.bytes=3"})
    EXPECT_EQ(configHash(loadConfig("base16", {change})), hash) << change;
}

TEST(Hash, CanonicalTextIsSortedAndComplete) {
  EXPECT_EQ(
      canonicalJson(loadConfig("tiny4")),
      R"({"accumulator":{"kib":16},"array":{"columns":4,"dataflow":"ws","rows":4},)"
      R"("attention":{"chunk":16,)"
      R"("engine":"dedicated","exponent_lanes":4,"max_keys":4096,"multipliers":16,"query_block":64},"bus":{)"
      R"("address_bits":40,"burst_beats":16,"bytes":8,"id_bits":4,"reads_in_flight":32},)"
      R"("numerics":{"nonlinear":"accurate"},"post":{"lanes":4},"ram":{"read_latency":2},)"
      R"("scratchpad":{"kib":16}})");
}

TEST(Hash, RegisterWordsAreTheFirstSixteenDigits) {
  const Config config = loadConfig("edge8");
  const auto words = hashWords(config);
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", words[0], words[1]);
  EXPECT_EQ(configHash(config).substr(0, 16), text);
}

TEST(Hash, WrittenConfigurationReadsBack) {
  const Config config = loadConfig("wide32", {"ram.read_latency=2", "prefix=x_"});
  const ReadResult again = readConfig(configJson(config), "again");
  EXPECT_TRUE(again.problems.empty());
  EXPECT_EQ(configJson(again.config), configJson(config));
}

} // namespace
} // namespace weft
