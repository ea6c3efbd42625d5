// workload.cpp: Random workloads by kind, and answers of classifiers.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/workload.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/error.hpp"
#include "gen/num/random.hpp"
#include "sw/model/graph_builder.hpp"
#include "sw/model/images.hpp"
#include "sw/model/model_workload.hpp"
#include "sw/model/move_to_host.hpp"
#include "sw/model/random_numbers.hpp"
#include "sw/model/reference.hpp"
#include "sw/model/workload_images.hpp"
#include "sw/model/workload_text.hpp"

#include <map>

namespace weft {

namespace {

constexpr std::size_t kMaxRows = 4096;
constexpr std::size_t kMaxKeys = 65536;
constexpr std::size_t kMaxProducts = 16384;
constexpr std::size_t kMaxChannels = 65536;
constexpr std::size_t kMaxWidth = 4096; // of LayerNorm and softmax
constexpr std::size_t kMaxHeadSize = 128;
constexpr std::size_t kMaxHeads = 64;
constexpr std::size_t kMaxLayers = 256;
constexpr double kEpsilon = 1e-5;

/// A graph without numbers, and how to draw them.
struct RandomWorkload {
  Graph graph;
  RandomOptions options;
};

RandomWorkload randomWorkload(GraphBuilder builder, const RandomOptions& options) {
  return {builder.take(), options};
}

DType dtypeOf(isa::OutputType type) {
  switch (type) {
  case isa::OutputType::int8:
    return DType::i8;
  case isa::OutputType::int16:
    return DType::i16;
  case isa::OutputType::int32:
    break;
  }
  return DType::i32;
}

RandomWorkload makeGemm(WorkloadText& text, std::uint64_t seed) {
  const auto size = text.sizes({{"M", kMaxRows}, {"K", kMaxProducts}, {"N", kMaxChannels}});
  const auto activation = text.value<isa::Activation>("act");
  const bool bias = text.number("bias", 0, 1, 1) == 1;
  const DType type = dtypeOf(text.value<isa::OutputType>("out"));
  text.finish();
  GraphBuilder builder;
  const TensorId x = builder.input("x", DType::i8, size[0], size[1]);
  builder.output(builder.matmul("gemm", x, size[2], type, activation));
  return randomWorkload(std::move(builder), {.seed = seed, .bias = bias});
}

/// "mask=", "valid="; the number of valid keys is drawn when it is not given.
Masking readMasking(WorkloadText& text, std::size_t keys, std::uint64_t seed) {
  constexpr std::uint64_t kStream = 1 << 20; // apart from the streams of tensors
  Masking masking;
  masking.mask = text.value<isa::MaskKind>("mask");
  const bool padding = masking.mask == isa::MaskKind::padding;
  if (text.has("valid") && !padding)
    text.problem("valid= needs mask=padding");
  const std::size_t drawn = 1 + num::Random(seed, kStream).below(keys);
  masking.valid = text.number("valid", 1, keys, padding ? drawn : keys);
  return masking;
}

RandomWorkload makeAttention(WorkloadText& text, std::uint64_t seed) {
  const std::size_t L = text.number("L", 1, kMaxRows);
  const std::size_t S = text.number("S", 1, kMaxKeys);
  const std::size_t D = text.number("D", 1, kMaxHeadSize);
  const std::size_t H = text.number("H", 1, kMaxHeads);
  const Masking masking = readMasking(text, S, seed);
  text.finish();
  GraphBuilder builder;
  const TensorId q = builder.input("q", DType::i8, L, H * D);
  const TensorId k = builder.input("k", DType::i8, S, H * D);
  const TensorId v = builder.input("v", DType::i8, S, H * D);
  builder.output(builder.attention("attention", q, k, v, H, masking));
  return randomWorkload(std::move(builder), {.seed = seed});
}

RandomWorkload makeLayerNorm(WorkloadText& text, std::uint64_t seed) {
  const auto size = text.sizes({{"R", kMaxRows}, {"D", kMaxWidth}});
  text.finish();
  GraphBuilder builder;
  const TensorId x = builder.input("x", DType::i16, size[0], size[1]);
  const Stream y = builder.norm("layernorm", x, {}, kEpsilon, {});
  builder.output(y.x8.value());
  builder.output(y.x16);
  return randomWorkload(std::move(builder), {.seed = seed});
}

RandomWorkload makeSoftmax(WorkloadText& text, std::uint64_t seed) {
  const auto size = text.sizes({{"R", kMaxRows}, {"S", kMaxWidth}});
  text.finish();
  GraphBuilder builder;
  builder.softmax("softmax", builder.input("scores", DType::i32, size[0], size[1]));
  return randomWorkload(std::move(builder), {.seed = seed});
}

RandomWorkload makeAdd(WorkloadText& text, std::uint64_t seed) {
  const auto size = text.sizes({{"R", kMaxRows}, {"D", kMaxWidth}});
  text.finish();
  GraphBuilder builder;
  const TensorId a = builder.input("a", DType::i16, size[0], size[1]);
  const TensorId b = builder.input("b", DType::i16, size[0], size[1]);
  builder.output(builder.add("add", a, b));
  return randomWorkload(std::move(builder), {.seed = seed});
}

RandomWorkload stackOfLayers(const EncoderShape& shape, std::uint64_t seed) {
  GraphBuilder builder;
  Stream x{builder.input("hidden16", DType::i16, shape.tokens, shape.width), {}};
  if (shape.norm == NormOrder::post)
    x.x8 = builder.input("hidden8", DType::i8, shape.tokens, shape.width);
  const Stream y = builder.encoder(shape, x, {});
  if (y.x8)
    builder.output(*y.x8);
  builder.output(y.x16);
  return randomWorkload(std::move(builder), {.seed = seed});
}

RandomWorkload makeEncoder(WorkloadText& text, std::uint64_t seed) {
  EncoderShape shape;
  shape.tokens = text.number("L", 1, kMaxRows);
  shape.width = text.number("D", 1, kMaxWidth);
  shape.heads = text.number("H", 1, kMaxHeads);
  shape.inner = text.number("F", 1, kMaxProducts);
  shape.layers = text.number("layers", 1, kMaxLayers, 1);
  shape.norm = text.word("norm", {"post", "pre"}) == 0 ? NormOrder::post : NormOrder::pre;
  shape.masking = readMasking(text, shape.tokens, seed);
  if (shape.width % shape.heads != 0)
    text.problem("D must be a multiple of H");
  else if (shape.width / shape.heads > kMaxHeadSize)
    text.problem("D / H must be at most 128");
  text.finish();
  return stackOfLayers(shape, seed);
}

/// BERT: Devlin et al., 2018; LayerNorm after the residual, GELU, heads of 64.
RandomWorkload makeBert(WorkloadText& text, std::uint64_t seed, std::size_t width,
                        std::size_t layers) {
  EncoderShape shape;
  shape.tokens = text.number("L", 1, kMaxRows);
  shape.width = width;
  shape.heads = width / 64;
  shape.inner = 4 * width;
  shape.layers = text.number("layers", 1, layers, layers);
  shape.epsilon = 1e-12;
  text.finish();
  return stackOfLayers(shape, seed);
}

using Maker = RandomWorkload (*)(WorkloadText&, std::uint64_t);

/// What makes the graph of a random workload. Throws DesignError for an unknown kind.
Maker makerOf(const WorkloadText& text, const std::string& description) {
  static const std::map<std::string, Maker> makers{
      {"gemm", makeGemm},
      {"attention", makeAttention},
      {"layernorm", makeLayerNorm},
      {"softmax", makeSoftmax},
      {"add", makeAdd},
      {"encoder", makeEncoder},
      {"conv",
       [](WorkloadText& t, std::uint64_t s) {
         return RandomWorkload{convolutionWorkload(t), {.seed = s}};
       }},
      {"resnet50",
       [](WorkloadText& t, std::uint64_t s) {
         return RandomWorkload{resnet50Workload(t), {.seed = s}};
       }},
      {"bert-base", [](WorkloadText& t, std::uint64_t s) { return makeBert(t, s, 768, 12); }},
      {"bert-large", [](WorkloadText& t, std::uint64_t s) { return makeBert(t, s, 1024, 24); }}};
  const auto maker = makers.find(text.kind());
  if (maker != makers.end())
    return maker->second;
  std::string kinds;
  for (const auto& [kind, make] : makers)
    kinds += kind + ", ";
  throw DesignError("workload '" + description + "': kind '" + text.kind() + "' is not one of " +
                    kinds + kModelKind);
}

} // namespace

Arithmetic arithmeticOf(const Config& config) {
  return {.chunkKeys = config.attention.chunk, .onHost = !hasNonlinear(config)};
}

Workload makeWorkload(const std::string& description, std::uint64_t seed,
                      const Arithmetic& arithmetic, const AcceptGraph& accept) {
  WorkloadText text(description);
  const bool isModel = text.kind() == kModelKind;
  RandomWorkload random = isModel ? RandomWorkload{} : makerOf(text, description)(text, seed);
  Workload workload =
      isModel ? makeModelWorkload(text) : Workload{std::move(random.graph), {}, {}, {}};
  workload.graph.setChunk(arithmetic.chunkKeys);
  if (accept && arithmetic.onHost)
    accept(movedToHost(workload.graph));
  else if (accept)
    accept(workload.graph);
  if (!isModel)
    workload.samples.push_back(drawRandomNumbers(workload.graph, random.options));
  if (arithmetic.onHost)
    workload.graph = movedToHost(workload.graph);
  return workload;
}

WorkloadShapes makeWorkloadShapes(const std::string& description, std::uint64_t seed,
                                  const Arithmetic& arithmetic) {
  WorkloadText text(description);
  WorkloadShapes shapes;
  if (text.kind() == kModelKind) {
    Workload workload = makeModelWorkload(text);
    shapes = {std::move(workload.graph), workload.samples.size()};
  } else {
    shapes.graph = makerOf(text, description)(text, seed).graph;
  }
  shapes.graph.setChunk(arithmetic.chunkKeys);
  if (arithmetic.onHost)
    shapes.graph = movedToHost(shapes.graph);
  return shapes;
}

std::size_t predictedClass(const Workload& workload, const Tensor& output) {
  const GraphTensor& tensor = workload.graph.tensors[workload.graph.outputs.at(0)];
  return argmax(pooled(dequantise<double>(tensor, output), tensor.columns));
}

double floatAccuracy(const Workload& workload) {
  if (!workload.original || workload.labels.empty())
    throw InternalError("float accuracy of a workload without a task");
  const Graph& graph = workload.original->graph;
  const TensorId output = graph.outputs.at(0);
  std::size_t right = 0;
  for (std::size_t i = 0; i < workload.labels.size(); ++i) {
    const auto logits = runReference<float>(graph, {workload.original->inputs[i]})[output];
    const auto label = static_cast<std::size_t>(workload.labels[i]);
    right += argmax(pooled(std::vector<double>(logits.begin(), logits.end()),
                           graph.tensors[output].columns)) == label;
  }
  return static_cast<double>(right) / static_cast<double>(workload.labels.size());
}

} // namespace weft
