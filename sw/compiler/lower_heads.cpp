// lower_heads.cpp: The products of attention, head by head, where the host has the softmax
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/matmul_lowering.hpp"

namespace weft {
namespace {

class HeadLowering {
public:
  HeadLowering(Schedule& schedule, const HeadProductOp& op)
      : schedule_(schedule), op_(op),
        queries_(schedule, op.queries, static_cast<std::int64_t>(op.D)),
        plan_(planProduct(schedule.capacity(), headShape(op), static_cast<std::int64_t>(op.L))),
        product_(oneHead(op)) {}

  void run() {
    if (op_.weighs) {
      ValueWeights values(schedule_, op_, plan_);
      runHeads(values);
    } else {
      KeyWeights keys(schedule_, op_, plan_);
      runHeads(keys);
    }
  }

private:
  /// Channels of a head: no bias, one scale.
  static MatmulOp oneHead(const HeadProductOp& op) {
    MatmulOp product;
    product.M = op.L;
    product.K = op.weighs ? op.S : op.D;
    product.N = op.weighs ? op.D : op.S;
    product.input = op.weighs ? op.table : op.queries.tensor;
    product.output = op.weighs ? op.queries.tensor : op.table;
    product.bias.assign(product.N, 0);
    product.scale.assign(product.N, op.outputScale);
    return product;
  }

  template <class Weights> void runHeads(Weights& weights) {
    MatmulLowering lowering(schedule_, product_, plan_, weights, {});
    for (std::size_t head = 0; head < op_.H; ++head) {
      weights.moveTo(static_cast<std::int64_t>(head / op_.queryHeadsPerKvHead));
      const Corner table{static_cast<std::int64_t>(head * op_.L), 0};
      const Corner queries{0, queries_.column(static_cast<std::int64_t>(head))};
      lowering.moveTo(op_.weighs ? table : queries, op_.weighs ? queries : table);
      lowering.run([](std::int64_t, std::int64_t) {});
    }
  }

  Schedule& schedule_;
  const HeadProductOp& op_;
  Heads queries_;
  MatmulPlan plan_;
  MatmulOp product_;
};

} // namespace

void lowerHeads(Schedule& schedule, const HeadProductOp& op) { HeadLowering(schedule, op).run(); }

} // namespace weft
