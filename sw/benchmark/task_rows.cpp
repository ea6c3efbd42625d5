// task_rows.cpp: The shipped trained models on the held-out digits, as scripts/demo runs one.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/rows.hpp"

#include "sw/benchmark/scratch_folder.hpp"
#include "sw/model/quantize.hpp"

#include <memory>
#include <optional>

namespace weft::benchmark {
namespace {

constexpr const char* kPreset = "base16";
const std::string kModels = std::string(WEFT_SOURCE_DIR) + "/sw/model/";
const std::string kDigits = kModels + "digits"; ///< of both models

/// The report of all held-out images; the model is quantised for it.
RunReport digitsReport(const std::string& name) {
  const ScratchFolder folder;
  const std::string model = (folder.path() / name).string();
  quantizeModel(kModels + name, kDigits + "/calibration.npy", model);
  return Lab::runAgain(kPreset,
                       "model:" + model + ",input=" + kDigits + "/heldout.npy,labels=" + kDigits +
                           "/heldout_labels.npy",
                       "", 1);
}

/// Measured when the first row asks.
class Digits {
public:
  explicit Digits(std::string name) : name_(std::move(name)) {}

  const RunReport& report() {
    if (!report_)
      report_ = digitsReport(name_);
    return *report_;
  }

private:
  std::string name_;
  std::optional<RunReport> report_;
};

} // namespace

namespace {

std::vector<Row> rowsOf(const std::string& name) {
  const auto digits = std::make_shared<Digits>(name);
  const auto row = [&](const std::string& quantity, auto of) {
    return Row{std::string(kPreset) + " " + name + ", all held-out images: " + quantity,
               Bound::none, 0, [=](Lab&) { return static_cast<double>(of(digits->report())); }};
  };
  return {
      row("cycles", [](const RunReport& report) { return report.counters->cycles; }),
      row("elements checked", [](const RunReport& report) { return report.checked; }),
      row("top-1 of float32", [](const RunReport& report) { return report.task->floatAccuracy; }),
      row("top-1 of the golden model", [](const RunReport& report) { return report.task->golden; }),
      row("top-1 of the RTL", [](const RunReport& report) { return report.task->rtl.value(); }),
  };
}

} // namespace

std::vector<Row> taskRows() {
  std::vector<Row> rows = rowsOf("digits");
  rows.front() = shown(rows.front());
  rows.back() = shown(rows.back());
  for (const Row& row : rowsOf("digits_cnn"))
    rows.push_back(row);
  return rows;
}

} // namespace weft::benchmark
