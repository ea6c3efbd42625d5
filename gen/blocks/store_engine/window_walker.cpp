// window_walker.cpp: Which rows of the accumulator a STORE or a POOL reads, one after the other.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/window_walker.hpp"

namespace weft {

using namespace hdl;

struct WindowWalker::Nets {
  WindowWalker* of;
  Reg<Bit> pooling{of, "pools_q"};
  Reg<Unsigned> tileStride{of, "stride_q", kRowBits};
  Reg<Unsigned> pitch{of, "columns_q", kSideBits, "rows in a line of the source"};
  Reg<Bit> padded{of, "pad_left_q"};
  Reg<Unsigned> lastPlace{of, "last_place_q", kWindowBits, "number of a window's last column"};
  Reg<Unsigned> perRow{of, "windows_q", kSideBits};

  Reg<Unsigned> dx{of, "dx_q", kWindowBits}, dy{of, "dy_q", kWindowBits};
  Reg<Unsigned> windowsLeft{of, "windows_left_q", kSideBits, "side by side, with this one"};
  Wire<Bit> lineEnds{of, "line_ends", "the window's next row is one of its next line"};
  Wire<Bit> windowEnds{of, "window_ends", "the next row is one of the next tile"};
  Wire<Bit> windowDone{of, "window_done", "the next row is one of the next window"};
  Wire<Bit> rowEnds{of, "row_ends", "which begins a row of windows"};

  Wire<Bit> advanceX{of, "x_advance"}, advanceY{of, "y_advance"};
  Wire<Unsigned> jumpX{of, "x_jump", WindowAxis::kJumpBits};
  Wire<Unsigned> jumpY{of, "y_jump", WindowAxis::kJumpBits};
};

WindowWalker::WindowWalker()
    : Module("window_walker", "accumulator rows of a STORE or a POOL, one after the other") {
  Nets nets{this};
  latency(1);
  count(nets);
  walkSource(nets);
  addAddresses(nets);
}

void WindowWalker::count(Nets& n) {
  section();
  n.lineEnds <<= n.dx == n.lastPlace;
  n.windowEnds <<= n.lineEnds & (n.dy == n.lastPlace);
  n.windowDone <<= n.windowEnds & lastTile;
  n.rowEnds <<= n.windowDone & n.pooling & (n.windowsLeft == 1);
  begins <<= (n.dx == 0) & (n.dy == 0);
  ends <<= n.windowEnds;
  clocked(clk, [&] {
    when(step, [&] {
      n.dx <<= mux(n.lineEnds, 0, n.dx + 1);
      when(n.lineEnds, [&] { n.dy <<= mux(n.windowEnds, 0, n.dy + 1); });
      when(n.windowDone, [&] { n.windowsLeft <<= mux(n.rowEnds, n.perRow, n.windowsLeft - 1); });
    });
    when(start, [&] {
      n.pooling <<= pools;
      n.tileStride <<= stride;
      n.pitch <<= columns;
      n.padded <<= padLeft;
      n.lastPlace <<= mux(pools, window - 1, 0);
      n.perRow <<= windows;
      n.windowsLeft <<= windows;
      n.dx <<= 0;
      n.dy <<= 0;
    });
  });
}

void WindowWalker::walkSource(Nets& n) {
  section();
  auto& x = instance<WindowAxis>("u_x");
  clockedBy(x, clk);
  x.start <<= start | (step & n.rowEnds);
  x.length <<= mux(start, columns, n.pitch);
  x.pad <<= mux(start, padLeft, n.padded);
  x.next <<= step & n.windowDone;
  x.again <<= step & n.lineEnds;
  x.step <<= step;
  n.advanceX <<= x.advance;
  n.jumpX <<= x.jump;
  auto& y = instance<WindowAxis>("u_y");
  clockedBy(y, clk);
  y.start <<= start;
  y.length <<= lines;
  y.pad <<= padTop;
  y.next <<= step & n.rowEnds;
  y.again <<= step & n.windowEnds;
  y.step <<= step & n.lineEnds;
  n.advanceY <<= y.advance;
  n.jumpY <<= y.jump;
}

void WindowWalker::addAddresses(Nets& n) {
  Reg<Unsigned> address{this, "address_q", kReachBits, "of the present row"};
  Reg<Unsigned> line{this, "line_q", kReachBits, "where the window's line began"};
  Reg<Unsigned> tile{this, "tile_q", kReachBits, "where the window began in this tile"};
  Reg<Unsigned> first{this, "first_q", kReachBits, "where it began in tile 0"};
  Reg<Unsigned> rowOf{this, "row_q", kReachBits, "where its row of windows began"};
  Wire<Unsigned> from{this, "from", kReachBits}, by{this, "by", kReachBits};
  Wire<Unsigned> following{this, "following", kReachBits, "the next row"};

  section();
  const UInt pitch = n.pitch.extend(kReachBits), none = zeros(kReachBits);
  const auto chosen = [&](const UInt& inLine, const UInt& inWindow, const UInt& inTiles,
                          const UInt& inRow, const UInt& beyond) {
    return mux(
        ~n.lineEnds, inLine,
        mux(~n.windowEnds, inWindow, mux(~n.windowDone, inTiles, mux(~n.rowEnds, inRow, beyond))));
  };
  from <<= chosen(address, line, tile, first, rowOf);
  by <<= chosen(n.advanceX.extend(kReachBits), mux(n.advanceY, pitch, none),
                n.tileStride.extend(kReachBits),
                mux(n.pooling, n.jumpX.extend(kReachBits), lit<Unsigned>(1, kReachBits)),
                mux(n.jumpY.bit(1), pitch << 1, mux(n.jumpY.bit(0), pitch, none)));
  following <<= from + by;
  row <<= address;
  clocked(clk, [&] {
    when(step, [&] {
      address <<= following;
      when(n.lineEnds, [&] { line <<= following; });
      when(n.windowEnds, [&] { tile <<= following; });
      when(n.windowDone, [&] { first <<= following; });
      when(n.rowEnds, [&] { rowOf <<= following; });
    });
    when(start, [&] {
      address <<= firstRow.extend(kReachBits);
      line <<= firstRow.extend(kReachBits);
      tile <<= firstRow.extend(kReachBits);
      first <<= firstRow.extend(kReachBits);
      rowOf <<= firstRow.extend(kReachBits);
    });
  });
}

} // namespace weft
