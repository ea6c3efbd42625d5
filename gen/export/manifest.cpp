// manifest.cpp: A machine-readable index of the exported files
// SPDX-License-Identifier: Apache-2.0
#include "gen/export/manifest.hpp"

#include "gen/config/hash.hpp"
#include "gen/config/sha256.hpp"

#include <nlohmann/json.hpp>

namespace weft {
namespace {

using Json = nlohmann::ordered_json;

Json portJson(const hdl::Signature::Port& port) {
  Json json = {{"name", port.name},
               {"direction", port.direction},
               {"width", port.width},
               {"signed", port.isSigned}};
  if (!port.lanes.empty()) {
    json["lanes"] = port.lanes;
    json["lane_width"] = port.laneWidth;
  }
  json["doc"] = port.doc;
  return json;
}

Json moduleJson(const hdl::VerilogFile& file) {
  const hdl::Signature signature = hdl::signature(*file.module);
  Json json = {
      {"name", signature.module}, {"file", "rtl/" + file.name}, {"brief", signature.brief}};
  json["latency"] = signature.latency.empty() ? Json() : Json(signature.latency);
  for (const auto& parameter : signature.parameters)
    json["parameters"].push_back(
        {{"name", parameter.name}, {"default", parameter.defaultValue}, {"doc", parameter.doc}});
  for (const auto& port : signature.ports)
    json["ports"].push_back(portJson(port));
  for (const auto& stream : signature.streams)
    json["streams"].push_back({{"name", stream.name},
                               {"direction", stream.direction},
                               {"data_width", stream.dataWidth},
                               {"last", stream.hasLast},
                               {"doc", stream.doc}});
  return json;
}

} // namespace

std::string manifest(const Config& config, const std::string& prefix,
                     const std::vector<hdl::VerilogFile>& modules, const FileSet& files) {
  Json json;
  json["weft"] = WEFT_VERSION;
  json["licence"] = "Apache-2.0";
  json["config_hash"] = configHash(config);
  json["config"] = Json::parse(configJson(config));
  json["prefix"] = prefix;
  json["top"] = prefix + "top";
  for (const hdl::VerilogFile& file : modules)
    json["modules"].push_back(moduleJson(file));
  for (const auto& [name, text] : files)
    json["files"][name] = sha256(text);
  return json.dump(2) + "\n";
}

} // namespace weft
