// model_workload.cpp: Reads a quantised model, its images and their labels.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/model_workload.hpp"

#include "sw/model/images.hpp"
#include "sw/model/quantized_model.hpp"

#include <algorithm>
#include <limits>

namespace weft {

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::uint32_t>::max();

struct ModelRequest {
  std::filesystem::path directory;
  std::string input, labels;
  std::size_t samples = kAll;
  std::size_t layers = kAll;
};

ModelRequest readRequest(WorkloadText& text) {
  ModelRequest request;
  request.directory = text.item("the directory of a quantised model");
  request.input = text.text("input", true);
  request.labels = text.text("labels", false);
  request.samples = text.number("samples", 1, kAll, kAll);
  request.layers = text.number("layers", 1, kAll, kAll);
  text.finish();
  return request;
}

} // namespace

Workload makeModelWorkload(WorkloadText& text) {
  const ModelRequest request = readRequest(text);
  QuantizedModel model = readQuantizedModel(request.directory, request.layers);
  const Tensor images = readImages(request.input, model.config);
  const std::size_t samples = std::min(request.samples, images.shape()[0]);
  Workload workload{std::move(model.graph), {}, {}, {}};
  const GraphTensor& input = workload.graph.tensors[workload.graph.inputs[0]];
  std::vector<std::vector<float>> patches;
  for (std::size_t i = 0; i < samples; ++i) {
    patches.push_back(patchesOf(images, i, model.config));
    workload.samples.push_back(
        {quantiseInt8(patches.back(), input.scale, {input.rows, input.columns})});
  }
  if (request.labels.empty())
    return workload;
  const auto labels = readLabels(request.labels, images.shape()[0], model.config.labels);
  workload.labels.assign(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(samples));
  workload.original.emplace(FloatModel{
      readFloatOriginal(request.directory, model.config, request.layers), std::move(patches)});
  return workload;
}

} // namespace weft
