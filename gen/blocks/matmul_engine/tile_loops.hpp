// tile_loops.hpp: The two loops of a command over its tiles.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/matmul_engine/engine_widths.hpp"
#include "gen/hdl/hdl.hpp"

#include <optional>
#include <string>

namespace weft {

/// A MATMUL walks its k tiles outside and its n tiles inside. A WEIGH, on machines of shared
/// attention only, walks n outside and k inside, so that the k tiles of a chunk follow each other.
/// A round is all tiles of the inner loop.
class TileLoops {
public:
  /// `weighs` says that the command is a WEIGH, on machines that have them.
  TileLoops(hdl::Module& module, std::optional<hdl::Bit> weighs)
      : module_(module), weighs_(std::move(weighs)) {}

  std::string inner() const { return weighs_ ? "inner" : "n"; } ///< in names of the emitted text
  std::string outer() const { return weighs_ ? "outer" : "k"; }
  std::string round() const { return weighs_ ? "round" : "k"; }

  /// What the inner loop takes of what a command says about its k and its n tiles.
  hdl::UInt innerOf(const std::string& what, const hdl::UInt& k, const hdl::UInt& n) const {
    return chosen(inner() + "_" + what, k, n);
  }
  hdl::UInt outerOf(const std::string& what, const hdl::UInt& k, const hdl::UInt& n) const {
    return chosen(outer() + "_" + what, n, k);
  }

private:
  hdl::UInt chosen(const std::string& name, const hdl::UInt& ofWeigh,
                   const hdl::UInt& ofMatmul) const {
    if (!weighs_)
      return ofMatmul;
    hdl::Wire<hdl::Unsigned> net{&module_, name, kMatmulCountBits};
    net <<= mux(*weighs_, ofWeigh, ofMatmul);
    return net;
  }

  hdl::Module& module_;
  std::optional<hdl::Bit> weighs_;
};

} // namespace weft
