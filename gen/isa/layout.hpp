// layout.hpp: Where each member of each command struct lies: the one description of commands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/commands.hpp"

#include <variant>

namespace weft::isa {

/// One member and its field.
template <class Command> struct Member {
  std::variant<std::uint32_t Command::*, std::int32_t Command::*, LoadTo Command::*,
               StoreTo Command::*, OutputType Command::*, Activation Command::*,
               MaskKind Command::*, LengthFrom Command::*>
      member;
  Field field;
};

/// One command struct: its format without fields, and its members.
template <class Command> struct Layout {
  std::string name;
  std::uint32_t opcode;
  int slots;
  Engine engine;
  std::string meaning;
  std::vector<Member<Command>> members;
  num::MachineKinds machines = {}; ///< those that have it
};

/// The layout of a command struct, for the structs of commands.hpp.
template <class Command> const Layout<Command>& layoutOf();
template <> const Layout<Load>& layoutOf<Load>();
template <> const Layout<Matmul>& layoutOf<Matmul>();
template <> const Layout<Store>& layoutOf<Store>();
template <> const Layout<Attention>& layoutOf<Attention>();
template <> const Layout<Softmax>& layoutOf<Softmax>();
template <> const Layout<Post>& layoutOf<Post>();
template <> const Layout<Check>& layoutOf<Check>();
template <> const Layout<Transpose>& layoutOf<Transpose>();
template <> const Layout<Weigh>& layoutOf<Weigh>();
template <> const Layout<Probabilities>& layoutOf<Probabilities>();
template <> const Layout<Divide>& layoutOf<Divide>();
template <> const Layout<Pool>& layoutOf<Pool>();
template <> const Layout<Convolve>& layoutOf<Convolve>();

} // namespace weft::isa
