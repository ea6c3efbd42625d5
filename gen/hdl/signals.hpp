// signals.hpp: The handles with which a module declares its ports, nets and registers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"

namespace weft::hdl {

/// A declared signal of type T (Bit, Unsigned, Signed). The handle may die; the signal stays.
template <class T, Signal::Kind kind> class Declared : public T {
public:
  /// `width` bits; for Bit use the constructor without width.
  Declared(Module* module, const std::string& name, const Dim& width, const std::string& doc = "",
           const Where& where = Where::current())
      : T(declare(module, name, width, doc, where)) {}
  Declared(Module* module, const std::string& name, const char* doc = "",
           const Where& where = Where::current()) requires std::same_as<T, Bit>
      : T(declare(module, name, 1, doc, where)) {}
  Declared(const Declared&) = default;
  Declared& operator=(const Declared&) = delete;

  using Base = std::conditional_t<T::kIsSigned, SInt, UInt>;

private:
  static NodePtr declare(Module* module, const std::string& name, const Dim& width,
                         const std::string& doc, const Where& where) {
    Signal signal;
    signal.name = name;
    signal.kind = kind;
    signal.isSigned = T::kIsSigned;
    signal.width = width;
    signal.doc = doc;
    signal.where = where;
    return reference(module->declare(std::move(signal)));
  }
};

template <class T> using In = Declared<T, Signal::Kind::input>;
template <class T> using Out = Declared<T, Signal::Kind::output>;
template <class T> using Wire = Declared<T, Signal::Kind::wire>;

/// A register, driven in one `clocked` or `combinational` block.
template <class T> class Reg : public Declared<T, Signal::Kind::reg> {
public:
  using Parent = Declared<T, Signal::Kind::reg>;
  using Parent::Parent;
  /// For the register list of `clocked`: the value after reset.
  ResetValue resetTo(const Operand<typename Parent::Base>& number) const {
    return {this->node(), number.atWidth(this->width()), number.where()};
  }
};

/// A flat vector of lanes, lane 0 lowest; up to three dimensions, the last one fastest.
template <class T, Signal::Kind kind> class Grid {
public:
  using Lane = std::conditional_t<T::kIsSigned, SInt, UInt>;

  Grid(Module* module, const std::string& name, std::vector<Dim> lanes, const Dim& laneWidth,
       const std::string& doc = "", const Where& where = Where::current())
      : lanes_(std::move(lanes)), laneWidth_(laneWidth),
        vector_(declare(module, name, doc, where)) {}

  /// The lanes of a vector that is already declared.
  Grid(UInt vector, std::vector<Dim> lanes, const Dim& laneWidth)
      : lanes_(std::move(lanes)), laneWidth_(laneWidth), vector_(std::move(vector)) {}

  /// Lane of a one-dimensional grid, at a number, size or loop index.
  Lane operator()(const Dim& i, const Where& where = Where::current()) const {
    return lane(i, where);
  }
  Lane operator()(const Dim& row, const Dim& column, const Where& where = Where::current()) const {
    return lane(row * lanes_.back() + column, where);
  }
  Lane operator()(const Dim& plane, const Dim& row, const Dim& column,
                  const Where& where = Where::current()) const {
    return lane((plane * lanes_[1] + row) * lanes_[2] + column, where);
  }
  /// Lane chosen at run time.
  Lane operator()(const UInt& index, const Where& where = Where::current()) const {
    return Lane(reinterpret(vector_.lane(index, laneWidth_, where).node(), T::kIsSigned));
  }

  /// All lanes as one unsigned word, which may also be driven.
  const UInt& flat() const { return vector_; }
  const NodePtr& node() const { return vector_.node(); }
  /// The same wires of another iteration of the generate loop they live in.
  Grid from(const Dim& iteration, const Where& where = Where::current()) const {
    return {vector_.from(iteration, where), lanes_, laneWidth_};
  }
  const Dim& laneWidth() const { return laneWidth_; }
  const std::vector<Dim>& lanes() const { return lanes_; }
  /// Connects all lanes.
  template <class U, Signal::Kind other> void operator<<=(const Grid<U, other>& source) const {
    static_assert(T::kIsSigned == U::kIsSigned, "grids of different signs");
    drive(flat().node(), source.flat().node(), source.where());
  }
  void operator<<=(const Operand<UInt>& source) const { flat() <<= source; }
  ResetValue resetTo(const Operand<UInt>& number) const {
    return {flat().node(), number.atWidth(flat().width()), number.where()};
  }
  const Where& where() const { return vector_.node()->where; }

private:
  UInt declare(Module* module, const std::string& name, const std::string& doc,
               const Where& where) const {
    Signal signal;
    signal.name = name;
    signal.kind = kind;
    signal.doc = doc;
    signal.where = where;
    signal.lanes = lanes_;
    signal.laneWidth = laneWidth_;
    signal.lanesSigned = T::kIsSigned;
    signal.width = lanes_.front();
    for (size_t i = 1; i < lanes_.size(); ++i)
      signal.width = signal.width * lanes_[i];
    signal.width = signal.width * laneWidth_;
    return UInt(reference(module->declare(std::move(signal))));
  }
  Lane lane(const Dim& index, const Where& where) const {
    return Lane(
        reinterpret(vector_.at(index * laneWidth_, laneWidth_, where).node(), T::kIsSigned));
  }

  std::vector<Dim> lanes_;
  Dim laneWidth_;
  UInt vector_;
};

template <class T> using InGrid = Grid<T, Signal::Kind::input>;
template <class T> using OutGrid = Grid<T, Signal::Kind::output>;
template <class T> using WireGrid = Grid<T, Signal::Kind::wire>;
template <class T> using RegGrid = Grid<T, Signal::Kind::reg>;

} // namespace weft::hdl
