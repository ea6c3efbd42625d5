// submission_bytes.cpp: a submission on its way from one process to another
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/submission.hpp"

#include <nlohmann/json.hpp>

namespace weft {
namespace {

using Json = nlohmann::json;

Json bytesOf(const Tensor& tensor) {
  const auto bytes = tensor.bytes();
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  return Json::binary({first, first + bytes.size()});
}

Tensor tensorFrom(const Json& json, const GraphTensor& shape) {
  const auto bytes = std::make_shared<std::vector<std::uint8_t>>(json.get_binary());
  return Tensor::view(shape.dtype, {shape.rows, shape.columns}, std::as_bytes(std::span(*bytes)),
                      bytes);
}

Json jsonOf(const DeviceCounters& counters) {
  return {{"cycles", counters.cycles},
          {"engines", counters.engines},
          {"busySets", counters.busySets},
          {"readBytes", counters.readBytes},
          {"writtenBytes", counters.writtenBytes},
          {"operatorEnd", counters.operatorEnd}};
}

DeviceCounters countersFrom(const Json& json) {
  DeviceCounters counters;
  json.at("cycles").get_to(counters.cycles);
  json.at("engines").get_to(counters.engines);
  json.at("busySets").get_to(counters.busySets);
  json.at("readBytes").get_to(counters.readBytes);
  json.at("writtenBytes").get_to(counters.writtenBytes);
  json.at("operatorEnd").get_to(counters.operatorEnd);
  return counters;
}

Json jsonOf(const Mismatch& mismatch) {
  return {
      {"operator", mismatch.operatorName}, {"tensor", mismatch.tensor},     {"row", mismatch.row},
      {"column", mismatch.column},         {"expected", mismatch.expected}, {"got", mismatch.got}};
}

Mismatch mismatchFrom(const Json& json) {
  return {json.at("operator"), json.at("tensor"),   json.at("row"),
          json.at("column"),   json.at("expected"), json.at("got")};
}

Json jsonOf(const Comparison& comparison) {
  return {{"checked", comparison.checked},
          {"mismatches", comparison.mismatches},
          {"mismatchesOf", comparison.mismatchesOf},
          {"first", comparison.first ? jsonOf(*comparison.first) : Json()}};
}

Comparison comparisonFrom(const Json& json) {
  Comparison comparison;
  json.at("checked").get_to(comparison.checked);
  json.at("mismatches").get_to(comparison.mismatches);
  json.at("mismatchesOf").get_to(comparison.mismatchesOf);
  if (!json.at("first").is_null())
    comparison.first = mismatchFrom(json.at("first"));
  return comparison;
}

Json jsonOf(const SimulationTime& time) {
  return {{"wall", time.wallSeconds},
          {"cpu", time.cpuSeconds},
          {"cycles", time.cycles},
          {"begin", time.begin},
          {"end", time.end}};
}

SimulationTime timeFrom(const Json& json) {
  return {json.at("wall"), json.at("cpu"), json.at("cycles"), json.at("begin"), json.at("end")};
}

} // namespace

std::string toBytes(const Submission& submission) {
  Json json;
  if (submission.counters)
    json["counters"] = jsonOf(*submission.counters);
  if (submission.error)
    json["error"] = *submission.error;
  json["comparison"] = jsonOf(submission.comparison);
  json["outputs"] = Json::array();
  for (const Tensor& tensor : submission.outputs)
    json["outputs"].push_back(bytesOf(tensor));
  json["time"] = jsonOf(submission.time);
  std::string bytes;
  Json::to_cbor(json, bytes);
  return bytes;
}

Submission submissionFrom(const std::string& bytes, const Graph& graph) {
  const Json json = Json::from_cbor(bytes);
  Submission submission;
  if (json.contains("counters"))
    submission.counters = countersFrom(json.at("counters"));
  if (json.contains("error"))
    submission.error = json.at("error").get<std::string>();
  submission.comparison = comparisonFrom(json.at("comparison"));
  for (std::size_t i = 0; i < graph.outputs.size(); ++i)
    submission.outputs.push_back(
        tensorFrom(json.at("outputs").at(i), graph.tensors[graph.outputs[i]]));
  submission.time = timeFrom(json.at("time"));
  return submission;
}

} // namespace weft
