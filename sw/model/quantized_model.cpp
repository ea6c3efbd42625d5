// quantized_model.cpp: Stores and restores the integers and scales of a graph.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/quantized_model.hpp"

#include "gen/config/sha256.hpp"
#include "gen/num/error.hpp"
#include "sw/model/checkpoint.hpp"
#include "sw/model/json_file.hpp"
#include "sw/model/scale_words.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"
#include "sw/tensor/output_folder.hpp"

#include <algorithm>
#include <cmath>

namespace weft {

namespace {

constexpr const char* kConfig = "config.json";
constexpr const char* kTensors = "model.safetensors";
constexpr const char* kOriginal = "float.safetensors";
constexpr const char* kMark = "quantization_config";

std::string hashOfFile(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  return sha256({reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()});
}

Tensor scalesOf(const GraphTensor& tensor) {
  return tensor.columnScales.empty() ? Tensor::of<double>({1}, std::vector<double>{tensor.scale})
                                     : Tensor::of<double>({tensor.columns}, tensor.columnScales);
}

void store(const std::string& name, const MatmulOp& matmul, NamedTensors& tensors) {
  tensors[name + ".bias"] = Tensor::of<std::int32_t>({matmul.N}, matmul.bias);
}

void store(const std::string& name, const PostOp& post, NamedTensors& tensors) {
  tensors[name + ".scale16"] = Tensor::of<double>({1}, std::vector<double>{post.scale16});
  if (!post.arithmetic.normalise)
    return;
  std::vector<std::int16_t> rows(2 * post.D);
  for (std::size_t c = 0; c < post.D; ++c) {
    rows[c] = static_cast<std::int16_t>(post.gammaBeta[c] & 0xffff);
    rows[post.D + c] = static_cast<std::int16_t>(post.gammaBeta[c] >> 16);
  }
  tensors[name + ".gamma_beta"] = Tensor::of<std::int16_t>({2, post.D}, rows);
  tensors[name + ".gamma_shift"] =
      Tensor::of<std::int32_t>({1}, std::vector{post.arithmetic.gammaShift});
}

template <class Other> void store(const std::string&, const Other&, NamedTensors&) {}

NamedTensors storedTensors(const Graph& graph) {
  NamedTensors tensors;
  for (const GraphTensor& tensor : graph.tensors) {
    tensors[tensor.name + ".scale"] = scalesOf(tensor);
    if (tensor.kind == TensorKind::weight)
      tensors[tensor.name] = tensor.data;
  }
  for (const Operator& step : graph.operators)
    std::visit([&](const auto& op) { store(step.name, op, tensors); }, step.op);
  return tensors;
}

class Restorer {
public:
  Restorer(Graph graph, std::filesystem::path file)
      : graph_(std::move(graph)), file_(std::move(file)), tensors_(readSafetensors(file_)) {}

  Graph run() {
    for (GraphTensor& tensor : graph_.tensors)
      restore(tensor);
    for (Operator& step : graph_.operators)
      std::visit([&](auto& op) { restore(step.name, op); }, step.op);
    computeScaleWords(graph_);
    graph_.check();
    return std::move(graph_);
  }

private:
  const Tensor& tensor(const std::string& name, DType dtype, const Shape& shape) const {
    const auto found = tensors_.find(name);
    const std::string expected = std::string(dtypeName(dtype)) + " " + shapeText(shape);
    if (found == tensors_.end())
      throw fileError(file_, "tensor '" + name + "'", expected, "nothing");
    if (found->second.dtype() != dtype || found->second.shape() != shape)
      throw fileError(file_, "tensor '" + name + "'", expected,
                      std::string(dtypeName(found->second.dtype())) + " " +
                          shapeText(found->second.shape()));
    return found->second;
  }

  std::vector<double> scales(const std::string& name, std::size_t count) const {
    std::vector<double> values = tensor(name, DType::f64, {count}).convertedTo<double>();
    for (const double value : values)
      if (!(value > 0) || !std::isfinite(value))
        throw fileError(file_, "tensor '" + name + "'", "positive scales", std::to_string(value));
    return values;
  }

  /// One scale, or one per column when the file has that many.
  void restore(GraphTensor& t) {
    const std::string name = t.name + ".scale";
    const auto found = tensors_.find(name);
    const bool perColumn = found != tensors_.end() && found->second.size() != 1;
    std::vector<double> values = scales(name, perColumn ? t.columns : 1);
    if (perColumn)
      t.columnScales = std::move(values);
    else
      t.scale = values[0];
    if (t.kind != TensorKind::weight)
      return;
    t.data = tensor(t.name, t.dtype, {t.rows, t.columns});
    if (t.dtype == DType::i8 && std::ranges::find(t.data.values<std::int8_t>(), INT8_MIN) !=
                                    t.data.values<std::int8_t>().end())
      throw fileError(file_, "tensor '" + t.name + "'", "weights of -127 to 127", "-128");
  }

  void restore(const std::string& name, MatmulOp& matmul) {
    matmul.bias = tensor(name + ".bias", DType::i32, {matmul.N}).convertedTo<std::int32_t>();
    const double inputScale = graph_.tensors[matmul.input].scale;
    for (std::size_t n = 0; n < matmul.N; ++n)
      matmul.realBias[n] = matmul.bias[n] * (inputScale * graph_.tensors[matmul.weight].scaleOf(n));
  }

