// sv_unit_bench.cpp: The SV unit against plain weighted sums, tiles loaded while others work.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/stationary_tile_bench.hpp"

#include "gen/num/attention_formats.hpp"

#include <Vsv_unit_chunk64.h>
#include <Vsv_unit_lanes1.h>
#include <Vsv_unit_lanes16.h>
#include <Vsv_unit_lanes4.h>

namespace weft {
namespace {

/// Weights of a chunk of keys stream past their values: one sum a lane.
template <class DutClass, unsigned chunk, unsigned lanes, unsigned tagBits> struct SvUnit {
  using Dut = DutClass;
  static constexpr unsigned kChunk = chunk;
  static constexpr unsigned kLanes = lanes;
  static constexpr unsigned kTagBits = tagBits;
  static constexpr unsigned kSums = lanes;
  static constexpr unsigned kSumBits = num::kWeightedBits + std::countr_zero(chunk);

  static void offer(Dut& dut, bool valid, bool swap, unsigned tag) {
    dut.weight_valid_i = valid;
    dut.weight_swap_i = swap;
    sim::setBits(dut.weight_tag_i, 0, kTagBits, tag);
  }

  static std::array<std::int64_t, kSums> stream(Dut& dut, const TileOf<lanes, chunk>& values,
                                                num::Random& random, bool extreme) {
    std::array<std::int64_t, kSums> sums{};
    for (unsigned k = 0; k < chunk; ++k) {
      const auto weight = static_cast<unsigned>(extreme ? 255 : random.below(256));
      sim::setBits(dut.weight_i, 8 * k, 8, weight);
      for (unsigned i = 0; i < lanes; ++i)
        sums[i] += values[k][i] * static_cast<int>(weight);
    }
    return sums;
  }
};

template <class Unit> class SvUnitBench : public StationaryTileBench<Unit> {};

using Units =
    ::testing::Types<SvUnit<Vsv_unit_lanes1, 16, 1, 8>,
                     SvUnit<Vsv_unit_lanes4, num::kChunkKeys, 4, 8>,
                     SvUnit<Vsv_unit_lanes16, 32, 16, 12>, SvUnit<Vsv_unit_chunk64, 64, 2, 8>>;
TYPED_TEST_SUITE(SvUnitBench, Units);

TYPED_TEST(SvUnitBench, ExtremeValuesBackToBack) { this->run(20, false, true); }

TYPED_TEST(SvUnitBench, RandomTilesBackToBack) { this->run(60, false, false); }

TYPED_TEST(SvUnitBench, RandomTilesWithPauses) { this->run(60, true, false); }

} // namespace
} // namespace weft
