// rsqrt.hpp: Reciprocal square root of a row's spread, two binary digits per cycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/rsqrt/rsqrt_model.hpp"
#include "gen/hdl/hdl.hpp"

#include <functional>
#include <string>
#include <vector>

namespace weft {

/// One argument at a time: 5 cycles to normalise it, then digit recurrences of additions and
/// shifts, no multiplier: 16 cycles for a row in all (`accurate`), 32 (`ibert`).
struct Rsqrt : hdl::Module {
  static constexpr int kHalvingsBits = 5;
  static constexpr int kRootBits = kHalvingsBits + kRsqrtFactorBits;

  hdl::In<hdl::Bit> clk{this, "clk", "clock"};
  hdl::In<hdl::Bit> reset{this, "rst_i", "synchronous reset"};
  hdl::StreamIn<hdl::Unsigned> argument{this, "argument", kRsqrtArgumentBits, "spread and epsilon"};
  hdl::StreamOut<hdl::Unsigned> root{this, "root", kRootBits, "{halvings, factor}"};

  explicit Rsqrt(num::Nonlinear nonlinear);

private:
  /// A digit recurrence: `load` sets it up in one cycle, `advance` runs for `cycles` cycles.
  struct Phase {
    std::string state;
    int cycles;
    std::function<void()> load, advance;
  };
  struct Method {
    std::vector<Phase> phases;
    hdl::UInt factor; ///< after the last phase
  };

  hdl::Reg<hdl::Unsigned> value_{this, "value_q", kRsqrtArgumentBits, "argument, moved to the top"};
  hdl::Reg<hdl::Unsigned> halvings_{this, "halvings_q", kHalvingsBits};
  hdl::Reg<hdl::Unsigned> step_{this, "step_q", 4, "cycles left in a state"};
  hdl::Reg<hdl::Bit> isZero_{this, "is_zero_q", "1/sqrt(0) is 0"};

  Method accurateMethod();
  Method ibertMethod();
  Phase rootPhase(const hdl::UInt& digits);
  Phase dividePhase(const hdl::UInt& rootDigits, const hdl::UInt& quotient);
  void sequence(const Method& method);
  void accept(const hdl::Fsm& state);
  void normalise(const hdl::Fsm& state, const std::string& next);
  void countDown(const hdl::Fsm& state, const std::string& next);
};

/// What comes out.
struct RsqrtRoot {
  hdl::UInt halvings, factor;
  static constexpr std::tuple kFields{hdl::Field{"halvings", &RsqrtRoot::halvings},
                                      hdl::Field{"factor", &RsqrtRoot::factor}};
  static RsqrtRoot shape() {
    return {hdl::zeros(Rsqrt::kHalvingsBits), hdl::zeros(kRsqrtFactorBits)};
  }
};

} // namespace weft
