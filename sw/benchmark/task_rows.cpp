// task_rows.cpp: The shipped trained model on its held-out digits, as scripts/demo runs it.
// SPDX-License-Identifier: Apache-2.0
#include "sw/benchmark/rows.hpp"

#include "sw/benchmark/scratch_folder.hpp"
#include "sw/model/quantize.hpp"

#include <memory>
#include <optional>

namespace weft::benchmark {
namespace {

constexpr const char* kPreset = "base16";
const std::string kDigits = std::string(WEFT_SOURCE_DIR) + "/sw/model/digits";

/// The report of all held-out images; the model is quantised for it.
RunReport digitsReport() {
  const ScratchFolder folder;
  const std::string model = (folder.path() / "digits").string();
  quantizeModel(kDigits, kDigits + "/calibration.npy", model);
  return Lab::runAgain(kPreset,
                       "model:" + model + ",input=" + kDigits + "/heldout.npy,labels=" + kDigits +
                           "/heldout_labels.npy",
                       "", 1);
}

/// Measured when the first row asks.
class Digits {
public:
  const RunReport& report() {
    if (!report_)
      report_ = digitsReport();
    return *report_;
  }

private:
  std::optional<RunReport> report_;
};

} // namespace

std::vector<Row> taskRows() {
  const auto digits = std::make_shared<Digits>();
  const auto row = [&](const std::string& quantity, auto of) {
    return Row{std::string(kPreset) + " digits, all held-out images: " + quantity, Bound::none, 0,
               [=](Lab&) { return static_cast<double>(of(digits->report())); }};
  };
  return {
      shown(row("cycles", [](const RunReport& report) { return report.counters->cycles; })),
      row("elements checked", [](const RunReport& report) { return report.checked; }),
      row("top-1 of float32", [](const RunReport& report) { return report.task->floatAccuracy; }),
      row("top-1 of the golden model", [](const RunReport& report) { return report.task->golden; }),
      shown(row("top-1 of the RTL",
                [](const RunReport& report) { return report.task->rtl.value(); })),
  };
}

} // namespace weft::benchmark
