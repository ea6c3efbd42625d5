// rsqrt.cpp: Reciprocal square root: accepts, normalises and runs the digit recurrences.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/rsqrt/rsqrt.hpp"

#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;

namespace {

constexpr int kNormaliseSteps = 5;
constexpr int kMostHalvings = kRsqrtArgumentBits / 2 - 1;

} // namespace

Rsqrt::Rsqrt(num::Nonlinear nonlinear)
    : Module("rsqrt", "reciprocal square root of a row's spread, two digits per cycle") {
  sequence(nonlinear == num::Nonlinear::accurate ? accurateMethod() : ibertMethod());
  requireHeld(*this, clk, reset, root);
}

void Rsqrt::sequence(const Method& method) {
  const std::vector<Phase>& phases = method.phases;
  std::vector<std::string> states = {"IDLE", "NORMALISE"};
  for (const Phase& phase : phases)
    states.insert(states.end(), {"LOAD_" + phase.state, phase.state});
  states.push_back("DONE");
  Fsm state{this, "state_q", "ST", states, "what happens in this cycle"};

  section();
  clocked(clk, reset, {state}, [&] {
    SwitchChain now = switchOn(state);
    now.is(state["IDLE"], [&] { accept(state); });
    now.is(state["NORMALISE"], [&] { normalise(state, states[2]); });
    for (size_t i = 0; i < phases.size(); ++i) {
      const Phase& phase = phases[i];
      now.is(state["LOAD_" + phase.state], [&] {
        phase.load();
        step_ <<= phase.cycles - 1;
        state.go(phase.state);
      });
      now.is(state[phase.state], [&] {
        phase.advance();
        countDown(state, states[2 * i + 4]);
      });
    }
    now.is(state["DONE"], [&] { when(root.ready, [&] { state.go("IDLE"); }); });
  });
  argument.ready <<= state.is("IDLE");
  root.valid <<= state.is("DONE");
  root.data <<= pack(RsqrtRoot{.halvings = halvings_ & replicate(kHalvingsBits, !isZero_),
                               .factor = method.factor & replicate(kRsqrtFactorBits, !isZero_)});
  require(clk, reset, !root.valid || isZero_ || root.data.bit(kRsqrtFactorBits - 1),
          "a factor is 2^17 or more");
  require(clk, reset, !root.valid || isZero_ || halvings_ <= kMostHalvings,
          "a root has up to 27 halvings");
}

void Rsqrt::accept(const Fsm& state) {
  when(argument.valid, [&] {
    value_ <<= argument.data;
    isZero_ <<= argument.data == 0;
    halvings_ <<= kMostHalvings;
    step_ <<= kNormaliseSteps - 1;
    state.go("NORMALISE");
  });
}

void Rsqrt::normalise(const Fsm& state, const std::string& next) {
  note("Move the highest pair of bits that is not 00 to the top: by 16, 8, 4, 2 and 1 pairs.");
  for (int i = kNormaliseSteps - 1; i >= 0; --i) {
    const int pairs = 1 << i;
    when((step_ == i) & (value_.high(2 * pairs) == 0), [&] {
      value_ <<= value_ << (2 * pairs);
      halvings_ <<= halvings_ - pairs;
    });
  }
  countDown(state, next);
}

void Rsqrt::countDown(const Fsm& state, const std::string& next) {
  step_ <<= step_ - 1;
  when(step_ == 0, [&] { state.go(next); });
}

} // namespace weft
