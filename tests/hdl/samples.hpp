// samples.hpp: Modules that between them use every construct of the language
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"

namespace weft::hdl::samples {

/// Clocked registers, a product, a parameter check.
struct Cell : Module {
  Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  Dim ACC_W = param("ACC_W", 24, "partial-sum width in bits");
  In<Bit> clk{this, "clk"};
  In<Bit> load{this, "load_i", "take a weight from the north"};
  In<Bit> en{this, "en_i", "advance the wave by one cell"};
  In<Signed> west{this, "act_i", DATA_W, "activation from the west"};
  In<Signed> north{this, "sum_i", ACC_W, "partial sum, or weight, from the north"};
  Out<Signed> east{this, "act_o", DATA_W, "activation to the east"};
  Out<Signed> south{this, "sum_o", ACC_W, "partial sum to the south"};

  Cell() : Module("cell_mac", "one multiply-accumulate cell of the weight-stationary array") {
    Reg<Signed> weight{this, "weight_q", DATA_W};
    Reg<Signed> act{this, "act_q", DATA_W};
    Reg<Signed> sum{this, "sum_q", ACC_W};
    Wire<Signed> product{this, "product", 2 * DATA_W};

    require(ACC_W >= 2 * DATA_W, "ACC_W_must_hold_a_product");
    product <<= west * weight;
    note("Weights travel down the partial-sum wires while load_i is high.");
    clocked(clk, [&] {
      when(load, [&] { weight <<= north.low(DATA_W); });
      when(load | en, [&] {
        act <<= west;
        sum <<= mux(load, north, north + product.extend(ACC_W));
      });
    });
    east <<= act;
    south <<= sum;
  }
};

/// Nested generate loops, grids, instances built in place.
struct Mesh : Module {
  Dim ROWS = param("ROWS", 4, "rows of cells"), COLS = param("COLS", 3, "columns of cells");
  Dim DATA_W = param("DATA_W", 8, "operand width in bits");
  Dim ACC_W = param("ACC_W", 24, "partial-sum width in bits");
  In<Bit> clk{this, "clk"}, load{this, "load_i", "take weights"}, en{this, "en_i", "advance"};
  InGrid<Signed> west{this, "act_i", {ROWS}, DATA_W, "one activation per row"};
  InGrid<Signed> north{this, "sum_i", {COLS}, ACC_W, "one bias, or weight, per column"};
  OutGrid<Signed> south{this, "sum_o", {COLS}, ACC_W, "one partial sum per column"};

  Mesh() : Module("mesh", "weight-stationary array: activations flow east, sums flow south") {
    WireGrid<Signed> act{this, "act", {ROWS, COLS + 1}, DATA_W, "lane (r, c) enters cell (r, c)"};
    WireGrid<Signed> sum{this, "sum", {ROWS + 1, COLS}, ACC_W, "lane (r, c) enters cell (r, c)"};
    forEach("g_column", "c", COLS, [&](Dim c) {
      sum(0, c) <<= north(c);
      south(c) <<= sum(ROWS, c);
    });
    forEach("g_row", "r", ROWS, [&](Dim r) {
      act(r, 0) <<= west(r);
      unused(act(r, COLS));
      forEach("g_cell", "c", COLS, [&](Dim c) {
        auto& cell = instance<Cell>("u_cell", {{"DATA_W", DATA_W}, {"ACC_W", ACC_W}});
        cell.clk <<= clk;
        cell.load <<= load;
        cell.en <<= en;
        cell.west <<= act(r, c);
        act(r, c + 1) <<= cell.east;
        cell.north <<= sum(r, c);
        sum(r + 1, c) <<= cell.south;
      });
    });
  }
};

/// Wires local to each level of a generate loop, read from the next one and from outside.
struct MaxTree : Module {
  Dim LANES = param("LANES", 8, "values compared, a power of two");
  Dim WIDTH = param("WIDTH", 8, "bits of a value");
  Dim LEVELS = localparam("LEVELS", clog2(LANES), "levels of the tree");
  InGrid<Signed> values{this, "values_i", {LANES}, WIDTH, "the values"};
  Out<Signed> best{this, "max_o", WIDTH, "the largest one"};

