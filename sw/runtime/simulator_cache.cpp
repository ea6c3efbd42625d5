// simulator_cache.cpp: Verilated simulators, built once for each content of RTL, harness and tools.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_cache.hpp"

#include "gen/config/sha256.hpp"
#include "gen/export/export.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/file_lock.hpp"
#include "sw/runtime/simulator_entry.hpp"
#include "sw/runtime/subprocess.hpp"
#include "sw/tensor/destination.hpp"
#include "sw/tensor/temporary.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string_view>
#include <sys/statvfs.h>
#include <thread>
#include <vector>

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompilerFlags =
    "-fPIC -std=c++20 -I../harness -include verif/harness/verilated_output.hpp "
    "-DVL_PRINTF=weft::sim::printVerilated";
constexpr const char* kWorkName = "weft-build"; ///< of the folders in which simulators are built

/// -fno-const-bit-op-tree: without it Verilator 5.006 computes wrong values
/// (verif/harness/README.md). Short functions compile in linear time, which wide arrays need; what
/// runs only once (OPT_SLOW) is not worth optimising.
std::vector<std::string> verilatorCommand(const SimulatorSources& sources) {
  std::vector<std::string> command = {
      "verilator",
      "--cc",
      "--exe",
      "--build",
      "-O3",
      "--x-assign",
      "fast",
      "--x-initial",
      "unique",
      "--noassert",
      "-fno-const-bit-op-tree",
      "--top-module",
      sources.top,
      "--prefix",
      "Vtop",
      "--Mdir",
      "obj",
      "--output-split",
      "20000",
      "--output-split-cfuncs",
      "1000",
      "-MAKEFLAGS",
      "OPT_FAST=-O2",
      "-MAKEFLAGS",
      "OPT_SLOW=-O0",
      "-CFLAGS",
      kCompilerFlags,
      "-LDFLAGS",
      "-shared",
      "-o",
      "simulator.so",
      "-j",
      std::to_string(std::max(1U, std::thread::hardware_concurrency()))};
  if (sources.waves)
    command.insert(command.end(), {"--trace-fst", "--trace-structs", "-CFLAGS", "-DWEFT_WAVES"});
  if (sources.assertions)
    command.push_back(std::string("+define+") + rtlAssertionMacro());
  for (const auto& [name, text] : sources.harness)
    if (name.ends_with(".vlt") || name.ends_with(".cpp"))
      command.push_back("harness/" + name);
  for (const auto& [name, text] : sources.rtl)
    if (name.ends_with(".v"))
      command.push_back("rtl/" + name);
  return command;
}

std::string cacheKey(const SimulatorSources& sources) {
  std::string content =
      firstLineOf({"verilator", "--version"}) + "\n" + firstLineOf({"g++", "--version"}) + "\n";
  for (const std::string& word : verilatorCommand(sources))
    content += word + "\n";
  for (const auto* files : {&sources.rtl, &sources.harness})
    for (const auto& [name, text] : *files)
      content.append(name).append("\n").append(text).append("\n");
  return sha256(content).substr(0, 32);
}

void writeFiles(const std::map<std::string, std::string>& files, const fs::path& folder) {
  for (const auto& [name, text] : files) {
    const fs::path path = folder / name;
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << text << std::flush;
    if (!out)
      throwWriteError(path);
  }
}

/// GNU make cannot build where the path has a space, and shells and makefiles read some other
/// characters.
bool isHarmless(const fs::path& path) {
  return std::ranges::all_of(path.string(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
           std::string_view("/._-+,@=~%").find(c) != std::string_view::npos;
  });
}

/// Where tools can work: in the cache when they can read its name, else in a folder for temporary
/// files.
fs::path placeOfWork(const fs::path& cache) {
  if (isHarmless(cache))
    return cache / kWorkName;
  std::error_code none;
  const fs::path chosen = fs::temp_directory_path(none);
  return (!none && isHarmless(chosen) ? chosen : fs::path("/tmp")) / kWorkName;
}

void build(const SimulatorSources& sources, const fs::path& folder) {
  const Temporary work(placeOfWork(folder.parent_path()), Temporary::Kind::folder);
  writeFiles(sources.rtl, work.path() / "rtl");
  writeFiles(sources.harness, work.path() / "harness");
  runTool(verilatorCommand(sources), work.path(), work.path() / "build.log");
  storeSimulator(work.path() / "obj" / "simulator.so", folder);
}

void requireLoadable(const fs::path& cache) {
  struct statvfs status {};
  if (::statvfs(cache.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) != 0)
    throw DesignError(cache.string() +
                      ": its file system is mounted noexec, so that no simulator can be loaded");
}

/// Calls `action`; a cache that cannot be used is the user's to change, by the variable that the
/// message names.
template <class Action> Simulator namingTheCache(Action action) {
  const auto failure = [](const std::string& reason) {
    return DesignError("no simulator can be kept in " + cacheFolder().string() + ": " + reason +
                       "; set WEFT_CACHE to another folder");
  };
  try {
    return action();
  } catch (const fs::filesystem_error& error) {
    throw failure(error.path1().string() + ": " + error.code().message());
  } catch (const DesignError& error) {
    throw failure(error.what());
  }
}

/// For people, unless `quiet`.
class BuildLog {
public:
  explicit BuildLog(bool quiet) : quiet_(quiet) {}
  void say(const std::string& line) const {
    if (!quiet_)
      std::cerr << line << std::endl;
  }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

private:
  bool quiet_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

Simulator buildOnce(const SimulatorSources& sources, const fs::path& folder, bool quiet) {
  fs::create_directories(folder.parent_path());
  requireLoadable(folder.parent_path());
  const FileLock lock(folder.string() + ".lock", [&] {
    BuildLog(quiet).say("Waiting for another process that builds this simulator...");
  });
  if (holdsSimulator(folder))
    return {simulatorIn(folder), 0.0};
  const BuildLog log(quiet);
  log.say(fs::exists(folder) ? "Building the simulator again (its file is damaged)..."
                             : "Building the simulator (once for this design)...");
  build(sources, folder);
  log.say("Built in " + std::to_string(static_cast<int>(log.seconds())) + " s");
  return {simulatorIn(folder), log.seconds()};
}

} // namespace

fs::path cacheFolder() {
  if (const char* chosen = std::getenv("WEFT_CACHE"); chosen != nullptr && *chosen != '\0')
    return fs::absolute(chosen);
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::absolute(home) / ".cache" / "weft";
  throw DesignError("no folder for built simulators: set WEFT_CACHE (HOME is not set)");
}

fs::path simulatorFolder(const SimulatorSources& sources) {
  return cacheFolder() / cacheKey(sources);
}

Simulator provideSimulator(const SimulatorSources& sources, bool quiet) {
  const fs::path folder = simulatorFolder(sources);
  return namingTheCache([&] {
    requireLoadable(folder.parent_path());
    return holdsSimulator(folder) ? Simulator{simulatorIn(folder), 0.0}
                                  : buildOnce(sources, folder, quiet);
  });
}

} // namespace weft
