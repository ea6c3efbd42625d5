// destination.hpp: Where an output file goes: what may be replaced, and what is written in place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <sys/types.h>

namespace weft {

/// How the bytes of an output reach its name.
enum class WriteMode {
  replace,   ///< a new file takes the place of a regular file, or of nothing
  inPlace,   ///< into a device, a pipe, a socket: replacing it would destroy it
  toStandard ///< into the standard output or error of this process, which is where the name leads
};

/// A place that can be written, as far as can be known before writing.
struct Destination {
  std::filesystem::path path; ///< with symbolic links followed: a link stays and its target changes
  WriteMode mode;
  int standard;       ///< descriptor of toStandard
  mode_t permissions; ///< of what is replaced; of a new file, what the umask leaves
  bool exists;
};

/// Looks at `name` without changing anything. Throws DesignError with the path and the reason: its
/// folder is missing or not writable, it is a folder, or a file without permission to write (also
/// for root, to whom the system would allow it).
Destination destinationOf(const std::filesystem::path& name);

/// For a folder that will be made or filled: throws DesignError with the reason when it, or the
/// nearest folder above it that exists, is no folder or not writable. Changes nothing.
void requireWritableFolder(const std::filesystem::path& folder);

/// `path` with the symbolic links of its last part followed, also when nothing stands at their end.
std::filesystem::path linksFollowed(std::filesystem::path path);

/// What the umask leaves of `wanted` (0666 for a file, 0777 for a folder).
mode_t permissionsOfNew(mode_t wanted);

/// Throws DesignError "PATH: cannot be written: REASON" of errno.
[[noreturn]] void throwWriteError(const std::filesystem::path& path);

} // namespace weft
