// attention_blocks.hpp: Blocks of queries through scores, softmax and values, in time
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"
#include "sw/timeline/attention_shape.hpp"
#include "sw/timeline/fifo.hpp"
#include "sw/timeline/read_client.hpp"
#include "sw/timeline/write_client.hpp"

#include <vector>

namespace weft::timeline {

/// One ATTENTION command. Three stages work on successive chunks of keys and hold each other up
/// by two banks between them; queries, keys and values come ahead into their buffers.
class AttentionBlocks {
public:
  AttentionBlocks(const Machine& machine, ReadClient& reader, WriteClient& writer)
      : machine_(machine), reader_(reader), writer_(writer) {}

  void start(const isa::Attention& command, Cycle taken);
  void requested(Cycle request);
  void arrived(const ReadPacket& packet, Cycle first, Cycle last);
  void offered(Cycle last);
  /// One more block is answered; true when it was the command's last.
  bool answered();
  /// When the values of the last block were complete.
  Cycle end() const { return values_.ends; }

private:
  enum class Group { queries, keys, values };

  /// A block of queries of one head.
  struct Block {
    std::int64_t queries = 0;
    Cycle filled = kNever; ///< its queries are in their bank
    Cycle queriesFree = kNever, outputFree = kNever;
  };
  /// A chunk of keys for a block.
  struct Chunk {
    std::size_t block = 0;
    std::int64_t keys = 0; ///< in memory
    bool first = false, last = false;
    Cycle keysFilled = kNever, valuesFilled = kNever, keysFree = kNever, valuesFree = kNever;
    Cycle scoresFull = kNever, scoresRead = kNever, weightsFull = kNever, weightsRead = kNever;
  };
  /// A product unit with its loader.
  struct Unit {
    Cycle loads = 0, takes = 0; ///< the newest tile
    Cycle ends = 0;             ///< last query of the newest tile
    Cycle free = 0;             ///< slot of the newest chunk
  };
  /// A group of rows on its way.
  struct Coming {
    Group group;
    std::size_t index; ///< of the block or chunk
    std::int64_t rows;
  };
  struct Output {
    std::size_t block;
    Cycle issue;
    std::int64_t words;
  };

  void planBlock();
  void ask();
  Cycle creditOf(Group group) const;
  void askFor(Group group, Cycle at);
  std::int64_t rowsOf(Group group) const;
  void filled(const Coming& group, Cycle at);
  void advance();
  void forgetChunks();
  bool computeScores();
  bool computeWeights();
  bool computeValues();
  Cycle stream(Unit& unit, Cycle filled, Cycle may, std::int64_t queries);
  void finishBlock(const Chunk& chunk);

  Machine machine_;
  ReadClient& reader_;
  WriteClient& writer_;
  isa::Attention command_;
  std::int64_t slices_ = 0, beatsOfRow_ = 0, rowCycles_ = 0;
  std::vector<Block> blocks_;
  std::vector<AttentionBlock> shapes_; ///< of the blocks
  Window<Chunk> chunks_;               ///< of the blocks asked for, while any stage needs them
  std::size_t nextBlock_ = 0, nextKeys_ = 0, nextValues_ = 0; ///< to ask for
  Group next_ = Group::queries;
  Cycle stepAt_ = 0, generatorFree_ = 0;
  Fifo<Coming> coming_;
  Cycle wordsFree_ = 0;                                ///< the next beat may be taken
  std::size_t scored_ = 0, weighted_ = 0, summed_ = 0; ///< chunks that passed each stage
  Unit scores_, values_;
  Cycle firstRow_ = 0, lastRow_ = 0; ///< of the newest chunk, taken by the softmax
  Cycle outputFree_ = 0;
  Fifo<Output> outputs_;
  std::size_t answered_ = 0;
};

} // namespace weft::timeline
