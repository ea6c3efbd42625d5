// safetensors_test.cpp: Safetensors files round trip, and broken ones are refused with the reason.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/safetensors.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <algorithm>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

std::string safetensorsFile(const std::string& header, std::size_t dataBytes) {
  const std::uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file + header + std::string(dataBytes, '\1');
}

std::string messageFor(const std::string& content) {
  const TemporaryFolder folder;
  test::writeBytes(folder / "bad.safetensors", content);
  try {
    readSafetensors(folder / "bad.safetensors");
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder / "bad.safetensors").string()));
    return error.what();
  }
  return "accepted";
}

/// The message for a file with one tensor `a` described by `fields`, and 8 bytes of data.
std::string messageForEntry(const std::string& fields) {
  return messageFor(safetensorsFile(R"({"a":)" + fields + "}", 8));
}

TEST(Safetensors, roundTripsNamedTensors) {
  const TemporaryFolder folder;
  const NamedTensors tensors{
      {"layer.0.weight", Tensor::of<std::int8_t>({3}, std::vector<std::int8_t>{1, -2, 3})},
      {"layer.0.scale", Tensor::of<double>({1, 2}, std::vector<double>{0.5, 1e-9})},
      {"scalar", Tensor::of<std::int32_t>({}, std::vector<std::int32_t>{-7})},
      {"nothing", Tensor(DType::f32, {0, 4})},
      {"quote\"and\\", Tensor::of<std::uint8_t>({1}, std::vector<std::uint8_t>{255})}};
  writeSafetensors(folder / "a.safetensors", tensors);
  const NamedTensors read = readSafetensors(folder / "a.safetensors");
  ASSERT_EQ(read.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(read.at(name).dtype(), tensor.dtype()) << name;
    EXPECT_EQ(read.at(name).shape(), tensor.shape()) << name;
    EXPECT_TRUE(std::ranges::equal(read.at(name).bytes(), tensor.bytes())) << name;
  }
}

TEST(Safetensors, sameTensorsGiveSameBytes) {
  const TemporaryFolder folder;
  const NamedTensors tensors{{"b", Tensor(DType::i8, {3})}, {"a", Tensor(DType::f32, {2})}};
  writeSafetensors(folder / "1", tensors);
  writeSafetensors(folder / "2", tensors);
  EXPECT_EQ(test::readBytes(folder / "1"), test::readBytes(folder / "2"));
}

TEST(Safetensors, skipsMetadata) {
  EXPECT_EQ(messageFor(safetensorsFile(R"({"__metadata__":{"format":"pt"},)"
                                       R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                                       8)),
            "accepted");
}

TEST(Safetensors, refusesTruncatedFiles) {
  const std::string file =
      safetensorsFile(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);
  for (std::size_t length = 0; length < file.size(); ++length)
    EXPECT_NE(messageFor(file.substr(0, length)), "accepted") << length;
  EXPECT_EQ(messageFor(file), "accepted");
  EXPECT_THAT(messageFor(file.substr(0, 5)), HasSubstr("expected at least 8 bytes, got 5"));
  EXPECT_THAT(messageFor(file.substr(0, 20)), HasSubstr("header length"));
  EXPECT_THAT(messageFor(file + "x"), HasSubstr("expected 8 bytes, got 9"));
}

TEST(Safetensors, refusesHeadersThatAreNoJsonObject) {
  EXPECT_THAT(messageFor(safetensorsFile("{", 0)), HasSubstr("JSON object"));
  EXPECT_THAT(messageFor(safetensorsFile("{]}", 0)), HasSubstr("no JSON at byte"));
  EXPECT_THAT(messageFor(safetensorsFile("[]", 0)),
              HasSubstr("a JSON object and spaces behind it, got \"[]\""));
  EXPECT_THAT(messageFor(safetensorsFile("", 0)), HasSubstr("JSON object"));
  EXPECT_NE(messageFor(safetensorsFile(std::string(100'000, '['), 0)), "accepted");
  EXPECT_NE(messageFor(safetensorsFile("{\"\xff\":1}", 0)), "accepted");
}

TEST(Safetensors, headerBeginsWithTheObjectAndEndsInSpaces) {
  const std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  EXPECT_EQ(messageFor(safetensorsFile(header + "   ", 8)), "accepted");
  for (const std::string& bad : {" " + header, header + std::string(3, '\0'), header + "\n",
                                 header + "\t ", "\xef\xbb\xbf" + header})
    EXPECT_THAT(messageFor(safetensorsFile(bad, 8)), HasSubstr("spaces behind it")) << bad;
}

TEST(Safetensors, refusesNestingAndNumbersWithoutEnd) {
  constexpr std::size_t kLevels = 200'000;
  const std::string deep = std::string(kLevels, '[') + std::string(kLevels, ']');
  EXPECT_THAT(messageForEntry(deep), HasSubstr("within one another"));
  EXPECT_THAT(messageForEntry(R"({"dtype":)" + deep + R"(,"shape":[2],"data_offsets":[0,8]})"),
              HasSubstr("within one another"));
  EXPECT_NE(messageForEntry(R"({"dtype":"F32","shape":[1e999],"data_offsets":[0,8]})"), "accepted");
}

TEST(Safetensors, refusesRepeatedKeysAtEveryLevel) {
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]})"),
              HasSubstr("key 'dtype' appears twice"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]})"),
              HasSubstr("key 'shape' appears twice"));
  EXPECT_THAT(messageFor(safetensorsFile(R"({"__metadata__":{"a":"1","a":"2"}})", 0)),
              HasSubstr("key 'a' appears twice"));
}

