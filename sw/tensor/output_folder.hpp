// output_folder.hpp: A folder of results, written beside its destination and renamed when complete.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/tensor/temporary.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace weft {

/// Throws DesignError with the reason when an OutputFolder for `destination` would be refused or
/// could not be created. Changes nothing.
void requireOutputFolder(const std::filesystem::path& destination);

/// What `-o DIR` means: the destination holds the complete new results or what it held before.
/// Files of an earlier run of weft are replaced; anything else in the destination is never touched.
/// weft recognises its own files by the list in DIR/.weft. A symbolic link stays, its target is
/// replaced.
class OutputFolder {
public:
  /// Creates an empty folder beside `destination`, and the parents that are missing. Throws
  /// DesignError when the destination is no folder, or holds a file that weft did not write.
  explicit OutputFolder(const std::filesystem::path& destination);

  /// Removes what was written, and the parents that it needed, unless it was committed.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Writes one file, `name` relative to the folder; creates folders on the way. Throws
  /// DesignError.
  void write(const std::filesystem::path& name, std::string_view text) const;

  /// Where to write files until commit().
  const std::filesystem::path& path() const { return temporary_->path(); }

  /// Lists the files in .weft and renames the folder to its destination. Throws DesignError,
  /// Interrupted.
  void commit();

private:
  void replaceDestination();

  std::filesystem::path destination_;
  std::vector<std::filesystem::path> newParents_; ///< the outermost first
  std::optional<Temporary> temporary_;
};

} // namespace weft
