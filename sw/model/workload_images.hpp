// workload_images.hpp: Random workloads of convolutions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph_builder.hpp"
#include "sw/model/workload_text.hpp"

namespace weft {

/// "H=,W=,C=,K=[,R=,S=][,stride=][,pad=][,act=][,pool=][,residual=]": maxima are taken before the
/// residual is added, the average behind it; the activation belongs to the sum where there is one.
/// Throws DesignError that lists everything wrong with the text.
Graph convolutionWorkload(WorkloadText& text);

/// "[size=]": ResNet-50 (He et al., 2015) for images of size x size pixels and 1000 classes, with
/// strides in the 3 x 3 convolutions as today's checkpoints have them. Throws DesignError.
Graph resnet50Workload(WorkloadText& text);

} // namespace weft
