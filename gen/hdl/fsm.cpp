// fsm.cpp: A state register with named states
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/fsm.hpp"

namespace weft::hdl {

Fsm::Fsm(Module* module, const std::string& name, const std::string& prefix,
         const std::vector<std::string>& states, const std::string& doc, const Where& where)
    : Reg<Unsigned>(module, name, indexWidth(states.size()), doc, where), states_(states) {
  for (size_t i = 0; i < states.size(); ++i)
    constants_.push_back(
        module->constant<Unsigned>(prefix + "_" + states[i], i, width(), "", where));
}

UInt Fsm::operator[](const std::string& state) const {
  for (size_t i = 0; i < states_.size(); ++i)
    if (states_[i] == state)
      return constants_[i];
  fail(moduleOf(*node()), "'" + node()->target.signal->name + "' has no state '" + state + "'",
       node()->where);
}

Bit Fsm::is(const std::string& state, const Where& where) const {
  return Bit(binary(Op::equal, node(), (*this)[state].node(), where));
}

void Fsm::go(const std::string& state, const Where& where) const {
  drive(node(), (*this)[state].node(), where);
}

} // namespace weft::hdl
