// command_fetch.hpp: Reads the command ring and hands it on word by word.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft {

/// Requests the slots from head to tail, one read descriptor each, and cuts the beats that come
/// back into 32-bit words. `head_o` moves when the last word of a slot was taken.
struct CommandFetch : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;

  hdl::Dim ADDR_W = param("ADDR_W", 40, "memory address width in bits");
  hdl::Dim BUS_BYTES = param("BUS_BYTES", 16, "bytes of a bus beat, 8 to 64");
  hdl::Dim BEAT_WORDS = localparam("BEAT_WORDS", BUS_BYTES / 4, "words of a beat");

  In<Bit> clk{this, "clk", "clock"};
  In<Bit> reset{this, "rst_i", "synchronous reset"};
  In<Bit> clear{this, "clear_i", "empty the ring: head is slot 0 again"};
  In<Bit> enable{this, "enable_i", "request slots"};
  In<Unsigned> ringBase{this, "ring_base_i", ADDR_W, "address of slot 0"};
  In<Unsigned> ringMask{this, "ring_mask_i", 16, "slots of the ring less one"};
  In<Unsigned> ringTail{this, "ring_tail_i", 16, "first free slot"};
  Out<Unsigned> head{this, "head_o", 16, "first slot that is not yet taken"};
  Out<Bit> empty{this, "empty_o", "every slot up to the tail is taken"};

  hdl::StreamOut<Unsigned> descriptor{this, "descriptor", ADDR_W + 24, "a slot to read"};
  hdl::StreamIn<Unsigned> beat{this, "beat", 8 * BUS_BYTES, "what was read"};
  hdl::StreamOut<Unsigned> word{this, "word", 32, "the slots' words in order"};

  CommandFetch();

private:
  void requestSlots();
  void cutBeats();
  void countSlots();

  hdl::Reg<Unsigned> head_{this, "head_q", 16};
};

} // namespace weft