  MaxTree() : Module("max_tree", "the largest of several signed values") {
    require(pow2(LEVELS) == LANES && LANES >= 2, "LANES_must_be_a_power_of_two");
    const GenerateLoop tree = forEach("g_level", "l", LEVELS, [&](Dim l) {
      WireGrid<Signed> s{this, "s", {LANES / pow2(l + 1)}, WIDTH, "winners of this level"};
      forEach("g_pair", "p", LANES / pow2(l + 1), [&](Dim p) {
        Wire<Signed> a{this, "a", WIDTH}, b{this, "b", WIDTH};
        generateIf(
            l == 0, "g_first",
            [&] {
              a <<= values(2 * p);
              b <<= values(2 * p + 1);
            },
            "g_later",
            [&] {
              a <<= s.from(l - 1)(2 * p);
              b <<= s.from(l - 1)(2 * p + 1);
            });
        s(p) <<= mux(a > b, a, b);
      });
    });
    best <<= tree.wire<Signed>("s", LEVELS - 1).sized(WIDTH);
  }
};

/// A RAM leaf with a generate-if.
struct Ram : Module {
  Dim WIDTH = param("WIDTH", 32, "bits of a word");
  Dim DEPTH = param("DEPTH", 100, "words");
  Dim LATENCY = param("LATENCY", 1, "cycles from read enable to data: 1 or 2");
  In<Bit> clk{this, "clk"}, wrEn{this, "wr_en_i", "write"}, rdEn{this, "rd_en_i", "read"};
  In<Unsigned> wrAddr{this, "wr_addr_i", indexWidth(DEPTH), "word to write"};
  In<Unsigned> wrData{this, "wr_data_i", WIDTH, "its new value"};
  In<Unsigned> rdAddr{this, "rd_addr_i", indexWidth(DEPTH), "word to read"};
  Out<Unsigned> rdData{this, "rd_data_o", WIDTH, "its value"};

  Ram() : Module("ram", "memory with one write port and one read port") {
    latency(LATENCY);
    require(LATENCY >= 1 && LATENCY <= 2, "LATENCY_must_be_1_or_2");
    Memory words{this, "words", DEPTH, WIDTH, {.ramStyle = "block"}};
    Reg<Unsigned> read{this, "read_q", WIDTH};
    clocked(clk, [&] {
      when(wrEn, [&] { words[wrAddr] <<= wrData; });
      when(rdEn, [&] { read <<= words[rdAddr]; });
    });
    generateIf(
        LATENCY == 2, "g_registered",
        [&] {
          Reg<Unsigned> output{this, "output_q", WIDTH};
          clocked(clk, [&] { output <<= read; });
          rdData <<= output;
        },
        "g_direct", [&] { rdData <<= read; });
  }
};

/// Streams, a state machine, a case, loops in blocks, functions, tables, constants.
struct Scanner : Module {
  Dim WIDTH = param("WIDTH", 8, "bits of a word");
  Dim LANES = param("LANES", 5, "words of a vector");
  Dim INDEX_W = localparam("INDEX_W", indexWidth(LANES), "bits of a lane number");
  In<Bit> clk{this, "clk"}, reset{this, "rst_i"};
  StreamInGrid<Signed> in{this, "in", {LANES}, WIDTH, "vectors", {.last = true}};
  StreamOut<Signed> out{this, "out", WIDTH + 1, "scanned words", {.last = true}};
  Out<Unsigned> level{this, "level_o", 4, "table value of the present lane"};

