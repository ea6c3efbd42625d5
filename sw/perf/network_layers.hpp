// network_layers.hpp: Layers of the networks on which published dataflows are compared
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/perf/dataflow_cost.hpp"

#include <vector>

namespace weft {

/// The five convolutions of AlexNet (Krizhevsky et al., 2012; shapes as in Eyeriss, ISCA 2016,
/// Table II), one of every kind of ResNet-50 (He et al., 2016) and the products of a BERT-Base
/// layer of 128 tokens, one image or sequence each.
const std::vector<LayerShape>& networkLayers();

} // namespace weft
