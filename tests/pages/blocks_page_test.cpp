// blocks_page_test.cpp: Latencies and formats on the pages of gen are those of the code.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_output/row_reciprocal.hpp"
#include "gen/blocks/layernorm/normaliser.hpp"
#include "gen/blocks/output_pipeline/output_pipeline.hpp"
#include "gen/blocks/softmax/softmax_rows.hpp"
#include "gen/blocks/systolic_array/systolic_array_model.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/format.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/gelu.hpp"
#include "gen/prim/run_descriptor.hpp"
#include "gen/top/reset_sync.hpp"
#include "sw/timeline/engine_latencies.hpp"
#include "tests/pages/stated.hpp"

namespace weft {
namespace {

template <class... Pieces>
::testing::AssertionResult blockStates(const std::string& block, const Pieces&... pieces) {
  return test::states("gen/blocks/" + block + "/README.md", pieces...);
}

TEST(BlockPages, Latencies) {
  constexpr int kOutputLatency = OutputStages::of(true).latency;
  EXPECT_TRUE(blockStates("output_pipeline", "Latency ", kOutputLatency, " cycles"));
  EXPECT_TRUE(blockStates("output_pipeline", kOutputLatency, " cycles after a0"));
  EXPECT_TRUE(
      blockStates("attention_output", "The reciprocal takes ", RowReciprocal::kLatency, " cycles"));
  EXPECT_TRUE(blockStates("layernorm", "READ_LATENCY + ", Normaliser::kLatency));
  EXPECT_TRUE(blockStates("systolic_array", "Tiles of M = ROWS = 4 vectors"));
  EXPECT_TRUE(blockStates("systolic_array", "latency 4 + COLUMNS + ", arrayLatency(4, 0) - 4));
}

TEST(BlockPages, RowsOfTheSoftmax) {
  EXPECT_TRUE(blockStates("softmax", "is read READ_LATENCY + ", SoftmaxRows::kUpdateCycles,
                          " cycles before its new value is written"));
  EXPECT_TRUE(blockStates("softmax", "of one row every READ_LATENCY + ",
                          SoftmaxRows::kUpdateCycles + 1, " cycles"));
}

TEST(BlockPages, Roots) {
  EXPECT_TRUE(blockStates("rsqrt", "Without waiting a root takes ", timeline::kAccurateRootCycles,
                          " cycles (`accurate`) or ", timeline::kIbertRootCycles, " (`ibert`)"));
  EXPECT_TRUE(blockStates("layernorm", "at least ", timeline::kAccurateRootCycles,
                          " cycles (`accurate`) or ", timeline::kIbertRootCycles, " (`ibert`)"));
}

TEST(BlockPages, FormatsOfTheSoftmax) {
  using namespace num;
  EXPECT_TRUE(blockStates("softmax", "with ", kExponentFraction, " fraction bits, ", kExponentBits,
                          " bits signed"));
  EXPECT_TRUE(blockStates("softmax", "sat", kExponentBits, "(round_{e-", kDroppedMultiplierBits,
                          "}(score * (m >> ", kDroppedMultiplierBits, ")))"));
  EXPECT_TRUE(blockStates("softmax", "Only the upper ", kFactorBits, " bits of m count; e must be ",
                          kSmallestScoreShift, " to ", Scale::kMaxShift));
  EXPECT_TRUE(blockStates("softmax", "(", kSumGuardBits, " guard bits)"));
  EXPECT_TRUE(blockStates("softmax", 1 << kExponentFraction, " entries of ", kTableBits, " bits"));
  EXPECT_TRUE(blockStates("softmax", kShareBits, " + log2 C bits unsigned: each key adds `p << ",
                          kSumGuardBits, "` when p >= ", kConsistentFrom));
  EXPECT_TRUE(blockStates("softmax", "The sum has ", kRowSumBits, " bits, enough for ", kMostKeys,
                          " keys"));
}

TEST(GenPages, Numbers) {
  using namespace num;
  EXPECT_TRUE(
      test::states("gen/num/README.md", "With ", Scale::kMultiplierBits, " bits multiplier"));
  EXPECT_TRUE(test::states("gen/num/README.md", "| table | ", kGeluTable.size(), " x ",
                           kGeluC0Bits + kGeluC1Bits + kGeluC2Bits, " bits | none |"));
  EXPECT_TRUE(test::states("gen/num/README.md", "k = a >> ", kGeluSegmentBits, ", t = a mod 2^",
                           kGeluSegmentBits, ". d = 0 for k >= ", kGeluTable.size()));
  EXPECT_TRUE(test::states("gen/num/README.md", "d = 0 for x15 >= ", kIGeluRoot));
  EXPECT_TRUE(test::states("gen/num/README.md", "u = roundShift((", kIGeluRoot, " - x15)^2, ",
                           kIGeluSquareShift, ")"));
  EXPECT_TRUE(test::states("gen/num/README.md", "w = roundShift(x15 * ", kIGeluFactor, ", ",
                           kIGeluSlopeShift, ")"));
  EXPECT_TRUE(test::states("gen/num/README.md", "d = roundShift(u * w, ", kIGeluDeficitShift, ")"));
}

TEST(GenPages, Commands) {
  EXPECT_TRUE(test::states("gen/isa/README.md", "one or two slots of ", isa::kSlotBytes, " bytes"));
  EXPECT_TRUE(test::states("gen/isa/README.md", "are ", isa::kTokenCount, " counting semaphores"));
  EXPECT_TRUE(test::states("sw/compiler/README.md", "Token `producer * ", isa::kEngineCount,
                           " + consumer - 1`"));
  EXPECT_TRUE(test::states("sw/compiler/README.md", "hence ", isa::kTokenCount, " suffice"));
}

TEST(GenPages, Cells) {
  EXPECT_TRUE(test::states("gen/prim/README.md", "`{address[ADDR_W], bytes[", kRunBytesW,
                           "]}`, bytes in the low ", kRunBytesW, " bits"));
  EXPECT_TRUE(test::states("gen/top/README.md", "everything inside is in reset for ",
                           ResetSync::kCycles, " cycles"));
}

} // namespace
} // namespace weft
