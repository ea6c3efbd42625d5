// store_engine_pooling.cpp: What a POOL does otherwise than a STORE: of a window one vector leaves.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/store_engine/store_reader.hpp"
#include "gen/blocks/store_engine/window_maximum.hpp"

namespace weft {

using namespace hdl;
using isa::Pool;
using isa::Store;

void StoreEngine::takePools(Nets& n) {
  section();
  n.pools <<=
      opcode == namedCode(*this, "OPCODE_POOL", isa::numberOf(isa::Opcode::pool), opcodeBits());
  const Bit known = n.pools | (opcode == isa::numberOf(isa::Opcode::store));
  require(clk, reset, !n.accept || (n.divide ? Bit(known | n.divide->arrives) : known),
          "a command is one of those of the engine");
  const UInt type = payloadBits(command, &Store::type, isa::kBits<isa::OutputType>);
  require(clk, reset, !n.accept || !n.pools || (!anyOf(type) && !n.toScratchpad),
          "a POOL makes int8 in memory");
}

/// Where a POOL says what a window is.
void StoreEngine::describeWindows(Nets& n, StoreReader& reader) {
  constexpr int kSideBits = WindowWalker::kSideBits;
  reader.pools <<= n.pools;
  reader.window <<= payloadBits(command, &Pool::window, WindowWalker::kWindowBits);
  reader.windows <<= payloadBits(command, &Pool::count1, kSideBits);
  reader.lines <<= payloadBits(command, &Pool::sourceRows, kSideBits);
  reader.columns <<= payloadBits(command, &Pool::sourceColumns, kSideBits);
  reader.padTop <<= payloadBits(command, &Pool::padTop, 1);
  reader.padLeft <<= payloadBits(command, &Pool::padLeft, 1);
}

/// The vectors of a window become one; a window of one passes.
void StoreEngine::poolVectors(Nets& n) {
  WireGrid<Signed> narrow{this, "narrow", {COLUMNS}, WindowMaximum::kValueBits, "values as int8"};
  WireGrid<Signed> largest{this, "largest", {COLUMNS}, WindowMaximum::kValueBits, "in the window"};
  Wire<Bit> taken{this, "vector_taken"};

  section();
  taken <<= n.vector.fire();
  auto& maximum = instance<WindowMaximum>("u_maximum", {COLUMNS});
  clockedBy(maximum, clk);
  maximum.take <<= taken;
  maximum.begins <<= n.vectorTag.begins;
  maximum.ends <<= n.vectorTag.ends;
  maximum.value <<= narrow;
  largest <<= maximum.largest;
  forEach("g_pooled", "c", COLUMNS, [&](Dim c) {
    narrow(c) <<= n.vector.data(c).low(WindowMaximum::kValueBits);
    n.pooled.data(c) <<=
        cat(n.vector.data(c).high(32 - WindowMaximum::kValueBits), largest(c)).asSigned();
  });
  n.pooled.valid <<= n.vector.valid & n.vectorTag.ends;
  n.vector.ready <<= n.pooled.ready | ~n.vectorTag.ends;
}

} // namespace weft
