// planted.hpp: A correct module to which a test adds one mistake
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/num/error.hpp"

#include <gtest/gtest.h>

namespace weft::hdl::planted {

/// Line of the mistake and of the other statement a message names; set by the mistake itself.
inline int mistakeLine = 0;
inline int otherLine = 0;

struct Planted : Module {
  Dim W = param("W", 8, "width"), N = param("N", 3, "lanes");
  In<Bit> clk{this, "clk"}, reset{this, "rst_i"};
  In<Unsigned> a{this, "a_i", W, "a word"}, b{this, "b_i", W, "a word"};
  InGrid<Unsigned> x{this, "x_i", {N}, W, "lanes"};
  Out<Unsigned> y{this, "y_o", W, "a word"};
  OutGrid<Unsigned> z{this, "z_o", {N}, W, "lanes"};

  static constexpr int kPortsLine = __LINE__ + 2; // members count as declared where Module(...) is
  explicit Planted(const std::function<void(Planted&)>& mistake)
      : Module("planted", "a module with a mistake") {
    unused(a);
    unused(b);
    unused(reset);
    unused(clk);
    unused(x.flat());
    mistake(*this);
  }
};

/// Drives the outputs, for mistakes elsewhere.
inline void finish(Planted& m) {
  m.y <<= m.a;
  m.z <<= m.x;
}

/// A correct module to instantiate.
struct Child : Module {
  Dim W = param("W", 8, "width");
  In<Unsigned> in{this, "in_i", W, "a word"};
  Out<Unsigned> out{this, "out_o", W, "the opposite"};
  Child() : Module("child", "an inverter") { out <<= ~in; }
};

inline const std::string DEFAULTS = " when W=8, N=3";

/// The message, with lines written as LINE (the mistake) and OTHER.
inline std::string messageOf(const std::function<void(Planted&)>& mistake,
                             const Configuration& configuration) {
  try {
    const Planted module(mistake);
    emit(module, {"", {configuration}});
  } catch (const DesignError& error) {
    return error.what();
  }
  return "";
}

inline std::string fileOf(const Where& where) { return repositoryPath(where.fileName()); }

/// Expects `text` + ` (<file>:<line of the mistake>)`; OTHER in it is the place of the other line.
inline void expectRefused(const std::function<void(Planted&)>& mistake, std::string text,
                          const Configuration& configuration = {},
                          const Where& where = Where::current()) {
  const std::string message = messageOf(mistake, configuration);
  const std::string file = fileOf(where);
  if (const size_t at = text.find("OTHER"); at != std::string::npos)
    text.replace(at, 5, file + ":" + std::to_string(otherLine));
  const std::string placed = mistakeLine == Planted::kPortsLine ? "tests/hdl/planted.hpp" : file;
  EXPECT_EQ(message, text + " (" + placed + ":" + std::to_string(mistakeLine) + ")");
}

inline void expectAccepted(const std::function<void(Planted&)>& mistake,
                           const Configuration& configuration = {}) {
  EXPECT_EQ(messageOf(mistake, configuration), "");
}

} // namespace weft::hdl::planted
