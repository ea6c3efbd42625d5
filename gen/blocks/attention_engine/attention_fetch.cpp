// attention_fetch.cpp: Plans a command: which rows to fetch, which chunks to compute.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_fetch.hpp"

#include "gen/blocks/attention_engine/credits.hpp"
#include "gen/blocks/command_bits.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;
using Softmax = isa::Softmax;

/// What the parts of the planner share.
struct AttentionFetch::Nets {
  AttentionFetch* at;
  Fsm step{at,
           "step_q",
           "STEP",
           {"IDLE", "BLOCK", "LOOK", "QUERIES", "KEYS", "VALUES", "ADVANCE", "SCORES"},
           "what comes next in the present block"};
  Reg<Bit> begin{at, "begin_blocks_q", "a command with something to do started"};
  Reg<Bit> mayAsk{at, "may_ask_q", "the present group can be asked for"};
  Reg<Bit> some{at, "some_q", "it has rows to read"};
  Wire<Bit> asks{at, "asks", "the present step is about a group"};
  Wire<Bit> askQueries{at, "ask_queries"}, askKeys{at, "ask_keys"}, askValues{at, "ask_values"};
  Wire<Bit> lastChunk{at, "last_chunk"}, lastBlock{at, "last_block"}, lastHead{at, "last_head"};
  Wire<Bit> anyKeys{at, "any_keys", "the present chunk has keys"};
  Wire<Bit> newHead{at, "new_head"}, newKeys{at, "new_keys", "the next head has its own keys"};
  Wire<Bit> runsReady{at, "runs_ready"}, generatorReady{at, "generator_ready"};
  Wire<Unsigned> offset{at, "group_offset", 32, "of the group that is asked for"};
  Wire<Unsigned> chunkKeys{at, "chunk_keys", AttentionItem::keyBits(at->CHUNK)};
  Reg<Unsigned> blockRows{at, "block_rows_q", AttentionItem::kRowBits};
  Reg<Bit> firstChunk{at, "first_chunk_q"};
  Reg<Signed> visible{at, "visible_q", AttentionItem::kVisibleBits,
                      "keys the block's first query sees from the present chunk on"};
};

AttentionFetch::AttentionFetch()
    : Module("attention_fetch", "plans a command: rows to fetch and chunks to compute") {
  Nets nets{this};
  addSteps(nets);
  addGrants(nets);
  addBlocks(nets);
  addVisibility(nets);
  addOffsets(nets);
  addRuns(nets);
  requireHeld(*this, clk, reset, run);
  requireHeld(*this, clk, reset, group);
  requireHeld(*this, clk, reset, item);
}

void AttentionFetch::addSteps(Nets& n) {
  const Fsm& step = n.step;
  busy <<= ~step.is("IDLE") | n.begin;
  clocked(clk, reset, {step, n.begin}, [&] {
    n.begin <<= step.is("IDLE") & start & ~softmax & anyOf(queries) &
                anyOf(payloadBits(command, &Attention::heads, 7));
    when(n.begin, [&] { step.go("BLOCK"); });
    when(step.is("IDLE") & start & softmax, [&] { step.go("SCORES"); });
    when(step.is("SCORES") & n.generatorReady, [&] { step.go("IDLE"); });
    when(step.is("BLOCK"), [&] { step.go("LOOK"); });
    when(step.is("LOOK"), [&] { step.go("QUERIES"); });
    when(n.askQueries, [&] { step.go("KEYS"); });
    when(n.askKeys, [&] { step.go("VALUES"); });
    when(n.askValues, [&] { step <<= mux(n.lastChunk, step["ADVANCE"], step["KEYS"]); });
    when(step.is("ADVANCE"),
         [&] { step <<= mux(n.lastBlock & n.lastHead, step["IDLE"], step["BLOCK"]); });
  });
}

void AttentionFetch::addGrants(Nets& n) {
  const Bit queryRoom = credits(*this, "query_room", clk, reset, 2, queriesFree, n.askQueries);
  const Bit keyRoom = credits(*this, "key_room", clk, reset, SLOTS, keysFree, n.askKeys);
  const Bit valueRoom = credits(*this, "value_room", clk, reset, SLOTS, valuesFree, n.askValues);
  const Bit free = n.runsReady & group.ready;
  const Bit room =
      mux(n.step.is("QUERIES"), queryRoom, mux(n.step.is("KEYS"), keyRoom & item.ready, valueRoom));
  note("Decided a cycle ahead: room only grows until the group is asked for.");
  clocked(clk, reset, {n.mayAsk}, [&] { n.mayAsk <<= n.asks & room & free & ~n.mayAsk; });
  n.asks <<= n.step.is("QUERIES") | n.step.is("KEYS") | n.step.is("VALUES");
  n.askQueries <<= n.mayAsk & n.step.is("QUERIES");
  n.askKeys <<= n.mayAsk & n.step.is("KEYS");
  n.askValues <<= n.mayAsk & n.step.is("VALUES");
  item.valid <<= n.askKeys;
  item.data <<= pack(AttentionItem{.visible = n.visible,
                                   .keys = n.chunkKeys,
                                   .rows = n.blockRows,
                                   .first = n.firstChunk,
                                   .last = n.lastChunk});
}

