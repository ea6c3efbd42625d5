// scratch_folder.hpp: A folder that goes when its owner does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/num/error.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace weft::benchmark {

/// Below the temporary folder, empty at first. Throws DesignError when none can be made.
class ScratchFolder {
public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "weft_benchmark_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw DesignError("cannot make a folder in " +
                        std::filesystem::temp_directory_path().string());
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace weft::benchmark
