// design_test.cpp: Hierarchies, prefixes, configurations, signatures, bench shapes
// SPDX-License-Identifier: Apache-2.0
#include "gen/num/error.hpp"
#include "tests/hdl/lint.hpp"
#include "tests/hdl/samples.hpp"
#include "tests/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace weft::hdl {
namespace {

std::vector<std::string> namesOf(const std::vector<VerilogFile>& files) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const VerilogFile& file : files)
    names.push_back(file.name);
  return names;
}

TEST(Design, EmitsChildrenFirstAndEachModuleOnce) {
  EXPECT_EQ(namesOf(emit(samples::Mesh())), (std::vector<std::string>{"cell_mac.v", "mesh.v"}));
  EXPECT_EQ(namesOf(emit(samples::Chain())), (std::vector<std::string>{"stage.v", "chain.v"}));
}

TEST(Design, PrefixRenamesEveryModule) {
  EmitOptions options;
  options.prefix = "acme_";
  const auto files = emit(samples::Mesh(), options);
  EXPECT_EQ(namesOf(files), (std::vector<std::string>{"acme_cell_mac.v", "acme_mesh.v"}));
  EXPECT_NE(files[0].text.find("module acme_cell_mac #("), std::string::npos);
  EXPECT_NE(files[1].text.find("                acme_cell_mac #("), std::string::npos);
  EXPECT_EQ(lintMessages(files), "");
}

/// A leaf whose text depends on its constructor's argument.
struct Leaf : Module {
  In<Bit> a{this, "a_i", "a bit"};
  Out<Bit> y{this, "y_o", "a bit"};
  explicit Leaf(bool inverts) : Module("leaf", "passes or inverts") {
    y <<= mux(lit<Unsigned>(inverts, 1), ~a, a);
  }
};

struct Pair : Module {
  In<Bit> a{this, "a_i", "a bit"};
  Out<Bit> y{this, "y_o", "a bit"};
  Pair(bool first, bool second) : Module("pair", "two leaves in a row") {
    Wire<Bit> middle{this, "middle"};
    auto& one = instance<Leaf>("u_one", {}, first);
    auto& two = instance<Leaf>("u_two", {}, second);
    one.a <<= a;
    middle <<= one.y;
    two.a <<= middle;
    y <<= two.y;
  }
};

TEST(Design, EqualModulesOfOneNameAreOne) {
  EXPECT_EQ(namesOf(emit(Pair(true, true))), (std::vector<std::string>{"leaf.v", "pair.v"}));
}

TEST(Design, DifferentModulesOfOneNameAreRefused) {
  try {
    emit(Pair(true, false));
    FAIL() << "accepted";
  } catch (const DesignError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.substr(0, message.rfind(" at ")),
              "leaf: two different modules have this name; the other is");
  }
}

TEST(Design, IsCheckedUnderEveryConfiguration) {
  EmitOptions options;
  options.configurations = {{{"ROWS", 1}, {"COLS", 1}}, {{"ROWS", 5}, {"COLS", 7}}};
  EXPECT_NO_THROW(emit(samples::Mesh(), options));
  options.configurations = {{{"ACC_W", 12}}};
  EXPECT_THROW(emit(samples::Mesh(), options), DesignError);
  options.configurations = {{{"DEPTH", 12}}};
  EXPECT_THROW(emit(samples::Mesh(), options), DesignError);
}

TEST(Design, ParametersAreRealInTheEmittedText) {
  ASSERT_TRUE(isInstalled("verilator")) << "scripts/install names the package";
  const test::TemporaryFolder folder;
  for (const VerilogFile& file : emit(samples::Mesh()))
    test::writeBytes(folder / file.name, file.text);
  const std::string lint =
      "cd " + folder.path().string() + " && verilator --lint-only -Wall --top-module mesh ";
  for (const std::string parameters :
       {"-GROWS=1 -GCOLS=1", "-GROWS=3 -GCOLS=9", "-GDATA_W=5 -GACC_W=10"})
    EXPECT_EQ(runCommand(lint + parameters + " cell_mac.v mesh.v").output, "") << parameters;
  const CommandResult refused = runCommand(lint + "-GACC_W=12 cell_mac.v mesh.v");
  EXPECT_NE(refused.status, 0);
  EXPECT_NE(refused.output.find("ACC_W_must_hold_a_product"), std::string::npos) << refused.output;
}

