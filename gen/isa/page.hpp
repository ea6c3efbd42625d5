// page.hpp: A page of text in which names stand for facts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/field.hpp"
#include "gen/isa/machine.hpp"

#include <map>
#include <string>

namespace weft::isa {

/// What a name between @ and @ stands for.
using Facts = std::map<std::string, std::string>;

/// Ranges of commands, names of tokens and values, and the sizes of `machine`.
Facts factsOf(const Machine& machine);

/// `page` with every @NAME@ replaced. Throws InternalError for a name without a fact.
std::string filled(const std::string& page, const Facts& facts);

/// "multiples of 8", "0 to 2047": what a field of this unit may hold; empty for a plain one.
std::string unitText(Unit unit, const Machine& machine);

} // namespace weft::isa
