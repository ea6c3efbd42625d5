// large_case.hpp: One random run that is long enough for start and end not to matter
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/regress/random_case.hpp"

namespace weft::regress {

/// Run `round` on configuration number `machine`: layers like BERT's and products take turns, every
/// sixth is one of BERT-Base itself. Sizes (ragged ones among them) and memory are drawn; half have
/// the configuration's own memory.
Case largeCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t machine,
               std::uint64_t round);

} // namespace weft::regress
