// refusal_test.cpp: What does not fit is refused with the sizes
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/combinations.hpp"
#include "gen/config/read.hpp"
#include "gen/num/error.hpp"
#include "sw/compiler/bounds.hpp"
#include "sw/compiler/layout.hpp"
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/program.hpp"
#include "sw/model/graph_builder.hpp"
#include "sw/model/workload.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weft {
namespace {

template <class Call> std::string messageOf(Call call) {
  try {
    call();
  } catch (const DesignError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Refusal, OfAProductWhoseTileDoesNotFitTwice) {
  ArrayCapacity capacity = arrayCapacity(loadConfig("tiny4"));
  const MatmulShape shape{5, {4, 4}, {4, 4}, 1};
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 5); }), "accepted");
  capacity.weightWords = 7;
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 5); }),
            "matmul: one tile of 4 x 4 weights does not fit two slots of 3 weight words");
}

TEST(Refusal, OfMaximaWhoseWindowDoesNotFitTwice) {
  ArrayCapacity capacity = arrayCapacity(loadConfig("tiny4"));
  MatmulShape shape{9, {4, 4}, {4, 4}, 1};
  shape.results = {3, 3, 3, 2};
  shape.ownRows = true;
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 9); }), "accepted");
  capacity.activationWords = 17;
  EXPECT_EQ(messageOf([&] { chooseTiling(shape, capacity, 9); }),
            "matmul: 9 results, as many as one that is stored needs, do not fit a slot of 8 "
            "activation words or half of 1024 accumulator rows with tiles of 4 x 4");
}

/// The sizes that the rules between keys accept suffice for every product, ragged and in heads.
TEST(Refusal, OfNoProductOnTheSmallestMemoriesOfAnyArrayAndBus) {
  Config config = loadConfig("tiny4");
  for (const int rows : {4, 8, 16, 32, 64})
    for (const int columns : {4, 8, 16, 32, 64})
      for (const int bus : {8, 16, 32, 64}) {
        config.array.rows = rows;
        config.array.columns = columns;
        config.bus.bytes = bus;
        config.scratchpad.kib = config.accumulator.kib = 4;
        for (const Problem& problem : combinationProblems(config))
          (problem.path == "scratchpad.kib" ? config.scratchpad.kib : config.accumulator.kib) =
              std::stoi(problem.nearest);
        ASSERT_TRUE(combinationProblems(config).empty());
        for (const Columns& k : {Columns{75, 75}, Columns{1000, 1000}, Columns{90, 15}})
          for (const Columns& n : {Columns{34, 34}, Columns{500, 500}, Columns{120, 10}})
            EXPECT_NO_THROW(chooseTiling(MatmulShape{9, k, n, 1}, arrayCapacity(config), 9))
                << rows << " x " << columns << ", bus " << bus;
      }
}

/// Attention on the array has no way from memory to the softmax.
TEST(Refusal, OfASoftmaxAloneWhereAttentionIsShared) {
  const Graph graph = makeWorkload("softmax:3x20", 1).graph;
  EXPECT_EQ(messageOf([&] { requireSizes(graph, loadConfig("edge8")); }), "accepted");
  EXPECT_EQ(messageOf([&] { requireSizes(graph, loadConfig("edge8s")); }),
            "softmax: softmax alone, which attention.engine = shared has no command for; nearest: "
            "attention.engine = dedicated");
}

TEST(Refusal, OfASegmentBeyondABaseRegister) {
  SegmentAllocator segment(64);
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{4095} << 20); }), "accepted");
  EXPECT_EQ(messageOf([&] { segment.allocate(std::uint64_t{2} << 20); }),
            "memory: the workload needs more than the 4 GiB that one base register reaches (4097 "
            "MiB so far)");
}

Graph attentionOf(std::size_t queries, std::size_t keys, std::size_t headSize, std::size_t heads) {
  GraphBuilder builder;
  const std::size_t width = heads * headSize;
  const TensorId q = builder.input("q", DType::i8, queries, width),
                 k = builder.input("k", DType::i8, keys, width),
                 v = builder.input("v", DType::i8, keys, width);
  builder.output(builder.attention("attention", q, k, v, heads, {}));
  return builder.take();
}

Graph softmaxOf(std::size_t rows, std::size_t columns) {
  GraphBuilder builder;
  builder.softmax("softmax", builder.input("scores", DType::i32, rows, columns));
  return builder.take();
}

Graph additionOf(std::size_t columns) {
  GraphBuilder builder;
  const TensorId a = builder.input("a", DType::i16, 2, columns),
                 b = builder.input("b", DType::i16, 2, columns);
  builder.output(builder.add("add", a, b));
  return builder.take();
}

