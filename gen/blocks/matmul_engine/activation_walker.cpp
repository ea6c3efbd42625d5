// activation_walker.cpp: Streams the activation vectors of a command, tile after tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/activation_walker.hpp"

namespace weft {

using namespace hdl;

/// What machines of shared attention have beside the rest: the loops of a WEIGH are turned around.
struct ActivationWalker::WeighNets {
  ActivationWalker* at;
  Wire<Bit> nextK{at, "next_k", "the next vector is of the next k"};
  Wire<Bit> nextN{at, "next_n", "the next vector is of the next n tile"};
  Wire<Bit> firstK{at, "first_k", "which is the first one again"};
  Wire<Bit> firstN{at, "first_n", "which is the first one again"};
  Reg<Unsigned> vectorStart{at, "vector_start_q", kMatmulAddressBits,
                            "first vector of the first k"};
  Reg<Bit> replaces{at, "replaces_q", "the product does not accumulate"};
};

/// What the steps of the constructor share.
struct ActivationWalker::Nets {
  ActivationWalker* at;
  TileLoops loops{*at, at->parts ? std::optional<Bit>(at->parts->commandWeighs) : std::nullopt};
  Reg<Bit> walking{at, "walking_q", "vectors of a command are left"};
  Reg<Bit> atFirst{at, "at_first_q", "the next vector is the first of a tile"};
  Reg<Bit> replacing{at, "overwrite_q", "the first k tile of a product that does not accumulate"};
  Reg<Unsigned> vector{at, "vector_q", kMatmulWalkBits, "next vector to read"};
  Reg<Unsigned> sum{at, "sum_q", kMatmulWalkBits, "accumulator row of its result"};
  Wire<Bit> ready{at, "ready", "its weights are there"};
  Wire<Bit> held{at, "held", "but it adds to a row whose sums are under way"};
  Wire<Bit> issue{at, "issue", "it is read"};
  Wire<Bit> nextTile{at, "next_tile", "it is the last of its tile"};
  Wire<Bit> nextRound{at, "next_" + loops.round(),
                      ("and of all tiles of its " + loops.round()).c_str()};
  Wire<Bit> finish{at, "finish", "and of its command"};
  Wire<Bit> take{at, "take", "a command is taken"};
  std::optional<WeighNets> weigh = at->isShared() ? std::optional(WeighNets{at}) : std::nullopt;
  Bit nextK = weigh ? weigh->nextK : nextRound; ///< the next vector is of the next k
  Bit nextN = weigh ? weigh->nextN : nextTile;
  Bit firstN = weigh ? weigh->firstN : nextRound; ///< which is the first one again
};

ActivationWalker::ActivationWalker(num::AttentionUnit attentionUnit)
    : Module("activation_walker", "streams the activation vectors of a command, tile after tile"),
      attention(attentionUnit) {
  Nets nets{this};
  require(ADDRESS_W <= kMatmulAddressBits, "ADDRESS_W_must_be_at_most_24");
  readVectors(nets);
  awaitSums(nets);
  countTiles(nets);
  walkVectors(nets);
  walkSums(nets);
  checkCommand(nets);
  if (isShared()) {
    turnLoops(nets);
    countParts(nets);
  }
}

void ActivationWalker::readVectors(Nets& n) {
  section();
  n.ready <<= n.walking && (!n.atFirst || tileReady);
  n.issue <<= n.ready && !n.held;
  n.take <<= commandValid && commandReady;
  commandReady <<= !n.walking || n.finish;
  active <<= n.walking;
  first <<= n.issue && n.atFirst;
  readEnable <<= n.issue;
  readAddress <<= n.vector.low(WORD_W);
  last <<= n.finish;
}

/// All results take the same way, so cycles between vectors are cycles between announcements.
void ActivationWalker::awaitSums(Nets& n) {
  Reg<Unsigned> issued{this, "issued_q", SUM_LATENCY, "a vector was read 1, 2, .. cycles ago"};
  RegGrid<Unsigned> row{this, "row_q", {SUM_LATENCY}, ADDRESS_W, "for this row of sums"};
  Wire<Unsigned> same{this, "same_row", SUM_LATENCY, "which is that of the next vector"};

  section();
  note("A row must rest until its sums are written. Within a tile rows differ; a row comes back "
       "too");
  note("soon only where a tile begins in the last rows of the one before.");
  clocked(clk, reset, {issued}, [&] {
    issued.bit(0) <<= ofSums(n.issue);
    row(0) <<= sumAddress;
    loop("age", SUM_LATENCY - 1, [&](Dim age) {
      issued.bit(age + 1) <<= issued.bit(age);
      row(age + 1) <<= row(age);
    });
  });
  forEach("g_past", "i", SUM_LATENCY,
          [&](Dim i) { same.bit(i) <<= issued.bit(i) && row(i) == sumAddress; });
  n.held <<= ofSums(n.ready && !n.replacing && anyOf(same));
  held <<= n.held;
}

void ActivationWalker::countTiles(Nets& n) {
  const std::string inner = n.loops.inner(), outer = n.loops.outer();
  Reg<Unsigned> rowsLast{this, "rows_last_q", kMatmulCountBits, "vectors of a tile - 1"};
  Reg<Unsigned> innerLast{this, inner + "_last_q", kMatmulCountBits, inner + " tiles - 1"};
  Reg<Unsigned> rowsLeft{this, "rows_left_q", kMatmulCountBits, "vectors of the tile after this"};
  Reg<Unsigned> innerLeft{this, inner + "_left_q", kMatmulCountBits,
                          inner + " tiles after this one"};
  Reg<Unsigned> outerLeft{this, outer + "_left_q", kMatmulCountBits,
                          outer + " tiles after this one"};

  section();
  n.nextTile <<= n.issue && rowsLeft == 0;
  n.nextRound <<= n.nextTile && innerLeft == 0;
  n.finish <<= n.nextRound && outerLeft == 0;
  if (isShared())
    parts->row <<= rowsLeft.low(kPartRowBits);
  const UInt innerTiles = n.loops.innerOf("tiles", kTiles, nTiles);
  const UInt outerTiles = n.loops.outerOf("tiles", kTiles, nTiles);
  clocked(clk, reset, {n.walking}, [&] {
    when(n.issue, [&] {
      n.atFirst <<= n.nextTile;
      rowsLeft <<= mux(n.nextTile, rowsLast, rowsLeft - 1);
    });
    when(n.nextTile, [&] { innerLeft <<= mux(n.nextRound, innerLast, innerLeft - 1); });
    when(n.nextRound, [&] { outerLeft <<= outerLeft - 1; });
    when(n.finish, [&] { n.walking <<= 0; });
    when(n.take, [&] {
      n.walking <<= 1;
      n.atFirst <<= 1;
      rowsLast <<= rows - 1;
      rowsLeft <<= rows - 1;
      innerLast <<= innerTiles - 1;
      innerLeft <<= innerTiles - 1;
      outerLeft <<= outerTiles - 1;
    });
  });
}

void ActivationWalker::walkVectors(Nets& n) {
  Reg<Unsigned> kBase{this, "k_base_q", kMatmulWalkBits, "first vector of this k"};
  Reg<Unsigned> stride{this, "vector_stride_q", kMatmulAddressBits};
  Wire<Unsigned> nextBase{this, "next_k_base", kMatmulWalkBits, "first vector of the next k"};

  section();
  note("Every n tile of a k passes the same vectors.");
  const UInt following = kBase + stride.extend(kMatmulWalkBits);
  nextBase <<= isShared()
                   ? mux(n.weigh->firstK, n.weigh->vectorStart.extend(kMatmulWalkBits), following)
                   : following;
  clocked(clk, [&] {
    when(n.issue, [&] { n.vector <<= n.vector + 1; });
    when(n.nextTile, [&] { n.vector <<= kBase; });
    when(n.nextK, [&] {
      n.vector <<= nextBase;
      kBase <<= nextBase;
    });
    when(n.take, [&] {
      n.vector <<= vectorStart.extend(kMatmulWalkBits);
      kBase <<= vectorStart.extend(kMatmulWalkBits);
      stride <<= vectorStride;
      if (isShared())
        n.weigh->vectorStart <<= vectorStart;
    });
  });
}

void ActivationWalker::walkSums(Nets& n) {
  Reg<Unsigned> tileBase{this, "sum_tile_q", kMatmulWalkBits, "first row of this n tile"};
  Reg<Unsigned> start{this, "sum_start_q", kMatmulAddressBits, "first row of the first n tile"};
  Reg<Unsigned> stride{this, "sum_stride_q", kMatmulAddressBits};
  Wire<Unsigned> nextBase{this, "next_sum_tile", kMatmulWalkBits, "first row of the next n tile"};

  section();
  note("Every k tile passes the same rows.");
  nextBase <<=
      mux(n.firstN, start.extend(kMatmulWalkBits), tileBase + stride.extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(n.issue, [&] { n.sum <<= n.sum + 1; });
    if (isShared())
      when(n.nextTile, [&] { n.sum <<= tileBase; });
    when(n.nextN, [&] {
      n.sum <<= nextBase;
      tileBase <<= nextBase;
    });
    when(ofSums(n.nextK), [&] { n.replacing <<= 0; });
    if (isShared())
      when(n.weigh->firstK, [&] { n.replacing <<= n.weigh->replaces; });
    when(n.take, [&] {
      n.sum <<= sumStart.extend(kMatmulWalkBits);
      tileBase <<= sumStart.extend(kMatmulWalkBits);
      start <<= sumStart;
      stride <<= sumStride;
      n.replacing <<= !accumulate;
      if (isShared())
        n.weigh->replaces <<= !accumulate;
    });
  });
  overwrite <<= n.replacing;
  sumAddress <<= n.sum.low(ADDRESS_W);
}

