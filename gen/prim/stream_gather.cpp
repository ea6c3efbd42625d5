// stream_gather.cpp: Narrow words become a wide one
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/stream_gather.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

StreamGather::StreamGather() : Module("stream_gather", "narrow words become a wide one") {
  latency(1);
  const Dim INDEX_W = localparam("INDEX_W", indexWidth(LANES), "bits of a lane number");
  const UInt LAST_LANE = constant<Unsigned>("LAST_LANE", LANES - 1, INDEX_W, "the highest lane");
  Reg<Unsigned> lane{this, "lane_q", INDEX_W, "lane of the next narrow word"};
  Reg<Bit> full{this, "full_q", "the wide word is complete"};
  Reg<Bit> final{this, "last_q"};
  RegGrid<Unsigned> word{this, "word_q", {LANES}, LANE_W};
  Wire<Bit> completes{this, "completes", "the narrow word is the last one of a wide word"};

  in.ready <<= !full || out.ready;
  completes <<= in.fire() & (in.last.value() | (lane == LAST_LANE));
  clocked(clk, reset, {lane, full}, [&] {
    when(out.ready, [&] { full <<= 0; });
    when(in.fire(), [&] {
      lane <<= lane + 1;
      final <<= *in.last;
      loop("i", LANES, [&](Dim i) {
        when(lane == value(i, INDEX_W), [&] { word(i) <<= in.data; }).elsewhen(lane == 0, [&] {
          word(i) <<= zeros(LANE_W);
        });
      });
    });
    when(completes, [&] {
      lane <<= 0;
      full <<= 1;
    });
  });
  out.valid <<= full;
  out.data <<= word.flat();
  *out.last <<= final;
  requireHeld(*this, clk, reset, out);
}

} // namespace weft
