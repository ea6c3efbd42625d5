// instance.hpp: Pins of an instance whose module object lives elsewhere
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/signals.hpp"

namespace weft::hdl {

template <class Word> class Stream;

/// An instance; `instance[module.port]` is its pin, connected with `<<=`.
class Instance {
public:
  explicit Instance(InstanceRecord& record) : record_(&record) {}

  template <class T, Signal::Kind kind> auto operator[](const Declared<T, kind>& port) const {
    return typename Declared<T, kind>::Base(pin(port.node()));
  }
  /// All lanes of a grid port.
  template <class T, Signal::Kind kind> UInt operator[](const Grid<T, kind>& port) const {
    return UInt(pin(port.flat().node()));
  }
  /// The pins of a stream, as a stream (defined in stream.hpp).
  template <class Word> Stream<Word> operator[](const Stream<Word>& stream) const;
  NodePtr pin(const NodePtr& port) const;

private:
  InstanceRecord* record_;
};

/// Connects the clock of an instance, and its reset where it has one.
template <class Block> void clockedBy(Block& block, const Bit& clock) { block.clk <<= clock; }
template <class Block> void clockedBy(Block& block, const Bit& clock, const Bit& reset) {
  block.clk <<= clock;
  block.reset <<= reset;
}

} // namespace weft::hdl
