// workload.hpp: Everything that `weft run` needs to know about a workload.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/config.hpp"
#include "sw/model/accuracy.hpp"
#include "sw/model/graph.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace weft {

/// The floating-point original of a quantised model and its inputs.
struct FloatModel {
  Graph graph;
  std::vector<std::vector<float>> inputs; // by sample
};

/// A graph and the inputs of every sample.
struct Workload {
  Graph graph;
  std::vector<std::vector<Tensor>> samples; // inputs in the order of graph.inputs
  std::vector<std::int64_t> labels;         // by sample; empty without a task
  std::optional<FloatModel> original;       // with labels only
};

/// What a machine makes of attention, GELU and LayerNorm.
struct Arithmetic {
  int chunkKeys = num::kChunkKeys; ///< that its softmax works in (`attention.chunk`)
  bool onHost = false;             ///< the three are the host's: the graph is movedToHost()
};
Arithmetic arithmeticOf(const Config& config);

/// The workload that `text` describes; random ones draw from `seed`, the same on every machine, and
/// become what a machine with this arithmetic runs.
/// Kinds: gemm, attention, layernorm, softmax, add, encoder, bert-base, bert-large, conv,
/// resnet50, model.
/// `accept` sees the graph before the numbers of a random workload are drawn, and throws when it is
/// not wanted.
/// Throws DesignError that lists everything wrong with the text, or what is wrong with its files.
using AcceptGraph = std::function<void(const Graph&)>;
Workload makeWorkload(const std::string& text, std::uint64_t seed,
                      const Arithmetic& arithmetic = {}, const AcceptGraph& accept = {});

/// The graph of a workload, of which only shapes count, and how often it runs.
struct WorkloadShapes {
  Graph graph;
  std::uint64_t samples = 1;
};

/// As `makeWorkload`, but draws no numbers: the constants of random workloads have no values.
WorkloadShapes makeWorkloadShapes(const std::string& text, std::uint64_t seed,
                                  const Arithmetic& arithmetic = {});

/// Class that the first output of one sample names: averaged over the tokens, the first largest.
std::size_t predictedClass(const Workload& workload, const Tensor& output);

/// Share of samples that the floating-point original classifies correctly; needs labels.
double floatAccuracy(const Workload& workload);

} // namespace weft
