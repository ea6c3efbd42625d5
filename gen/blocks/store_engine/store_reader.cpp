// store_reader.cpp: Reads the rows of a block from the accumulator, n tile after n tile.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_reader.hpp"

namespace weft {

using namespace hdl;

StoreReader::StoreReader(num::AttentionUnit unit)
    : Module("store_reader", "accumulator reads: row of the output outer, n tile inner"),
      attention(unit) {
  constexpr int kReachBits = WindowWalker::kReachBits;
  const int kRecordBits = parameterBits(attention) + 1;
  Wire<Unsigned> address{this, "address", kReachBits, "of the present row"};
  Reg<Unsigned> tile{this, "tile_q", TILE_W};
  Reg<Unsigned> tileEnd{this, "last_tile_q", TILE_W};
  Reg<Unsigned> record{this, "parameter_q", kRecordBits};
  Reg<Unsigned> recordStart{this, "first_parameter_q", parameterBits(attention)};
  Wire<Bit> inside{this, "is_inside", "both places exist"};
  Wire<Bit> fire{this, "fire", "a tile's row is being read"};
  const Walk walk = addDivision(record, recordStart);

  latency(1);
  inside <<= ~anyOf(address.high(kReachBits - ROW_W)) & walk.exists;
  readValid <<= rowValid & inside;
  outside <<= rowValid & ~inside;
  readAddress <<= address.low(ROW_W);
  parameter <<= record.low(PARAMETER_W);
  isLast <<= tile == tileEnd;
  fire <<= readValid & readReady;
  walkRows(address, fire);
  rowDone <<= fire & ends & isLast;
  clocked(clk, [&] {
    when(start,
         [&] {
           tile <<= 0;
           tileEnd <<= lastTile;
           record <<= firstParameter.extend(kRecordBits);
           recordStart <<= firstParameter;
         })
        .elsewhen(rowDone,
                  [&] {
                    tile <<= 0;
                    record <<= walk.ofNextRow;
                  })
        .elsewhen(fire & ends, [&] {
          tile <<= tile + 1;
          record <<= walk.ofNextTile;
        });
  });
}

void StoreReader::walkRows(const UInt& address, const Bit& fire) {
  section();
  auto& walker = instance<WindowWalker>("u_windows");
  clockedBy(walker, clk);
  walker.start <<= start;
  walker.firstRow <<= firstRow;
  walker.stride <<= stride;
  walker.pools <<= pools;
  walker.window <<= window;
  walker.windows <<= windows;
  walker.lines <<= lines;
  walker.columns <<= columns;
  walker.padTop <<= padTop;
  walker.padLeft <<= padLeft;
  walker.step <<= fire;
  walker.lastTile <<= isLast;
  address <<= walker.row;
  begins <<= walker.begins;
  ends <<= walker.ends;
}

/// The records of a STORE follow its tiles, the sums of a DIVIDE its rows.
StoreReader::Walk StoreReader::addDivision(const UInt& record, const UInt& recordStart) {
  const Dim& width = record.width();
  Walk store{record < value(PARAMETER_WORDS, width), recordStart.extend(width), record + 1};
  if (!divide)
    return store;
  Reg<Bit> divides{this, "divides_q", "the block is that of a DIVIDE"};
  clocked(clk, [&] { when(start, [&] { divides <<= divide->starts; }); });
  divide->row <<= record.low(RowFactors::kRowBits);
  return {mux(divides, ~record.msb(), store.exists), mux(divides, record + 1, store.ofNextRow),
          mux(divides, record, store.ofNextTile)};
}

} // namespace weft