void ActivationWalker::checkCommand(Nets& n) {
  Reg<Bit> failedBefore{this, "failed_q", "the command has failed before"};
  Wire<Bit> mayWrap{this, "may_wrap", "it has more products in a sum than int32 holds"};
  Wire<Bit> vectorOutside{this, "vector_outside"};
  Wire<Bit> sumOutside{this, "sum_outside"};
  auto mostKTiles = constant<Unsigned>("MOST_K_TILES", kProductsOfASum / ROWS, kMatmulWalkBits);
  auto lastVector = constant<Unsigned>("LAST_VECTOR", ACTIVATION_WORDS - 1, kMatmulWalkBits);

  section();
  note("A command stops writing at its first address outside, and writes nothing when its sums "
       "might");
  note("wrap; it still runs to its end.");
  mayWrap <<= kTiles.extend(kMatmulWalkBits) > mostKTiles;
  const Bit refused = isShared() ? refuse(mayWrap) : mayWrap;
  vectorOutside <<= n.vector > lastVector;
  sumOutside <<= anyOf(n.sum.high(kMatmulWalkBits - ADDRESS_W));
  failed <<= failedBefore || vectorOutside || sumOutside || (first && tileFailed);
  clocked(clk, [&] {
    when(n.issue, [&] { failedBefore <<= failed; });
    when(n.take, [&] { failedBefore <<= refused; });
  });
}