  void restore(const std::string& name, PostOp& post) {
    post.scale16 = scales(name + ".scale16", 1)[0];
    if (!post.arithmetic.normalise)
      return;
    const auto shift = tensor(name + ".gamma_shift", DType::i32, {1}).values<std::int32_t>()[0];
    if (shift < 0 || shift > kMostGammaShift)
      throw fileError(file_, "tensor '" + name + ".gamma_shift'",
                      "0 to " + std::to_string(kMostGammaShift), std::to_string(shift));
    post.arithmetic.gammaShift = shift;
    const Tensor& rows = tensor(name + ".gamma_beta", DType::i16, {2, post.D});
    const auto words = rows.values<std::int16_t>();
    for (std::size_t c = 0; c < post.D; ++c)
      post.gammaBeta[c] = static_cast<std::uint32_t>(static_cast<std::uint16_t>(words[c])) |
                          static_cast<std::uint32_t>(static_cast<std::uint16_t>(words[post.D + c]))
                              << 16;
    computeRealNorm(post);
  }

  template <class Other> void restore(const std::string&, const Other&) {}

  Graph graph_;
  std::filesystem::path file_;
  NamedTensors tensors_;
};

constexpr int kVersion = 3;
constexpr int kBits = 8;

/// What every folder of this version says; the hashes of settings and both files come on top.
Json formatMark() { return {{"quant_method", "weft"}, {"version", kVersion}, {"bits", kBits}}; }

Json readMark(const std::filesystem::path& directory) {
  JsonFile file(directory / kConfig);
  if (!file.json().contains(kMark))
    throw DesignError(directory.string() + ": is not quantised; run `weft quantize` first");
  return file.json()[kMark];
}

/// Throws unless `mark` has `key` with the very value `expected`.
void requireSame(const std::filesystem::path& file, const Json& mark, const std::string& key,
                 const Json& expected, const std::string& cause) {
  const Json got = mark.is_object() ? mark.value(key, Json()) : Json();
  if (got.dump() != expected.dump())
    throw DesignError(file.string() + ": " + cause + " (" + kMark + "." + key + ": expected " +
                      expected.dump() + ", got " + shownJson(got) +
                      "); undo the change or run `weft quantize` again");
}

void requireUnchanged(const std::filesystem::path& directory, const char* name,
                      const std::string& key) {
  requireSame(directory / name, readMark(directory), key, hashOfFile(directory / name),
              "was changed after quantisation");
}

void copyInto(const std::filesystem::path& folder, const char* name,
              const std::filesystem::path& source) {
  std::error_code error;
  std::filesystem::copy_file(source, folder / name, error);
  if (error)
    throw DesignError((folder / name).string() + ": cannot be written: " + error.message());
}

} // namespace

void writeQuantizedModel(const std::filesystem::path& directory, const Graph& graph,
                         const std::filesystem::path& source) {
  OutputFolder folder(directory);
  writeSafetensors(folder.path() / kTensors, storedTensors(graph));
  Json config = JsonFile(source / kConfig).json();
  config[kMark] = formatMark();
  config[kMark]["settings"] = sha256(readModelConfig(source).settings);
  config[kMark]["tensors"] = hashOfFile(folder.path() / kTensors);
  copyInto(folder.path(), kOriginal, source / kTensors);
  config[kMark]["original"] = hashOfFile(folder.path() / kOriginal);
  writeFileAtomically(folder.path() / kConfig, config.dump(2) + "\n");
  folder.commit();
}

std::vector<std::filesystem::path> filesOfQuantizedModel(const std::filesystem::path& directory) {
  return {directory / kConfig, directory / kTensors, directory / kOriginal};
}

void requireFloatModel(const std::filesystem::path& directory) {
  if (JsonFile(directory / kConfig).json().contains(kMark))
    throw DesignError((directory / kConfig).string() + ": has a " + kMark +
                      ": the model is quantised already; give the float checkpoint");
}

ModelConfig readQuantizedConfig(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kConfig;
  const Json mark = readMark(directory);
  const Json format = formatMark();
  for (const auto& [key, value] : format.items())
    requireSame(file, mark, key, value, "is not what this version of weft reads");
  ModelConfig config = readModelConfig(directory);
  requireSame(file, mark, "settings", sha256(config.settings),
              "a setting that says what the numbers mean was changed after quantisation (for fewer "
              "layers give layers= in the workload)");
  return config;
}

QuantizedModel readQuantizedModel(const std::filesystem::path& directory,
                                  std::optional<std::size_t> layers) {
  QuantizedModel model{readQuantizedConfig(directory), {}};
  Graph topology = buildModel(model.config, layers.value_or(model.config.layers));
  model.graph = Restorer(std::move(topology), directory / kTensors).run();
  requireUnchanged(directory, kTensors, "tensors");
  return model;
}

Graph readFloatOriginal(const std::filesystem::path& directory, const ModelConfig& config,
                        std::optional<std::size_t> layers) {
  const std::filesystem::path file = directory / kOriginal;
  Graph graph =
      importCheckpoint(config, layers.value_or(config.layers), readSafetensors(file), file);
  requireUnchanged(directory, kOriginal, "original");
  return graph;
}

} // namespace weft
