// store_reader.cpp: Reads the rows of a block from the accumulator, n tile after n tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_reader.hpp"

namespace weft {

using namespace hdl;

StoreReader::StoreReader()
    : Module("store_reader", "accumulator reads of a STORE: row outer, n tile inner") {
  Reg<Unsigned> row{this, "row_q", ROW_W, "tile 0 of the present row"};
  Reg<Unsigned> address{this, "address_q", ROW_W, "present tile of the present row"};
  Reg<Unsigned> step{this, "stride_q", ROW_W};
  Reg<Unsigned> tile{this, "tile_q", TILE_W};
  Reg<Unsigned> tileEnd{this, "last_tile_q", TILE_W};
  Reg<Unsigned> record{this, "parameter_q", PARAMETER_W};
  Reg<Unsigned> recordStart{this, "first_parameter_q", PARAMETER_W};
  Wire<Bit> fire{this, "fire", "a tile's row is being read"};

  latency(1);
  readValid <<= rowValid;
  readAddress <<= address;
  parameter <<= record;
  isLast <<= tile == tileEnd;
  fire <<= rowValid & readReady;
  rowDone <<= fire & isLast;
  clocked(clk, [&] {
    when(start,
         [&] {
           row <<= firstRow;
           address <<= firstRow;
           step <<= stride;
           tile <<= 0;
           tileEnd <<= lastTile;
           record <<= firstParameter;
           recordStart <<= firstParameter;
         })
        .elsewhen(rowDone,
                  [&] {
                    row <<= row + 1;
                    address <<= row + 1;
                    tile <<= 0;
                    record <<= recordStart;
                  })
        .elsewhen(fire, [&] {
          address <<= address + step;
          tile <<= tile + 1;
          record <<= record + 1;
        });
  });
}

} // namespace weft
