// lower_shared_attention.cpp: Attention as products of the array with the softmax between them
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/operands.hpp"
#include "gen/num/attention_formats.hpp"
#include "gen/num/integers.hpp"
#include "sw/compiler/heads.hpp"
#include "sw/compiler/shared_tiling.hpp"

#include <algorithm>
#include <vector>

namespace weft {
namespace {

/// A block of queries of one head against a block of keys.
struct Item {
  std::int64_t head = 0;
  std::int64_t query = 0, queries = 0; ///< first one, how many
  std::int64_t key = 0, keys = 0;
  std::int64_t visible = 0;         ///< keys of the block that its first query sees, any number
  std::int64_t block = 0;           ///< number of the block of queries
  bool first = false, last = false; ///< of the blocks of keys for these queries
};

/// Where two items have a place on chip, the scores of one are computed while the one before goes
/// through the softmax; then the values of that one are weighted.
class SharedAttentionLowering : public Follower {
public:
  SharedAttentionLowering(Schedule& schedule, const AttentionOp& op)
      : schedule_(schedule), op_(op), headSize_(static_cast<std::int64_t>(op.D)),
        q_(schedule, op.q, headSize_), k_(schedule, op.k, headSize_), v_(schedule, op.v, headSize_),
        out_(schedule, op.out, headSize_),
        tiling_(chooseSharedTiling(op, schedule.config(), schedule.capacity())),
        zeros_(schedule.addConstant(static_cast<std::size_t>(tiling_.rows * tiling_.columns),
                                    [](std::span<std::uint8_t>) {})) {}

  /// The array is busy with the product: nothing is gained by beginning early.
  void stored(std::int64_t, std::int64_t) override {}

  void finish() override {
    const std::vector<Item> items = allItems();
    const auto ahead = static_cast<std::size_t>(tiling_.slots - 1);
    for (std::size_t i = 0; i < items.size() + ahead; ++i) {
      if (i < items.size())
        begin(items[i], i);
      if (i >= ahead)
        end(items[i - ahead], i - ahead);
    }
  }

private:
  std::vector<Item> allItems() const {
    std::vector<Item> items;
    std::int64_t block = 0;
    for (std::int64_t head = 0; head < static_cast<std::int64_t>(op_.H); ++head)
      for (std::int64_t query = 0; query < static_cast<std::int64_t>(op_.L);
           query += tiling_.queries)
        addBlock(items, head, query, block++);
    return items;
  }

  /// Keys that no query of the block sees are left out, but for one where there is none else.
  void addBlock(std::vector<Item>& items, std::int64_t head, std::int64_t query,
                std::int64_t block) const {
    const std::int64_t queries =
        std::min(tiling_.queries, static_cast<std::int64_t>(op_.L) - query);
    const std::int64_t seenFirst = seenBy(query), seenLast = seenBy(query + queries - 1);
    const std::int64_t keys = std::max<std::int64_t>(1, seenLast);
    for (std::int64_t key = 0; key < keys; key += tiling_.keys)
      items.push_back({.head = head,
                       .query = query,
                       .queries = queries,
                       .key = key,
                       .keys = std::min(tiling_.keys, keys - key),
                       .visible = seenFirst - key,
                       .block = block,
                       .first = key == 0,
                       .last = key + tiling_.keys >= keys});
  }

  /// Keys that a query sees; with a causal mask none when it is not positive.
  std::int64_t seenBy(std::int64_t query) const {
    const auto keys = static_cast<std::int64_t>(op_.S);
    if (op_.mask == isa::MaskKind::causal)
      return keys - static_cast<std::int64_t>(op_.L) + query + 1;
    return op_.mask == isa::MaskKind::padding ? std::min(keys, static_cast<std::int64_t>(op_.valid))
                                              : keys;
  }

