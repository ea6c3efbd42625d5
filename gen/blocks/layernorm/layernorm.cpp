// layernorm.cpp: Streams rows through residual addition and LayerNorm, LANES values per cycle.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/layernorm/layernorm.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/blocks/layernorm/layernorm_nets.hpp"
#include "gen/blocks/layernorm/row_ends.hpp"
#include "gen/blocks/rsqrt/rsqrt.hpp"
#include "gen/prim/contracts.hpp"
#include "gen/prim/stream_fifo.hpp"

#include <bit>

namespace weft {

using namespace hdl;

namespace {

constexpr int kWaitingBits = std::bit_width(static_cast<unsigned>(depths::kRowsWaiting));

/// Of a row that was summed.
struct SumAndSpread {
  UInt sum, spread;
  static constexpr std::tuple kFields{Field{"sum", &SumAndSpread::sum},
                                      Field{"spread", &SumAndSpread::spread}};
};

/// z = t exactly: deviation t 2^18 / 2^9, times 2^17 / 2^18, times gamma 2^10 / 2^18.
constexpr int kIdentityHalvings = 9;
constexpr int kIdentityFactor = 1 << 17;

} // namespace

Layernorm::Layernorm(LayernormShape layernormShape)
    : Module("layernorm", "residual addition and LayerNorm of rows, LANES values per cycle"),
      shape(layernormShape) {
  Nets nets{this};
  require(pow2(LANE_W) == LANES, "LANES_must_be_a_power_of_two");
  require(pow2(WORD_W + LANE_W) == MAX_COLUMNS && MAX_COLUMNS <= 4096,
          "MAX_COLUMNS_must_be_a_power_of_two_up_to_4096");
  require(LANES >= 4 && WORD_W >= 1, "LANES_must_be_4_to_half_of_MAX_COLUMNS");
  countWords(nets);
  addResidual(*this, nets);
  measureRows(nets);
  issueWords(nets);
  readRing(nets);
  readTable(nets);
  normaliseWords(nets);
  queueResults(*this, nets, "a word that was issued has room");
}

void Layernorm::countWords(Nets& nets) {
  Wire<Unsigned> lastColumn{this, "last_column", kPostColumnBits, "D - 1"};
  Reg<Unsigned> word{this, "word_in_q", WORD_W, "number of the next word in its row"};
  Reg<Unsigned> stored{this, "stored_q", WORD_W + 2, "words in the ring or on their way to it"};
  Reg<Unsigned> waiting{this, "rows_waiting_q", kWaitingBits, "rows begun and not yet at the root"};
  Reg<Bit> isFirst{this, "first_in_q", "the next word is the first one of its row"};
  Reg<Bit> mayEnter{this, "may_enter_q", "the ring has room, and for a new row the queue of rows"};
  Wire<Bit> begins{this, "row_begins"}, nextFirst{this, "next_first"};
  Wire<Bit> nextFull{this, "next_full", "the ring will have no room"};
  Wire<Bit> nextWaiting{this, "next_waiting", "the queue of rows will have none"};

  section();
  lastColumn <<= columns - 1;
  clocked(clk, [&] {
    nets.lastWord <<= lastColumn.at(LANE_W, WORD_W);
    nets.lastLane <<= lastColumn.low(LANE_W);
  });
  unused(lastColumn.high(kPostColumnBits - WORD_W - LANE_W));
  nets.lastIn <<= word == nets.lastWord;
  in.ready <<= mayEnter;
  nets.enter <<= in.valid & in.ready;
  begins <<= nets.enter & isFirst;
  nextFirst <<= mux(nets.enter, nets.lastIn, isFirst);
  nextFull <<=
      mux(nets.enter ^ nets.issue, nets.enter & allOf(stored.low(WORD_W + 1)), stored.msb());
  nextWaiting <<= mux(begins ^ nets.rowTaken, begins & (waiting == depths::kRowsWaiting - 1),
                      waiting == depths::kRowsWaiting);
  clocked(clk, reset, {word, isFirst.resetTo(1), stored, waiting, mayEnter}, [&] {
    mayEnter <<= !nextFull && (!nextFirst || !nextWaiting);
    when(nets.enter, [&] {
      word <<= mux(nets.lastIn, 0, word + 1);
      isFirst <<= nets.lastIn;
    });
    when(nets.enter && !nets.issue, [&] { stored <<= stored + 1; });
    when(!nets.enter && nets.issue, [&] { stored <<= stored - 1; });
    when(begins && !nets.rowTaken, [&] { waiting <<= waiting + 1; });
    when(!begins && nets.rowTaken, [&] { waiting <<= waiting - 1; });
  });
  busy <<= (stored != 0) | nets.leaving;
  require(clk, reset, !stored.msb() || stored.low(WORD_W + 1) == 0, "the ring never overflows");
  require(clk, reset, !tableWrite || stored == 0, "no table is written under rows");
  requireStable(
      *this, "settings_q", clk, reset, nets.enter || stored != 0 || nets.leaving,
      cat(columns, normalise, relu, epsilon, gammaShift, factorA, factorResidual, factor8),
      "the settings hold while rows are in work");
}

void Layernorm::measureRows(Nets& nets) {
  Reg<Unsigned> word{this, "word_summed_q", WORD_W, "number in its row of the sums' word"};
  Wire<Bit> complete{this, "row_complete"}, room{this, "row_room"};
  Wire<Signed> sum{this, "row_sum", Normaliser::kSumBits};
  Wire<Unsigned> spread{this, "row_spread", kRsqrtArgumentBits};
  const SumAndSpread measured{.sum = sum.asUnsigned(), .spread = spread};
  StreamWire<Unsigned> row{this, "row", widthOf(measured)};

  section();
  clocked(clk, reset, {word},
          [&] { when(nets.sumValid, [&] { word <<= mux(word == nets.lastWord, 0, word + 1); }); });
  auto& rows = instance<RowSpread>("u_spread", {LANES});
  clockedBy(rows, clk, reset);
  rows.columns <<= columns;
  rows.epsilon <<= epsilon;
  rows.valid <<= nets.sumValid;
  rows.first <<= word == 0;
  rows.last <<= word == nets.lastWord;
  rows.t <<= nets.sums;
  complete <<= rows.validOut;
  sum <<= rows.sum;
  spread <<= rows.spread;
  auto& queue = instance<StreamFifo>(
      "u_rows", {{"WIDTH", widthOf(measured)}, {"DEPTH", depths::kRowsWaiting}});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= complete;
  queue.in.data <<= pack(measured);
  room <<= queue.in.ready;
  unused(room);
  require(clk, reset, !complete || room, "a row that entered has room for its statistics");
  row <<= queue.out;
  takeRoots(nets, row);
}

void Layernorm::takeRoots(Nets& nets, const Stream<UInt>& row) {
  Reg<Unsigned> sum{this, "root_sum_q", Normaliser::kSumBits, "of the row at the root"};
  StreamWire<Unsigned> root{this, "root", Rsqrt::kRootBits};
  const RowResult identity{.sum = zeros(Normaliser::kSumBits),
                           .halvings = lit<Unsigned>(kIdentityHalvings, Normaliser::kHalvingsBits),
                           .factor = lit<Unsigned>(kIdentityFactor, kRsqrtFactorBits)};

  section();
  auto& unit = instance<Rsqrt>("u_rsqrt", {}, shape.nonlinear);
  clockedBy(unit, clk, reset);
  unit.argument.valid <<= row.valid;
  const auto oldest = unpack(*this, "oldest_row", row.data,
                             SumAndSpread{zeros(Normaliser::kSumBits), zeros(kRsqrtArgumentBits)});
  unit.argument.data <<= oldest.spread;
  row.ready <<= unit.argument.ready;
  root <<= unit.root;
  nets.rowTaken <<= row.valid & row.ready;
  clocked(clk, [&] { when(nets.rowTaken, [&] { sum <<= oldest.sum; }); });
  note("Without normalisation the constants make the pipeline hand on t.");
  auto& queue = instance<StreamFifo>(
      "u_results", {{"WIDTH", nets.result.data.width()}, {"DEPTH", depths::kRowsWaiting}});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= root.valid;
  root.ready <<= queue.in.ready;
  const auto found = unpack(*this, "root", root.data, RsqrtRoot::shape());
  queue.in.data <<=
      mux(normalise, pack(RowResult{sum, found.halvings, found.factor}), pack(identity));
  nets.result <<= queue.out;
}

void Layernorm::issueWords(Nets& nets) {
  Reg<Unsigned> onTheWay{this, "on_the_way_q", clog2(depths::kOutputQueueWords) + 1,
                         "words issued, not gone"};
  Wire<Bit> gone{this, "word_gone"};

  section();
  note("A word is issued when its row's root is known and the output queue will have room.");
  nets.issue <<= nets.result.valid && !onTheWay.msb();
  nets.lastOut <<= nets.wordOut == nets.lastWord;
  nets.result.ready <<= nets.issue & nets.lastOut;
  gone <<= out.valid & out.ready;
  nets.leaving <<= onTheWay != 0;
  clocked(clk, reset, {nets.wordOut, onTheWay}, [&] {
    when(nets.issue, [&] { nets.wordOut <<= mux(nets.lastOut, 0, nets.wordOut + 1); });
    when(nets.issue && !gone, [&] { onTheWay <<= onTheWay + 1; });
    when(!nets.issue && gone, [&] { onTheWay <<= onTheWay - 1; });
  });
}

} // namespace weft
