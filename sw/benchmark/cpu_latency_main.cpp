// cpu_latency_main.cpp: GPT-2's latency over length on this CPU, measured and modelled, as JSON
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/cpu_peaks.hpp"
#include "sw/benchmark/float_decoder.hpp"
#include "sw/tensor/interruption.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace {

using namespace weft;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kOperandBytes = 4; ///< float32
constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kWindow = 16; ///< neighbouring tokens of which the fastest stands for all

struct Options {
  std::vector<std::uint64_t> lengths = {128, 256, 512, 1024, 2048, 4096};
  std::uint64_t layers = 2;      ///< of the measured generation
  std::uint64_t checkTokens = 8; ///< that all layers generate, to check the scaling
};

const TransformerShape& gpt2() {
  static const TransformerShape shape = parseStatisticsWorkload("gpt2:tokens=1").shape;
  return shape;
}

/// Some layers, one token after the other. A core that others share is slow now and then; the least
/// time of every group of operators among neighbouring tokens is what the work takes.
class Generation {
public:
  Generation(std::uint64_t layers, std::uint64_t tokens) : row_(gpt2().width, 1.0F) {
    num::Random random(kSeed);
    for (std::uint64_t i = 0; i < layers; ++i)
      layers_.emplace_back(gpt2(), tokens, random);
  }

  /// Seconds of all tokens up to `length`.
  const GroupSeconds& until(std::uint64_t length) {
    while (done_ < length)
      window(std::min(kWindow, length - done_));
    return seconds_;
  }

private:
  void window(std::uint64_t tokens) {
    GroupSeconds least = token();
    for (std::uint64_t i = 1; i < tokens; ++i)
      std::ranges::transform(least, token(), least.begin(),
                             [](double a, double b) { return std::min(a, b); });
    for (std::size_t group = 0; group < least.size(); ++group)
      seconds_[group] += static_cast<double>(tokens) * least[group];
    done_ += tokens;
  }

  GroupSeconds token() {
    stopIfInterrupted();
    GroupSeconds seconds{};
    for (FloatDecoderLayer& layer : layers_)
      layer.step(row_, seconds);
    return seconds;
  }

  std::vector<FloatDecoderLayer> layers_;
  std::vector<float> row_;
  GroupSeconds seconds_{};
  std::uint64_t done_ = 0;
};

double total(const GroupSeconds& seconds) {
  return std::accumulate(seconds.begin(), seconds.end(), 0.0);
}

GroupSeconds scaled(GroupSeconds seconds, std::uint64_t layers) {
  for (double& part : seconds)
    part *= static_cast<double>(gpt2().layers) / static_cast<double>(layers);
  return seconds;
}

/// Each operator takes the longer of its FLOPs at the peak and its float32 operands at the
/// bandwidth, as on the survey's machine; work as sw/perf/statistics counts it.
GroupSeconds modelled(std::uint64_t length, double flops, double bandwidth) {
  StatisticsWorkload workload = parseStatisticsWorkload("gpt2:tokens=1");
  workload.tokens = length;
  GroupSeconds seconds{};
  for (const OperatorStatistics& op : operatorStatistics(workload))
    seconds[static_cast<std::size_t>(op.group)] +=
        std::max(static_cast<double>(op.flops) / flops,
                 static_cast<double>(kOperandBytes * op.bytes) / bandwidth);
  return seconds;
}

Json secondsJson(const GroupSeconds& seconds) {
  Json json;
  for (std::size_t i = 0; i < seconds.size(); ++i)
    json[operatorGroupName(static_cast<OperatorGroup>(i))] = seconds[i];
  json["total"] = total(seconds);
  return json;
}

/// Seconds a layer and token, few layers against all: what the scaling leaves out.
Json checkJson(const Options& options) {
  const double few =
      total(Generation(options.layers, options.checkTokens).until(options.checkTokens)) /
      static_cast<double>(options.layers);
  const double all =
      total(Generation(gpt2().layers, options.checkTokens).until(options.checkTokens)) /
      static_cast<double>(gpt2().layers);
  return {{"tokens", options.checkTokens},
          {"seconds_per_layer_of_few", few},
          {"seconds_per_layer_of_all", all},
          {"ratio", all / few}};
}

std::string cpuName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      return line.substr(line.find(':') + 2);
  return "unknown";
}

int measure(Options options) {
  std::ranges::sort(options.lengths);
  const double flops = peakFlops(), bandwidth = peakBandwidth();
  Json result = {{"cpu", cpuName()},
                 {"threads", 1},
                 {"peak_flops", flops},
                 {"peak_bandwidth", bandwidth},
                 {"layers", gpt2().layers},
                 {"layers_measured", options.layers},
                 {"check", checkJson(options)},
                 {"points", Json::array()}};
  Generation generation(options.layers, options.lengths.back());
  for (const std::uint64_t length : options.lengths) {
    const GroupSeconds measured = scaled(generation.until(length), options.layers);
    result["points"].push_back({{"length", length},
                                {"measured", secondsJson(measured)},
                                {"model", secondsJson(modelled(length, flops, bandwidth))}});
    std::cerr << length << " tokens" << std::endl;
  }
  std::cout << result.dump(1) << '\n';
  return 0;
}

int parseAndRun(int argc, char** argv) {
  Options options;
  CLI::App app{"GPT-2's latency over length on this CPU, measured and modelled, as JSON"};
  app.add_option("--lengths", options.lengths, "tokens to generate")
      ->delimiter(',')
      ->check(CLI::Range(1, 8192));
  app.add_option("--layers", options.layers, "that generate; the result is scaled to all")
      ->check(CLI::Range(std::uint64_t{1}, gpt2().layers));
  app.add_option("--check-tokens", options.checkTokens, "that all layers generate, as a check")
      ->check(CLI::Range(1, 1024));
  CLI11_PARSE(app, argc, argv);
  return measure(options);
}

} // namespace

int main(int argc, char** argv) {
  try {
    return parseAndRun(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "weft_cpu_latency: " << error.what() << std::endl;
    return 2;
  }
}
