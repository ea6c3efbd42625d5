// output_folder.cpp: Checks, lists and renames folders of results.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/output_folder.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

namespace weft {

namespace {

namespace fs = std::filesystem;

constexpr const char* kListName = ".weft";

std::set<std::string> filesIn(const fs::path& folder) {
  std::set<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (!entry.is_directory() || entry.is_symlink())
      files.insert(entry.path().lexically_relative(folder).generic_string());
  return files;
}

std::set<std::string> listedFiles(const fs::path& folder) {
  std::set<std::string> files{kListName};
  std::ifstream list(folder / kListName);
  for (std::string line; std::getline(list, line);)
    files.insert(line);
  return files;
}

void refuseForeignFiles(const fs::path& folder) {
  if (!fs::is_directory(folder))
    throw fileError(folder, "output", "a folder or nothing", "a file");
  const std::set<std::string> listed = listedFiles(folder);
  for (const std::string& file : filesIn(folder))
    if (!listed.contains(file))
      throw DesignError(folder.string() + ": holds " + file +
                        ", which weft did not write; choose an empty or a new folder");
}

/// "a/b/" names the folder a/b: without this its temporary would be created inside of it.
fs::path withoutTrailingSlash(const fs::path& path) {
  const fs::path full = fs::absolute(path).lexically_normal();
  return full.has_filename() ? full : full.parent_path();
}

fs::path createBeside(const fs::path& destination) {
  fs::create_directories(destination.parent_path());
  std::string name = destination.string() + ".XXXXXX";
  if (::mkdtemp(name.data()) == nullptr)
    throw DesignError(destination.string() + ": cannot be created");
  fs::permissions(name, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                            fs::perms::others_read | fs::perms::others_exec);
  return name;
}

} // namespace

OutputFolder::OutputFolder(const fs::path& destination) try
    : destination_(withoutTrailingSlash(destination)) {
  if (fs::exists(destination_))
    refuseForeignFiles(destination_);
  temporary_ = createBeside(destination_);
} catch (const fs::filesystem_error& error) {
  throw DesignError(error.path1().string() + ": " + error.code().message());
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!temporary_.empty())
    fs::remove_all(temporary_, ignored);
}

void OutputFolder::write(const fs::path& name, std::string_view text) const {
  fs::create_directories((temporary_ / name).parent_path());
  writeFileAtomically(temporary_ / name, text);
}

void OutputFolder::commit() {
  std::string list;
  for (const std::string& file : filesIn(temporary_))
    list += file + "\n";
  writeFileAtomically(temporary_ / kListName, list);
  try {
    const fs::path replaced = temporary_.string() + ".old";
    const bool replaces = fs::exists(destination_);
    if (replaces)
      fs::rename(destination_, replaced);
    fs::rename(temporary_, destination_);
    temporary_.clear();
    if (replaces)
      fs::remove_all(replaced);
  } catch (const fs::filesystem_error& error) {
    throw DesignError(destination_.string() + ": " + error.code().message());
  }
}

} // namespace weft
