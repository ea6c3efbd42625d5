// layers.hpp: Cuts a deep graph into its layers, each a graph that runs alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

#include <string>
#include <vector>

namespace weft {

/// Consecutive operators of a graph as a graph of their own. What they read of earlier operators
/// is an input here, what later ones (or the host) read of them an output. Constants share storage.
struct GraphPart {
  std::string name; ///< "layer3"; of a graph without layers "graph"
  Graph graph;
  std::size_t firstOperator = 0; ///< its index in the whole graph
  std::vector<TensorId> whole;   ///< by TensorId of the part: the tensor of the whole graph

  /// Whether the host runs it.
  bool onHost() const { return graph.needsHost(); }

  /// The part's inputs among the tensors of a run of the whole graph.
  std::vector<Tensor> inputsAmong(const std::vector<Tensor>& values) const;
  /// All tensors of the part among those of a run of the whole graph.
  std::vector<Tensor> tensorsAmong(const std::vector<Tensor>& values) const;
};

/// One part a layer: operators whose names begin with the same "layerI.". What stands before the
/// first layer belongs to it, what stands behind one belongs to that one. A graph without such
/// names is one part; one that needs the host is cut there.
std::vector<GraphPart> cutIntoLayers(const Graph& graph);

/// Parts that the accelerator runs and parts that the host runs, in turn; of a graph that needs no
/// host one part.
std::vector<GraphPart> cutAtHost(const Graph& graph);

/// The whole graph as one part.
GraphPart wholePart(const Graph& graph);

} // namespace weft