TEST(Safetensors, refusesHalfPrecisionWithAdvice) {
  for (const std::string type : {"F16", "BF16", "F8_E4M3"})
    EXPECT_THAT(messageForEntry(R"({"dtype":")" + type + R"(","shape":[4],"data_offsets":[0,8]})"),
                AllOf(HasSubstr("convert half precision to F32"), HasSubstr(type)));
}

TEST(Safetensors, refusesBadEntries) {
  EXPECT_THAT(messageForEntry("3"), HasSubstr("dtype, shape and data_offsets, got 3"));
  EXPECT_THAT(messageForEntry(R"({"shape":[2],"data_offsets":[0,8]})"), HasSubstr("dtype"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"BF16","shape":[4],"data_offsets":[0,8]})"),
              AllOf(HasSubstr("one of F64"), HasSubstr("BF16")));
  EXPECT_THAT(messageForEntry(R"({"dtype":7,"shape":[4],"data_offsets":[0,8]})"),
              HasSubstr("one of F64"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})"),
              HasSubstr("a list of integers"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"),
              HasSubstr("integers of at least 0"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})"),
              HasSubstr("integers of at least 0"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})"),
              HasSubstr("expected 12 bytes, got 8 bytes"));
  EXPECT_THAT(
      messageForEntry(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]})"),
      HasSubstr("below 2^63"));
}

TEST(Safetensors, refusesOffsetsOutsideOfTheData) {
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,12]})"),
              HasSubstr("within 8 bytes of data, got [0, 12]"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"),
              HasSubstr("begin <= end"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"F32","shape":[2],"data_offsets":[0]})"),
              HasSubstr("begin <= end"));
  EXPECT_THAT(
      messageForEntry(R"({"dtype":"I8","shape":[1],"data_offsets":[0,18446744073709551615]})"),
      HasSubstr("within 8 bytes"));
}

TEST(Safetensors, refusesOverlapsHolesAndRepeatedNames) {
  const auto message = [](const std::string& second, const std::string& name = "b") {
    return messageFor(safetensorsFile(R"({"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},")" +
                                          name + R"(":{"dtype":"I8","shape":[4],"data_offsets":)" +
                                          second + "}}",
                                      8));
  };
  EXPECT_EQ(message("[4,8]"), "accepted");
  EXPECT_THAT(message("[0,4]"), HasSubstr("'b': expected data from byte 4, got from byte 0"));
  EXPECT_THAT(message("[2,6]"), HasSubstr("from byte 2"));
  EXPECT_THAT(message("[4,8]", "a"), HasSubstr("key 'a' appears twice"));
  EXPECT_THAT(messageForEntry(R"({"dtype":"I8","shape":[4],"data_offsets":[0,4]})"),
              HasSubstr("expected 4 bytes, got 8"));
}

/// Any byte of length or header changed to any value: read or refused.
TEST(Safetensors, survivesEveryMutationOfTheHeader) {
  const TemporaryFolder folder;
  writeSafetensors(folder / "a",
                   {{"w", Tensor(DType::f32, {2, 3})}, {"v", Tensor(DType::i8, {4})}});
  const std::string good = test::readBytes(folder / "a");
  int refused = 0;
  for (std::size_t position = 0; position < good.size() - 28; ++position)
    for (int value = 0; value < 256; value += position < 8 ? 1 : 7) {
      std::string bad = good;
      bad[position] = static_cast<char>(value);
      test::writeBytes(folder / "b", bad);
      try {
        for (const auto& [name, tensor] : readSafetensors(folder / "b"))
          EXPECT_LE(tensor.bytes().size(), 28U);
      } catch (const DesignError&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 1000);
}

TEST(Safetensors, failedWriteLeavesNothing) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "taken");
  EXPECT_THROW(writeSafetensors(folder / "taken", {}), DesignError);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

} // namespace
} // namespace weft
