// quantization_warnings.cpp: Looks for zeros, outliers and ranges that one value sets.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantization_warnings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace weft {

namespace {

using Reason = QuantizationWarning::Reason;

constexpr double kTolerableShare = 0.5; // of values that round to zero

std::string text(const char* format, double value) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

std::string placeText(const CalibrationElement& element) {
  return numberText(element.value) + " at row " + std::to_string(element.row) + ", column " +
         std::to_string(element.column);
}

/// Values with one scale of which many are lost beside the largest.
struct Crowded {
  CalibrationElement largest;
  double lost = 0;       // share that rounds to zero
  bool isPart = false;   // of a tensor with several scales
  bool isBiased = false; // a bias, not the largest, sets the scale
};

const Crowded& worse(const Crowded& a, const Crowded& b) { return b.lost > a.lost ? b : a; }

class PoorScales {
public:
  PoorScales(const Graph& real, const Graph& quantized, const Calibration& calibration)
      : real_(real), quantized_(quantized), calibration_(calibration) {}

  std::vector<QuantizationWarning> run() {
    for (TensorId id = 0; id < real_.tensors.size(); ++id)
      if (real_.tensors[id].kind == TensorKind::weight)
        checkConstant(id);
    for (const TensorId id : real_.inputs)
      checkStatistics(id, true);
    for (const Operator& step : real_.operators)
      for (const TensorId id : step.outputs())
        checkStatistics(id, id == step.outputs().front());
    return std::move(warnings_);
  }

private:
  void warn(TensorId id, Reason reason, const std::string& sentence) {
    const std::string& name = real_.tensors[id].name;
    warnings_.push_back({name, reason, name + " " + sentence});
  }

  /// Weights have a scale per column, other constants one.
  void checkConstant(TensorId id) {
    const std::vector<float> values = real_.tensors[id].data.convertedTo<float>();
    const GraphTensor& integers = quantized_.tensors[id];
    const std::size_t groups = integers.columnScales.empty() ? 1 : integers.columns;
    Crowded worst;
    for (std::size_t group = 0; group < groups; ++group)
      worst = worse(worst, crowdedConstants(integers, values, group, groups));
    warnOf(id, worst, "");
  }

  static Crowded crowdedConstants(const GraphTensor& integers, const std::vector<float>& values,
                                  std::size_t group, std::size_t groups) {
    Crowded crowded;
    crowded.isPart = groups > 1;
    const double scale = integers.scaleOf(group);
    double zeros = 0, all = 0;
    for (std::size_t i = group; i < values.size(); i += groups) {
      const double magnitude = std::abs(static_cast<double>(values[i]));
      all += magnitude > 0;
      zeros += magnitude > 0 && magnitude < scale / 2;
      if (magnitude > std::abs(crowded.largest.value))
        crowded.largest = {values[i], 0, i / integers.columns, i % integers.columns};
    }
    crowded.lost = all > 0 ? zeros / all : 0;
    crowded.isBiased = std::abs(crowded.largest.value) < INT8_MAX * scale / 2;
    return crowded;
  }

  /// The results of one operator in two widths are the same values: zeros and outliers count once.
  void checkStatistics(TensorId id, bool isFirst) {
    Crowded worst;
    const std::vector<CalibrationStatistics>& groups = calibration_.of(id);
    for (const CalibrationStatistics& group : groups) {
      if (isFirst)
        checkValues(id, group);
      const double scale = quantized_.tensors[id].scaleOf(group.largest.column);
      worst = worse(worst,
                    {group.largest, group.histogram.shareRoundedToZero(scale), groups.size() > 1});
    }
    warnOf(id, worst, " of image " + std::to_string(worst.largest.sample));
  }

  void checkValues(TensorId id, const CalibrationStatistics& group) {
    const double usual = usualMaximum(group.sampleMaxima);
    if (group.histogram.largest() == 0)
      warn(id, Reason::zero, "is zero in all calibration data, so its scale is a guess");
    else if (isStray(group.histogram.largest(), usual))
      warn(id, Reason::outlier,
           "holds " + placeText(group.largest) + " of image " +
               std::to_string(group.largest.sample) +
               ", which sets the scale; all but one in twenty images stay within " +
               numberText(usual));
  }

  void warnOf(TensorId id, const Crowded& values, const std::string& image) {
    if (values.lost > kTolerableShare)
      warn(id, Reason::range,
           "holds " + placeText(values.largest) + image + "; " + shareText(values.lost) +
               " of the values " + (values.isPart ? "with the same scale " : "") +
               "round to zero beside " + (values.isBiased ? "a bias that sets the scale" : "it"));
  }

  const Graph& real_;
  const Graph& quantized_;
  const Calibration& calibration_;
  std::vector<QuantizationWarning> warnings_;
};

} // namespace

std::string_view reasonName(Reason reason) {
  constexpr std::array<std::string_view, 7> kNames{"left_out", "pixels", "copies", "zero",
                                                   "outlier",  "range",  "cosine"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::vector<QuantizationWarning> findPoorScales(const Graph& real, const Graph& quantized,
                                                const Calibration& calibration) {
  return PoorScales(real, quantized, calibration).run();
}

std::string numberText(double value) { return text("%.4g", value); }

std::string shareText(double share) {
  return text(share < 0.01 ? "%.1f %%" : "%.0f %%", 100 * share);
}

} // namespace weft
