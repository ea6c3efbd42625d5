// quantizer.hpp: Static post-training quantisation of a graph.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/calibration.hpp"

namespace weft {

/// The integer graph of `real` (an imported checkpoint, F32 weights):
/// - weights int8, symmetric in [-127, 127], one scale per output channel at its largest magnitude;
/// - int8 activations at the scale of least mean square error on the calibration data;
/// - int16 activations at their largest magnitude with a quarter of headroom;
/// - constants in int16 at full range; bias int32.
/// A tensor that is zero in all the data sets no scale: in a sum it takes the scale of what it is
/// added to, elsewhere that of the operands it is made of. No scale is finer than the factors of
/// the operator that writes the tensor can express. Throws DesignError that names the operator when
/// a number fits no field all the same.
Graph quantizeGraph(Graph real, const Calibration& calibration);

} // namespace weft