/// A cell whose sizes are bound by their own names, or in pairs.
struct Frame : Module {
  Dim DATA_W = param("DATA_W", 5, "bits of a word");
  Dim ACC_W = param("ACC_W", 12, "bits of a sum");
  In<Bit> clk{this, "clk", "clock"};
  In<Bit> load{this, "load_i", "take a weight"};
  In<Signed> west{this, "act_i", DATA_W, "a word"};
  In<Signed> north{this, "sum_i", ACC_W, "a sum"};
  Out<Signed> east{this, "act_o", DATA_W, "the word"};
  Out<Signed> south{this, "sum_o", ACC_W, "the sum"};

  explicit Frame(bool byName) : Module("frame", "a cell in a frame") {
    using Bound = std::vector<ParameterValue>;
    auto& cell = instance<samples::Cell>(
        "u_cell", byName ? Bound{DATA_W, ACC_W} : Bound{{"DATA_W", DATA_W}, {"ACC_W", ACC_W}});
    clockedBy(cell, clk);
    cell.load <<= load;
    cell.en <<= load;
    cell.west <<= west;
    cell.north <<= north;
    east <<= cell.east;
    south <<= cell.south;
  }
};

TEST(Design, SizesBindParametersOfTheirOwnName) {
  EXPECT_EQ(emit(Frame(true))[1].text, emit(Frame(false))[1].text);
  EXPECT_THROW(ParameterValue(Frame(true).DATA_W + 1), InternalError);
}

/// A word whose width is no choice, on a port.
struct Formatted : Module {
  Dim LANES = param("LANES", 3, "words");
  Dim WORD_W = fixedParam("WORD_W", 5, "bits of a word");
  InGrid<Unsigned> in{this, "in_i", {LANES}, WORD_W, "words"};
  OutGrid<Unsigned> out{this, "out_o", {LANES}, 5, "the same words"};

  Formatted() : Module("formatted", "hands words on") { out <<= in; }
};

TEST(Design, FixedParametersNamePortsAndRefuseAnotherValue) {
  const auto files = emit(Formatted());
  EXPECT_NE(files[0].text.find("parameter WORD_W = 5"), std::string::npos) << files[0].text;
  EXPECT_NE(files[0].text.find("[LANES*WORD_W-1:0] in_i"), std::string::npos) << files[0].text;
  EXPECT_NE(files[0].text.find("WORD_W_must_be_5"), std::string::npos) << files[0].text;
  EXPECT_EQ(lintMessages(files), "");
}

TEST(Signature, TellsTheInterface) {
  const Signature s = signature(samples::Scanner());
  EXPECT_EQ(s.module, "scanner");
  EXPECT_EQ(s.latency, "2");
  ASSERT_EQ(s.parameters.size(), 2u);
  EXPECT_EQ(s.parameters[1].name, "LANES");
  EXPECT_EQ(s.parameters[1].defaultValue, "5");
  ASSERT_EQ(s.streams.size(), 2u);
  EXPECT_EQ(s.streams[0].name, "in");
  EXPECT_EQ(s.streams[0].direction, "input");
  EXPECT_EQ(s.streams[0].dataWidth, "LANES*WIDTH");
  EXPECT_TRUE(s.streams[1].hasLast);
  ASSERT_EQ(s.ports.size(), 11u);
  EXPECT_EQ(s.ports[4].name, "in_data_i");
  EXPECT_EQ(s.ports[4].lanes, std::vector<std::string>{"LANES"});
  EXPECT_EQ(s.ports[4].laneWidth, "WIDTH");
  EXPECT_TRUE(s.ports[4].isSigned);
}

TEST(Shape, WritesFilesAndKeepsTheStampWhenNothingChanged) {
  const test::TemporaryFolder folder;
  const BenchShape shape{"small", [] { return std::make_shared<samples::Mesh>(); }, {{"ROWS", 2}}};
  writeShape(shape, folder.path());
  EXPECT_EQ(test::readBytes(folder / "files.f"), "cell_mac.v\nmesh.v\n");
  EXPECT_EQ(test::readBytes(folder / "parameters.f"), "--top-module mesh\n-GROWS=2\n");
  const auto stamp = folder / "stamp";
  const auto before = std::filesystem::last_write_time(stamp) - std::chrono::hours(1);
  std::filesystem::last_write_time(stamp, before);
  writeShape(shape, folder.path());
  EXPECT_EQ(std::filesystem::last_write_time(stamp), before);
  test::writeBytes(folder / "mesh.v", "changed");
  writeShape(shape, folder.path());
  EXPECT_NE(std::filesystem::last_write_time(stamp), before);
}

} // namespace
} // namespace weft::hdl
