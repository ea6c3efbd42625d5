// layers.cpp: Cuts a deep graph into its layers, each a graph that runs alone.
// SPDX-License-Identifier: Apache-2.0
#include "sw/model/layers.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace weft {

namespace {

/// "layer3" of "layer3.qkv"; empty for other names.
std::string layerOf(const std::string& operatorName) {
  const std::size_t dot = operatorName.find('.');
  return operatorName.starts_with("layer") && dot != std::string::npos ? operatorName.substr(0, dot)
                                                                       : std::string();
}

/// Calls `visit(TensorId&)` for every tensor that an operator names.
struct TensorNames {
  template <class Visit> static void each(MatmulOp& m, Visit visit) {
    visit(m.input);
    visit(m.weight);
    visit(m.output);
  }
  template <class Visit> static void each(AttentionOp& a, Visit visit) {
    for (HeadView* view : {&a.q, &a.k, &a.v, &a.out})
      visit(view->tensor);
  }
  template <class Visit> static void each(SoftmaxOp& s, Visit visit) {
    for (TensorId* id : {&s.scores, &s.probabilities, &s.exponents, &s.sums})
      visit(*id);
  }
  template <class Visit> static void each(HeadProductOp& h, Visit visit) {
    for (TensorId* id : {&h.queries.tensor, &h.keys.tensor, &h.table})
      visit(*id);
  }
  template <class Visit> static void each(HostOp& h, Visit visit) {
    visit(h.input);
    for (TensorId& id : h.outputs)
      visit(id);
  }
  template <class Visit> static void each(PostOp& p, Visit visit) {
    visit(p.a);
    for (std::optional<TensorId>* id : {&p.residual, &p.out16, &p.out8})
      if (*id)
        visit(**id);
  }
};

class PartBuilder {
public:
  PartBuilder(const Graph& whole, std::size_t first, std::size_t end)
      : whole_(whole), first_(first), end_(end) {
    part_.firstOperator = first;
  }

  GraphPart build() {
    for (std::size_t i = first_; i < end_; ++i)
      append(whole_.operators[i]);
    assignKinds();
    return std::move(part_);
  }

private:
  void append(Operator op) {
    std::visit([&](auto& o) { TensorNames::each(o, [&](TensorId& id) { id = localId(id); }); },
               op.op);
    part_.graph.operators.push_back(std::move(op));
  }

  TensorId localId(TensorId id) {
    const auto [entry, fresh] = localIds_.try_emplace(id, part_.graph.tensors.size());
    if (fresh) {
      part_.graph.tensors.push_back(whole_.tensors[id]);
      part_.whole.push_back(id);
    }
    return entry->second;
  }

  void assignKinds() {
    const std::vector<bool> written = marked(first_, end_, &Operator::outputs);
    const std::vector<bool> needed = marked(end_, whole_.operators.size(), &Operator::inputs);
    for (TensorId id = 0; id < part_.whole.size(); ++id) {
      GraphTensor& tensor = part_.graph.tensors[id];
      const TensorId global = part_.whole[id];
      if (tensor.kind == TensorKind::weight)
        continue;
      if (!written[global])
        tensor.kind = TensorKind::input;
      else if (tensor.kind != TensorKind::output && needed[global])
        tensor.kind = TensorKind::output;
    }
    // In the whole graph's order, where a narrow copy follows its wide original.
    listBoundary(TensorKind::input, part_.graph.inputs);
    listBoundary(TensorKind::output, part_.graph.outputs);
  }

  std::vector<bool> marked(std::size_t first, std::size_t end,
                           std::vector<TensorId> (Operator::*tensors)() const) const {
    std::vector<bool> result(whole_.tensors.size(), false);
    for (std::size_t i = first; i < end; ++i)
      for (const TensorId id : (whole_.operators[i].*tensors)())
        result[id] = true;
    return result;
  }

  void listBoundary(TensorKind kind, std::vector<TensorId>& list) const {
    for (const auto& [global, local] : localIds_)
      if (part_.graph.tensors[local].kind == kind)
        list.push_back(local);
  }

  const Graph& whole_;
  std::size_t first_, end_;
  GraphPart part_;
  std::map<TensorId, TensorId> localIds_;
};

/// Index of the first operator of each layer; the first layer begins at 0.
std::map<std::size_t, std::string> layerStarts(const Graph& graph) {
  std::map<std::size_t, std::string> starts;
  std::string present;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const std::string layer = layerOf(graph.operators[i].name);
    if (layer.empty() || layer == present)
      continue;
    starts.emplace(starts.empty() ? 0 : i, layer);
    present = layer;
  }
  return starts;
}

/// Index of the first operator of each run that accelerator or host computes alone.
std::vector<std::size_t> turnsOf(const Graph& graph) {
  std::vector<std::size_t> turns;
  for (std::size_t i = 0; i < graph.operators.size(); ++i)
    if (i == 0 || graph.operators[i].onHost() != graph.operators[i - 1].onHost())
      turns.push_back(i);
  return turns;
}

std::vector<Tensor> select(std::span<const TensorId> ids, const std::vector<TensorId>& whole,
                           const std::vector<Tensor>& values) {
  std::vector<Tensor> result;
  for (const TensorId id : ids)
    result.push_back(values.at(whole[id]));
  return result;
}

} // namespace

std::vector<Tensor> GraphPart::inputsAmong(const std::vector<Tensor>& values) const {
  return select(graph.inputs, whole, values);
}

std::vector<Tensor> GraphPart::tensorsAmong(const std::vector<Tensor>& values) const {
  std::vector<Tensor> result;
  for (const TensorId id : whole)
    result.push_back(values.at(id));
  return result;
}

GraphPart wholePart(const Graph& graph) {
  GraphPart part{"graph", graph, 0, {}};
  for (TensorId id = 0; id < graph.tensors.size(); ++id)
    part.whole.push_back(id);
  return part;
}

std::vector<GraphPart> cutAtHost(const Graph& graph) {
  if (!graph.needsHost())
    return {wholePart(graph)};
  std::vector<std::size_t> turns = turnsOf(graph);
  turns.push_back(graph.operators.size());
  std::vector<GraphPart> parts;
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    parts.push_back(PartBuilder(graph, turns[i], turns[i + 1]).build());
    parts.back().name = graph.operators[turns[i]].name;
  }
  return parts;
}

std::vector<GraphPart> cutIntoLayers(const Graph& graph) {
  if (graph.needsHost())
    return cutAtHost(graph);
  const auto starts = layerStarts(graph);
  if (starts.empty())
    return {wholePart(graph)};
  std::vector<GraphPart> parts;
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    const auto next = std::next(start);
    const std::size_t end = next == starts.end() ? graph.operators.size() : next->first;
    parts.push_back(PartBuilder(graph, start->first, end).build());
    parts.back().name = start->second;
  }
  return parts;
}

} // namespace weft
