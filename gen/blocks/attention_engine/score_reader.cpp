// score_reader.cpp: Feeds finished scores to the softmax, row by row, with their masks.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/score_reader.hpp"

#include "gen/blocks/attention_engine/credits.hpp"

namespace weft {

using namespace hdl;

ScoreReader::ScoreReader() : Module("score_reader", "feeds finished scores to the softmax") {
  Reg<Bit> active{this, "active_q", "a chunk is being read"};
  Wire<Bit> start{this, "start"}, issue{this, "issue", "read a row"}, end{this, "end_of_chunk"};

  const Bit full = credits(*this, "full", clk, reset, 0, scoresFull, start);
  const Bit room = credits(*this, "room", clk, reset, 2, weightsFree, start);
  start <<= item.valid & full & room & (~active | end);
  item.ready <<= start;
  issue <<= active & chunkReady;
  clocked(clk, reset, {active},
          [&] { when(start, [&] { active <<= 1; }).elsewhen(end, [&] { active <<= 0; }); });
  chunkValid <<= active;
  readEnable <<= issue;
  const auto next = unpack(*this, "next", item.data, AttentionItem::shape(CHUNK));
  unused(next.keys);
  addRows(next, start, issue, end);
  addVisible(next, start, issue);
}

void ScoreReader::addRows(const AttentionItem& next, const Bit& start, const Bit& issue,
                          const Bit& end) {
  Reg<Unsigned> row{this, "row_q", ROW_W}, left{this, "rows_left_q", AttentionItem::kRowBits};
  Reg<Bit> first{this, "first_q"}, last{this, "last_q"}, bank{this, "bank_q"};
  Reg<Unsigned> block{this, "block_q", 2};
  Wire<Bit> lastRow{this, "last_row", "of the chunk"};
  lastRow <<= left == 0;
  end <<= issue & lastRow;
  clocked(clk, [&] {
    when(start, [&] {
      row <<= 0;
      left <<= next.rows - 1;
      first <<= next.first;
      last <<= next.last;
    }).elsewhen(issue, [&] {
      row <<= row + 1;
      left <<= left - 1;
    });
  });
  clocked(clk, reset, {bank, block}, [&] {
    when(end, [&] { bank <<= ~bank; });
    when(end & last, [&] { block <<= block + 1; });
  });
  scoresFree <<= end;
  readBank <<= bank;
  readRow <<= row;
  chunkRow <<= row;
  chunkBlock <<= block;
  chunkFirst <<= first;
  chunkBank <<= bank;
  chunkEnd <<= lastRow;
  chunkLast <<= last;
}

void ScoreReader::addVisible(const AttentionItem& next, const Bit& start, const Bit& issue) {
  Reg<Signed> visible{this, "visible_q", AttentionItem::kVisibleBits,
                      "keys the present query sees from this chunk on"};
  clocked(clk, [&] {
    when(start, [&] { visible <<= next.visible; }).elsewhen(issue & causal, [&] {
      visible <<= visible + 1;
    });
  });
  const Dim KEY_W = AttentionItem::keyBits(CHUNK);
  const SInt whole = value(CHUNK, AttentionItem::kVisibleBits).asSigned();
  chunkVisible <<= mux(visible.msb(), zeros(KEY_W),
                       mux(visible > whole, value(CHUNK, KEY_W), visible.low(KEY_W).asUnsigned()));
}

} // namespace weft
