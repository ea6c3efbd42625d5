// contracts.cpp: Rules of timing that several blocks state, as assertions.
// SPDX-License-Identifier: Apache-2.0
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

void requireRest(Module& module, const std::string& name, const Bit& clk, const Bit& reset,
                 const PlaceEvent& begun, const PlaceEvent& next, const Dim& cycles,
                 const std::string& sentence) {
  module.checks([&] {
    Reg<Unsigned> taken{&module, name + "_begun_q", cycles, "bit i: begun i + 1 cycles ago"};
    RegGrid<Unsigned> place{&module, name + "_place_q", {cycles}, begun.place.width(), "and where"};
    Wire<Unsigned> same{&module, name + "_same", cycles, "there"};
    module.clocked(clk, reset, {taken}, [&] {
      taken.bit(0) <<= begun.happens;
      place(0) <<= begun.place;
      module.loop(name + "_age", cycles - 1, [&](Dim age) {
        taken.bit(age + 1) <<= taken.bit(age);
        place(age + 1) <<= place(age);
      });
    });
    module.forEach("g_" + name, "i", cycles,
                   [&](Dim i) { same.bit(i) <<= taken.bit(i) && place(i) == next.place; });
    module.require(clk, reset, !next.happens || !anyOf(same), sentence);
  });
}

void requireWholeTiles(Module& module, const Bit& clk, const Bit& reset, const PlaceEvent& load,
                       const Bit& swap, const Dim& rows) {
  module.checks([&] {
    Reg<Unsigned> loaded{&module, "loaded_rows_q", rows, "rows of the tile that waits"};
    module.clocked(clk, reset, {loaded}, [&] {
      module.when(swap, [&] { loaded <<= 0; });
      module.when(load.happens, [&] { loaded.bit(load.place) <<= 1; });
    });
    module.require(clk, reset, !swap || allOf(loaded), "a tile that goes to work is whole");
    module.require(clk, reset, !load.happens || swap || !loaded.bit(load.place),
                   "no row is loaded over one that waits");
  });
}

void requireHeld(Module& module, const Bit& clk, const Bit& reset, const Stream<UInt>& stream) {
  const std::string valid = stream.valid.node()->target.signal->name;
  const std::string name = valid.substr(0, valid.find("_valid"));
  const UInt word = stream.last ? cat(*stream.last, stream.data) : stream.data;
  module.checks([&] {
    Reg<Bit> waited{&module, name + "_waited_q", "it was offered and not taken"};
    Reg<Unsigned> offered{&module, name + "_offered_q", word.width(), "what it was"};
    module.clocked(clk, reset, {waited}, [&] {
      waited <<= stream.valid & !stream.ready;
      offered <<= word;
    });
    module.require(clk, reset, !waited || (stream.valid && offered == word),
                   name + " waits unchanged until it is taken");
  });
}

void requireStable(Module& module, const std::string& name, const Bit& clk, const Bit& reset,
                   const Bit& used, const UInt& settings, const std::string& sentence) {
  module.checks([&] {
    Reg<Unsigned> before{&module, name, settings.width(), "of the cycle before"};
    module.clocked(clk, [&] { before <<= settings; });
    module.require(clk, reset, !used || settings == before, sentence);
  });
}

} // namespace weft
