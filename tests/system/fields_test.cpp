// fields_test.cpp: Accepted commands with fields at their ends harm nobody and hang nothing.
// SPDX-License-Identifier: Apache-2.0
#include "tests/none_overrides.hpp"
#include "tests/system/bare_machine.hpp"

#include "gen/num/random.hpp"
#include "verif/blocks/field_values.hpp"

namespace weft {
namespace {

namespace reg = isa::reg;
using isa::ErrorCode;
using testing::BareMachine;

/// Of PROBABILITIES: rows that did not begin hold anything, which an assertion tells.
constexpr const char* kFirst = "first";

/// A small command of each format, every address inside the memory: at its begin, or at its end,
/// which is that of a page.
std::vector<std::uint32_t> smallCommand(const isa::CommandFormat& format, num::Random& random) {
  constexpr std::uint32_t kFew = 8, kPitch = 64, kPlaces = 32;
  std::vector<std::uint32_t> words(static_cast<std::size_t>(format.slots) * isa::kSlotWords);
  setField(words, isa::headerFields()[0], format.opcode);
  setField(words, isa::headerFields()[1], isa::kFormatVersion);
  setField(words, isa::headerFields()[2], static_cast<std::uint32_t>(format.slots));
  for (const isa::Field& field : format.fields) {
    const auto distance = static_cast<std::uint32_t>(
        random.chance(50) ? kPitch : kPitch * random.uniform(1, kPlaces));
    const std::uint32_t last = std::min(field.most, field.least + kFew);
    auto drawn = static_cast<std::uint32_t>(random.uniform(field.least, last));
    if (field.name.ends_with("base"))
      drawn = 0;
    if (field.name == kFirst)
      drawn = 1;
    if (field.name.find("stride") != std::string::npos || field.name.ends_with("pitch"))
      drawn = distance;
    if (field.name.ends_with("offset"))
      drawn = random.chance(50) ? distance : BareMachine::kDataBytes - distance;
    setField(words, field, drawn);
  }
  return words;
}

/// What a machine has that others have not.
struct Kind {
  std::string name;
  std::vector<std::string> overrides;
  num::MachineKind machine = {};
};

/// On a machine with each kind of attention, and of array.
class Fields : public ::testing::TestWithParam<Kind> {
protected:
  /// Runs one command; it ends, or works on and can be stopped. Nothing touches what lies behind
  /// the limit, and no rule of the bus is broken.
  void expectHarmless(const std::vector<std::uint32_t>& words) {
    machine.prepare();
    machine.write(reg::kWatchdog, 800);
    machine.append(words);
    machine.ringDoorbell();
    machine.start();
    for (int i = 0; i < 40 && machine.read(reg::kStatus) == isa::kStatusRunning; ++i)
      machine.wait(40);
    EXPECT_EQ(machine.violation(), "");
    EXPECT_NE(machine.error(), ErrorCode::watchdog) << "it hangs";
    if (const auto fault = isa::faultOf(words, GetParam().machine)) {
      EXPECT_EQ(machine.error(), *fault);
    }
    if (machine.read(reg::kStatus) != isa::kStatusIdle) {
      machine.write(reg::kControl, isa::kControlSoftReset);
      ASSERT_TRUE(machine.waitUntilIdle()) << "no soft reset stops it";
    }
  }

  num::Random random{21};
  BareMachine machine{WEFT_SIM_NO_ADDRESS, GetParam().overrides};
  std::vector<isa::CommandFormat> formats = isa::commandFormats(GetParam().machine);
};

TEST_P(Fields, AtTheirEndsDoNoHarm) {
  for (const isa::CommandFormat& format : formats)
    for (const isa::Field& field : format.fields)
      for (const std::uint32_t value : valuesToTry(field)) {
        if (format.engine == isa::Engine::processor || field.name == kFirst)
          continue;
        SCOPED_TRACE(format.name + "." + field.name + " = " + std::to_string(value));
        for (int round = 0; round < 8; ++round) {
          auto words = smallCommand(format, random);
          setField(words, field, value);
          expectHarmless(words);
        }
        if (HasFailure())
          return;
      }
}

/// Fields that are legal one by one may be too much together.
TEST_P(Fields, TwoAtTheirEndsDoNoHarm) {
  const auto pick = [&](const auto& list) -> decltype(auto) {
    return list[random.below(list.size())];
  };
  for (int round = 0; round < 800; ++round) {
    const isa::CommandFormat& format = pick(formats);
    if (format.engine == isa::Engine::processor)
      continue;
    auto words = smallCommand(format, random);
    std::string names = format.name;
    for (int i = 0; i < 2; ++i) {
      const isa::Field& field = pick(format.fields);
      if (field.name == kFirst)
        continue;
      const std::uint32_t value = pick(acceptedValues(field));
      setField(words, field, value);
      names += ' ' + field.name + " = " + std::to_string(value);
    }
    SCOPED_TRACE(names);
    expectHarmless(words);
    if (HasFailure())
      return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Machines, Fields,
    ::testing::Values(Kind{"Dedicated", {}},
                      Kind{"Shared", {"attention.engine=shared"}, num::AttentionUnit::shared},
                      Kind{"None", testing::noneOverrides(), num::AttentionUnit::none},
                      Kind{"SumsStay", {"array.dataflow=os"}},
                      Kind{"NothingStays", {"array.dataflow=nlr"}},
                      Kind{"RowsStay",
                           {"array.dataflow=rs"},
                           {num::AttentionUnit::dedicated, num::Dataflow::rowStationary}}),
    [](const auto& kind) { return kind.param.name; });

} // namespace
} // namespace weft
