// print_expression.hpp: Expressions as Verilog text
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/node.hpp"

namespace weft::hdl {

/// The expression as the right side of an assignment of its own width.
std::string expressionText(const Node& node);

/// `[W-1:0]`, or nothing for a constant single bit.
std::string rangeText(const Dim& width);

} // namespace weft::hdl
