// matmul_engine_weigh.cpp: What the matmul engine has beside on machines of shared attention.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/matmul_engine/activation_walker.hpp"
#include "gen/blocks/matmul_engine/chunk_sums.hpp"
#include "gen/blocks/matmul_engine/matmul_engine_nets.hpp"
#include "gen/prim/pipeline.hpp"

namespace weft {

using namespace hdl;

namespace {

/// What a machine of shared attention knows of a result beside the rest.
struct WeighedRow {
  Bit weighs, isWhole;
  static constexpr std::tuple kFields{Field{"weighs", &WeighedRow::weighs},
                                      Field{"is_whole", &WeighedRow::isWhole}};
};

/// The part of a chunk that a result is.
struct ResultPart {
  Bit first, last;
  UInt row;
  static constexpr std::tuple kFields{Field{"first", &ResultPart::first},
                                      Field{"last", &ResultPart::last},
                                      Field{"row", &ResultPart::row}};
};

} // namespace

void MatmulEngine::tellCommands(Nets& n) {
  n.vector->commandWeighs <<=
      weigh->opcode == namedCode(*this, "OPCODE_WEIGH", isa::numberOf(isa::Opcode::weigh), 8);
}

void MatmulEngine::walkParts(Nets& n, ActivationWalker& walker) {
  walker.parts->commandWeighs <<= n.vector->commandWeighs;
  n.vector->weighs <<= walker.parts->weighs;
  n.vector->firstPart <<= walker.parts->first;
  n.vector->lastPart <<= walker.parts->last;
  n.vector->partRow <<= walker.parts->row;
}

void MatmulEngine::enterVectors(Nets& n, SystolicArray& array) {
  WireGrid<Unsigned> operand{this, "operand", {ROWS}, kSharedActivationBits, "with its sign or 0"};
  const Bit unsignedDue = delayed(*this, "weighs_due", clk, n.vector->weighs, READ_LATENCY).bit(0);

  forEach("g_operand", "r", ROWS, [&](Dim r) {
    const UInt byte = activationReadData.at(8 * r, 8);
    operand(r) <<= cat(byte.msb() && !unsignedDue, byte);
  });
  array.activation <<= operand.flat();
}

void MatmulEngine::gatherChunks(Nets& n, SystolicArray& array) {
  WireGrid<Signed> result{this, "result", {COLUMNS}, 32, "what leaves the array"};
  Wire<Bit> leaves{this, "result_leaves", "a result does"};

  section();
  result <<= array.result;
  leaves <<= array.resultValid;
  n.resultValid <<=
      validLate(*this, "written", clk, reset, leaves, gatherLatency(PARTS) + kAlignmentStages);
  generateIf(
      PARTS > 1, "g_parts",
      [&] {
        const Dim cycles = arrayLatency(ROWS, COLUMNS);
        const auto part =
            delayed(*this, "due_part", clk,
                    ResultPart{n.vector->firstPart, n.vector->lastPart, n.vector->partRow}, cycles);
        auto& sums = instance<ChunkSums>("u_chunk_sums", {COLUMNS, CHUNK, READ_LATENCY});
        clockedBy(sums, clk, reset);
        sums.valid <<=
            validLate(*this, "part_due", clk, reset, activationReadEnable && !n.failed, cycles);
        sums.first <<= part.first;
        sums.last <<= part.last;
        sums.row <<= part.row;
        sums.part <<= result;
        addData <<= sums.sum;
      },
      "g_products",
      [&] {
        addData <<= result;
        unused(n.vector->firstPart, n.vector->partRow);
      });
}

/// Announces the rows of `good` results, those that complete a chunk; `cycles` after the read.
void MatmulEngine::announceAligned(Nets& n, const Bit& good, const Dim& cycles) {
  const auto weighed =
      delayed(*this, "weighed", clk, WeighedRow{n.vector->weighs, n.vector->lastPart}, cycles);
  const UInt alignment = delayed(*this, "alignment", clk, weigh->alignment, cycles - READ_LATENCY);

  addValid <<= good && weighed.isWhole;
  addDataValid <<= validLate(*this, "add_data_due", clk, reset, addValid, READ_LATENCY);
  weigh->weighs <<= weighed.weighs;
  weigh->alignRow <<= alignment.msb();
  weigh->alignShift <<= alignment.low(num::kAlignmentBits);
}

} // namespace weft