  // Places on chip: those of an item take turns, and so do those of a block of queries.
  std::int64_t turn(std::size_t item) const {
    return static_cast<std::int64_t>(item) % tiling_.slots;
  }
  std::int64_t queriesAt(const Item& item) const {
    return item.block % tiling_.blocks * tiling_.queryWords();
  }
  std::int64_t sharesAt(std::size_t item) const {
    return tiling_.blocks * tiling_.queryWords() + turn(item) * tiling_.shareWords();
  }
  std::int64_t keysAt(std::size_t item) const { return turn(item) * tiling_.keyWords(); }
  std::int64_t valuesAt(std::size_t item) const {
    return tiling_.slots * tiling_.keyWords() + turn(item) * tiling_.valueWords();
  }
  std::int64_t weightedAt(const Item& item) const {
    return item.block % tiling_.blocks * tiling_.weightedRows();
  }
  /// Behind the weighted values of the lower half, and in the upper half.
  std::int64_t scoresAt(std::size_t item) const {
    const bool lower = tiling_.slots > 1 && turn(item) == 0;
    return lower ? tiling_.blocks * tiling_.weightedRows() : half();
  }
  std::int64_t half() const { return schedule_.capacity().accumulatorRows / 2; }
  std::int64_t rememberedAt(const Item& item) const {
    return item.block % 2 * std::int64_t{num::kMostBlockQueries};
  }
  std::int64_t keyHead(const Item& item) const {
    return item.head / static_cast<std::int64_t>(op_.queryHeadsPerKvHead);
  }
  /// k tiles of p v: whole chunks.
  std::int64_t shareTiles(const Item& item) const {
    return ceilDiv(item.keys, tiling_.chunk) * (tiling_.chunk / tiling_.rows);
  }

  void begin(const Item& item, std::size_t i) {
    setTile(item);
    if (item.first)
      loadQueries(item);
    loadKeys(item, i);
    loadValues(item, i);
    score(item, i);
    soften(item, i);
  }
  void end(const Item& item, std::size_t i) {
    setTile(item);
    weigh(item, i);
    if (item.last)
      divide(item);
  }
  void setTile(const Item& item) {
    schedule_.setTile({{item.query, item.query + item.queries},
                       {item.key, item.key + item.keys},
                       {},
                       {item.head, item.head + 1}});
  }

  void loadQueries(const Item& item) {
    const std::int64_t at = queriesAt(item);
    isa::Load load;
    load.base = q_.base();
    load.destination = isa::LoadTo::activations;
    load.offset = q_.offset(item.head, item.query);
    load.bytes = static_cast<std::uint32_t>(headSize_);
    load.count1 = static_cast<std::uint32_t>(item.queries);
    load.stride1 = static_cast<std::int32_t>(q_.pitch());
    load.start = static_cast<std::uint32_t>(at);
    load.wordStep = static_cast<std::uint32_t>(item.queries);
    load.step1 = 1;
    schedule_.issue(isa::Engine::load, load,
                    {q_.touch(item.head, 1, item.query, item.query + item.queries, false),
                     writesWords(kActivationSpace, at, at + item.queries * tiling_.queryTiles())});
  }

  void loadKeys(const Item& item, std::size_t i) {
    const std::int64_t whole = item.keys / tiling_.columns * tiling_.columns;
    if (whole > 0)
      transpose(item, keysAt(i), item.key, tiling_.columns, whole / tiling_.columns);
    if (whole < item.keys)
      transpose(item, keysAt(i) + whole / tiling_.columns * tiling_.keyTileWords(),
                item.key + whole, item.keys - whole, 1);
  }

  /// `tiles` n tiles of `lanes` keys each.
  void transpose(const Item& item, std::int64_t at, std::int64_t key, std::int64_t lanes,
                 std::int64_t tiles) {
    isa::Transpose command;
    command.base = k_.base();
    command.offset = k_.offset(keyHead(item), key);
    command.bytes = static_cast<std::uint32_t>(headSize_);
    command.count1 = static_cast<std::uint32_t>(lanes);
    command.stride1 = static_cast<std::int32_t>(k_.pitch());
    command.count2 = static_cast<std::uint32_t>(tiles);
    command.stride2 = static_cast<std::int32_t>(lanes * k_.pitch());
    command.start = static_cast<std::uint32_t>(at);
    command.step2 = static_cast<std::uint32_t>(tiling_.keyTileWords());
    schedule_.issue(isa::Engine::load, command,
                    {k_.touch(keyHead(item), 1, key, key + lanes * tiles, false),
                     writesWords(kWeightSpace, at, at + tiles * tiling_.keyTileWords())});
  }

