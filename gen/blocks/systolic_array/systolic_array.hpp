// systolic_array.hpp: ROWS x COLUMNS multiply-accumulate cells with skew and deskew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/product_array.hpp"

namespace weft {

/// One activation vector in, one int32 vector out per cycle; the weights of the next tile enter
/// meanwhile. README.md states when weights may enter and proves that tiles follow without a
/// bubble.
struct SystolicArray : ProductArray {
  explicit SystolicArray(ArrayShape arrayShape,
                         num::AttentionUnit attentionUnit = num::AttentionUnit::dedicated);

private:
  hdl::Dim SUM_W = localparam("SUM_W", (ACTIVATION_W + DATA_W).simplified() + hdl::clog2(ROWS),
                              "partial-sum width");

  struct Nets;
  void openRows(Nets& nets);
  void skewControl(Nets& nets);
  void skewOperands(Nets& nets);
  void connectCells(Nets& nets);
  void deskewResults(Nets& nets);
};

} // namespace weft
