// score_buffer.cpp: Adds up partial scores while the scores before them are read.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/score_buffer/score_buffer.hpp"

#include "gen/prim/contracts.hpp"
#include "gen/prim/pipeline.hpp"
#include "gen/prim/ram_1r1w.hpp"

namespace weft {

using namespace hdl;

namespace {

/// What is asked of the banks.
struct Flags {
  Bit readBank, addFirst, addBank;
  static constexpr std::tuple kFields{Field{"read_bank", &Flags::readBank},
                                      Field{"add_first", &Flags::addFirst},
                                      Field{"add_bank", &Flags::addBank}};
};

} // namespace

ScoreBuffer::ScoreBuffer()
    : Module("score_buffer", "adds up partial scores in one bank while the other is read") {
  WireGrid<Unsigned> word{this, "word", {2}, CHUNK * SCORE_W, "what the banks read"};
  WireGrid<Signed> held{this, "held", {CHUNK}, SCORE_W, "the row that is added to"};
  WireGrid<Signed> sum{this, "sum", {CHUNK}, SUM_W, "what is added to it"};
  RegGrid<Signed> total{this, "total_q", {CHUNK}, SCORE_W, "the row's new scores"};
  Reg<Bit> writing{this, "writing_q", "total_q is to be written"};
  Reg<Bit> bank{this, "bank_q"};
  Reg<Unsigned> row{this, "row_q", ROW_W};

  latency(READ_LATENCY + 1);
  note("A sum waits until its row has been read.");
  const Bit valid = validLate(*this, "valid", clk, reset, addValid, READ_LATENCY);
  const UInt lateSum = delayed(*this, "sum_late", clk, addSum.flat(), READ_LATENCY);
  const UInt lateRow = delayed(*this, "row_late", clk, addRow, READ_LATENCY);
  const auto late = delayed(*this, "late", clk, Flags{readBank, addFirst, addBank}, READ_LATENCY);
  sum.flat() <<= lateSum;
  held.flat() <<= mux(late.addBank, word(1), word(0));
  score.flat() <<= mux(late.readBank, word(1), word(0));
  clocked(clk, reset, {writing}, [&] { writing <<= valid; });
  clocked(clk, [&] {
    when(valid, [&] {
      bank <<= late.addBank;
      row <<= lateRow;
      loop("k", CHUNK, [&](Dim k) {
        total(k) <<= mux(late.addFirst, lit<Signed>(0, SCORE_W), held(k)) + sum(k).extend(SCORE_W);
      });
    });
  });
  addBanks(word, writing, bank, row, total.flat());
  requireSchedule();
}

/// What the schedule promises.
void ScoreBuffer::requireSchedule() {
  const PlaceEvent adds{addValid, cat(addBank, addRow)}, reads{readEnable, cat(readBank, readRow)};
  requireRest(*this, "add", clk, reset, adds, adds, READ_LATENCY + 1,
              "a row that is added to has rested");
  requireRest(*this, "read", clk, reset, adds, reads, READ_LATENCY + 1,
              "a row that is read has rested");
  checks([&] {
    Reg<Unsigned> unread{this, "unread_q", 2 * ROWS, "rows of both banks that wait to be read"};
    Wire<Unsigned> added{this, "added_place", indexWidth(2 * ROWS), "bank and row"};
    Wire<Unsigned> read{this, "read_place", indexWidth(2 * ROWS), "bank and row"};
    added <<= adds.place.sized(indexWidth(2 * ROWS));
    read <<= reads.place.sized(indexWidth(2 * ROWS));
    clocked(clk, reset, {unread}, [&] {
      when(readEnable, [&] { unread.bit(read) <<= 0; });
      when(addValid, [&] { unread.bit(added) <<= 1; });
    });
    require(clk, reset, !(addValid && readEnable) || addBank != readBank,
            "no bank is read that is added to");
    require(clk, reset, !addValid || unread.bit(added) == !addFirst,
            "a row is replaced once it is read");
    require(clk, reset, !readEnable || unread.bit(read), "a row that is read holds scores");
  });
}

void ScoreBuffer::addBanks(const WireGrid<Unsigned>& word, const Bit& writing, const Bit& bank,
                           const UInt& row, const UInt& total) {
  for (const int b : {0, 1}) {
    const std::string index = std::to_string(b);
    Wire<Bit> adding{this, "adding_" + index};
    adding <<= addValid & (addBank == b);
    auto& ram = instance<Ram1r1w>("u_bank_" + index,
                                  {{"WIDTH", CHUNK * SCORE_W}, {"DEPTH", ROWS}, READ_LATENCY});
    clockedBy(ram, clk);
    ram.writeEnable <<= writing & (bank == b);
    ram.writeAddress <<= row;
    ram.writeData <<= total;
    ram.readEnable <<= (adding & ~addFirst) | (readEnable & (readBank == b));
    ram.readAddress <<= mux(adding, addRow, readRow);
    word(b) <<= ram.readData;
  }
}

} // namespace weft
