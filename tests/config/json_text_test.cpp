// json_text_test.cpp: No text, however wrong, does anything but name its fault.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/json_text.hpp"

#include "gen/config/read.hpp"
#include "gen/config/text_file.hpp"
#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace weft {
namespace {

std::string repeated(const std::string& word, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i)
    text += word;
  return text;
}

template <class Call> std::string refusal(Call call) {
  try {
    call();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

std::string refusalOfText(const std::string& text) {
  return refusal([&] { parseObject(text, "x.json"); });
}

std::string refusalOfFile(const std::string& path) {
  return refusal([&] { loadConfig(path); });
}

std::string refusalOfOverride(const std::string& assignment) {
  return refusal([&] { loadConfig("tiny4", {assignment}); });
}

std::string nestedArrays(std::size_t levels) {
  return repeated("[", levels) + repeated("]", levels);
}

TEST(JsonText, LevelsAreBounded) {
  const std::string refused = "x.json: more than 64 objects and arrays within one another";
  EXPECT_EQ(refusalOfText("{\"a\":" + nestedArrays(63) + "}"), "accepted");
  EXPECT_EQ(refusalOfText("{\"a\":" + nestedArrays(64) + "}"), refused);
  EXPECT_EQ(refusalOfText("{\"a\":" + nestedArrays(200000) + "}"), refused);
  EXPECT_EQ(refusalOfText(repeated("{\"a\":", 200000) + "1" + repeated("}", 200000)), refused);
  EXPECT_EQ(refusalOfText(repeated("[", 200000)), refused);
}

TEST(JsonText, NumbersBeyondDoubleAreRefused) {
  for (const char* number : {"1e999", "-1e999", "1e99999999999999999999"})
    EXPECT_TRUE(refusalOfText(std::string("{\"a\":[") + number + "]}")
                    .starts_with("x.json: a number is out of range: "))
        << number;
  EXPECT_LT(refusalOfText("{\"a\":" + std::string(100000, '9') + "}").size(), 300U);
}

TEST(JsonText, KeysAreUniqueAtEveryLevel) {
  for (const char* text : {R"({"a":1,"a":2})", R"({"b":{"a":1,"a":1}})",
                           R"({"b":[[{"a":1,"a":2}]]})", R"({"b":{"a":1},"c":{"a":1,"\u0061":2}})"})
    EXPECT_EQ(refusalOfText(text), "x.json: key 'a' appears twice in one object") << text;
  EXPECT_EQ(refusalOfText(R"({"a":{"a":[{"a":1},{"a":1}]}})"), "accepted");
}

TEST(JsonText, BytesThatAreNoUtf8AreRefused) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc3"})
    EXPECT_TRUE(refusalOfText(std::string("{\"a\":\"") + bytes + "\"}")
                    .starts_with("x.json: no JSON at byte"));
}

TEST(JsonText, OverridesAreAsStrict) {
  EXPECT_EQ(refusalOfOverride("name=\xff"), R"(override "name=\ufffd": must be UTF-8)");
  EXPECT_EQ(refusalOfOverride("new.\xff=1"), R"(override "new.\ufffd=1": must be UTF-8)");
  EXPECT_NE(refusalOfOverride("x=" + nestedArrays(60000)).find("more than 64 objects and arrays"),
            std::string::npos);
  EXPECT_NE(refusalOfOverride("x" + repeated(".x", 60000) + "=1").find("more than 64 parts"),
            std::string::npos);
  EXPECT_EQ(refusalOfOverride(R"(array={"rows":4,"rows":8,"columns":4})"),
            R"(override 'array={"rows":4,"rows":8,"columns":4}': key 'rows' appears twice in one )"
            "object");
  EXPECT_TRUE(refusalOfOverride("array.rows=1e999").starts_with(R"(tiny4: 1 problem)"));
}

TEST(JsonText, LongValuesAreShortened) {
  EXPECT_LT(refusalOfOverride("array.rows=" + std::string(100000, 'x')).size(), 600U);
}

TEST(TextFile, WhatIsNoTextIsRefusedWithTheReason) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(refusalOfFile("/dev/zero"), "/dev/zero: has more than 16 MiB");
  EXPECT_EQ(refusalOfFile(folder.path().string()),
            folder.path().string() + ": cannot be read: Is a directory");
  EXPECT_TRUE(refusalOfFile("/dev/null").starts_with("/dev/null: no JSON at byte 1"));
  EXPECT_EQ(refusalOfFile("/dev/null/x"), "/dev/null/x: cannot be read: Not a directory");
  EXPECT_EQ(refusalOfFile("/" + std::string(300, 'x')),
            "/" + std::string(300, 'x') + ": cannot be read: File name too long");
}

TEST(TextFile, APipeIsReadToItsEnd) {
  const test::TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
  std::thread writer([&] { test::writeBytes(pipe, presetText("edge8")); });
  EXPECT_EQ(loadConfig(pipe).name, "edge8");
  writer.join();
}

} // namespace
} // namespace weft