  Scanner()
      : Module("scanner", "sends the lanes of a vector one after another, plus their largest") {
    latency(2);
    Fsm state{this, "state_q", "ST", {"IDLE", "SCAN", "DRAIN"}, "what it does"};
    Reg<Unsigned> lane{this, "lane_q", INDEX_W, "lane being sent"};
    RegGrid<Signed> vector{this, "vector_q", {LANES}, WIDTH, "the vector being sent"};
    Reg<Bit> isLast{this, "is_last_q", "it is the last vector"};
    Reg<Signed> largest{this, "largest", WIDTH, "of the vector"};
    Reg<Unsigned> position{this, "position", INDEX_W, "of the largest"};
    const UInt LAST = constant<Unsigned>("LAST", LANES - 1, INDEX_W, "number of the last lane");
    Rom<Unsigned> table{this, "level_of", 3, 4, {1, 2, 4, 8, 15}, "brightness by lane"};
    Function<Signed> add{this, "add", WIDTH + 1, "sum of two words"};
    const auto a = add.input<Signed>("a", WIDTH), b = add.input<Signed>("b", WIDTH);
    add.returns(a.extend(WIDTH + 1) + b.extend(WIDTH + 1));

    combinational([&] {
      largest <<= vector(0);
      position <<= 0;
      loop("i", LANES, [&](Dim i) {
        when(vector(i) > largest, [&] {
          largest <<= vector(i);
          position <<= value(i, INDEX_W);
        });
      });
    });

    section();
    note("A vector is taken only when the one before has left completely.");
    clocked(clk, reset, {state, lane.resetTo(0)}, [&] {
      switchOn(state)
          .is(state["IDLE"],
              [&] {
                when(in.fire(), [&] {
                  vector <<= in.data;
                  isLast <<= *in.last;
                  state.go("SCAN");
                });
              })
          .is(state["SCAN"],
              [&] {
                when(out.fire(), [&] {
                  when(lane == LAST, [&] {
                    lane <<= 0;
                    state.go("DRAIN");
                  }).otherwise([&] { lane <<= lane + 1; });
                });
              })
          .otherwise([&] { when(out.fire(), [&] { state.go("IDLE"); }); });
    });
    in.ready <<= state.is("IDLE");
    out.valid <<= state != state["IDLE"];
    out.data <<= mux(state.is("SCAN"), add(vector(lane), largest), largest.extend(WIDTH + 1));
    *out.last <<= isLast && state.is("DRAIN");
    level <<= table(cat(lane == position, lane.low(2)));
  }
};

/// One module object instantiated twice, streams between instances.
struct Chain : Module {
  struct Stage : Module {
    Dim WIDTH = param("WIDTH", 8, "bits of a word");
    In<Bit> clk{this, "clk"}, reset{this, "rst_i"};
    StreamIn<Unsigned> in{this, "in", WIDTH, "words in"};
    StreamOut<Unsigned> out{this, "out", WIDTH, "words out"};
    Stage() : Module("stage", "a register that cuts valid and data") {
      Reg<Bit> full{this, "full_q"};
      Reg<Unsigned> data{this, "data_q", WIDTH};
      in.ready <<= ~full | out.ready;
      out.valid <<= full;
      out.data <<= data;
      clocked(clk, reset, {full}, [&] {
        when(in.ready, [&] {
          full <<= in.valid;
          data <<= in.data;
        });
      });
    }
  };
  Dim WIDTH = param("WIDTH", 12, "bits of a word");
  In<Bit> clk{this, "clk"}, reset{this, "rst_i"};
  StreamIn<Unsigned> in{this, "in", WIDTH, "words in"};
  StreamOut<Unsigned> out{this, "out", WIDTH, "words out"};

  explicit Chain(const std::shared_ptr<Stage>& stage = std::make_shared<Stage>())
      : Module("chain", "two register stages in a row") {
    StreamWire<Unsigned> middle{this, "middle", WIDTH};
    Instance first = instance(stage, "u_first", {{"WIDTH", WIDTH}});
    Instance second = instance(stage, "u_second", {{"WIDTH", WIDTH}});
    for (const Instance& each : {first, second}) {
      each[stage->clk] <<= clk;
      each[stage->reset] <<= reset;
    }
    first[stage->in] <<= in;
    middle <<= first[stage->out];
    second[stage->in] <<= middle;
    out <<= second[stage->out];
  }
};

/// Assertions at module level, in a generate loop, and with nets of their own.
struct Watched : Module {
  Dim LANES = param("LANES", 3, "counters");
  Dim WIDTH = param("WIDTH", 4, "bits of a counter");
  In<Bit> clk{this, "clk"}, reset{this, "rst_i"};
  In<Unsigned> step{this, "step_i", LANES, "lanes that count"};
  OutGrid<Unsigned> count{this, "count_o", {LANES}, WIDTH, "steps of each lane"};

  Watched() : Module("watched", "counters that say what they rely on") {
    note("The adder behind them takes one lane less than there are.");
    require(clk, reset, !allOf(step), "one lane at least rests");
    forEach("g_lane", "l", LANES, [&](Dim l) {
      Reg<Unsigned> held{this, "count_q", WIDTH};
      clocked(clk, reset, {held}, [&] { when(step.bit(l), [&] { held <<= held + 1; }); });
      require(clk, reset, !step.bit(l) || !allOf(held), "a counter does not overflow");
      count(l) <<= held;
    });
    checks([&] {
      Reg<Unsigned> before{this, "step_before_q", LANES, "lanes that counted"};
      Reg<Unsigned> twice{this, "twice", LANES, "lanes that count again"};
      clocked(clk, reset, {before}, [&] { before <<= step; });
      combinational(
          [&] { loop("i", LANES, [&](Dim i) { twice.bit(i) <<= step.bit(i) & before.bit(i); }); });
      forEach("g_apart", "k", LANES,
              [&](Dim k) { require(clk, reset, !twice.bit(k), "a lane rests after a step"); });
    });
  }
};

} // namespace weft::hdl::samples
