// simulator_entry.cpp: One built simulator in the cache, with the digest that tells damage.
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/simulator_entry.hpp"

#include "gen/config/sha256.hpp"
#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"
#include "sw/tensor/temporary.hpp"

#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "simulator.so";
constexpr const char* kDigest = "simulator.sha256";

std::string_view bytesOf(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

std::string storedDigest(const fs::path& folder) {
  std::ifstream in(folder / kDigest);
  std::string digest;
  std::getline(in, digest);
  return digest;
}

} // namespace

fs::path simulatorIn(const fs::path& folder) { return folder / kLibrary; }

bool holdsSimulator(const fs::path& folder) try {
  return storedDigest(folder) == sha256(bytesOf(*MappedFile::open(simulatorIn(folder))));
} catch (const DesignError&) {
  return false; // not there, or not readable
}

void storeSimulator(const fs::path& built, const fs::path& folder) {
  const auto library = MappedFile::open(built);
  Temporary entry(folder, Temporary::Kind::folder);
  writeFileAtomically(entry.path() / kLibrary, bytesOf(*library));
  writeFileAtomically(entry.path() / kDigest, sha256(bytesOf(*library)) + "\n");
  ::fsync(entry.descriptor());
  if (!fs::exists(folder))
    return entry.renameTo(folder);
  if (entry.exchangeWith(folder))
    return;
  fs::remove_all(folder);
  entry.renameTo(folder);
}

} // namespace weft
