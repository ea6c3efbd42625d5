// check.hpp: The mistakes a design is refused for before any file is written
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/elaboration.hpp"

namespace weft::hdl {

/// Every bit of every net has exactly one driver and at least one reader. DesignError otherwise.
void checkNets(const Elaboration& elaboration);

/// No bit follows itself without a register between. Returns which inputs each output follows.
Summary checkLoops(const Elaboration& elaboration);

/// What does not depend on parameter values: unused sizes, clashes of index names, memories outside
/// of leaves, ports without a sentence.
void checkDeclarations(const Module& module);

/// All of the above for `top` and everything below it, under the defaults and each configuration.
void checkDesign(const Module& top,
                 const std::vector<std::map<std::string, int64_t>>& configurations);

} // namespace weft::hdl
