// trace_file.cpp: Timelines as a Chrome trace, which Perfetto opens
// SPDX-License-Identifier: Apache-2.0
#include "sw/runtime/trace_file.hpp"

#include <nlohmann/json.hpp>

namespace weft {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kProcess = 1;
constexpr std::size_t kBlockBytes = 1 << 20; ///< written at a time

std::uint32_t commandTrack(std::uint32_t engine) { return 2 * engine + 1; }
std::uint32_t stateTrack(std::uint32_t engine) { return 2 * engine + 2; }

class TraceWriter {
public:
  explicit TraceWriter(const std::function<void(std::string_view)>& write) : write_(write) {
    text_ = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  }

  void name(const char* what, std::uint32_t track, const std::string& name) {
    add({{"name", what},
         {"ph", "M"},
         {"pid", kProcess},
         {"tid", track},
         {"args", {{"name", name}}}});
  }

  void order(std::uint32_t track) {
    add({{"name", "thread_sort_index"},
         {"ph", "M"},
         {"pid", kProcess},
         {"tid", track},
         {"args", {{"sort_index", track}}}});
  }

  void slice(const std::string& name, const char* category, std::uint32_t track,
             std::uint64_t begin, std::uint64_t end, const Json& arguments) {
    Json event{{"name", name}, {"cat", category}, {"ph", "X"},         {"pid", kProcess},
               {"tid", track}, {"ts", begin},     {"dur", end - begin}};
    if (!arguments.is_null())
      event["args"] = arguments;
    add(event);
  }

  void finish() {
    text_ += "\n]}\n";
    write_(text_);
  }

private:
  void add(const Json& event) {
    text_ += first_ ? "" : ",\n";
    text_ += event.dump();
    first_ = false;
    if (text_.size() < kBlockBytes)
      return;
    write_(text_);
    text_.clear();
  }

  const std::function<void(std::string_view)>& write_;
  std::string text_;
  bool first_ = true;
};

std::string sliceName(const TimelineCommand& command) {
  return command.operatorName + " " + command.kind +
         (command.tile.empty() ? "" : " " + command.tile);
}

Json argumentsOf(const TimelineCommand& command) {
  Json arguments{{"command", command.index},
                 {"kind", command.kind},
                 {"operator", command.operatorName},
                 {"tile", command.tile}};
  for (std::size_t s = 0; s < command.states.size(); ++s)
    if (command.states[s] != 0)
      arguments[std::string(isa::kStateNames[s])] = command.states[s];
  return arguments;
}

void nameTracks(TraceWriter& trace, const std::string& processName) {
  trace.name("process_name", 0, processName);
  for (std::uint32_t engine = 0; engine < isa::kEngineCount; ++engine) {
    const std::string name(isa::kEngineNames[engine]);
    trace.name("thread_name", commandTrack(engine), name);
    trace.order(commandTrack(engine));
    trace.name("thread_name", stateTrack(engine), name + ": busy, stalls");
    trace.order(stateTrack(engine));
  }
}

} // namespace

void writeTrace(std::span<const Timeline> submissions, const std::string& processName,
                const std::function<void(std::string_view)>& write) {
  TraceWriter trace(write);
  nameTracks(trace, processName);
  std::uint64_t start = 0;
  for (const Timeline& submission : submissions) {
    for (const TimelineCommand& command : submission.commands)
      trace.slice(sliceName(command), "command", commandTrack(command.engine),
                  start + command.begin, start + command.end, argumentsOf(command));
    for (const TimelineState& state : submission.states)
      trace.slice(std::string(isa::kStateNames[state.state]), "state", stateTrack(state.engine),
                  start + state.begin, start + state.end, {});
    start += submission.cycles;
  }
  trace.finish();
}

} // namespace weft
