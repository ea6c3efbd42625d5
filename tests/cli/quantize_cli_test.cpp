// quantize_cli_test.cpp: `weft quantize` as a user meets it: warnings, their JSON, refused options
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/npy.hpp"
#include "tests/cli/weft_tool.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace weft::testing {
namespace {

using Json = nlohmann::json;

std::string quantiseDigits(const std::string& calibration) {
  return "quantize " WEFT_DIGITS " --calibration " + calibration + " -o " + scratch("quantised");
}

/// The first of the shipped calibration images, one pixel of image 3 replaced.
std::string imagesWithPixel(std::size_t count, float value) {
  std::vector<float> pixels = readNpy(WEFT_DIGITS "/calibration.npy").convertedTo<float>();
  pixels.resize(count * 64);
  pixels[3 * 64 + 10] = value;
  std::string file = scratch("images.npy");
  writeNpy(file, Tensor::of({count, 1, 8, 8}, pixels));
  return file;
}

TEST(QuantizeCli, WarnsOfStrayImagesAlsoWhenQuiet) {
  const std::string json = scratch("left_out.json");
  const ToolResult result =
      weft(quantiseDigits(imagesWithPixel(30, 1000)) + " --quiet --json " + json + " > /dev/null");
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.output,
            "weft: warning: images: image 3 is left out: it holds 1000 at channel 0, "
            "row 1, column 2, and all but one in twenty stay within 1\n");
  const Json report = Json::parse(std::ifstream(json));
  EXPECT_EQ(report["warnings"].size(), 1U);
  EXPECT_EQ(report["warnings"][0]["reason"], "left_out");
  EXPECT_EQ(report["calibration_samples"], 29);
  EXPECT_GT(report["worst"]["cosine"], 0.999);
}

TEST(QuantizeCli, NamesTheWorstTensorAndWhy) {
  const std::string json = scratch("ruined.json");
  const ToolResult result =
      weft(quantiseDigits(imagesWithPixel(10, 1000)) + " --quiet --json " + json);
  EXPECT_EQ(result.status, 0);
  const Json report = Json::parse(std::ifstream(json));
  EXPECT_LT(report["worst"]["cosine"], 0.9);
  const std::string worst = report["worst"]["tensor"];
  EXPECT_NE(result.output.find("warning: " + worst + " is the worst tensor"), std::string::npos);
  EXPECT_NE(result.output.find("warning: patches holds 1000 at row "), std::string::npos);
  EXPECT_NE(result.output.find("samples, worst tensor " + worst), std::string::npos);
  EXPECT_EQ(report["warnings"].back()["reason"], "cosine");
  EXPECT_EQ(report["warnings"].back()["tensor"], worst);
  EXPECT_TRUE(report["tensors"][0]["clipped_share"].is_number());
}

TEST(QuantizeCli, OptionsThatDoNotExistYetAreRefusedAndNotOffered) {
  const std::string help = weft("quantize --help").output;
  for (const char* option : {"--method", "--weights"}) {
    EXPECT_EQ(help.find(option), std::string::npos);
    expectRefused(quantiseDigits(WEFT_DIGITS "/calibration.npy") + " " + option + " mse", option);
  }
}

} // namespace
} // namespace weft::testing
