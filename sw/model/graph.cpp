// graph.cpp: Inputs, outputs and work of operators.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/graph.hpp"

#include "gen/num/integers.hpp"

#include <algorithm>
#include <array>

namespace weft {

namespace {

template <class... Visitors> struct Overloaded : Visitors... { using Visitors::operator()...; };
template <class... Visitors> Overloaded(Visitors...) -> Overloaded<Visitors...>;

void appendIfPresent(std::vector<TensorId>& ids, const std::optional<TensorId>& id) {
  if (id)
    ids.push_back(*id);
}

} // namespace

std::string_view operatorKindName(OperatorKind kind) {
  constexpr std::array<std::string_view, 7> kNames{"matmul", "attention", "softmax", "norm",
                                                   "add",    "embed",     "gelu"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<TensorId> Operator::inputs() const {
  return std::visit(
      Overloaded{[](const MatmulOp& m) {
                   return std::vector{m.input, m.weight};
                 },
                 [](const AttentionOp& a) {
                   return std::vector{a.q.tensor, a.k.tensor, a.v.tensor};
                 },
                 [](const SoftmaxOp& s) { return std::vector{s.scores}; },
                 [](const PostOp& p) {
                   std::vector<TensorId> ids{p.a};
                   appendIfPresent(ids, p.residual);
                   return ids;
                 },
                 [](const HeadProductOp& h) {
                   return std::vector{h.weighs ? h.table : h.queries.tensor, h.keys.tensor};
                 },
                 [](const HostOp& h) { return std::vector{h.input}; }},
      op);
}

std::vector<TensorId> Operator::outputs() const {
  return std::visit(Overloaded{[](const MatmulOp& m) { return std::vector{m.output}; },
                               [](const AttentionOp& a) { return std::vector{a.out.tensor}; },
                               [](const SoftmaxOp& s) {
                                 return std::vector{s.probabilities, s.exponents, s.sums};
                               },
                               [](const PostOp& p) {
                                 std::vector<TensorId> ids;
                                 appendIfPresent(ids, p.out16);
                                 appendIfPresent(ids, p.out8);
                                 return ids;
                               },
                               [](const HeadProductOp& h) {
                                 return std::vector{h.weighs ? h.queries.tensor : h.table};
                               },
                               [](const HostOp& h) { return h.outputs; }},
                    op);
}

std::size_t visibleKeys(const AttentionOp& op) {
  return op.mask == isa::MaskKind::padding ? op.valid : op.S;
}

std::uint64_t unmaskedPairs(const AttentionOp& op) {
  if (op.mask != isa::MaskKind::causal)
    return static_cast<std::uint64_t>(op.L) * visibleKeys(op);
  std::uint64_t pairs = 0;
  for (std::size_t query = 0; query < op.L; ++query) // query i sees keys 0 .. S-L+i
    pairs += op.S + query + 1 > op.L ? std::min(op.S, op.S + query + 1 - op.L) : 0;
  return pairs;
}

std::uint64_t Operator::macs() const {
  return std::visit(
      Overloaded{[](const MatmulOp& m) {
                   return m.window ? std::uint64_t{m.window->needed().pixels()} *
                                         m.window->products() * m.N
                                   : std::uint64_t{m.M} * m.K * m.N;
                 },
                 [](const AttentionOp& a) { return 2 * unmaskedPairs(a) * a.D * a.H; },
                 [](const SoftmaxOp&) { return std::uint64_t{0}; },
                 [](const PostOp&) { return std::uint64_t{0}; },
                 [](const HeadProductOp& h) { return h.pairs * h.D * h.H; },
                 [](const HostOp&) { return std::uint64_t{0}; }},
      op);
}

std::size_t SoftmaxOp::chunks() const {
  return ceilDiv(columns, static_cast<std::size_t>(chunkKeys));
}

void Graph::setChunk(int keys) {
  for (Operator& each : operators)
    if (auto* attention = std::get_if<AttentionOp>(&each.op)) {
      attention->chunkKeys = keys;
    } else if (auto* softmax = std::get_if<SoftmaxOp>(&each.op)) {
      softmax->chunkKeys = keys;
      tensors[softmax->exponents].columns = softmax->chunks();
    }
}

bool Graph::needsHost() const { return std::ranges::any_of(operators, &Operator::onHost); }

TensorId Graph::add(GraphTensor tensor) {
  tensors.push_back(std::move(tensor));
  return tensors.size() - 1;
}

} // namespace weft
