// post_engine_model.hpp: What a POST command does to memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/isa/commands.hpp"

#include <cstdint>
#include <functional>

namespace weft {

/// Executes `command`. `at(base, offset)` gives the bytes behind an offset of a base register.
/// Throws DesignError as postRow() does.
void executePost(const isa::Post& command, num::Nonlinear nonlinear,
                 const std::function<std::uint8_t*(std::uint32_t, std::uint32_t)>& at);

} // namespace weft
