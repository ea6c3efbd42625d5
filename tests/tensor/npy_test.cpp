// npy_test.cpp: .npy files round trip, and broken ones are refused with the reason.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/npy.hpp"

#include "gen/num/error.hpp"
#include "tests/temporary_folder.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace weft {
namespace {

using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;

/// A version 1.0 file with `dictionary` as its header and `dataBytes` bytes of data.
std::string npyFile(const std::string& dictionary, std::size_t dataBytes) {
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(dictionary.size() & 0xff);
  file += static_cast<char>(dictionary.size() >> 8);
  return file + dictionary + std::string(dataBytes, '\1');
}

std::string messageFor(const std::string& content) {
  const TemporaryFolder folder;
  test::writeBytes(folder / "bad.npy", content);
  try {
    readNpy(folder / "bad.npy");
  } catch (const DesignError& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder / "bad.npy").string()));
    return error.what();
  }
  return "accepted";
}

template <class T> void expectRoundTrip(const Shape& shape) {
  const TemporaryFolder folder;
  Tensor tensor(dtypeOf<T>(), shape);
  T next = 1;
  for (T& value : tensor.mutableValues<T>())
    value = next++;
  writeNpy(folder / "a.npy", tensor);
  const Tensor read = readNpy(folder / "a.npy");
  EXPECT_EQ(read.dtype(), tensor.dtype());
  EXPECT_EQ(read.shape(), shape);
  EXPECT_TRUE(std::ranges::equal(read.bytes(), tensor.bytes()));
}

TEST(Npy, roundTripsEveryTypeAndRank) {
  expectRoundTrip<double>({2, 3});
  expectRoundTrip<float>({});
  expectRoundTrip<std::int64_t>({5});
  expectRoundTrip<std::int32_t>({2, 1, 4});
  expectRoundTrip<std::int16_t>({0, 3});
  expectRoundTrip<std::int8_t>({7});
  expectRoundTrip<std::uint8_t>({1, 1, 1, 9});
}

TEST(Npy, alignsDataTo64Bytes) {
  const TemporaryFolder folder;
  writeNpy(folder / "a.npy", Tensor(DType::i8, {3}));
  EXPECT_EQ(test::readBytes(folder / "a.npy").size() % 64, 3U);
}

TEST(Npy, readsVersionsTwoAndThree) {
  const std::string dictionary = "{'descr': '|i1', 'fortran_order': False, 'shape': (2,), }\n";
  for (const char version : {'\2', '\3'}) {
    std::string file = npyFile(dictionary, 2);
    file[6] = version;
    file.insert(10, 2, '\0');
    const TemporaryFolder folder;
    test::writeBytes(folder / "a.npy", file);
    EXPECT_EQ(readNpy(folder / "a.npy").shape(), Shape{2});
  }
}

TEST(Npy, viewOutlivesTheName) {
  const TemporaryFolder folder;
  writeNpy(folder / "a.npy", Tensor::of<float>({1}, std::vector<float>{5}));
  const Tensor tensor = readNpy(folder / "a.npy");
  std::filesystem::remove(folder / "a.npy");
  EXPECT_EQ(tensor.values<float>()[0], 5);
}

TEST(Npy, refusesWhatIsNoNpyFile) {
  EXPECT_THAT(messageFor(""), HasSubstr("magic"));
  EXPECT_THAT(messageFor("hello, world"), HasSubstr("magic"));
  EXPECT_THAT(messageFor(std::string("\x93NUMPY\x09\x00\x00\x00", 10)),
              HasSubstr("expected 1.0, 2.0 or 3.0, got 9.0"));
  const TemporaryFolder folder;
  EXPECT_THROW(readNpy(folder / "missing.npy"), DesignError);
  EXPECT_THROW(readNpy(folder.path()), DesignError);
}

TEST(Npy, refusesTruncatedFiles) {
  const std::string file =
      npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24);
  for (std::size_t length = 0; length < file.size(); ++length)
    EXPECT_NE(messageFor(file.substr(0, length)), "accepted") << length;
  EXPECT_EQ(messageFor(file), "accepted");
  EXPECT_THAT(messageFor(file.substr(0, file.size() - 1)),
              AllOf(HasSubstr("expected 24 bytes"), HasSubstr("got 23 bytes")));
  EXPECT_THAT(messageFor(file + "x"), HasSubstr("got 25 bytes"));
}

