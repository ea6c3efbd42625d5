// shape.hpp: One elaboration of a block for its bench, and the program that writes it
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/emit.hpp"

namespace weft {

/// A module and the parameter values under which a bench simulates it.
struct BenchShape {
  std::string name; ///< part of the simulator's class name V<block>_<name>
  std::function<std::shared_ptr<hdl::Module>()> build;
  hdl::Configuration parameters; ///< given to the simulator as -GNAME=value
};

namespace hdl {

/// Writes the shape into `folder`: one .v a module, `files.f` (children first), `parameters.f`
/// (top module and parameters for Verilator) and `stamp`, which changes only when a text does.
void writeShape(const BenchShape& shape, const std::string& folder);

/// `main` of an emitter: arguments are a shape's name and a folder. Returns the exit status.
int emitShapeMain(const std::vector<BenchShape>& shapes, int argc, char** argv);

} // namespace hdl
} // namespace weft
