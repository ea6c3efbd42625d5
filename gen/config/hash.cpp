// hash.cpp: The canonical text of a configuration and its hash.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/hash.hpp"

#include "gen/config/keys.hpp"
#include "gen/config/sha256.hpp"

#include <nlohmann/json.hpp>

namespace weft {
namespace {

/// All keys for which `take` holds, as nested objects.
template <class Json, class Take> Json objectOf(const Config& config, Take take) {
  Json root = Json::object();
  for (const Key& key : configKeys()) {
    if (!take(key) || !isPresent(key, config))
      continue;
    const auto dot = key.path.find('.');
    Json& holder = dot == std::string::npos ? root : root[key.path.substr(0, dot)];
    Json& member = holder[dot == std::string::npos ? key.path : key.path.substr(dot + 1)];
    std::visit([&](const auto& value) { member = value; }, valueOf(key, config));
  }
  return root;
}

} // namespace

std::string canonicalJson(const Config& config) {
  return objectOf<nlohmann::json>(config, [](const Key& key) { return key.hashed; }).dump();
}

std::string configJson(const Config& config) {
  const auto all = [](const Key&) { return true; };
  return objectOf<nlohmann::ordered_json>(config, all).dump(2) + "\n";
}

std::string configHash(const Config& config) { return sha256(canonicalJson(config)); }

std::array<std::uint32_t, 2> hashWords(const Config& config) {
  const std::string hash = configHash(config);
  const auto word = [&](std::size_t first) {
    return static_cast<std::uint32_t>(std::stoul(hash.substr(first, 8), nullptr, 16));
  };
  return {word(0), word(8)};
}

} // namespace weft
