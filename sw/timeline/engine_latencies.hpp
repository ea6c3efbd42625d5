// engine_latencies.hpp: Cycles that the blocks take, by block
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_model.hpp"
#include "gen/isa/commands.hpp"
#include "gen/num/attention_formats.hpp"
#include "sw/timeline/machine.hpp"

#include <algorithm>
#include <bit>

/// Every constant stands for registers of the named block; its README's section Timing says the
/// same in words. A change of the hardware's pipelines changes this file and nothing else of the
/// model.
namespace weft::timeline {

// command_processor: fetch, decoder, queues
inline constexpr std::int64_t kFetchStart = 4;    ///< from start to the first request of a slot
inline constexpr std::int64_t kHeaderCycles = 3;  ///< INDEX (two) and SLOT, beside one cycle a word
inline constexpr std::int64_t kWordToCommit = 2;  ///< last word -> the command is in its queue
inline constexpr std::int64_t kStagedToAsked = 1; ///< its request is in the token bank
inline constexpr std::int64_t kCompleteCycles = 2; ///< from the last `done` to the end of the run

// dma_reader, read_arbiter
inline constexpr std::int64_t kRunToRequest = 4; ///< run taken -> AR
/// Beat on the pins -> beat at the client.
inline std::int64_t pinToClient(const Machine& m) { return 3 + m.ramLatency; }
/// Beat taken by the client -> AR that its credit allows.
inline constexpr std::int64_t kCreditToRequest = 5;
/// Last beat of a burst on the pins -> AR that its place among the bursts in flight allows.
inline constexpr std::int64_t kAnswerToRequest = 5;

/// gen/prim beats_to_words: when the last of a run's `beats` is taken, whose `words` end at `end`.
/// A beat is taken with its first word, unless words are wider.
inline std::int64_t lastBeatTaken(const Machine& m, std::int64_t end, std::int64_t words,
                                  std::int64_t beats, std::int64_t wordBytes) {
  const std::int64_t wordsOfBeat = std::max<std::int64_t>(1, m.busBytes / wordBytes);
  return end + 1 - std::max<std::int64_t>(1, words - (beats - 1) * wordsOfBeat);
}

// dma_writer, write_arbiter
/// Last beat of a burst taken -> W on the pins.
inline std::int64_t beatToPin(const Machine& m) { return m.ramLatency > 1 ? 3 + m.ramLatency : 4; }
inline constexpr std::int64_t kAnswerToRunDone = 1;    ///< B on the pins -> run_done
inline constexpr std::int64_t kMemoryBufferBeats = 32; ///< write buffer of the memory

// gen/prim address_generator: command taken -> first run
inline constexpr std::int64_t kGeneratorCycles = 2;
/// AR of its last run -> the next start, before it.
inline constexpr std::int64_t kRequestToGenerator = kRunToRequest;

// load_engine
inline constexpr std::int64_t kLoadBeatToDone = 2; ///< last beat taken -> done
inline constexpr std::int64_t kLoadCommandGap = 3; ///< last beat -> first beat of the next command
inline constexpr std::int64_t kTurn = 3; ///< a block of TRANSPOSE beside its words, in and out

// matmul_engine: last vector -> done
inline std::int64_t drainOf(const Machine& m, const ArrayTiming& array) {
  return matmulDrain(array, m.ramLatency, m.attention, m.chunkTiles);
}
inline std::int64_t arrayDrain(const Machine& m) { return drainOf(m, m.array); }

// store_engine: command taken -> first row asked for -> its last beat offered to the writer
inline constexpr std::int64_t kStoreToAsk = 3;
inline constexpr std::int64_t kGeluStages = 8; ///< of the output pipeline, with its second scale
inline std::int64_t askToBeat(const Machine& m) {
  return (m.hasNonlinear ? 10 + kGeluStages : 10) + m.ramLatency;
}
inline constexpr std::int64_t kStoreAnswerToDone = 2;
inline constexpr std::int64_t kDivideVector = 2; ///< cycles of a vector of DIVIDE
inline constexpr std::int64_t kFactorWait = 5;   ///< of its first one for the row's factor

// attention_engine
inline constexpr std::int64_t kAttentionStart = 7; ///< taken -> the first group may be asked for
inline constexpr std::int64_t kGroupToAsk = 1;     ///< it could be asked for -> it is
inline constexpr std::int64_t kSoftmaxStart = 4;   ///< taken -> the rows are asked for
inline constexpr std::int64_t kBlockSteps = 3;     ///< ADVANCE, BLOCK, LOOK
inline constexpr std::int64_t kBanks = 2;          ///< of queries, scores, probabilities, values
inline std::int64_t tileLoad(const Machine& m) { return m.chunkKeys + 1 + m.ramLatency; }
/// Last query of a chunk -> its scores are complete (qk_unit, score_buffer).
inline std::int64_t queryToScores(const Machine& m) {
  return 2 * m.ramLatency + 4 + std::countr_zero(static_cast<std::uint64_t>(m.attentionLanes));
}
/// Chunk enters the softmax -> its probabilities.
inline std::int64_t softmaxLatency(const Machine& m) {
  return 2 * (m.exponentCycles + 5 + m.exponentLevels) + m.ramLatency + 3;
}
/// From a chunk to the next one of the same row, so that the row's state is its own.
inline std::int64_t rowUpdate(const Machine& m) { return m.ramLatency + 4; }
/// Last row of a chunk read from the score_buffer -> probabilities written.
inline std::int64_t scoresToWeights(const Machine& m) {
  return m.ramLatency + softmaxLatency(m) + 1;
}
/// Last probability word of a block -> its values accumulated (sv_unit) -> first byte offered.
inline std::int64_t weightsToBlock(const Machine& m) {
  return 2 * m.ramLatency + 6 + std::countr_zero(static_cast<std::uint64_t>(m.chunkKeys));
}
inline std::int64_t blockToBeat(const Machine& m) { return 2 * m.ramLatency + 11; }
inline constexpr std::int64_t kWordToBlockFree = 5; ///< last word issued -> bank free
inline constexpr std::int64_t kAttentionAnswerToDone = 2;

// attention_engine, SOFTMAX: softmax_source, softmax_sink
inline constexpr std::int64_t kScoreBytes = num::kScoreBits / 8;
inline constexpr std::int64_t kChunkExponentBytes = num::kChunkExponentBits / 8;
/// A word of the sink: the probabilities of a chunk, or as many bytes of exponents.
inline std::int64_t sinkWordBytes(const Machine& m) {
  return m.chunkKeys * num::kProbabilityBits / 8;
}
inline std::int64_t exponentsOfWord(const Machine& m) {
  return sinkWordBytes(m) / kChunkExponentBytes;
}
/// Chunk taken -> its probabilities at the sink -> their first beat.
inline std::int64_t chunkToSink(const Machine& m) {
  return m.ramLatency + softmaxLatency(m) + m.ramLatency + 2;
}

// softmax_engine
inline constexpr std::int64_t kProbabilitiesStart = 2; ///< taken -> first chunk asked for
inline std::int64_t chunksOf(const Machine& m, const isa::Probabilities& command) {
  return std::int64_t{command.rows} * ceilDiv<std::int64_t>(command.keys, m.chunkKeys);
}
/// From one chunk to the next.
inline std::int64_t chunkCycles(const Machine& m, const isa::Probabilities& command) {
  const std::int64_t oneRow = command.rows == 1 ? rowUpdate(m) : 1;
  return std::max({m.exponentCycles, m.chunkKeys / m.columns, oneRow});
}
/// Last chunk asked for -> done.
inline std::int64_t chunkToDone(const Machine& m) {
  return m.ramLatency + softmaxLatency(m) + m.chunkKeys / m.rows + 4;
}

// post_engine, layernorm
inline constexpr std::int64_t kPostStart = 8;   ///< taken -> first run (scales, walk)
inline constexpr std::int64_t kTableToRows = 5; ///< last run of the table -> first of the rows
inline constexpr std::int64_t kRingColumns = 2 * std::int64_t{kMostPostColumns}; ///< two rows
/// Last word of a row taken -> its spread at the root.
inline std::int64_t wordToRoot(const Machine& m) {
  return 3 + std::countr_zero(static_cast<std::uint64_t>(m.postLanes)) + 6 + 1;
}
inline constexpr std::int64_t kAccurateRootCycles = 16; ///< one root and the next
inline constexpr std::int64_t kIbertRootCycles = 32;
inline constexpr std::int64_t kRootToIssue = 1;
/// Word issued -> its first beat offered (ring, normaliser, output queue, words_to_beats); without
/// normalisation a word is issued as it enters (sums, output queue, words_to_beats).
inline std::int64_t issueToBeat(const Machine& m) {
  return m.hasNonlinear ? 2 * m.ramLatency + 15 : m.ramLatency + 9;
}
inline constexpr std::int64_t kPostAnswerToDone = 2;

} // namespace weft::timeline
