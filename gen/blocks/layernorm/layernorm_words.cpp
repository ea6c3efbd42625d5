// layernorm_words.cpp: The way of an issued word: ring, normaliser, output queue.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm.hpp"

#include "gen/blocks/layernorm/layernorm_nets.hpp"
#include "gen/prim/delay_line.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/valid_line.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kIdentityGamma = 1 << 10;

} // namespace

void Layernorm::readRing(Nets& nets) {
  Reg<Unsigned> head{this, "ring_wr_q", WORD_W + 1, "where the next word of sums goes"};
  Reg<Unsigned> tail{this, "ring_rd_q", WORD_W + 1, "next word to issue"};

  section();
  clocked(clk, reset, {head, tail}, [&] {
    when(nets.sumValid, [&] { head <<= head + 1; });
    when(nets.issue, [&] { tail <<= tail + 1; });
  });
  auto& ring =
      instance<Ram1r1w>("u_ring", {{"WIDTH", 16 * LANES}, {"DEPTH", 2 * WORDS}, READ_LATENCY});
  clockedBy(ring, clk);
  ring.writeEnable <<= nets.sumValid;
  ring.writeAddress <<= head.sized(indexWidth(2 * WORDS));
  ring.writeData <<= nets.sums.flat();
  ring.readEnable <<= nets.issue;
  ring.readAddress <<= tail.sized(indexWidth(2 * WORDS));
  nets.ringWord <<= ring.readData;
}

void Layernorm::readTable(Nets& nets) {
  Wire<Bit> due{this, "table_due", "gamma and beta of a word are needed"};
  Wire<Unsigned> place{this, "table_rd_addr", WORD_W};
  Wire<Unsigned> table{this, "table_word", 32 * LANES, "gamma and beta of a word"};
  Reg<Unsigned> taken{this, "gamma_beta_q", 32 * LANES, "or those of the identity"};
  const Dim half = 16 * LANES;
  const Dim early = Normaliser::kGammaStage - 1;

  section();
  note("Gamma and beta come when z does, kept in two halves of a word each, and wait in a register "
       "in front of the product.");
  auto& line = instance<ValidLine>("u_due", {{"DEPTH", early}});
  clockedBy(line, clk, reset);
  line.validIn <<= nets.issue;
  due <<= line.validOut;
  auto& delay = instance<DelayLine>("u_place", {{"WIDTH", WORD_W}, {"DEPTH", early}});
  clockedBy(delay, clk);
  delay.dataIn <<= nets.wordOut;
  place <<= delay.dataOut;
  for (int side = 0; side < 2; ++side) {
    const std::string name = side == 0 ? "u_table_low" : "u_table_high";
    auto& ram = instance<Ram1r1w>(name, {{"WIDTH", half}, {"DEPTH", WORDS}, READ_LATENCY});
    clockedBy(ram, clk);
    ram.writeEnable <<= tableWrite & (tableAddress.low(1) == side);
    ram.writeAddress <<= tableAddress.high(WORD_W).sized(indexWidth(WORDS));
    ram.writeData <<= tableData;
    ram.readEnable <<= due;
    ram.readAddress <<= place.sized(indexWidth(WORDS));
    table.at(side * half, half) <<= ram.readData;
  }
  clocked(clk, [&] {
    taken <<= mux(normalise, table, replicate(LANES, lit<Unsigned>(kIdentityGamma, 32)));
  });
  nets.gammaBeta <<= taken;
}

void Layernorm::normaliseWords(Nets& nets) {
  Wire<Bit> read{this, "ring_read", "the ring answers"};

  section();
  auto& line = instance<ValidLine>("u_read", {{"DEPTH", READ_LATENCY}});
  clockedBy(line, clk, reset);
  line.validIn <<= nets.issue;
  read <<= line.validOut;
  const UInt issued = delayed(*this, "issued_result", clk, nets.result.data, READ_LATENCY);
  const auto row = unpack(*this, "issued", issued, RowResult::shape());

  auto& lanes = instance<Normaliser>("u_normaliser", {LANES});
  clockedBy(lanes, clk, reset);
  lanes.columns <<= mux(normalise, columns, 1);
  lanes.gammaShift <<= gammaShift & replicate(Normaliser::kGammaShiftBits, normalise);
  lanes.factor8 <<= factor8;
  lanes.valid <<= read;
  lanes.t <<= nets.ringWord;
  lanes.sum <<= row.sum.asSigned();
  lanes.halvings <<= row.halvings;
  lanes.factor <<= row.factor;
  lanes.gammaBeta <<= nets.gammaBeta;
  nets.doneValid <<= lanes.validOut;
  nets.done8 <<= lanes.out8;
  nets.done16 <<= lanes.out16;
}

} // namespace weft
