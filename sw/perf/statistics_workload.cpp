// statistics_workload.cpp: Reads the workloads that statistics know.
// SPDX-License-Identifier: Apache-2.0
#include "sw/perf/statistics.hpp"

#include "gen/num/error.hpp"
#include "sw/model/workload_text.hpp"

namespace weft {
namespace {

constexpr std::size_t kLongest = std::size_t{1} << 20;

struct NamedShape {
  const char* kind;
  TransformerShape shape;
  bool decoder;
};

/// BERT: Devlin et al., 2018; GPT-2: Radford et al., 2019, its smallest.
constexpr NamedShape kNamedShapes[] = {
    {"bert-base", {12, 768, 12}, false},
    {"bert-large", {24, 1024, 16}, false},
    {"gpt2", {12, 768, 12}, true},
};

} // namespace

StatisticsWorkload parseStatisticsWorkload(const std::string& description) {
  WorkloadText text(description);
  for (const NamedShape& named : kNamedShapes) {
    if (text.kind() != named.kind)
      continue;
    StatisticsWorkload workload{.shape = named.shape, .decoder = named.decoder};
    workload.tokens = text.number(named.decoder ? "tokens" : "L", 1, kLongest);
    if (named.decoder)
      workload.prompt = text.number("prompt", 0, kLongest, 0);
    workload.shape.layers = text.number("layers", 1, named.shape.layers, named.shape.layers);
    text.finish();
    return workload;
  }
  throw DesignError("workload '" + description + "': statistics know bert-base:L=, bert-large:L= " +
                    "and gpt2:tokens=, not '" + text.kind() + "'");
}

} // namespace weft
