// simulator_cache.cpp: Verilated simulators, cached by what they are built from.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_cache.hpp"

#include "gen/config/sha256.hpp"
#include "gen/num/error.hpp"
#include "sw/runtime/subprocess.hpp"

#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace weft {
namespace {

namespace fs = std::filesystem;

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
      "-fPIC -std=c++20 -I../harness",
      "-LDFLAGS",
      "-shared",
      "-o",
      "simulator.so",
      "-j",
      std::to_string(std::max(1U, std::thread::hardware_concurrency()))};
  if (sources.waves)
    command.insert(command.end(), {"--trace-fst", "--trace-structs", "-CFLAGS", "-DWEFT_WAVES"});
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
    std::ofstream(path, std::ios::binary) << text;
  }
}

/// Holds an exclusive lock on a file for as long as it lives.
class FileLock {
public:
  explicit FileLock(const fs::path& path)
      : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    while (file_ >= 0 && flock(file_, LOCK_EX) != 0)
      if (interrupted())
        throw Interrupted();
    if (file_ < 0)
      throw ToolError(path.string() + ": cannot be opened for locking");
  }
  ~FileLock() { close(file_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

private:
  int file_;
};

/// A folder that disappears unless it is renamed away.
class TemporaryFolder {
public:
  explicit TemporaryFolder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

void build(const SimulatorSources& sources, const fs::path& folder) {
  const TemporaryFolder work(folder.string() + ".building");
  writeFiles(sources.rtl, work.path() / "rtl");
  writeFiles(sources.harness, work.path() / "harness");
  runTool(verilatorCommand(sources), work.path(), work.path() / "build.log");
  const TemporaryFolder result(folder.string() + ".complete");
  fs::rename(work.path() / "obj" / "simulator.so", result.path() / "simulator.so");
  fs::remove_all(folder);
  fs::rename(result.path(), folder);
}

} // namespace

fs::path cacheFolder() {
  if (const char* chosen = std::getenv("WEFT_CACHE"); chosen != nullptr && *chosen != '\0')
    return fs::absolute(chosen);
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / ".cache" / "weft";
  throw DesignError("no folder for built simulators: set WEFT_CACHE (HOME is not set)");
}

fs::path simulatorFolder(const SimulatorSources& sources) {
  return cacheFolder() / cacheKey(sources);
}

Simulator provideSimulator(const SimulatorSources& sources, bool quiet) {
  const fs::path folder = simulatorFolder(sources);
  const fs::path library = folder / "simulator.so";
  if (fs::exists(library))
    return {library, 0.0};
  fs::create_directories(cacheFolder());
  const FileLock lock(folder.string() + ".lock");
  if (fs::exists(library))
    return {library, 0.0};
  if (!quiet)
    std::cerr << "Building the simulator (once for this design)..." << std::endl;
  const auto start = std::chrono::steady_clock::now();
  build(sources, folder);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!quiet)
    std::cerr << "Built in " << static_cast<int>(elapsed.count()) << " s" << std::endl;
  return {library, elapsed.count()};
}

} // namespace weft
