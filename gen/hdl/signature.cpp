// signature.cpp: A module's interface as data
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/signature.hpp"

namespace weft::hdl {

namespace {

const char* directionText(bool isInput) { return isInput ? "input" : "output"; }

Signature::Port portOf(const Signal& signal) {
  Signature::Port port{signal.name,
                       directionText(signal.kind == Signal::Kind::input),
                       signal.width.text(),
                       signal.doc,
                       signal.isSigned || signal.lanesSigned,
                       {},
                       ""};
  for (const Dim& count : signal.lanes)
    port.lanes.push_back(count.text());
  if (!signal.lanes.empty())
    port.laneWidth = signal.laneWidth.text();
  return port;
}

} // namespace

Signature signature(const Module& module) {
  const ModuleBody& body = module.body();
  Signature result;
  result.module = body.name;
  result.brief = body.brief;
  if (body.latency)
    result.latency = body.latency->text();
  for (const auto& symbol : body.symbols)
    if (symbol->kind == Symbol::Kind::parameter)
      result.parameters.push_back({symbol->name, symbol->definition.text(), symbol->doc});
  for (const auto& signal : body.signals)
    if (signal->isPort())
      result.ports.push_back(portOf(*signal));
  for (const StreamRecord& stream : body.streams)
    result.streams.push_back({stream.name, directionText(stream.isInput), stream.width.text(),
                              stream.doc, stream.hasLast});
  return result;
}

} // namespace weft::hdl