  void loadValues(const Item& item, std::size_t i) {
    const std::int64_t tile = tiling_.valueTiles() * tiling_.rows; // words
    const std::int64_t whole = item.keys / tiling_.rows, rest = item.keys % tiling_.rows;
    std::int64_t at = valuesAt(i);
    if (whole > 0)
      loadValueTiles(item, at, item.key, tiling_.rows, whole);
    at += whole * tile;
    if (rest > 0) {
      loadValueTiles(item, at, item.key + whole * tiling_.rows, rest, 1);
      loadZeros(at + rest, tiling_.rows - rest, tiling_.valueTiles());
      at += tile;
    }
    const std::int64_t missing = shareTiles(item) - whole - (rest > 0 ? 1 : 0);
    if (missing > 0)
      loadZeros(at, tiling_.rows, missing * tiling_.valueTiles());
  }

  /// `tiles` k tiles of `keys` keys each, their n tiles side by side.
  void loadValueTiles(const Item& item, std::int64_t at, std::int64_t key, std::int64_t keys,
                      std::int64_t tiles) {
    const std::int64_t tile = tiling_.valueTiles() * tiling_.rows;
    isa::Load load;
    load.base = v_.base();
    load.destination = isa::LoadTo::weights;
    load.offset = v_.offset(keyHead(item), key);
    load.bytes = static_cast<std::uint32_t>(headSize_);
    load.count1 = static_cast<std::uint32_t>(keys);
    load.stride1 = static_cast<std::int32_t>(v_.pitch());
    load.count2 = static_cast<std::uint32_t>(tiles);
    load.stride2 = static_cast<std::int32_t>(keys * v_.pitch());
    load.start = static_cast<std::uint32_t>(at);
    load.wordStep = static_cast<std::uint32_t>(tiling_.rows);
    load.step1 = 1;
    load.step2 = static_cast<std::uint32_t>(tile);
    schedule_.issue(isa::Engine::load, load,
                    {v_.touch(keyHead(item), 1, key, key + keys * tiles, false),
                     writesWords(kWeightSpace, at, at + tiles * tile)});
  }

  /// The last `words` words of `tiles` tiles: a key that is not there weighs nothing, but its value
  /// is multiplied.
  void loadZeros(std::int64_t at, std::int64_t words, std::int64_t tiles) {
    isa::Load load;
    load.base = kConstantBase;
    load.destination = isa::LoadTo::weights;
    load.offset = zeros_;
    load.bytes = static_cast<std::uint32_t>(words * tiling_.columns);
    load.count1 = static_cast<std::uint32_t>(tiles);
    load.start = static_cast<std::uint32_t>(at);
    load.step1 = static_cast<std::uint32_t>(tiling_.rows);
    schedule_.issue(isa::Engine::load, load,
                    {writesWords(kWeightSpace, at, at + (tiles - 1) * tiling_.rows + words)});
  }

  void score(const Item& item, std::size_t i) {
    const std::int64_t tiles = ceilDiv(item.keys, tiling_.columns);
    isa::Matmul matmul;
    matmul.rows = static_cast<std::uint32_t>(item.queries);
    matmul.kTiles = static_cast<std::uint32_t>(tiling_.queryTiles());
    matmul.nTiles = static_cast<std::uint32_t>(tiles);
    matmul.activationStart = static_cast<std::uint32_t>(queriesAt(item));
    matmul.activationStride = matmul.rows;
    matmul.weightStart = static_cast<std::uint32_t>(keysAt(i));
    matmul.weightKStride = static_cast<std::uint32_t>(tiling_.rows);
    matmul.weightNStride = static_cast<std::uint32_t>(tiling_.keyTileWords());
    matmul.accumulatorStart = static_cast<std::uint32_t>(scoresAt(i));
    matmul.accumulatorStride = matmul.rows;
    schedule_.issue(
        isa::Engine::array, matmul,
        {readsWords(kActivationSpace, queriesAt(item),
                    queriesAt(item) + item.queries * tiling_.queryTiles()),
         readsWords(kWeightSpace, keysAt(i), keysAt(i) + tiles * tiling_.keyTileWords()),
         writesWords(kAccumulatorSpace, scoresAt(i), scoresAt(i) + tiles * item.queries)});
  }

