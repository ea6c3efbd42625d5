// scale_sim_test.cpp: The closed forms give what SCALE-Sim printed
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/scale_sim.hpp"

#include <gtest/gtest.h>

namespace weft {
namespace {

/// "Total Cycles" of COMPUTE_REPORT.csv from scale-sim-v2, commit 22f88b1 of 2025-02
/// (github.com/scalesim-project/scale-sim-v2): array 16 x 16, bandwidth mode CALC (no stalls),
/// dataflows ws and os. Convolutions are given as their matrix products.
struct Printed {
  const char* layer;
  ProductSize size;
  std::uint64_t weightStationary, outputStationary;
};

constexpr Printed kPrinted[] = {
    {"BERT-Base l=128 projection", {128, 768, 768}, 400895, 306431},
    {"BERT-Base l=128 QK, one head", {128, 64, 128}, 5567, 6015},
    {"BERT-Base l=128 SV, one head", {128, 128, 64}, 5567, 5055},
    {"BERT-Base l=128 FFN1", {128, 768, 3072}, 1603583, 1225727},
    {"BERT-Base l=128 FFN2", {128, 3072, 768}, 1603583, 1191167},
    {"BERT-Base l=512 projection", {512, 768, 768}, 1285631, 1225727},
    {"BERT-Base l=512 QK, one head", {512, 64, 512}, 71423, 96255},
    {"BERT-Base l=512 SV, one head", {512, 512, 64}, 71423, 69375},
    {"BERT-Base l=512 FFN1", {512, 768, 3072}, 5142527, 4902911},
    {"BERT-Base l=512 FFN2", {512, 3072, 768}, 5142527, 4764671},
    {"ResNet-50 conv1", {12544, 147, 64}, 503599, 555071},
    {"ResNet-50 conv4b", {196, 2304, 256}, 557567, 485471},
    {"ResNet-50 conv5c", {49, 512, 2048}, 389119, 277503},
    {"ResNet-50 fc", {1, 2048, 1000}, 379007, 130913},
};

TEST(ScaleSim, EveryPrintedLayerIsTheClosedFormLessOne) {
  for (const Printed& row : kPrinted) {
    const ScaleSimCycles cycles = scaleSimCycles(row.size, 16, 16);
    EXPECT_EQ(cycles.weightStationary - 1, row.weightStationary) << row.layer;
    EXPECT_EQ(cycles.outputStationaryCode - 1, row.outputStationary) << row.layer;
  }
}

TEST(ScaleSim, PaperAddsRowsToEveryFoldOfOutputStationary) {
  const ScaleSimCycles projection = scaleSimCycles({128, 768, 768}, 16, 16);
  EXPECT_EQ(projection.outputStationaryPaper, 312576U);
  EXPECT_EQ(projection.outputStationaryPaper - projection.outputStationaryCode, 8U * 48 * 16);
  EXPECT_EQ(scaleSimCycles({128, 64, 128}, 16, 16).outputStationaryPaper, 7040U);
}

TEST(ScaleSim, RowsAndColumnsKeepTheirPlaces) {
  // 8 rows, 4 columns; 3 x 2 folds of K and N, 2 x 2 of M and N, all ragged.
  const ScaleSimCycles cycles = scaleSimCycles({9, 17, 5}, 8, 4);
  EXPECT_EQ(cycles.weightStationary, 6U * (2 * 8 + 4 + 9 - 2));
  EXPECT_EQ(cycles.outputStationaryPaper, 4U * (2 * 8 + 4 + 17 - 2));
  EXPECT_EQ(cycles.outputStationaryCode, 4U * (8 + 4 + 17 - 2));
}

/// Products of a BERT-Base layer at l=128: 4 projections, 12 heads, FFN1, FFN2.
TEST(ScaleSim, SumsToAnEncoderLayer) {
  ScaleSimCycles layer;
  const std::uint64_t times[] = {4, 12, 12, 1, 1};
  for (std::size_t i = 0; i < 5; ++i)
    for (std::uint64_t t = 0; t < times[i]; ++t)
      layer += scaleSimCycles(kPrinted[i].size, 16, 16);
  constexpr std::uint64_t kProducts = 4 + 12 + 12 + 1 + 1;
  EXPECT_EQ(layer.weightStationary - kProducts, 4944354U);
  EXPECT_EQ(layer.outputStationaryCode - kProducts, 3775458U);
  EXPECT_EQ(layer.outputStationaryPaper, 3849216U);
}

} // namespace
} // namespace weft
