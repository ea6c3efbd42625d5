// model_workload.cpp: Reads a quantised model, its images and their labels.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/model_workload.hpp"

#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"

namespace weft {

namespace {

struct ModelRequest {
  std::filesystem::path directory;
  std::string labels;
  ModelConfig config;
  Tensor images;
  std::size_t samples = 0, layers = 0;
};

/// The model and the images say how many layers and samples there are to choose from.
ModelRequest readRequest(WorkloadText& text) {
  ModelRequest request;
  request.directory =
      text.item("the directory of a quantised model, in double quotes if it has a , or =,");
  const std::string input = text.text("input", true);
  request.labels = text.text("labels", false);
  text.throwProblems();
  request.config = readQuantizedConfig(request.directory);
  request.images = readImages(input, request.config);
  const std::size_t all = request.images.shape()[0];
  request.samples = text.number("samples", 1, all, all);
  request.layers = text.number("layers", 1, request.config.layers, request.config.layers);
  text.finish();
  return request;
}

} // namespace

Workload makeModelWorkload(WorkloadText& text) {
  const ModelRequest request = readRequest(text);
  QuantizedModel model = readQuantizedModel(request.directory, request.layers);
  Workload workload{std::move(model.graph), {}, {}, {}};
  const GraphTensor& input = workload.graph.tensors[workload.graph.inputs[0]];
  std::vector<std::vector<float>> patches;
  for (std::size_t i = 0; i < request.samples; ++i) {
    patches.push_back(patchesOf(request.images, i, model.config));
    workload.samples.push_back(
        {quantiseInt8(patches.back(), input.scale, {input.rows, input.columns})});
  }
  if (request.labels.empty())
    return workload;
  const auto labels = readLabels(request.labels, request.images.shape()[0], model.config.labels);
  workload.labels.assign(labels.begin(),
                         labels.begin() + static_cast<std::ptrdiff_t>(request.samples));
  workload.original.emplace(FloatModel{
      readFloatOriginal(request.directory, model.config, request.layers), std::move(patches)});
  return workload;
}

std::vector<std::string> filesOfWorkload(const std::string& text) {
  WorkloadText workload(text);
  std::vector<std::string> files;
  if (workload.kind() != kModelKind)
    return files;
  for (const std::filesystem::path& file : filesOfQuantizedModel(workload.item("a folder")))
    files.push_back(file.string());
  for (const char* key : {"input", "labels"})
    files.push_back(workload.text(key, false));
  return files;
}

} // namespace weft