/// The largest passes, one more is refused with its nearest legal value.
void expectEdge(const Config& config, const Graph& largest, const Graph& larger,
                const std::string& message) {
  EXPECT_NO_THROW(plan(largest, config)) << message;
  EXPECT_EQ(messageOf([&] { plan(larger, config); }), message);
}

TEST(Refusal, OfSizesThatNoCommandOfTheConfigurationHolds) {
  const Config config = loadConfig("tiny4"),
               wide = loadConfig("tiny4", {"attention.max_keys=8192"});
  expectEdge(config, attentionOf(1, 4096, 1, 1), attentionOf(1, 4097, 1, 1),
             "attention: 4097 keys, attention.max_keys allows 1 to 4096; nearest: 4096");
  expectEdge(wide, attentionOf(1, 8192, 1, 1), attentionOf(1, 8193, 1, 1),
             "attention: 8193 keys, attention.max_keys allows 1 to 8192; nearest: 8192");
  expectEdge(config, attentionOf(4096, 1, 1, 1), attentionOf(4097, 1, 1, 1),
             "attention: 4097 queries, its command allows 1 to 4096; nearest: 4096");
  expectEdge(config, attentionOf(1, 1, 128, 1), attentionOf(1, 1, 129, 1),
             "attention: 129 elements of a head, its command allows 1 to 128; nearest: 128");
  expectEdge(config, attentionOf(1, 1, 1, 64), attentionOf(1, 1, 1, 65),
             "attention: 65 heads, its command allows 1 to 64; nearest: 64");
  expectEdge(config, softmaxOf(1, 4096), softmaxOf(1, 4097),
             "softmax: 4097 columns, its command allows 1 to 4096; nearest: 4096");
  expectEdge(config, softmaxOf(65536, 1), softmaxOf(65537, 1),
             "softmax: 65537 rows, its command allows 1 to 65536; nearest: 65536");
  expectEdge(config, additionOf(4096), additionOf(4097),
             "add: 4097 columns, its command allows 1 to 4096; nearest: 4096");
}

TEST(Refusal, ListsEverySizeAtOnce) {
  const std::string message =
      messageOf([&] { plan(attentionOf(5000, 5000, 200, 1), loadConfig("tiny4")); });
  for (const char* what : {"5000 queries", "5000 keys", "200 elements of a head"})
    EXPECT_NE(message.find(what), std::string::npos) << what;
}

/// Every field of every command of a plan at the far ends of the ranges fits its word.
TEST(Refusal, OfNoFieldWhateverTheMemories) {
  const Config huge = loadConfig("tiny4", {"scratchpad.kib=4096", "accumulator.kib=4096"});
  for (const char* text :
       {"gemm:4096x16384x64", "gemm:4096x64x4096", "encoder:L=4096,D=126,H=1,F=8",
        "encoder:L=4096,D=254,H=2,F=8", "softmax:4096x4096", "add:4096x4096"})
    for (const PlannedCommand& command : plan(makeWorkloadShapes(text, 1).graph, huge))
      EXPECT_NO_THROW(std::visit(
          [&](const auto& fields) { return isa::encode(fields, command.tokens); }, command.fields))
          << text;
}

/// Convolutions of whole images at a time.
TEST(Refusal, OfNoFieldWhateverTheImages) {
  const Config huge =
      loadConfig("tiny4", {"scratchpad.kib=4096", "accumulator.kib=4096", "array.dataflow=rs"});
  for (const char* text :
       {"conv:H=1024,W=1024,C=3,K=4,R=7,S=7,stride=2", "conv:H=300,W=300,C=4,K=8,R=3,S=3,pool=max3",
        "conv:H=16,W=16,C=4096,K=4096,R=4,S=4", "conv:H=1,W=1024,C=1024,K=16,R=1,S=7"})
    for (const PlannedCommand& command : plan(makeWorkloadShapes(text, 1).graph, huge))
      EXPECT_NO_THROW(std::visit(
          [&](const auto& fields) { return isa::encode(fields, command.tokens); }, command.fields))
          << text;
}

/// A product of many small blocks.
TEST(Refusal, OfNoProgramForItsLength) {
  const Config small =
      loadConfig("tiny4", {"scratchpad.kib=4", "accumulator.kib=4", "bus.burst_beats=4"});
  const Workload workload = makeWorkload("gemm:1024x3x16384", 1);
  EXPECT_GT(compile(workload.graph, small).slots(), isa::kMostRingSlots);
}

} // namespace
} // namespace weft
