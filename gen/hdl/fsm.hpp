// fsm.hpp: A state register with named states
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/signals.hpp"

namespace weft::hdl {

/// A register whose values are localparams `<prefix>_<STATE>`, numbered from 0 in the order given.
class Fsm : public Reg<Unsigned> {
public:
  Fsm(Module* module, const std::string& name, const std::string& prefix,
      const std::vector<std::string>& states, const std::string& doc = "",
      const Where& where = Where::current());

  /// The constant of a state; DesignError for an unknown one.
  UInt operator[](const std::string& state) const;
  /// True in that state.
  Bit is(const std::string& state, const Where& where = Where::current()) const;
  /// Drives the register with that state.
  void go(const std::string& state, const Where& where = Where::current()) const;
  UInt first() const { return constants_.front(); }

private:
  std::vector<std::string> states_;
  std::vector<UInt> constants_;
};

} // namespace weft::hdl
