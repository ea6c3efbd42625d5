// qk_unit_bench.cpp: The QK unit against plain dot products, tiles loaded while others work.
// SPDX-License-Identifier: Apache-2.0
#include "verif/blocks/stationary_tile_bench.hpp"

#include "gen/num/attention_formats.hpp"

#include <Vqk_unit_chunk64.h>
#include <Vqk_unit_lanes1.h>
#include <Vqk_unit_lanes16.h>
#include <Vqk_unit_lanes4.h>

namespace weft {
namespace {

/// Queries stream past the keys: one sum a key.
template <class DutClass, unsigned chunk, unsigned lanes, unsigned tagBits> struct QkUnit {
  using Dut = DutClass;
  static constexpr unsigned kChunk = chunk;
  static constexpr unsigned kLanes = lanes;
  static constexpr unsigned kTagBits = tagBits;
  static constexpr unsigned kSums = chunk;
  static constexpr unsigned kSumBits = num::kProductBits + std::countr_zero(lanes);

  static void offer(Dut& dut, bool valid, bool swap, unsigned tag) {
    dut.query_valid_i = valid;
    dut.query_swap_i = swap;
    sim::setBits(dut.query_tag_i, 0, kTagBits, tag);
  }

  static std::array<std::int64_t, kSums> stream(Dut& dut, const TileOf<lanes, chunk>& keys,
                                                num::Random& random, bool extreme) {
    const TileSlice<lanes> query = drawSlice<lanes>(random, extreme);
    putSlice(dut.query_data_i, query);
    std::array<std::int64_t, kSums> sums{};
    for (unsigned k = 0; k < kSums; ++k)
      for (unsigned i = 0; i < lanes; ++i)
        sums[k] += keys[k][i] * query[i];
    return sums;
  }
};

template <class Unit> class QkUnitBench : public StationaryTileBench<Unit> {};

using Units =
    ::testing::Types<QkUnit<Vqk_unit_lanes1, 16, 1, 8>,
                     QkUnit<Vqk_unit_lanes4, num::kChunkKeys, 4, 8>,
                     QkUnit<Vqk_unit_lanes16, 32, 16, 12>, QkUnit<Vqk_unit_chunk64, 64, 2, 8>>;
TYPED_TEST_SUITE(QkUnitBench, Units);

TYPED_TEST(QkUnitBench, ExtremeValuesBackToBack) { this->run(20, false, true); }

TYPED_TEST(QkUnitBench, RandomTilesBackToBack) { this->run(60, false, false); }

TYPED_TEST(QkUnitBench, RandomTilesWithPauses) { this->run(60, true, false); }

} // namespace
} // namespace weft
