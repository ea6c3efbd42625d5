// calibration.cpp: Gathers distributions from runs of the float reference.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/calibration.hpp"

#include "gen/num/error.hpp"
#include "sw/model/reference.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

void addElement(CalibrationStatistics& statistics, const CalibrationElement& element) {
  statistics.histogram.add(element.value);
  const double magnitude = std::abs(element.value);
  double& sampleMaximum = statistics.sampleMaxima.back();
  sampleMaximum = std::max(sampleMaximum, magnitude);
  if (magnitude > std::abs(statistics.largest.value))
    statistics.largest = element;
}

} // namespace

Calibration::Calibration(const Graph& graph) : tensors_(graph.tensors.size()) {
  for (std::vector<CalibrationStatistics>& groups : tensors_)
    groups.resize(1);
  for (const Operator& step : graph.operators)
    if (const auto* a = std::get_if<AttentionOp>(&step.op); a && a->q.tensor == a->v.tensor)
      tensors_[a->q.tensor].resize(3);
}

void Calibration::add(const Graph& graph, TensorId id, std::size_t sample,
                      const std::vector<float>& values) {
  std::vector<CalibrationStatistics>& groups = tensors_[id];
  for (CalibrationStatistics& group : groups)
    group.sampleMaxima.push_back(0);
  const GraphTensor& tensor = graph.tensors[id];
  try {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t column = i % tensor.columns;
      addElement(groups[column * groups.size() / tensor.columns],
                 {values[i], sample, i / tensor.columns, column});
    }
  } catch (const DesignError& error) {
    throw DesignError(tensor.name + ": " + error.what());
  }
}

void Calibration::observe(const Graph& graph, std::size_t sample,
                          std::vector<std::vector<float>> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    add(graph, graph.inputs[i], sample, inputs[i]);
  runReference<float>(graph, std::move(inputs), [&](TensorId id, const Values<float>& values) {
    add(graph, id, sample, values);
  });
}

double usualMaximum(std::vector<double> maxima) {
  if (maxima.empty())
    return 0;
  const auto usual = maxima.end() - 1 - static_cast<std::ptrdiff_t>(maxima.size() / 20);
  std::ranges::nth_element(maxima, usual);
  return *usual;
}

bool isStray(double magnitude, double usual) {
  constexpr double kRatio = 4;
  return usual > 0 && magnitude > kRatio * usual;
}

} // namespace weft
