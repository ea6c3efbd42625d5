// print_literal.hpp: Constants as Verilog text
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/node.hpp"

namespace weft::hdl {

/// `8'd5`, `-8'sd3`, `64'h..`, or a concatenation when the width is symbolic.
std::string literalText(const Node& literal);

/// `count` copies of one item inside a concatenation: `{(N-1){x}}`, or `x` alone for one.
std::string fillText(const Dim& count, const std::string& item);

} // namespace weft::hdl
