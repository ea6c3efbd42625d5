// text_file.hpp: The whole text of a file that a user names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace weft {

/// More than any text that weft reads; a device such as /dev/zero never ends.
inline constexpr std::size_t kMostTextBytes = std::size_t{16} << 20;

/// The bytes of a file, pipe or device. Throws DesignError with the path and the system's reason,
/// or when there are more than kMostTextBytes.
std::string readText(const std::filesystem::path& path);

} // namespace weft
