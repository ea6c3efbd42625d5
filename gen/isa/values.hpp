// values.hpp: The values of command fields: their numbers, names and meanings, written here alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/isa/registers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace weft::isa {

/// The first byte of a command.
enum class Opcode : std::uint32_t {
  load = 1,
  matmul = 2,
  store = 3,
  attention = 4,
  softmax = 5,
  post = 6,
  check = 7,
  transpose = 8,
  weigh = 9,
  probabilities = 10,
  divide = 11,
  pool = 12,
  convolve = 13
};

/// Where LOAD puts what it reads.
enum class LoadTo : std::uint32_t { activations = 0, weights = 1, parameters = 2 };

/// Where STORE puts its rows.
enum class StoreTo : std::uint32_t { memory = 0, activations = 1 };

/// What STORE makes of a sum. The number is the binary logarithm of an element's bytes: hardware
/// shifts by it.
enum class OutputType : std::uint32_t { int8 = 0, int16 = 1, int32 = 2 };

/// What STORE applies to a sum.
enum class Activation : std::uint32_t { none = 0, relu = 1, gelu = 2 };

/// Which keys a query of ATTENTION sees.
enum class MaskKind : std::uint32_t { none = 0, causal = 1, padding = 2 };

/// Where ATTENTION takes a length from. The scalars follow each other: hardware counts them.
enum class LengthFrom : std::uint32_t {
  immediate = 0,
  scalar0 = 1,
  scalar1 = 2,
  scalar2 = 3,
  scalar3 = 4
};

/// One value of a field of type `Kind`, which `machines` know.
template <class Kind> struct Value {
  Kind kind;
  std::string_view name;
  std::string_view meaning;
  num::AttentionUnits machines = num::kEveryUnit;
};

/// The table of a field's values.
template <class Kind> struct Values;

template <> struct Values<LoadTo> {
  static constexpr auto kAll = std::to_array<Value<LoadTo>>(
      {{LoadTo::activations, "activations", "words of array rows bytes in the scratchpad"},
       {LoadTo::weights, "weights", "words of array columns bytes in the scratchpad"},
       {LoadTo::parameters, "parameters", "words of array columns channel records"}});
};

template <> struct Values<StoreTo> {
  static constexpr auto kAll = std::to_array<Value<StoreTo>>(
      {{StoreTo::memory, "memory", "rows at the addresses of the three levels"},
       {StoreTo::activations, "activations", "activation words of the scratchpad"}});
};

template <> struct Values<OutputType> {
  static constexpr auto kAll = std::to_array<Value<OutputType>>(
      {{OutputType::int8, "int8", "scaled, saturated to 8 bits"},
       {OutputType::int16, "int16", "scaled, saturated to 16 bits"},
       {OutputType::int32, "int32", "sum + bias, scaled with GELU only"}});
};

template <> struct Values<Activation> {
  static constexpr auto kAll = std::to_array<Value<Activation>>(
      {{Activation::none, "none", "the value itself"},
       {Activation::relu, "relu", "its positive part"},
       {Activation::gelu, "gelu", "x times the normal distribution function of x",
        num::kNonlinearUnits}});
};

template <> struct Values<MaskKind> {
  static constexpr auto kAll = std::to_array<Value<MaskKind>>(
      {{MaskKind::none, "none", "every key"},
       {MaskKind::causal, "causal", "query i of L sees keys 0 to S - L + i"},
       {MaskKind::padding, "padding", "the first `valid` keys"}});
};

template <> struct Values<LengthFrom> {
  static constexpr auto kAll = std::to_array<Value<LengthFrom>>(
      {{LengthFrom::immediate, "immediate", "the field of the command"},
       {LengthFrom::scalar0, "scalar0", "register SCALAR0"},
       {LengthFrom::scalar1, "scalar1", "register SCALAR1"},
       {LengthFrom::scalar2, "scalar2", "register SCALAR2"},
       {LengthFrom::scalar3, "scalar3", "register SCALAR3"}});
};

template <class Kind> constexpr std::uint32_t numberOf(Kind kind) {
  return static_cast<std::uint32_t>(kind);
}

/// How many values a field has. Their numbers are 0 to kCount - 1 in some order, so that a decoder
/// need only compare with the largest.
template <class Kind> inline constexpr auto kCount = std::uint32_t{Values<Kind>::kAll.size()};

/// All of them, in the order of the table.
template <class Kind>
inline constexpr auto kKinds = [] {
  std::array<Kind, Values<Kind>::kAll.size()> kinds{};
  std::ranges::transform(Values<Kind>::kAll, kinds.begin(), &Value<Kind>::kind);
  return kinds;
}();

/// Bits of a field that holds any of them.
template <class Kind>
inline constexpr int kBits = static_cast<int>(std::bit_width(kCount<Kind> - 1));

template <class Kind> constexpr bool numbersAreDense() {
  std::uint32_t seen = 0;
  for (const Value<Kind>& value : Values<Kind>::kAll)
    seen |= 1U << numberOf(value.kind);
  return seen == (1U << kCount<Kind>)-1;
}
static_assert(numbersAreDense<LoadTo>() && numbersAreDense<StoreTo>() &&
              numbersAreDense<OutputType>() && numbersAreDense<Activation>() &&
              numbersAreDense<MaskKind>() && numbersAreDense<LengthFrom>());

/// The name of a value as headers, documents and command lines write it.
template <class Kind> constexpr std::string_view nameOf(Kind kind) {
  return std::ranges::find(Values<Kind>::kAll, kind, &Value<Kind>::kind)->name;
}

constexpr std::uint32_t bytesOf(OutputType type) { return 1U << numberOf(type); }
static_assert(bytesOf(OutputType::int8) == sizeof(std::int8_t) &&
                  bytesOf(OutputType::int16) == sizeof(std::int16_t) &&
                  bytesOf(OutputType::int32) == sizeof(std::int32_t),
              "a type's number is the binary logarithm of its bytes");

/// A field of type `Kind` from bit `low` of `word` on.
template <class Kind> Field fieldOf(std::string name, int word, int low, std::string meaning) {
  Field field{std::move(name),   word, low + kBits<Kind> - 1, low, 0, kCount<Kind> - 1,
              std::move(meaning)};
  for (const Value<Kind>& value : Values<Kind>::kAll)
    field.values.push_back({numberOf(value.kind), std::string(value.name),
                            std::string(value.meaning), value.machines});
  return field;
}

/// The register SCALARi, i 0 to kScalarCount - 1.
constexpr LengthFrom lengthFromScalar(std::uint32_t i) {
  return static_cast<LengthFrom>(numberOf(LengthFrom::scalar0) + i);
}
static_assert(lengthFromScalar(1) == LengthFrom::scalar1 &&
                  lengthFromScalar(2) == LengthFrom::scalar2 &&
                  lengthFromScalar(3) == LengthFrom::scalar3 && kScalarCount == 4,
              "scalars follow each other");

} // namespace weft::isa
