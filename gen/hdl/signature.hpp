// signature.hpp: A module's interface as data, for manifests and documentation
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/module.hpp"

namespace weft::hdl {

/// All sizes are Verilog text over the module's parameters.
struct Signature {
  struct Parameter {
    std::string name, defaultValue, doc;
  };
  struct Port {
    std::string name, direction, width, doc; ///< direction is `input` or `output`
    bool isSigned;
    std::vector<std::string> lanes; ///< of a grid
    std::string laneWidth;          ///< of a grid
  };
  struct Stream {
    std::string name, direction, dataWidth, doc;
    bool hasLast;
  };
  std::string module, brief, latency; ///< latency is empty when the module does not state it
  std::vector<Parameter> parameters;
  std::vector<Port> ports;
  std::vector<Stream> streams;
};

Signature signature(const Module& module);

} // namespace weft::hdl
