// config.hpp: The configuration of one machine, as plain numbers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace weft {

/// Array of `rows` x `columns` multiply-accumulate cells (a word of activations has `rows` of K).
/// `dataflow` is "ws", "os", "nlr" or "rs".
struct ArrayConfig {
  int rows = 0;
  int columns = 0;
  std::string dataflow;
};

/// Operand memory of the array, half for activations, half for weights.
struct ScratchpadConfig {
  int kib = 0;
};

/// int32 result memory of the array, two halves.
struct AccumulatorConfig {
  int kib = 0;
};

/// Attention. `engine` is "dedicated", "shared" or "none"; `multipliers` is the size of each of the
/// two units of a dedicated one (QK and SV).
struct AttentionConfig {
  std::string engine;
  int multipliers = 0;
  int exponentLanes = 0;
  int chunk = 0;
  int queryBlock = 0;
  int maxKeys = 0;
};

/// Post engine: residual add and layer normalisation, `lanes` values per cycle.
struct PostConfig {
  int lanes = 0;
};

/// AXI4 master towards memory. `readsInFlight` counts bursts per read client.
struct BusConfig {
  int bytes = 0;
  int burstBeats = 0;
  int addressBits = 0;
  int idBits = 0;
  int readsInFlight = 0;
};

/// The memory that a simulation attaches: cycles of latency, bytes per cycle. Not in the hash.
struct MemoryConfig {
  int latency = 0;
  int bytes = 0;
};

/// Leaf RAMs: cycles from read enable to data.
struct RamConfig {
  int readLatency = 0;
};

/// `nonlinear` is "accurate" or "ibert".
struct NumericsConfig {
  std::string nonlinear;
};

/// The processor beside a machine without softmax, GELU and LayerNorm: cycles per element of what
/// it computes instead, and where these numbers come from. Zeros beside all other machines.
struct HostConfig {
  int dequantise = 0;
  int quantise = 0;
  int gelu = 0;
  int softmax = 0;
  int norm = 0;
  std::string source;
};

/// One machine. Filled by the functions of read.hpp, which accept nothing illegal;
/// keys.hpp gives every member's path, range, default and meaning.
struct Config {
  std::string name;
  std::string prefix;
  ArrayConfig array;
  ScratchpadConfig scratchpad;
  AccumulatorConfig accumulator;
  AttentionConfig attention;
  PostConfig post;
  BusConfig bus;
  MemoryConfig memory;
  RamConfig ram;
  NumericsConfig numerics;
  HostConfig host;
};

} // namespace weft
