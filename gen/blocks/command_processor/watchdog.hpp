// watchdog.hpp: Notices that nothing moves, and names who waits for what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/command_processor/command_decoder.hpp"

namespace weft {

/// Counts cycles without progress while enabled. The culprit is the first engine that waits for
/// data or room; failing that the first that waits for tokens; failing that the command fetch.
struct Watchdog : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> enable{this, "enable_i", "watch; low starts anew"};
  In<Bit> progress{this, "progress_i", "something moved in this cycle"};
  In<Unsigned> patience{this, "patience_i", 32, "cycles to bear, 0 = for ever"};
  hdl::InGrid<Unsigned> state{this, "state_i", {isa::kEngineCount}, 3, "state of each engine"};
  hdl::InGrid<Unsigned> oldest{
      this, "oldest_i", {isa::kEngineCount}, kCommandTagBits, "command of each engine"};
  In<Unsigned> next{this, "next_i", kCommandTagBits, "command that would be decoded next"};
  Out<Bit> bark{this, "bark_o", "patience is over, one cycle"};
  Out<Unsigned> engine{this, "engine_o", 3, "who waits"};
  Out<Unsigned> reason{this, "reason_o", 3, "in which state"};
  Out<Unsigned> tag{this, "tag_o", kCommandTagBits, "with which command"};

  Watchdog();

private:
  void count();
  void nameCulprit();
};

} // namespace weft