  void soften(const Item& item, std::size_t i) {
    const std::int64_t tiles = ceilDiv(item.keys, tiling_.columns);
    isa::Probabilities command;
    command.accumulatorStart = static_cast<std::uint32_t>(scoresAt(i));
    command.accumulatorStride = static_cast<std::uint32_t>(item.queries);
    command.activationStart = static_cast<std::uint32_t>(sharesAt(i));
    command.activationStride = static_cast<std::uint32_t>(item.queries);
    command.rows = static_cast<std::uint32_t>(item.queries);
    command.keys = static_cast<std::uint32_t>(item.keys);
    command.visible = static_cast<std::int32_t>(item.visible);
    command.causal = op_.mask == isa::MaskKind::causal ? 1 : 0;
    command.first = item.first ? 1 : 0;
    command.rowStart = static_cast<std::uint32_t>(rememberedAt(item));
    command.scoreScale = op_.scoreScale.word;
    schedule_.issue(
        isa::Engine::attention, command,
        {readsWords(kAccumulatorSpace, scoresAt(i), scoresAt(i) + tiles * item.queries),
         writesWords(kActivationSpace, sharesAt(i), sharesAt(i) + shareTiles(item) * item.queries),
         writesWords(kRememberedSpace, rememberedAt(item), rememberedAt(item) + item.queries)});
  }

  void weigh(const Item& item, std::size_t i) {
    const std::int64_t shares = shareTiles(item), tiles = tiling_.valueTiles();
    const std::int64_t sums = weightedAt(item);
    isa::Weigh command;
    command.accumulate = item.first ? 0 : 1;
    command.rows = static_cast<std::uint32_t>(item.queries);
    command.kTiles = static_cast<std::uint32_t>(shares);
    command.nTiles = static_cast<std::uint32_t>(tiles);
    command.activationStart = static_cast<std::uint32_t>(sharesAt(i));
    command.activationStride = command.rows;
    command.weightStart = static_cast<std::uint32_t>(valuesAt(i));
    command.weightKStride = static_cast<std::uint32_t>(tiles * tiling_.rows);
    command.weightNStride = static_cast<std::uint32_t>(tiling_.rows);
    command.accumulatorStart = static_cast<std::uint32_t>(sums);
    command.accumulatorStride = command.rows;
    schedule_.issue(
        isa::Engine::array, command,
        {readsWords(kActivationSpace, sharesAt(i), sharesAt(i) + shares * item.queries),
         readsWords(kWeightSpace, valuesAt(i), valuesAt(i) + shares * tiles * tiling_.rows),
         writesWords(kAccumulatorSpace, sums, sums + tiles * item.queries)});
  }

  void divide(const Item& item) {
    const std::int64_t sums = weightedAt(item);
    isa::Divide command;
    command.base = out_.base();
    command.offset = out_.offset(item.head, item.query);
    command.columns = static_cast<std::uint32_t>(headSize_);
    command.count1 = static_cast<std::uint32_t>(item.queries);
    command.stride1 = static_cast<std::int32_t>(out_.pitch());
    command.accumulatorStart = static_cast<std::uint32_t>(sums);
    command.accumulatorStride = static_cast<std::uint32_t>(item.queries);
    command.rowStart = static_cast<std::uint32_t>(rememberedAt(item));
    command.outputScale = op_.outputScale.word;
    schedule_.issue(
        isa::Engine::store, command,
        {readsWords(kAccumulatorSpace, sums, sums + tiling_.valueTiles() * item.queries),
         readsWords(kRememberedSpace, rememberedAt(item), rememberedAt(item) + item.queries),
         out_.touch(item.head, 1, item.query, item.query + item.queries, true)});
  }

  Schedule& schedule_;
  const AttentionOp& op_;
  std::int64_t headSize_;
  Heads q_, k_, v_, out_;
  SharedTiling tiling_;
  std::uint32_t zeros_; ///< a tile of them in the constant segment
};

} // namespace

std::unique_ptr<Follower> followWithSharedAttention(Schedule& schedule, const AttentionOp& op) {
  return std::make_unique<SharedAttentionLowering>(schedule, op);
}

} // namespace weft
