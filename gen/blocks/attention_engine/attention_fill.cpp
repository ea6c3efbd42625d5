// attention_fill.cpp: Puts arriving rows of q, k and v into their buffers.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_fill.hpp"

#include "gen/prim/beats_to_words.hpp"

namespace weft {

using namespace hdl;

namespace {
constexpr int kPlaceBits = 14; ///< 128 queries of 128 words
}

AttentionFill::AttentionFill()
    : Module("attention_fill", "puts arriving rows of q, k and v into their buffers") {
  Wire<Bit> none{this, "none", "no row of the group is in memory"};
  Wire<Bit> ready{this, "ready"}, write{this, "write"}, rowEnd{this, "row_end"};
  Wire<Bit> complete{this, "complete", "the group's last word is written"};
  Reg<Unsigned> done{this, "rows_done_q", AttentionItem::kRowBits};

  const auto present = unpack(*this, "present", group.data, AttentionGroup::shape());
  none <<= present.rows == 0;
  ready <<= group.valid & ~none;
  const Words words = addWords(ready);
  write <<= words.valid & ready;
  rowEnd <<= write & words.last;
  complete <<= (group.valid & none) | (rowEnd & (done + 1 == present.rows));
  group.ready <<= complete;
  clocked(clk, reset, {done}, [&] {
    when(complete, [&] { done <<= 0; }).elsewhen(rowEnd, [&] { done <<= done + 1; });
  });
  addPlaces(write, complete, present.kind);
}

AttentionFill::Words AttentionFill::addWords(const Bit& ready) {
  Wire<Bit> valid{this, "word_valid"}, last{this, "word_last"};
  auto& words = instance<BeatsToWords>("u_words", {BUS_BYTES, {"WORD_BYTES", LANES}});
  clockedBy(words, clk, reset);
  words.beat <<= beat;
  words.tail <<= headSize.low(clog2(BUS_BYTES));
  valid <<= words.word.valid;
  last <<= *words.word.last;
  data <<= words.word.data;
  words.word.ready <<= ready;
  unused(headSize);
  return {valid, last};
}

void AttentionFill::addPlaces(const Bit& write, const Bit& complete, const UInt& kind) {
  Reg<Unsigned> place{this, "place_q", kPlaceBits, "of the word in its bank or slot"};
  Reg<Unsigned> keySlot{this, "k_slot_q", clog2(SLOTS)}, valueSlot{this, "v_slot_q", clog2(SLOTS)};
  Reg<Bit> bank{this, "q_bank_q"};
  Wire<Bit> isQuery{this, "is_query"}, isKey{this, "is_key"}, isValue{this, "is_value"};
  isQuery <<= kind == static_cast<int>(RowGroup::queries);
  isKey <<= kind == static_cast<int>(RowGroup::keys);
  isValue <<= kind == static_cast<int>(RowGroup::values);
  queriesFilled <<= complete & isQuery;
  keysFilled <<= complete & isKey;
  valuesFilled <<= complete & isValue;
  clocked(clk, reset, {place, keySlot, valueSlot, bank}, [&] {
    when(complete, [&] { place <<= 0; }).elsewhen(write, [&] { place <<= place + 1; });
    when(queriesFilled, [&] { bank <<= ~bank; });
    when(keysFilled, [&] { keySlot <<= keySlot + 1; });
    when(valuesFilled, [&] { valueSlot <<= valueSlot + 1; });
  });
  queryWrite <<= write & isQuery;
  keyWrite <<= write & isKey;
  valueWrite <<= write & isValue;
  queryAddress <<= cat(bank, place.low(BANK_W)).sized(queryAddress.width());
  keyAddress <<= cat(keySlot, place.low(RING_W)).sized(keyAddress.width());
  valueAddress <<= cat(valueSlot, place.low(RING_W)).sized(valueAddress.width());
  unused(place);
}

} // namespace weft