void AttentionFetch::addBlocks(Nets& n) {
  Reg<Unsigned> rowsLeft{this, "rows_left_q", kCountBits, "of the head, from this block on"};
  Reg<Unsigned> headsLeft{this, "heads_left_q", 7, "from this head on"};
  Reg<Unsigned> sharersLeft{this, "sharers_left_q", 7, "heads with the present keys"};
  n.lastBlock <<= rowsLeft <= ROWS;
  n.lastHead <<= headsLeft == 1;
  n.newHead <<= n.step.is("ADVANCE") & n.lastBlock;
  n.newKeys <<= n.newHead & (sharersLeft == 1);
  clocked(clk, [&] {
    when(n.begin, [&] {
      rowsLeft <<= queries;
      headsLeft <<= payloadBits(command, &Attention::heads, 7);
      sharersLeft <<= payloadBits(command, &Attention::queryHeadsPerKvHead, 7);
    });
    when(n.step.is("BLOCK"), [&] {
      n.blockRows <<= mux(n.lastBlock, rowsLeft.low(AttentionItem::kRowBits),
                          value(ROWS, AttentionItem::kRowBits));
    });
    when(n.step.is("ADVANCE"), [&] { rowsLeft <<= rowsLeft - value(ROWS, kCountBits); });
    when(n.newHead, [&] {
      rowsLeft <<= queries;
      headsLeft <<= headsLeft - 1;
      sharersLeft <<= sharersLeft - 1;
    });
    when(n.newKeys,
         [&] { sharersLeft <<= payloadBits(command, &Attention::queryHeadsPerKvHead, 7); });
  });
}

void AttentionFetch::addVisibility(Nets& n) {
  constexpr int kBits = AttentionItem::kVisibleBits;
  const Dim KEY_W = AttentionItem::keyBits(CHUNK);
  Reg<Signed> first{this, "first_visible_q", kBits, "keys the block's first query sees"};
  Reg<Unsigned> left{this, "keys_left_q", kBits, "keys its last query sees from this chunk on"};
  Wire<Signed> head{this, "head_visible", kBits, "keys the head's first query sees"};
  Wire<Signed> most{this, "most_visible", kBits, "keys the block's last query sees"};
  head <<=
      mux(causal, keys.extend(kBits) - queries.extend(kBits) + 1, visible.extend(kBits)).asSigned();
  most <<= mux(causal, first + (n.blockRows.extend(kBits) - 1).asSigned(), first);
  n.anyKeys <<= anyOf(left);
  n.lastChunk <<= left <= CHUNK;
  n.chunkKeys <<= mux(left > CHUNK, value(CHUNK, KEY_W), left.low(KEY_W));
  clocked(clk, [&] {
    when(n.begin | n.newHead, [&] { first <<= head; }).elsewhen(n.step.is("ADVANCE") & causal, [&] {
      first <<= first + value(ROWS, kBits).asSigned();
    });
    when(n.step.is("LOOK"), [&] {
      n.visible <<= first;
      n.firstChunk <<= 1;
      left <<= mux(most.msb(), lit<Signed>(0, kBits), most).asUnsigned();
    });
    when(n.askValues, [&] {
      n.visible <<= n.visible - value(CHUNK, kBits).asSigned();
      n.firstChunk <<= 0;
      left <<= left - value(CHUNK, kBits);
    });
  });
}