TEST(Npy, refusesBadHeaders) {
  const auto message = [](const std::string& dictionary) {
    return messageFor(npyFile(dictionary, 4));
  };
  EXPECT_THAT(message("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}"),
              HasSubstr("element type"));
  EXPECT_THAT(message("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"),
              HasSubstr("element type"));
  EXPECT_THAT(message("{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}"),
              HasSubstr("Fortran"));
  EXPECT_THAT(message("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}"),
              HasSubstr("expected True or False, got 'Maybe"));
  EXPECT_THAT(message("{'descr': '<f4', 'fortran_order': False}"), HasSubstr("shape"));
  EXPECT_THAT(message("{'fortran_order': False, 'shape': (1,)}"), HasSubstr("descr"));
  EXPECT_THAT(message("{'descr': '<f4', 'extra': False, 'shape': (1,)}"), HasSubstr("'extra'"));
  EXPECT_THAT(message("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"),
              HasSubstr("a number"));
  EXPECT_THAT(message("{'descr': '<f4', 'shape': (99999999999999999999,)}"),
              HasSubstr("fits in 64 bits"));
  EXPECT_THAT(
      message("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8)}"),
      HasSubstr("below 2^63"));
  EXPECT_THAT(message("{'descr': '<f4', 'shape': (1,)} tail"), HasSubstr("the end of the header"));
}

/// What Python's own parser, or NumPy's, refuses.
TEST(Npy, refusesWhatNumPyRefuses) {
  const auto message = [](const std::string& order, const std::string& shape,
                          const std::string& more = "") {
    return messageFor(npyFile("{'descr': '<f4', " + order + "'shape': " + shape + more + "}", 4));
  };
  const std::string order = "'fortran_order': False, ";
  EXPECT_EQ(message(order, "(1,)"), "accepted");
  EXPECT_EQ(message(order, "(1, 1)"), "accepted");
  EXPECT_EQ(message(order, "()"), "accepted");
  EXPECT_THAT(message("", "(1,)"), HasSubstr("keys descr, fortran_order and shape"));
  EXPECT_THAT(message(order + order, "(1,)"), HasSubstr("every key once"));
  EXPECT_THAT(message(order, "(1,)", ", 'shape': (1,)"), HasSubstr("every key once"));
  EXPECT_THAT(message(order, "(1,)", ", 'descr': '<f4'"), HasSubstr("every key once"));
  EXPECT_THAT(message(order, "(01,)"), HasSubstr("without leading zeros"));
  EXPECT_THAT(message(order, "(1, 001)"), HasSubstr("without leading zeros"));
  EXPECT_THAT(message(order, "(1)"), HasSubstr("expected ','"));
  EXPECT_THAT(message(order, "(1 1)"), HasSubstr("expected ','"));
  EXPECT_THAT(message(order, "(+1,)"), HasSubstr("a number"));
  std::string minor = npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4);
  minor[7] = 1;
  EXPECT_THAT(messageFor(minor), HasSubstr("expected 1.0, 2.0 or 3.0, got 1.1"));
}

/// Any byte of magic, version, length or dictionary changed to any value: read or refused.
TEST(Npy, survivesEveryMutationOfTheHeader) {
  const TemporaryFolder folder;
  writeNpy(folder / "a.npy", Tensor(DType::f32, {2, 3}));
  const std::string good = test::readBytes(folder / "a.npy");
  int refused = 0;
  for (std::size_t position = 0; position < good.size() - 24; ++position)
    for (int value = 0; value < 256; value += position < 10 ? 1 : 7) {
      std::string bad = good;
      bad[position] = static_cast<char>(value);
      test::writeBytes(folder / "b.npy", bad);
      try {
        EXPECT_LE(readNpy(folder / "b.npy").bytes().size(), 24U);
      } catch (const DesignError&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 1000);
}

/// Opening it would wait for somebody who writes to it.
TEST(Npy, APipeIsRefusedAtOnce) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe.npy").c_str(), 0600), 0);
  EXPECT_THROW(readNpy(folder / "pipe.npy"), DesignError);
  EXPECT_THROW(readNpy(folder.path()), DesignError);
}

TEST(Npy, failedWriteLeavesTheOldFile) {
  const TemporaryFolder folder;
  EXPECT_THROW(writeNpy(folder / "missing/a.npy", Tensor(DType::i8, {1})), DesignError);
  std::filesystem::create_directory(folder / "taken.npy");
  EXPECT_THROW(writeNpy(folder / "taken.npy", Tensor(DType::i8, {1})), DesignError);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

} // namespace
} // namespace weft
