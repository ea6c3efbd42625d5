// quantize_command.cpp: `weft quantize`: a float checkpoint becomes an int8 model
// SPDX-License-Identifier: Apache-2.0
#include "sw/cli/command.hpp"
#include "sw/cli/named_files.hpp"
#include "sw/cli/progress.hpp"
#include "sw/cli/version.hpp"
#include "sw/model/quantize.hpp"

#include <iomanip>
#include <iostream>
#include <memory>

namespace weft::cli {
namespace {

struct Options {
  CommonOptions common;
  std::string model, calibration, folder;
};

Json errorJson(const QuantizationError& error) {
  return {{"operator", error.operatorName},
          {"tensor", error.tensorName},
          {"type", dtypeName(error.dtype)},
          {"scale", error.scale},
          {"cosine", error.accuracy.cosine},
          {"rms_error_lsb", error.accuracy.rmsErrorLsb},
          {"max_error_lsb", error.accuracy.maxErrorLsb},
          {"clipped_share", error.accuracy.clippedShare}};
}

void print(const QuantizationReport& report) {
  std::cout << std::left << std::setw(32) << "tensor" << std::setw(6) << "type" << std::right
            << std::setw(12) << "cosine" << std::setw(12) << "rms LSB" << std::setw(12) << "max LSB"
            << '\n'
            << std::fixed;
  for (const QuantizationError& error : report.errors)
    std::cout << std::left << std::setw(32) << error.tensorName << std::setw(6)
              << dtypeName(error.dtype) << std::right << std::setprecision(6) << std::setw(12)
              << error.accuracy.cosine << std::setprecision(3) << std::setw(12)
              << error.accuracy.rmsErrorLsb << std::setw(12) << error.accuracy.maxErrorLsb << '\n';
  std::cout << report.calibrationSamples << " calibration samples, worst tensor "
            << report.worst().tensorName << ": cosine " << std::setprecision(6)
            << report.worst().accuracy.cosine << '\n';
}

void printWarnings(const QuantizationReport& report) {
  for (const QuantizationWarning& warning : report.warnings)
    std::cerr << "weft: warning: " << warning.text << '\n';
}

Json warningsJson(const QuantizationReport& report) {
  Json list = Json::array();
  for (const QuantizationWarning& warning : report.warnings)
    list.push_back({{"tensor", warning.tensor},
                    {"reason", reasonName(warning.reason)},
                    {"text", warning.text}});
  return list;
}

int run(const Options& options) {
  requireDistinct({options.common.file()}, {{"--calibration", options.calibration},
                                            {"MODEL_DIR", options.model + "/config.json"},
                                            {"MODEL_DIR", options.model + "/model.safetensors"}});
  const QuantizationReport report =
      quantizeModel(options.model, options.calibration, options.folder,
                    progressBar("calibration", options.common.quiet));
  print(report);
  printWarnings(report);
  Json result;
  result["weft"] = weftVersion();
  result["model"] = options.model;
  result["calibration_samples"] = report.calibrationSamples;
  result["measured_samples"] = report.measuredSamples;
  result["tensors"] = Json::array();
  for (const QuantizationError& error : report.errors)
    result["tensors"].push_back(errorJson(error));
  result["worst"] = errorJson(report.worst());
  result["warnings"] = warningsJson(report);
  options.common.write(result);
  return done;
}

} // namespace

void addQuantize(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("quantize", "quantise a float checkpoint, with an error report per layer");
  command->add_option("MODEL_DIR", options->model, "folder with config.json and model.safetensors")
      ->required();
  command->add_option("--calibration", options->calibration, "inputs to calibrate on (.npy)")
      ->type_name("FILE")
      ->required();
  command->add_option("-o", options->folder, "folder to write; replaced when weft wrote it before")
      ->type_name("DIR")
      ->check(mustBeOutputFolder)
      ->required();
  options->common.addTo(*command);
  command->callback([options, &status] { status = run(*options); });
}

} // namespace weft::cli