void AttentionFetch::addOffsets(Nets& n) {
  const auto field = [&](auto member) { return payloadBits(command, member, 32); };
  Reg<Unsigned> queryHead{this, "q_head_q", 32}, queryBlock{this, "q_block_q", 32};
  Reg<Unsigned> keyHead{this, "k_head_q", 32}, keyChunk{this, "k_chunk_q", 32};
  Reg<Unsigned> valueHead{this, "v_head_q", 32}, valueChunk{this, "v_chunk_q", 32};
  const UInt nextHead = queryHead + field(&Attention::qHeadStride);
  clocked(clk, [&] {
    when(n.begin, [&] {
      queryHead <<= field(&Attention::qOffset);
      queryBlock <<= field(&Attention::qOffset);
      keyHead <<= field(&Attention::kOffset);
      valueHead <<= field(&Attention::vOffset);
    });
    when(n.step.is("ADVANCE"),
         [&] { queryBlock <<= queryBlock + (field(&Attention::qPitch) << clog2(ROWS)); });
    when(n.newHead, [&] {
      queryHead <<= nextHead;
      queryBlock <<= nextHead;
    });
    when(n.newKeys, [&] {
      keyHead <<= keyHead + field(&Attention::kvHeadStride);
      valueHead <<= valueHead + field(&Attention::kvHeadStride);
    });
    when(n.step.is("BLOCK"), [&] {
      keyChunk <<= keyHead;
      valueChunk <<= valueHead;
    });
    when(n.askValues, [&] {
      keyChunk <<= keyChunk + (field(&Attention::kvPitch) << clog2(CHUNK));
      valueChunk <<= valueChunk + (field(&Attention::kvPitch) << clog2(CHUNK));
    });
  });
  n.offset <<= mux(n.step.is("QUERIES"), queryBlock, mux(n.step.is("KEYS"), keyChunk, valueChunk));
}

void AttentionFetch::addRuns(Nets& n) {
  Wire<Unsigned> rows{this, "group_rows", AttentionItem::kRowBits}, kind{this, "group_kind", 2};
  Wire<Bit> some{this, "some", "there are rows to read"};
  rows <<= mux(n.step.is("QUERIES"), n.blockRows, n.chunkKeys.extend(AttentionItem::kRowBits));
  kind <<= mux(n.step.is("QUERIES"), lit<Unsigned>(int(RowGroup::queries), 2),
               mux(n.step.is("KEYS"), lit<Unsigned>(int(RowGroup::keys), 2),
                   lit<Unsigned>(int(RowGroup::values), 2)));
  some <<= mux(n.step.is("QUERIES"), anyOf(n.blockRows), n.anyKeys);
  n.runsReady <<= n.generatorReady | ~some;
  group.valid <<= n.mayAsk;
  group.data <<= pack(AttentionGroup{.kind = kind, .rows = rows});
  clocked(clk, [&] { n.some <<= some; });
  addGenerator(n, rows, n.mayAsk & n.some);
}

void AttentionFetch::addGenerator(Nets& n, const UInt& rows, const Bit& wanted) {
  const auto field = [&](auto member, int bits) { return payloadBits(command, member, bits); };
  const auto perStep = [&](const UInt& scores, const UInt& q, const UInt& k, const UInt& v) {
    return mux(softmax, scores, mux(n.step.is("QUERIES"), q, mux(n.step.is("KEYS"), k, v)));
  };
  const UInt kvPitch = field(&Attention::kvPitch, 32);
  const UInt scoreBytes = cat(field(&Softmax::columns, kRunBytesW - 2), zeros(2));
  Wire<Bit> runLast{this, "run_last"};
  auto& generator = instance<AddressGenerator>("u_runs", {ADDR_W, BUS_BYTES});
  clockedBy(generator, clk, reset);
  generator.baseAddress <<= baseAddress;
  generator.baseLimit <<= baseLimit;
  generator.startValid <<= wanted | n.step.is("SCORES");
  n.generatorReady <<= generator.startReady;
  generator.base <<= perStep(field(&Softmax::scoresBase, 3), field(&Attention::qBase, 3),
                             field(&Attention::kBase, 3), field(&Attention::vBase, 3));
  generator.offset <<= mux(softmax, field(&Softmax::scoresOffset, 32), n.offset);
  generator.bytes <<=
      mux(softmax, scoreBytes, field(&Attention::headSize, num::kHeadSizeBits).extend(kRunBytesW));
  generator.count <<= cat(lit<Unsigned>(1, 24), lit<Unsigned>(1, 24),
                          mux(softmax, field(&Softmax::rows, 24), rows.extend(24)));
  generator.stride <<= cat(zeros(64), perStep(field(&Softmax::scoresPitch, 32),
                                              field(&Attention::qPitch, 32), kvPitch, kvPitch));
  skipNothing(*this, generator);
  run.valid <<= generator.run.valid;
  generator.run.ready <<= run.ready;
  run.data <<= generator.run.data;
  runLast <<= *generator.run.last;
  faults <<= generator.faults;
  unused(runLast);
  unused(command);
}

} // namespace weft
