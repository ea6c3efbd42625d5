// output_folder.hpp: A folder of results, written beside its destination and renamed when complete.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace weft {

/// What `-o DIR` means: the destination holds the complete new results or what it held before.
/// Files of an earlier run of weft are replaced; anything else in the destination is never touched.
/// weft recognises its own files by the list in DIR/.weft.
class OutputFolder {
public:
  /// Creates an empty folder beside `destination`, and the parents that are missing. Throws
  /// DesignError when the destination is no folder, or holds a file that weft did not write.
  explicit OutputFolder(const std::filesystem::path& destination);

  /// Removes what was written unless it was committed.
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Writes one file, `name` relative to the folder; creates folders on the way. Throws
  /// DesignError.
  void write(const std::filesystem::path& name, std::string_view text) const;

  /// Where to write files until commit().
  const std::filesystem::path& path() const { return temporary_; }

  /// Lists the files in .weft and renames the folder to its destination. Throws DesignError.
  void commit();

private:
  std::filesystem::path destination_;
  std::filesystem::path temporary_;
};

} // namespace weft
