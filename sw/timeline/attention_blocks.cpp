// attention_blocks.cpp: Blocks of queries through scores, softmax and values, in time
// SPDX-License-Identifier: Apache-2.0
#include "sw/timeline/attention_blocks.hpp"

#include "gen/blocks/depths.hpp"
#include "gen/num/integers.hpp"
#include "sw/timeline/engine_latencies.hpp"

#include <algorithm>

namespace weft::timeline {

void AttentionBlocks::start(const isa::Attention& command, Cycle taken) {
  command_ = command;
  slices_ = ceilDiv<std::int64_t>(command.headSize, machine_.attentionLanes);
  beatsOfRow_ = machine_.beats(command.headSize);
  rowCycles_ = std::max(beatsOfRow_, slices_);
  blocks_.clear();
  chunks_.clear();
  shapes_ =
      attentionBlocks(command, static_cast<std::uint32_t>(machine_.queryBlock), machine_.chunkKeys);
  nextBlock_ = nextKeys_ = nextValues_ = 0;
  next_ = Group::queries;
  stepAt_ = taken + kAttentionStart;
  generatorFree_ = wordsFree_ = firstRow_ = lastRow_ = outputFree_ = 0;
  scored_ = weighted_ = summed_ = answered_ = 0;
  scores_ = values_ = {};
  ask();
}

void AttentionBlocks::planBlock() {
  const AttentionBlock& block = shapes_[blocks_.size()];
  const auto chunks = static_cast<std::int64_t>(block.chunks);
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
    chunks_.push({blocks_.size(),
                  std::min(machine_.chunkKeys,
                           static_cast<std::int64_t>(block.keys) - chunk * machine_.chunkKeys),
                  chunk == 0, chunk + 1 == chunks});
  blocks_.push_back({static_cast<std::int64_t>(block.queries)});
}

/// Asks for groups of rows in order, each as soon as its bank or slot is known to be free.
void AttentionBlocks::ask() {
  while (next_ != Group::queries || nextBlock_ < shapes_.size()) {
    if (nextBlock_ == blocks_.size() && next_ == Group::queries)
      planBlock();
    const Cycle at = std::max({stepAt_, generatorFree_, creditOf(next_)}) + kGroupToAsk;
    if (at >= kNever)
      return;
    askFor(next_, at);
  }
}

Cycle AttentionBlocks::creditOf(Group group) const {
  if (group == Group::queries)
    return nextBlock_ < kBanks ? 0 : blocks_[nextBlock_ - kBanks].queriesFree + 1;
  if (group == Group::keys)
    return nextKeys_ < depths::kRingSlots ? 0
                                          : chunks_[nextKeys_ - depths::kRingSlots].keysFree + 1;
  return nextValues_ < depths::kRingSlots
             ? 0
             : chunks_[nextValues_ - depths::kRingSlots].valuesFree + 1;
}

std::int64_t AttentionBlocks::rowsOf(Group group) const {
  return group == Group::queries ? blocks_[nextBlock_].queries
                                 : chunks_[group == Group::keys ? nextKeys_ : nextValues_].keys;
}

void AttentionBlocks::askFor(Group group, Cycle at) {
  const std::int64_t rows = rowsOf(group);
  stepAt_ = at + 1;
  if (group == Group::queries) {
    coming_.push({group, nextBlock_++, rows});
    next_ = Group::keys;
  } else if (group == Group::keys) {
    coming_.push({group, nextKeys_++, rows});
    next_ = Group::values;
  } else {
    const bool last = chunks_[nextValues_].last;
    coming_.push({group, nextValues_++, rows});
    next_ = last ? Group::queries : Group::keys;
    stepAt_ += last ? kBlockSteps : 0;
  }
  if (rows > 0) {
    generatorFree_ = kNever;
    reader_.push({at + kGeneratorCycles + kRunToRequest, rows, beatsOfRow_});
  } else if (coming_.size() == 1) {
    const Coming none = coming_.front();
    coming_.pop();
    filled(none, at + 1);
  }
}

void AttentionBlocks::requested(Cycle request) {
  generatorFree_ = request - kRequestToGenerator;
  ask();
}

void AttentionBlocks::arrived(const ReadPacket& packet, Cycle first, Cycle last) {
  const Cycle taking = std::max(packet.beats, packet.beats * rowCycles_ / beatsOfRow_);
  const Cycle end = std::max(last, std::max(first, wordsFree_) + taking - 1);
  wordsFree_ = end + 1;
  const Coming group = coming_.front();
  if (packet.lastOfJob) {
    coming_.pop();
    filled(group, end + 1);
    for (; !coming_.empty() && coming_.front().rows == 0; coming_.pop())
      filled(coming_.front(), end + 2);
  }
  reader_.release(
      std::max(last, lastBeatTaken(machine_, end, slices_, beatsOfRow_, machine_.attentionLanes)));
  advance();
  ask();
}

void AttentionBlocks::filled(const Coming& group, Cycle at) {
  if (group.group == Group::queries)
    blocks_[group.index].filled = at;
  else if (group.group == Group::keys)
    chunks_[group.index].keysFilled = at;
  else
    chunks_[group.index].valuesFilled = at;
  if (group.rows == 0)
    advance();
}

/// Every stage goes as far as what it needs is known.
void AttentionBlocks::advance() {
  while (computeScores() || computeWeights() || computeValues()) {
  }
  forgetChunks();
}

/// Chunks are looked at until their values are summed and their slot was asked for again.
void AttentionBlocks::forgetChunks() {
  while (chunks_.begin() + static_cast<std::size_t>(depths::kRingSlots) <
         std::min(summed_, nextValues_))
    chunks_.pop();
}

/// The tiles of a chunk: the first from `filled` and `may` on, the others one after the other.
/// Returns the last query of the last tile.
Cycle AttentionBlocks::stream(Unit& unit, Cycle filled, Cycle may, std::int64_t queries) {
  const Cycle load = tileLoad(machine_);
  unit.loads = std::max({filled + 1, unit.takes, unit.loads + machine_.chunkKeys + 1});
  const Cycle period = std::max(queries, load);
  const Cycle take = std::max({unit.loads + load, unit.ends, may});
  unit.takes = take + (slices_ - 1) * period;
  if (slices_ > 1)
    unit.loads = unit.takes - period;
  unit.free = unit.loads + machine_.chunkKeys;
  unit.ends = unit.takes + queries;
  return unit.ends;
}

bool AttentionBlocks::computeScores() {
  if (scored_ == chunks_.end())
    return false;
  Chunk& chunk = chunks_[scored_];
  Block& block = blocks_[chunk.block];
  const Cycle bank = scored_ < kBanks ? 0 : chunks_[scored_ - kBanks].scoresRead + 1;
  const Cycle queries = chunk.first ? block.filled + 1 : 0;
  if (std::max({chunk.keysFilled, bank, queries}) >= kNever)
    return false;
  const Cycle end = stream(scores_, chunk.keysFilled, std::max(bank, queries), block.queries);
  chunk.keysFree = scores_.free;
  chunk.scoresFull = end + queryToScores(machine_);
  if (chunk.last)
    block.queriesFree = end;
  ++scored_;
  return true;
}

bool AttentionBlocks::computeWeights() {
  if (weighted_ == scored_)
    return false;
  Chunk& chunk = chunks_[weighted_];
  const Cycle bank = weighted_ < kBanks ? 0 : chunks_[weighted_ - kBanks].weightsRead + 1;
  if (bank >= kNever)
    return false;
  const Cycle begin = std::max({chunk.scoresFull + 1, bank, lastRow_});
  firstRow_ =
      std::max({begin + 1, lastRow_ + machine_.exponentCycles, firstRow_ + rowUpdate(machine_)});
  lastRow_ = firstRow_ + (blocks_[chunk.block].queries - 1) * machine_.exponentCycles;
  chunk.scoresRead = lastRow_;
  chunk.weightsFull = lastRow_ + scoresToWeights(machine_);
  ++weighted_;
  return true;
}

bool AttentionBlocks::computeValues() {
  if (summed_ == weighted_)
    return false;
  Chunk& chunk = chunks_[summed_];
  const bool needsBank = chunk.first && chunk.block >= kBanks;
  const Cycle bank = needsBank ? blocks_[chunk.block - kBanks].outputFree + 1 : 0;
  if (std::max(chunk.valuesFilled, bank) >= kNever)
    return false;
  chunk.weightsRead = stream(values_, chunk.valuesFilled, std::max(bank, chunk.weightsFull + 1),
                             blocks_[chunk.block].queries);
  chunk.valuesFree = values_.free;
  ++summed_;
  if (chunk.last)
    finishBlock(chunk);
  return true;
}

void AttentionBlocks::finishBlock(const Chunk& chunk) {
  const std::int64_t rows = blocks_[chunk.block].queries;
  const Cycle issue = std::max(chunk.weightsRead + weightsToBlock(machine_) + 1, outputFree_);
  outputFree_ = issue + rows * slices_;
  outputs_.push({chunk.block, issue, rows * slices_});
  const std::int64_t firstBeat = std::max<std::int64_t>(0, slices_ / beatsOfRow_ - 1);
  writer_.push({issue + blockToBeat(machine_) + firstBeat, rows, beatsOfRow_,
                machine_.burstsOf(beatsOfRow_), rowCycles_});
}

/// The bank is free when its last word is issued, a queue ahead of the last beat.
void AttentionBlocks::offered(Cycle last) {
  const Output output = outputs_.front();
  outputs_.pop();
  const Cycle ahead = depths::kOutputQueueWords * rowCycles_ / slices_;
  const Cycle issued =
      std::max(output.issue + output.words - 1, last - blockToBeat(machine_) - ahead);
  outputFree_ = std::max(outputFree_, issued + 1);
  blocks_[output.block].outputFree = issued + kWordToBlockFree;
  advance();
  ask();
}

bool AttentionBlocks::answered() { return ++answered_ == shapes_.size(); }

} // namespace weft::timeline
