// layers_test.cpp: The sources include what gen/README.md says their room stands on.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = WEFT_SOURCE_DIR;

/// A room and the rooms that it stands on, as the page states them.
struct Row {
  std::string room;
  std::set<std::string> standsOn;
};

std::set<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> result;
  for (std::string word; in >> word;)
    result.insert(word);
  return result;
}

/// The rows of both tables of gen/README.md, in the order of the page.
std::vector<Row> statedRows() {
  const std::regex row(R"(^\| \[?((?:gen|verif|sw)/[a-z]+)(?:\]\([^)]*\))? \|[^|]*\|([^|]*)\|$)");
  std::ifstream in(kRoot / "gen/README.md");
  std::vector<Row> rows;
  std::smatch match;
  for (std::string line; std::getline(in, line);)
    if (std::regex_match(line, match, row))
      rows.push_back({match[1], words(match[2])});
  return rows;
}

/// "gen/num" of "gen/num/fixed.hpp".
std::string roomOf(const std::string& path) {
  return path.substr(0, path.find('/', path.find('/') + 1));
}

std::vector<std::string> includesOf(const fs::path& file) {
  static const std::regex include(R"re(^#include "((?:gen|verif|sw|tests)/[^"]+)")re");
  std::ifstream in(file);
  std::vector<std::string> paths;
  std::smatch match;
  for (std::string line; std::getline(in, line);)
    if (std::regex_search(line, match, include))
      paths.push_back(match[1]);
  return paths;
}

bool isSource(const fs::path& file) {
  return file.extension() == ".cpp" || file.extension() == ".hpp" || file.extension() == ".h";
}

/// Every source below gen, verif and sw, with what it includes of them.
std::map<std::string, std::vector<std::string>> sources() {
  std::map<std::string, std::vector<std::string>> files;
  for (const char* folder : {"gen", "verif", "sw"})
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
      if (isSource(entry.path()))
        files[fs::relative(entry.path(), kRoot)] = includesOf(entry.path());
  return files;
}

TEST(Layers, EveryRowStandsOnRowsAboveIt) {
  std::set<std::string> above;
  for (const Row& row : statedRows()) {
    for (const std::string& below : row.standsOn)
      EXPECT_TRUE(above.contains(below)) << row.room << " stands on " << below;
    EXPECT_TRUE(fs::is_directory(kRoot / row.room)) << row.room;
    above.insert(row.room);
  }
}

TEST(Layers, IncludesAreThoseOfThePage) {
  std::map<std::string, std::set<std::string>> stated, used;
  for (const Row& row : statedRows())
    stated[row.room] = row.standsOn;
  for (const auto& [file, includes] : sources()) {
    ASSERT_TRUE(stated.contains(roomOf(file))) << file << ": gen/README.md does not know its room";
    for (const std::string& path : includes)
      if (roomOf(path) != roomOf(file)) {
        EXPECT_TRUE(stated[roomOf(file)].contains(roomOf(path))) << file << " includes " << path;
        used[roomOf(file)].insert(roomOf(path));
      }
  }
  for (const auto& [room, rooms] : stated)
    EXPECT_EQ(used[room], rooms) << room << ": the page names a room that no source includes";
}

/// gen/blocks/<name>/<name>.hpp, <name>_model.hpp, or a file of no block.
TEST(Layers, BlocksUseOneAnotherByTheFrontDoor) {
  const std::regex block(R"(gen/blocks/([a-z_0-9]+)/([a-z_0-9]+)\.hpp)");
  for (const auto& [file, includes] : sources())
    for (const std::string& path : includes) {
      std::smatch match;
      if (!std::regex_match(path, match, block) ||
          file.starts_with("gen/blocks/" + match[1].str() + "/"))
        continue;
      const std::string stem = match[2];
      EXPECT_TRUE(stem == match[1].str() || stem.ends_with("_model"))
          << file << " includes the private " << path;
    }
}

} // namespace
