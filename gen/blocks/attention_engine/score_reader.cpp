// score_reader.cpp: Feeds finished scores to the softmax, row by row, with their masks.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/score_reader.hpp"

#include "gen/blocks/attention_engine/credits.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

ScoreReader::ScoreReader() : Module("score_reader", "feeds finished scores to the softmax") {
  const Dim LAST_GROUP = localparam("LAST_GROUP", 16 / EXPONENT_LANES - 1, "cycles between rows");
  Reg<Bit> active{this, "active_q", "a chunk is being read"};
  Reg<Unsigned> group{this, "group_q", 4, "cycles since a row was read"};
  Wire<Bit> start{this, "start"}, issue{this, "issue", "read a row"}, end{this, "end_of_chunk"};

  const Bit full = credits(*this, "full", clk, rst, 0, scoresFull, start);
  const Bit room = credits(*this, "room", clk, rst, 2, weightsFree, start);
  start <<= item.valid & full & room & (~active | end);
  item.ready <<= start;
  issue <<= active & (group == LAST_GROUP);
  clocked(clk, rst, {active, group}, [&] {
    when(start, [&] { active <<= 1; }).elsewhen(end, [&] { active <<= 0; });
    when(issue | ~active, [&] { group <<= 0; }).otherwise([&] { group <<= group + 1; });
  });
  addRows(start, active, issue, end);
}

void ScoreReader::addRows(const Bit& start, const Bit& active, const Bit& issue, const Bit& end) {
  const Dim ROW_W = indexWidth(ROWS);
  const AttentionItem next{item.data};
  Reg<Unsigned> row{this, "row_q", ROW_W}, left{this, "rows_left_q", AttentionItem::kRowBits};
  Reg<Bit> first{this, "first_q"}, last{this, "last_q"}, bank{this, "bank_q"};
  Reg<Unsigned> block{this, "block_q", 2};
  unused(active);
  end <<= issue & (left == 0);
  clocked(clk, [&] {
    when(start, [&] {
      row <<= 0;
      left <<= next.rows() - 1;
      first <<= next.first();
      last <<= next.last();
    }).elsewhen(issue, [&] {
      row <<= row + 1;
      left <<= left - 1;
    });
  });
  clocked(clk, rst, {bank, block}, [&] {
    when(end, [&] { bank <<= ~bank; });
    when(end & last, [&] { block <<= block + 1; });
  });
  unused(item.data);
  scoresFree <<= end;
  readEnable <<= issue;
  readBank <<= bank;
  readRow <<= row;
  chunkValid <<= validLate(*this, "chunk_valid", clk, rst, issue, READ_LATENCY);
  const UInt late =
      delayed(*this, "chunk_late", clk,
              cat(row, addVisible(start, issue), block, first, bank, end, last), READ_LATENCY);
  chunkRow <<= late.high(ROW_W);
  chunkVisible <<= late.at(6, 5);
  chunkBlock <<= late.at(4, 2);
  chunkFirst <<= late.bit(3);
  chunkBank <<= late.bit(2);
  chunkEnd <<= late.bit(1);
  chunkLast <<= late.bit(0);
}

UInt ScoreReader::addVisible(const Bit& start, const Bit& issue) {
  Reg<Signed> visible{this, "visible_q", AttentionItem::kVisibleBits,
                      "keys the present query sees from this chunk on"};
  Wire<Unsigned> clamped{this, "visible_here", 5};
  const AttentionItem next{item.data};
  clocked(clk, [&] {
    when(start, [&] { visible <<= next.visible(); }).elsewhen(issue & causal, [&] {
      visible <<= visible + 1;
    });
  });
  clamped <<= mux(visible.msb(), zeros(5),
                  mux(visible > 16, lit<Unsigned>(16, 5), visible.low(5).asUnsigned()));
  return clamped;
}

} // namespace weft
