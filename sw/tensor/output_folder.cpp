// output_folder.cpp: Checks, lists and renames folders of results.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/output_folder.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/destination.hpp"
#include "sw/tensor/interruption.hpp"
#include "sw/tensor/mapped_file.hpp"

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

/// The folders above `path` that do not exist, the outermost first.
std::vector<fs::path> missingParents(const fs::path& path) {
  std::vector<fs::path> missing;
  for (fs::path parent = path.parent_path(); !fs::exists(parent); parent = parent.parent_path())
    missing.insert(missing.begin(), parent);
  return missing;
}

/// Calls `action`, whose errors of the file system become the user's.
template <class Action> auto orDesignError(const fs::path& destination, Action action) try {
  return action();
} catch (const fs::filesystem_error& error) {
  const fs::path& path = error.path1().empty() ? destination : error.path1();
  throw DesignError(path.string() + ": " + error.code().message());
}

/// Replaced, it would be gone for whoever works in it.
void refuseWorkingDirectory(const fs::path& folder) {
  std::error_code gone;
  const fs::path within = fs::current_path(gone).lexically_relative(fs::canonical(folder));
  if (!gone && !within.empty() && *within.begin() != "..")
    throw DesignError(folder.string() +
                      ": is, or holds, the working directory, and would be replaced as a whole; "
                      "choose a folder inside of it");
}

fs::path resolved(const fs::path& destination) {
  if (destination.empty())
    throw DesignError("the name of the output folder is empty");
  return withoutTrailingSlash(linksFollowed(withoutTrailingSlash(destination)));
}

} // namespace

void requireOutputFolder(const fs::path& destination) {
  orDesignError(destination, [&] {
    const fs::path folder = resolved(destination);
    if (fs::exists(folder)) {
      refuseForeignFiles(folder);
      refuseWorkingDirectory(folder);
    }
    requireWritableFolder(folder.parent_path());
  });
}

OutputFolder::OutputFolder(const fs::path& destination) {
  requireOutputFolder(destination);
  orDesignError(destination, [&] {
    destination_ = resolved(destination);
    newParents_ = missingParents(destination_);
    fs::create_directories(destination_.parent_path());
    temporary_.emplace(destination_, Temporary::Kind::folder);
    if (fs::exists(destination_))
      fs::permissions(temporary_->path(), fs::status(destination_).permissions());
  });
}

OutputFolder::~OutputFolder() {
  temporary_.reset();
  std::error_code inUse;
  for (auto parent = newParents_.rbegin(); parent != newParents_.rend(); ++parent)
    fs::remove(*parent, inUse);
}

void OutputFolder::write(const fs::path& name, std::string_view text) const {
  orDesignError(name, [&] { fs::create_directories((path() / name).parent_path()); });
  writeFileAtomically(path() / name, text);
}

void OutputFolder::commit() {
  stopIfInterrupted();
  orDesignError(destination_, [&] {
    std::string list;
    for (const std::string& file : filesIn(path()))
      list += file + "\n";
    writeFileAtomically(path() / kListName, list);
    replaceDestination();
  });
}

void OutputFolder::replaceDestination() {
  if (!fs::exists(destination_))
    return temporary_->renameTo(destination_);
  refuseForeignFiles(destination_);
  if (temporary_->exchangeWith(destination_))
    return;
  Temporary replaced(destination_, Temporary::Kind::folder);
  fs::rename(destination_, replaced.path());
  temporary_->renameTo(destination_);
}

} // namespace weft
