// graph_builder.hpp: Builds the topology of workloads; numbers are filled in later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph.hpp"

namespace weft {

/// LayerNorm after the residual addition (BERT) or before each sublayer (GPT-2, ViT).
enum class NormOrder { post, pre };

/// Which keys queries see. `valid` counts for padding only.
struct Masking {
  isa::MaskKind mask = isa::MaskKind::none;
  std::size_t valid = 0;
};

/// A stack of encoder layers.
struct EncoderShape {
  std::size_t tokens = 0, width = 0, heads = 0, inner = 0, layers = 1;
  NormOrder norm = NormOrder::post;
  isa::Activation activation = isa::Activation::gelu;
  double epsilon = 1e-5;
  Masking masking;
};

/// The residual stream between operators. `x8` is the same in int8, what the next product reads.
struct Stream {
  TensorId x16 = 0;
  std::optional<TensorId> x8;
};

/// What a post operator shall write.
struct PostOutputs {
  bool write16 = true;
  bool write8 = true;
};

/// An image between operators: a tensor [pixels x channels].
struct Image {
  TensorId tensor = 0;
  ImageSize size;
};

/// Rows and columns of zeros around an image.
struct Padding {
  std::size_t top = 0, bottom = 0, left = 0, right = 0;
};

struct Convolution {
  std::size_t channels = 1; ///< of the result
  std::size_t rows = 1, columns = 1, stride = 1;
  Padding padding;
  isa::Activation activation = isa::Activation::none;
  Pooling pooling = Pooling::none;
};

/// Results of a convolution of an image of `size`, before pooling; the kernel fits it.
ImageSize convolvedSize(ImageSize size, const Convolution& convolution);

/// Appends operators and the tensors that they write. Weights, scales, biases have their shapes and
/// names ("NAME.weight", "NAME.out16", ...) but no values: an importer, the quantiser or the random
/// generator fills them in.
class GraphBuilder {
public:
  TensorId input(const std::string& name, DType dtype, std::size_t rows, std::size_t columns);

  /// A constant that the accelerator reads like an activation (position embedding), int16.
  TensorId constant(const std::string& name, std::size_t rows, std::size_t columns);

  TensorId matmul(const std::string& name, TensorId x, std::size_t channels, DType outType,
                  isa::Activation activation = isa::Activation::none,
                  OperatorKind kind = OperatorKind::matmul);

  /// Self-attention over `qkv`, whose columns are all heads' q, then k, then v.
  TensorId selfAttention(const std::string& name, TensorId qkv, std::size_t heads,
                         const Masking& masking);

  /// Attention of separate tensors with all heads side by side: q [L x H*D], k and v [S x H*D].
  TensorId attention(const std::string& name, TensorId q, TensorId k, TensorId v, std::size_t heads,
                     const Masking& masking);

  /// LayerNorm of a (+ residual) with `epsilon`.
  Stream norm(const std::string& name, TensorId a, std::optional<TensorId> residual, double epsilon,
              PostOutputs outputs, OperatorKind kind = OperatorKind::norm);

  /// a + residual in int16.
  TensorId add(const std::string& name, TensorId a, TensorId residual,
               OperatorKind kind = OperatorKind::add);

  /// Softmax of int32 scores; returns the probabilities. All three results become outputs.
  TensorId softmax(const std::string& name, TensorId scores);

  /// All layers of `shape`; names start with "layerI.". Post-norm needs `x.x8`; the last layer of
  /// post-norm writes what `last` says.
  Stream encoder(const EncoderShape& shape, Stream x, PostOutputs last);

  Image image(const std::string& name, ImageSize size, std::size_t channels);

  /// Maxima are taken on the way out. Reads an input of the workload of few channels, which nobody
  /// else may read then, with a stride of 2 folded into its layout: host and array see 2 x 2 pixels
  /// as one.
  Image convolution(const std::string& name, Image x, const Convolution& convolution);

  /// The mean of each channel, one pixel: a product of ones that stand for 1 / pixels.
  Image average(const std::string& name, Image x);

  /// a + residual in int8, its positive part with `relu`.
  Image add(const std::string& name, Image a, Image residual, bool relu);

  /// Declares a result of the workload; the first is the one that accuracy is measured on.
  void output(TensorId id);

  Graph take() { return std::move(graph_); }

private:
  TensorId intermediate(const std::string& name, DType dtype, std::size_t rows,
                        std::size_t columns);
  TensorId weights(const std::string& name, std::size_t K, std::size_t N);
  /// The output [rows x N] of `op`, of which shapes and operands are there.
  TensorId appendProduct(const std::string& name, MatmulOp op, std::size_t rows, DType outType,
                         OperatorKind kind = OperatorKind::matmul);
  TensorId appendAttention(const std::string& name, AttentionOp op, const Masking& masking);
  Stream postNormLayer(const std::string& name, const EncoderShape& shape, Stream x,
                       PostOutputs outputs);
  Stream preNormLayer(const std::string& name, const EncoderShape& shape, Stream x);
  TensorId attentionSublayer(const std::string& name, const EncoderShape& shape, TensorId x8);
  TensorId feedForwardSublayer(const std::string& name, const EncoderShape& shape, TensorId x8);

  Graph graph_;
};

} // namespace weft
