// submission_bytes.cpp: A submission on its way from one process to another
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
          {"operatorEnd", counters.operatorEnd},
          {"operatorEngines", counters.operatorEngines}};
}

DeviceCounters countersFrom(const Json& json) {
  DeviceCounters counters;
  json.at("cycles").get_to(counters.cycles);
  json.at("engines").get_to(counters.engines);
  json.at("busySets").get_to(counters.busySets);
  json.at("readBytes").get_to(counters.readBytes);
  json.at("writtenBytes").get_to(counters.writtenBytes);
  json.at("operatorEnd").get_to(counters.operatorEnd);
  json.at("operatorEngines").get_to(counters.operatorEngines);
  return counters;
}

Json jsonOf(const Mismatch& mismatch) {
  return {{"operator", mismatch.operatorName},
          {"tensor", mismatch.tensor},
          {"row", mismatch.row},
          {"column", mismatch.column},
          {"expected", mismatch.expected},
          {"got", mismatch.got},
          {"id", mismatch.id},
          {"cycle", mismatch.cycle ? Json(*mismatch.cycle) : Json()}};
}

Mismatch mismatchFrom(const Json& json) {
  Mismatch mismatch{json.at("operator"), json.at("tensor"), json.at("row"), json.at("column"),
                    json.at("expected"), json.at("got"),    json.at("id")};
  if (!json.at("cycle").is_null())
    mismatch.cycle = json.at("cycle").get<std::uint64_t>();
  return mismatch;
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

/// Numbers in a row, since there are many.
Json jsonOf(const std::vector<TimelineState>& states) {
  std::vector<std::uint64_t> numbers;
  for (const TimelineState& state : states)
    numbers.insert(numbers.end(), {state.engine, state.state, state.begin, state.end});
  return numbers;
}

std::vector<TimelineState> statesFrom(const Json& json) {
  const auto numbers = json.get<std::vector<std::uint64_t>>();
  std::vector<TimelineState> states;
  for (std::size_t i = 0; i < numbers.size(); i += 4)
    states.push_back({static_cast<std::uint32_t>(numbers[i]),
                      static_cast<std::uint32_t>(numbers[i + 1]), numbers[i + 2], numbers[i + 3]});
  return states;
}

Json jsonOf(const TimelineCommand& command) {
  return {command.engine, command.begin,        command.end,  command.index,
          command.kind,   command.operatorName, command.tile, command.states};
}

TimelineCommand commandFrom(const Json& json) {
  return {json.at(0), json.at(1), json.at(2), json.at(3),
          json.at(4), json.at(5), json.at(6), json.at(7).get<EngineStates>()};
}

Json jsonOf(const Timeline& timeline) {
  Json commands = Json::array();
  for (const TimelineCommand& command : timeline.commands)
    commands.push_back(jsonOf(command));
  return {{"cycles", timeline.cycles}, {"commands", commands}, {"states", jsonOf(timeline.states)}};
}

Timeline timelineFrom(const Json& json) {
  Timeline timeline;
  timeline.cycles = json.at("cycles");
  for (const Json& command : json.at("commands"))
    timeline.commands.push_back(commandFrom(command));
  timeline.states = statesFrom(json.at("states"));
  return timeline;
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
  if (submission.timeline)
    json["timeline"] = jsonOf(*submission.timeline);
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
  if (json.contains("timeline"))
    submission.timeline = timelineFrom(json.at("timeline"));
  return submission;
}

} // namespace weft
