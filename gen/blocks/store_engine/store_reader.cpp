// store_reader.cpp: Reads the rows of a block from the accumulator, n tile after n tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_reader.hpp"

namespace weft {

using namespace hdl;

StoreReader::StoreReader()
    : Module("store_reader", "accumulator reads of a STORE: row outer, n tile inner") {
  constexpr int kReachBits = kRowBits + 1; // an inside row and one stride
  Reg<Unsigned> row{this, "row_q", kReachBits, "tile 0 of the present row"};
  Reg<Unsigned> address{this, "address_q", kReachBits, "present tile of the present row"};
  Reg<Unsigned> step{this, "stride_q", kRowBits};
  Reg<Unsigned> tile{this, "tile_q", TILE_W};
  Reg<Unsigned> tileEnd{this, "last_tile_q", TILE_W};
  Reg<Unsigned> record{this, "parameter_q", kParameterBits + 1};
  Reg<Unsigned> recordStart{this, "first_parameter_q", kParameterBits};
  Wire<Bit> inside{this, "is_inside", "both places exist"};
  Wire<Bit> fire{this, "fire", "a tile's row is being read"};

  latency(1);
  inside <<= ~anyOf(address.high(kReachBits - ROW_W)) &
             (record < value(PARAMETER_WORDS, kParameterBits + 1));
  readValid <<= rowValid & inside;
  outside <<= rowValid & ~inside;
  readAddress <<= address.low(ROW_W);
  parameter <<= record.low(PARAMETER_W);
  isLast <<= tile == tileEnd;
  fire <<= readValid & readReady;
  rowDone <<= fire & isLast;
  clocked(clk, [&] {
    when(start,
         [&] {
           row <<= firstRow.extend(kReachBits);
           address <<= firstRow.extend(kReachBits);
           step <<= stride;
           tile <<= 0;
           tileEnd <<= lastTile;
           record <<= firstParameter.extend(kParameterBits + 1);
           recordStart <<= firstParameter;
         })
        .elsewhen(rowDone,
                  [&] {
                    row <<= row + 1;
                    address <<= row + 1;
                    tile <<= 0;
                    record <<= recordStart.extend(kParameterBits + 1);
                  })
        .elsewhen(fire, [&] {
          address <<= address + step.extend(kReachBits);
          tile <<= tile + 1;
          record <<= record + 1;
        });
  });
}

} // namespace weft
