// tiles.hpp: Columns of a tensor cut into tiles, and tiles gathered into blocks
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace weft {

/// Columns come in groups (the heads of an attention tensor, the q | k | v sections of a
/// projection; else one group). A tile never crosses a group, so that every group may start at an
/// aligned address of its own.
struct Columns {
  std::int64_t count = 0;    ///< in all
  std::int64_t perGroup = 0; ///< divides `count`
  std::int64_t groups() const { return count / perGroup; }
  bool operator==(const Columns&) const = default;
};

/// `width` <= tile size columns from `begin`; the rest of the tile is zero.
struct Tile {
  std::int64_t begin = 0;
  std::int64_t width = 0;
  std::int64_t group = 0;
};

/// Neighbouring tiles of one group: `columns` contiguous elements.
struct Piece {
  std::int64_t firstTile = 0; ///< within the block
  std::int64_t tiles = 0;
  std::int64_t begin = 0; ///< first column
  std::int64_t columns = 0;
};

struct Block {
  std::vector<Tile> tiles;
  std::vector<Piece> pieces() const;
  std::int64_t begin() const { return tiles.front().begin; }
  std::int64_t end() const { return tiles.back().begin + tiles.back().width; }
};

/// Tiles of `tileSize` columns in blocks of at most `tilesPerBlock`: whole groups, or parts of one
/// group.
std::vector<Block> cutIntoBlocks(const Columns& columns, std::int64_t tileSize,
                                 std::int64_t tilesPerBlock);

/// The blocks at the same place of each section of `section` columns together; as they are with 0.
/// No block may cross from one section to the next.
std::vector<Block> sectionsInTurn(std::vector<Block> blocks, std::int64_t section);

/// Tiles of one group.
std::int64_t tilesPerGroup(const Columns& columns, std::int64_t tileSize);

} // namespace weft
