// attention_writer.cpp: Says where the results of a command go.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/attention_engine/attention_writer.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/prim/contracts.hpp"

namespace weft {

using namespace hdl;
using isa::Attention;
using Softmax = isa::Softmax;

/// What the parts of the writer share.
struct AttentionWriter::Nets {
  AttentionWriter* at;
  Fsm step{at,
           "step_q",
           "STEP",
           {"IDLE", "ROWS", "WEIGHTS", "EXPONENTS", "SUMS"},
           "whose runs are asked for"};
  Reg<Bit> asked{at, "asked_q", "the generator has been started for this step"};
  Wire<Bit> ready{at, "generator_ready"}, sent{at, "sent", "the step's last run leaves"};
  Wire<Bit> lastRow{at, "last_row"};
  Reg<Unsigned> weights{at, "weights_q", 32, "offset of the row's probabilities"};
  Reg<Unsigned> exponents{at, "exponents_q", 32, "offset of its exponents"};
  Reg<Unsigned> sums{at, "sums_q", 32, "offset of its sum"};
};

AttentionWriter::AttentionWriter()
    : Module("attention_writer", "says where the results of a command go") {
  Nets nets{this};
  addSteps(nets);
  addOffsets(nets);
  addGenerator(nets);
  requireHeld(*this, clk, reset, run);
}

void AttentionWriter::addSteps(Nets& n) {
  Wire<Bit> some{this, "some", "there is something to write"};
  some <<= anyOf(queries) & anyOf(payloadBits(command, &Attention::heads, 7));
  busy <<= ~n.step.is("IDLE");
  clocked(clk, reset, {n.step, n.asked}, [&] {
    when(n.step.is("IDLE") & start, [&] {
      n.step <<= mux(softmax, n.step["WEIGHTS"], mux(some, n.step["ROWS"], n.step["IDLE"]));
    });
    when(busy & n.ready, [&] { n.asked <<= 1; });
    when(n.sent, [&] {
      n.asked <<= 0;
      switchOn(n.step)
          .is(n.step["WEIGHTS"], [&] { n.step.go("EXPONENTS"); })
          .is(n.step["EXPONENTS"], [&] { n.step.go("SUMS"); })
          .is(n.step["SUMS"], [&] { n.step <<= mux(n.lastRow, n.step["IDLE"], n.step["WEIGHTS"]); })
          .otherwise([&] { n.step.go("IDLE"); });
    });
  });
}

void AttentionWriter::addOffsets(Nets& n) {
  const auto field = [&](auto member) { return payloadBits(command, member, 32); };
  Reg<Unsigned> rows{this, "rows_left_q", AttentionFetch::kCountBits};
  n.lastRow <<= rows == 1;
  clocked(clk, [&] {
    when(start, [&] {
      rows <<= payloadBits(command, &Softmax::rows, AttentionFetch::kCountBits);
      n.weights <<= field(&Softmax::pOffset);
      n.exponents <<= field(&Softmax::exponentsOffset);
      n.sums <<= field(&Softmax::sumsOffset);
    }).elsewhen(n.sent & n.step.is("SUMS"), [&] {
      rows <<= rows - 1;
      n.weights <<= n.weights + field(&Softmax::pPitch);
      n.exponents <<= n.exponents + field(&Softmax::exponentsPitch);
      n.sums <<= n.sums + field(&Softmax::sumsPitch);
    });
  });
}

void AttentionWriter::addGenerator(Nets& n) {
  const auto field = [&](auto member, int bits) { return payloadBits(command, member, bits); };
  const auto perStep = [&](const UInt& rows, const UInt& weights, const UInt& exponents,
                           const UInt& sums) {
    return mux(n.step.is("ROWS"), rows,
               mux(n.step.is("WEIGHTS"), weights, mux(n.step.is("EXPONENTS"), exponents, sums)));
  };
  constexpr int kColumnBits = AttentionFetch::kCountBits;
  const Dim CHUNK_LESS_ONE = localparam("CHUNK_LESS_ONE", CHUNK - 1);
  Wire<Unsigned> chunks{this, "chunks", kColumnBits - clog2(CHUNK), "chunks of a row"};
  Wire<Unsigned> padded{this, "padded_columns", kColumnBits};
  Wire<Bit> last{this, "run_last"};
  const UInt one = lit<Unsigned>(1, 24);
  padded <<= field(&Softmax::columns, kColumnBits) + CHUNK_LESS_ONE;
  chunks <<= padded.high(kColumnBits - clog2(CHUNK));
  unused(padded.low(clog2(CHUNK)));
  auto& generator = instance<AddressGenerator>("u_runs", {ADDR_W, BUS_BYTES});
  clockedBy(generator, clk, reset);
  generator.baseAddress <<= baseAddress;
  generator.baseLimit <<= baseLimit;
  generator.startValid <<= busy & ~n.asked;
  n.ready <<= generator.startReady;
  generator.base <<= perStep(field(&Attention::outBase, 3), field(&Softmax::pBase, 3),
                             field(&Softmax::exponentsBase, 3), field(&Softmax::sumsBase, 3));
  generator.offset <<= perStep(field(&Attention::outOffset, 32), n.weights, n.exponents, n.sums);
  generator.bytes <<=
      perStep(field(&Attention::headSize, num::kHeadSizeBits).extend(24),
              field(&Softmax::columns, 24), (chunks.extend(24) << 1), lit<Unsigned>(8, 24));
  generator.count <<= cat(one, mux(n.step.is("ROWS"), field(&Attention::heads, 7).extend(24), one),
                          mux(n.step.is("ROWS"), queries.extend(24), one));
  generator.stride <<=
      cat(zeros(32), field(&Attention::outHeadStride, 32), field(&Attention::outPitch, 32));
  skipNothing(*this, generator);
  run.valid <<= generator.run.valid;
  generator.run.ready <<= run.ready;
  run.data <<= generator.run.data;
  last <<= *generator.run.last;
  n.sent <<= run.fire() & last;
  faults <<= generator.faults;
  unused(command);
}

} // namespace weft