/// Chunks of several k tiles are gathered row by row: of as many rows as there is room for. A WEIGH
/// adds larger numbers than a MATMUL.
Bit ActivationWalker::refuse(const Bit& mayWrap) {
  Wire<Bit> cutsChunks{this, "cuts_chunks", "it asks for chunks that cannot be gathered"};
  Wire<Bit> refused{this, "refused", "it cannot run at all"};
  auto gathers = constant<Unsigned>("GATHERS", min(PARTS - 1, 1), 1, "a chunk has several k tiles");
  auto mostKTiles =
      constant<Unsigned>("MOST_WEIGHED_K_TILES", kWeighedKeys / ROWS, kMatmulWalkBits);

  cutsChunks <<=
      Bit(gathers) && (anyOf(kTiles.low(PART_W) & LAST_PART) || rows > num::kMostBlockQueries);
  refused <<=
      mux(parts->commandWeighs, cutsChunks || kTiles.extend(kMatmulWalkBits) > mostKTiles, mayWrap);
  return refused;
}

void ActivationWalker::turnLoops(Nets& n) {
  section();
  note("A WEIGH walks n tiles outside, k tiles inside.");
  n.weigh->nextK <<= mux(parts->weighs, n.nextTile, n.nextRound);
  n.weigh->nextN <<= mux(parts->weighs, n.nextRound, n.nextTile);
  n.weigh->firstK <<= n.nextRound && parts->weighs;
  n.weigh->firstN <<= n.nextRound && !parts->weighs;
}

void ActivationWalker::countParts(Nets& n) {
  Reg<Bit> weighs{this, "weighs_q", "the command is a WEIGH"};
  Reg<Unsigned> part{this, "part_q", PART_W, "which k tile of its chunk"};

  section();
  note("A vector of a MATMUL is a chunk of its own.");
  clocked(clk, [&] {
    when(n.nextK, [&] { part <<= mux(part == LAST_PART, 0, part + 1); });
    when(n.take, [&] {
      part <<= 0;
      weighs <<= parts->commandWeighs;
    });
  });
  parts->weighs <<= weighs;
  parts->first <<= !weighs || part == 0;
  parts->last <<= !weighs || part == LAST_PART;
}

} // namespace weft
