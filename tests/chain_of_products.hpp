// chain_of_products.hpp: Products that each read the one before, small enough to stay on chip.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sw/model/graph_builder.hpp"
#include "sw/model/random_numbers.hpp"
#include "sw/model/workload.hpp"

#include <cstddef>
#include <string>

namespace weft::test {

/// rows x k through widths of 13, 30 and 5 back to k. All but the last may leave their output in
/// the scratchpad, so that the middle ones find one there too.
inline Workload chainOfProducts(std::size_t rows, std::size_t k) {
  GraphBuilder builder;
  TensorId x = builder.input("x", DType::i8, rows, k);
  for (const std::size_t columns : {std::size_t{13}, std::size_t{30}, std::size_t{5}, k})
    x = builder.matmul("to" + std::to_string(columns), x, columns, DType::i8);
  builder.output(x);
  Workload workload{builder.take(), {}, {}, {}};
  workload.samples.push_back(drawRandomNumbers(workload.graph, {}));
  return workload;
}

} // namespace weft::test
