// depths.hpp: How much the blocks hold at once, for the blocks and for what predicts their time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace weft::depths {

// command_processor
inline constexpr int kCommandWords = 256; ///< that wait for one engine, a power of two
inline constexpr int kLabelWords = 2; ///< index and slot, which a command has there beside its own
inline constexpr int kCommandsInEngine = 4;

// dma_reader
inline constexpr int kShortBursts = 4; ///< in flight for one longest burst that the queue holds

// dma_writer
inline constexpr int kWriterBursts = 4;    ///< longest bursts whose beats the queue holds
inline constexpr int kWritesInFlight = 64; ///< bursts without a response

// commands under way in an engine
inline constexpr int kLoadsUnderWay = 4;
inline constexpr int kMatmulsUnderWay = 2;
inline constexpr int kMatmulsOfStayingSums = 4; ///< where a short one takes longer to drain
inline constexpr int kStoresUnderWay = 2;
inline constexpr int kProbabilitiesUnderWay = 2;

// attention_engine
inline constexpr int kRingSlots = 4; ///< chunks of keys, and of values, that wait in their rings
/// Words between the softmax and memory: as many of 16 bytes hold the exponents of 4096 columns.
inline constexpr int kSinkQueueWords = 32;

/// Words on their way out of attention_output, and of the layernorm: more than their pipelines
/// hold, so that those never stop.
inline constexpr int kOutputQueueWords = 32;

// post_engine, layernorm
inline constexpr int kMostChunkWords = 16; ///< words of a run
inline constexpr int kRowsWaiting =
    4; ///< whose statistics wait for the root, or whose root waits for its row

} // namespace weft::depths
