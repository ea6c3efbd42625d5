// record.hpp: Words that carry several things at once, by the names of their fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/signals.hpp"

#include <tuple>

namespace weft::hdl {

/// A member of a record. A record is a struct of UInt, SInt and Bit members that lists them in
/// `kFields`, the one in the highest bits first:
///
///   struct Item {
///     UInt row;
///     Bit last;
///     static constexpr std::tuple kFields{Field{"row", &Item::row}, Field{"last", &Item::last}};
///   };
template <class R, class T> struct Field {
  const char* name;
  T R::*member;
};
template <class R, class T> Field(const char*, T R::*) -> Field<R, T>;

template <class R>
concept Record = requires {
  R::kFields;
};

/// Calls `visit(field)` for every field, the highest one first.
template <Record R, class Visit> void forEachField(Visit visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, R::kFields);
}

/// Bits of all fields of `record` together.
template <Record R> Dim widthOf(const R& record) {
  Dim width = 0;
  forEachField<R>([&](const auto& field) { width = width + (record.*field.member).width(); });
  return width.simplified();
}

/// The record as one word.
template <Record R> UInt pack(const R& record) {
  return std::apply([&](const auto&... field) { return cat(record.*field.member...); }, R::kFields);
}

/// Wires `name`_`field` of `module`, as wide as the fields of `like`.
template <Record R>
R wires(Module& module, const std::string& name, const R& like,
        const Where& where = Where::current()) {
  R record = like;
  forEachField<R>([&]<class T>(const Field<R, T>& field) {
    const Dim& width = (like.*field.member).width();
    const Wire<T> wire(&module, name + "_" + field.name, width, "", where);
    record.*field.member = T(wire.node());
  });
  return record;
}

/// Drives the fields from `word`, a name: `assign {row, last} = word;`. DesignError unless they
/// fill it.
template <Record R>
void split(Module& module, const R& fields, const UInt& word,
           const Where& where = Where::current()) {
  std::vector<NodePtr> targets;
  forEachField<R>([&](const auto& field) { targets.push_back((fields.*field.member).node()); });
  module.splitWord(word.node(), targets, where);
}

/// New wires `name`_`field` with the fields of `word`, whose widths are those of `like`.
template <Record R>
R unpack(Module& module, const std::string& name, const UInt& word, const R& like,
         const Where& where = Where::current()) {
  R record = wires(module, name, like, where);
  split(module, record, word, where);
  return record;
}

} // namespace weft::hdl
