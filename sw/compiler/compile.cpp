// compile.cpp: a graph becomes a program
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/schedule.hpp"

namespace weft {
namespace {

struct Lower {
  Schedule& schedule;
  void operator()(const MatmulOp& op) const { lowerMatmul(schedule, op); }
  void operator()(const AttentionOp& op) const { lowerAttention(schedule, op); }
  void operator()(const SoftmaxOp& op) const { lowerSoftmax(schedule, op); }
  void operator()(const PostOp& op) const { lowerPost(schedule, op); }
};

} // namespace

Program compile(const Graph& graph, const Config& config) {
  Schedule schedule(graph, config);
  for (const Operator& op : graph.operators) {
    schedule.beginOperator();
    std::visit(Lower{schedule}, op.op);
    schedule.endOperator();
  }
  return schedule.finish();
}

} // namespace weft
