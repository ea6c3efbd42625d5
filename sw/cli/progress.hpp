// progress.hpp: Progress on standard error, when that is a terminal
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace weft::cli {

/// A function that shows "WHAT done of all"; empty when quiet or when standard error is no
/// terminal.
std::function<void(std::size_t done, std::size_t all)> progressBar(const std::string& what,
                                                                   bool quiet);

} // namespace weft::cli
