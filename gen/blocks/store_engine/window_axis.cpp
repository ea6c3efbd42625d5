// window_axis.cpp: How windows move along one direction of the source of a POOL.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/window_axis.hpp"

namespace weft {

using namespace hdl;

WindowAxis::WindowAxis()
    : Module("window_axis", "how windows move along one direction of their source") {
  Reg<Unsigned> firstLeft{this, "first_left_q", kSideBits, "places behind the window's first"};
  Reg<Bit> firstBefore{this, "first_before_q", "that lies before the source"};
  Reg<Unsigned> left{this, "left_q", kSideBits, "places behind the present one"};
  Reg<Bit> before{this, "before_q", "that lies before the source"};
  Wire<Unsigned> following{this, "following", kSideBits, "places behind the next window's first"};

  latency(1);
  const Bit one = anyOf(firstLeft), two = anyOf(firstLeft.high(kSideBits - 1)) & ~firstBefore;
  advance <<= anyOf(left) & ~before;
  jump <<= cat(two, one & ~two);
  following <<= firstLeft - jump.extend(kSideBits);
  clocked(clk, [&] {
    when(step, [&] {
      left <<= left - advance.extend(kSideBits);
      before <<= 0;
    });
    when(again, [&] {
      left <<= firstLeft;
      before <<= firstBefore;
    });
    when(next, [&] {
      firstLeft <<= following;
      left <<= following;
      firstBefore <<= 0;
      before <<= 0;
    });
    when(start, [&] {
      firstLeft <<= length - 1;
      left <<= length - 1;
      firstBefore <<= pad;
      before <<= pad;
    });
  });
}

} // namespace weft
