// lane_exchange.cpp: Lanes change places, lane i with lane i XOR a distance.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/lane_exchange.hpp"

namespace weft {

using namespace hdl;

LaneExchange::LaneExchange()
    : Module("lane_exchange", "lanes change places, lane i with lane i XOR a distance") {
  RegGrid<Unsigned> entering{this, "entering", {LANES}, LANE_W, "what a level takes"};
  RegGrid<Unsigned> leaving{this, "leaving", {LANES}, LANE_W, "what it leaves"};

  require(LANES >= 2 && pow2(clog2(LANES)) == LANES, "LANES_must_be_a_power_of_two");
  latency(0);
  note("Level n exchanges lanes whose numbers differ in bit n.");
  combinational([&] {
    leaving <<= in;
    loop("n", clog2(LANES), [&](Dim n) {
      const Dim near = pow2(n), pair = 2 * pow2(n);
      entering <<= leaving;
      loop("i", LANES, [&](Dim i) {
        const Dim partner = i / pair * pair + (i + near) % pair;
        leaving(i) <<= mux(distance.bit(n), entering(partner), entering(i));
      });
    });
  });
  out <<= leaving;
}

} // namespace weft
