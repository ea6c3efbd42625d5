// blocking.cpp: The sizes at which something in machine or compiler begins anew.
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/blocking.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "sw/compiler/matmul_tiling.hpp"
#include "sw/compiler/schedule.hpp"
#include "sw/compiler/shared_tiling.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::regress {
namespace {

constexpr std::string_view kGemm = "gemm", kAttention = "attention", kLayernorm = "layernorm",
                           kSoftmax = "softmax", kAdd = "add", kEncoder = "encoder", kConv = "conv";
constexpr std::int64_t kInt16 = 2, kInt32 = 4; ///< bytes
constexpr std::int64_t kPageBytes = 4096;      ///< that no AXI burst crosses

constexpr Dimension kM{kGemm, "M"}, kK{kGemm, "K"}, kN{kGemm, "N"};
constexpr Dimension kQueries{kAttention, "L"}, kKeys{kAttention, "S"}, kHead{kAttention, "D"};
constexpr Dimension kNormRows{kLayernorm, "R"}, kNormWidth{kLayernorm, "D"};
constexpr Dimension kAddRows{kAdd, "R"}, kAddWidth{kAdd, "D"};
constexpr Dimension kScoreRows{kSoftmax, "R"}, kScores{kSoftmax, "S"};
constexpr Dimension kTokens{kEncoder, "L"}, kEncoderHead{kEncoder, kHeadSize},
    kHidden{kEncoder, "F"};
constexpr Dimension kHeight{kConv, "H"}, kWidth{kConv, "W"}, kInputs{kConv, "C"},
    kOutputs{kConv, "K"};

using List = std::vector<Blocking>;

void addProducts(List& list, const Config& c) {
  const std::int64_t rows = c.array.rows, columns = c.array.columns, bus = c.bus.bytes;
  const std::int64_t parameterSlot = kParameterWords / 2 * columns;
  list.push_back({"array rows", rows, {kK, kM, kHidden, kInputs}, {"array.rows"}});
  list.push_back({"array columns", columns, {kN, kHidden, kOutputs}, {"array.columns"}});
  list.push_back({"accumulator half",
                  accumulatorRows(c) / 2,
                  {kM, kWidth},
                  {"accumulator.kib", "derived:accumulatorRows"}});
  list.push_back({"activation slot",
                  activationWords(c) / 2,
                  {kM},
                  {"scratchpad.kib", "derived:activationWords"}});
  list.push_back({"weight slab", weightWords(c) / 2, {kK}, {"derived:weightWords"}});
  list.push_back({"parameter slot", parameterSlot, {kN}, {"derived:kParameterWords"}});
  list.push_back({"all parameter slots",
                  kMostOperandSlots * parameterSlot,
                  {kN},
                  {"matmul_tiling:kMostOperandSlots"}});
  list.push_back(
      {"aligned k tiles", alignedTiles(bus, rows) * rows, {kK, kInputs}, {"derived:alignedTiles"}});
  list.push_back({"aligned n tiles", alignedTiles(bus, columns) * columns, {kN, kOutputs}, {}});
  list.push_back({"rows ahead of the store",
                  depths::kStoresUnderWay,
                  {kM},
                  {"store_engine:kMostRowsAhead", "store_engine_nets:kQueueDepth",
                   "store_engine_nets:kSlots", "row_factors:kSlots", "depths:kStoresUnderWay"}});
}

void addMemory(List& list, const Config& c) {
  const std::int64_t bus = c.bus.bytes, burst = burstBytes(c);
  list.push_back(
      {"bus word, int8", bus, {kK, kN, kHead, kEncoderHead, kInputs, kOutputs}, {"bus.bytes"}});
  list.push_back({"bus word, int16", bus / kInt16, {kNormWidth, kAddWidth}, {}});
  list.push_back({"bus word, int32", bus / kInt32, {kScores}, {}});
  list.push_back({"burst, int8", burst, {kK, kN}, {"bus.burst_beats", "derived:burstBytes"}});
  list.push_back({"burst, int16", burst / kInt16, {kNormWidth, kAddWidth}, {}});
  list.push_back({"burst, int32", burst / kInt32, {kScores}, {}});
  list.push_back(
      {"bursts of the writer's queue",
       depths::kWriterBursts * burst,
       {kN},
       {"dma_writer:kShapesAhead", "write_arbiter:kAddressesAhead", "depths:kWriterBursts"}});
  list.push_back({"reads in flight",
                  c.bus.readsInFlight,
                  {kM, kKeys, kNormRows, kAddRows, kScoreRows, kWidth},
                  {"bus.reads_in_flight"}});
  list.push_back({"writes in flight",
                  depths::kWritesInFlight,
                  {kM, kQueries, kNormRows, kAddRows, kScoreRows},
                  {"depths:kWritesInFlight"}});
  list.push_back({"page, int8", kPageBytes, {kK}, {}});
  list.push_back({"page, int16", kPageBytes / kInt16, {kNormWidth, kAddWidth}, {}});
  list.push_back({"page, int32", kPageBytes / kInt32, {kScores}, {}});
}

/// Blocks of attention on the array; elsewhere the sizes that they are made of.
SharedTiling blocksOnArray(const Config& c) {
  if (attentionUnit(c) != num::AttentionUnit::shared)
    return {.queries = c.attention.queryBlock, .keys = c.attention.chunk};
  AttentionOp op;
  op.L = op.S = num::kMostQueries;
  op.D = num::kMostHeadSize / 2;
  return chooseSharedTiling(op, c, arrayCapacity(c));
}

void addAttention(List& list, const Config& c) {
  const std::int64_t chunk = c.attention.chunk;
  const timeline::Machine machine = timeline::machineOf(c, {});
  list.push_back(
      {"query block", c.attention.queryBlock, {kQueries, kTokens}, {"attention.query_block"}});
  list.push_back({"chunk",
                  chunk,
                  {kKeys, kScores, kTokens},
                  {"attention.chunk", "attention_formats:kChunkKeys",
                   "attention_formats:kFewestChunkKeys", "attention_formats:kMostChunkKeys"}});
  list.push_back(
      {"chunks in the rings", depths::kRingSlots * chunk, {kKeys}, {"depths:kRingSlots"}});
  list.push_back({"chunks ahead",
                  std::int64_t{2} * depths::kRingSlots * chunk,
                  {kKeys},
                  {"attention_engine:kItemsAhead", "attention_engine:kGroupsAhead"}});
  const SharedTiling onArray = blocksOnArray(c);
  list.push_back({"queries of a block on the array", onArray.queries, {kQueries}, {}});
  list.push_back({"keys of a block on the array", onArray.keys, {kKeys}, {}});
  list.push_back({"attention lanes",
                  attentionLanes(c),
                  {kHead, kEncoderHead},
                  {"attention.multipliers", "derived:attentionLanes"}});
  list.push_back({"exponent lanes",
                  chunkExponentLanes(c),
                  {kQueries, kKeys, kScores},
                  {"attention.exponent_lanes", "derived:chunkExponentLanes"}});
  list.push_back({"words of the output queue", depths::kOutputQueueWords, {kQueries}, {}});
  list.push_back({"most keys", c.attention.maxKeys, {kKeys}, {"attention.max_keys"}, true});
  list.push_back(
      {"exponents of a word", timeline::exponentsOfWord(machine) * chunk, {kScores}, {}});
  list.push_back({"words of the softmax sink",
                  depths::kSinkQueueWords * timeline::sinkWordBytes(machine),
                  {kScores},
                  {"depths:kSinkQueueWords"}});
  list.push_back({"most scores", isa::kMostColumns, {kScores}, {}, true});
}

void addRows(List& list, const Config& c) {
  const std::int64_t lanes = c.post.lanes;
  list.push_back({"post lanes", lanes, {kNormWidth, kAddWidth, kEncoderHead}, {"post.lanes"}});
  list.push_back({"rows of a POST",
                  kMostPostRows,
                  {kNormRows, kAddRows, kTokens, kWidth},
                  {"schedule:kMostPostRows"}});
  list.push_back({"words of a run",
                  std::int64_t{depths::kMostChunkWords} * c.bus.bytes / kInt16,
                  {kNormWidth, kAddWidth},
                  {"depths:kMostChunkWords"}});
  list.push_back({"words of the result queue",
                  depths::kOutputQueueWords * lanes,
                  {kNormWidth, kAddWidth},
                  {"depths:kOutputQueueWords"}});
  list.push_back({"rows that wait for the root",
                  depths::kRowsWaiting,
                  {kNormRows, kAddRows},
                  {"depths:kRowsWaiting"}});
  list.push_back(
      {"half of the ring of rows", timeline::kRingColumns / 4, {kNormWidth, kAddWidth}, {}});
  list.push_back({"most columns", isa::kMostColumns, {kNormWidth, kAddWidth}, {}, true});
}

} // namespace

std::vector<Blocking> blockings(const Config& config) {
  List list;
  addProducts(list, config);
  addMemory(list, config);
  addAttention(list, config);
  addRows(list, config);
  return list;
}

std::int64_t mostOf(const Dimension& dimension, const Config& config) {
  if (dimension.kind == kSoftmax && attendsOnArray(config))
    return 0; // no command for it
  constexpr std::int64_t kMostSide = 1024;
  if (dimension == kHeight || dimension == kWidth)
    return kMostSide;
  constexpr std::int64_t kMostInner = 16384, kMostOuter = 65536, kMostRows = 4096;
  if (dimension == kK)
    return kMostInner;
  if (dimension == kN)
    return kMostOuter;
  if (dimension == kKeys)
    return config.attention.maxKeys;
  if (dimension == kHead || dimension == kEncoderHead)
    return isa::kMostHeadSize;
  return kMostRows;
}

} // namespace weft::regress
