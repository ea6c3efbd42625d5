// memory.cpp: An array of words for a RAM leaf
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/memory.hpp"

#include "gen/hdl/print_expression.hpp"

namespace weft::hdl {

Memory::Memory(Module* module, const std::string& name, const Dim& depth, const Dim& width,
               const MemoryOptions& options, const std::string& doc, const Where& where) {
  Signal signal;
  signal.name = name;
  signal.kind = Signal::Kind::memory;
  signal.width = width;
  signal.depth = depth;
  signal.ramStyle = options.ramStyle;
  signal.doc = doc;
  signal.where = where;
  signal_ = &module->declare(std::move(signal));
}

UInt Memory::operator[](const Operand<UInt>& address) const {
  Node node;
  node.op = Op::word;
  node.width = signal_->width;
  node.arguments = {address.atWidth(indexWidth(signal_->depth))};
  node.target.signal = signal_;
  node.where = address.where();
  return UInt(std::make_shared<const Node>(std::move(node)));
}

} // namespace weft::hdl
