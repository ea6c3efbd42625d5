// tiles.cpp: Columns of a tensor cut into tiles, and tiles gathered into blocks
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/tiles.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>

namespace weft {
namespace {

std::vector<Tile> tilesOfGroup(const Columns& columns, std::int64_t group, std::int64_t tileSize) {
  std::vector<Tile> tiles;
  for (std::int64_t done = 0; done < columns.perGroup; done += tileSize)
    tiles.push_back(
        {group * columns.perGroup + done, std::min(tileSize, columns.perGroup - done), group});
  return tiles;
}

} // namespace

std::int64_t tilesPerGroup(const Columns& columns, std::int64_t tileSize) {
  return ceilDiv(columns.perGroup, tileSize);
}

std::vector<Piece> Block::pieces() const {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    if (i > 0 && tiles[i].group == tiles[i - 1].group) {
      pieces.back().columns += tiles[i].width;
      ++pieces.back().tiles;
    } else {
      pieces.push_back({static_cast<std::int64_t>(i), 1, tiles[i].begin, tiles[i].width});
    }
  }
  return pieces;
}

std::vector<Block> cutIntoBlocks(const Columns& columns, std::int64_t tileSize,
                                 std::int64_t tilesPerBlock) {
  const std::int64_t perGroup = tilesPerGroup(columns, tileSize);
  const std::int64_t groupsPerBlock = std::max<std::int64_t>(1, tilesPerBlock / perGroup);
  std::vector<Block> blocks;
  for (std::int64_t group = 0; group < columns.groups(); ++group) {
    if (group % groupsPerBlock == 0)
      blocks.emplace_back();
    for (const Tile& tile : tilesOfGroup(columns, group, tileSize)) {
      if (static_cast<std::int64_t>(blocks.back().tiles.size()) == tilesPerBlock)
        blocks.emplace_back();
      blocks.back().tiles.push_back(tile);
    }
  }
  return blocks;
}

std::vector<Block> sectionsInTurn(std::vector<Block> blocks, std::int64_t section) {
  if (section > 0)
    std::stable_sort(blocks.begin(), blocks.end(), [&](const Block& a, const Block& b) {
      return a.begin() % section < b.begin() % section;
    });
  return blocks;
}

} // namespace weft
