// layernorm_bench.cpp: The layernorm datapath against its model, row by row
// SPDX-License-Identifier: Apache-2.0
#include "Vlayernorm_base16.h"
#include "Vlayernorm_ibert8.h"
#include "Vlayernorm_narrow4.h"
#include "Vlayernorm_slow8.h"
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/num/random.hpp"
#include "verif/harness/byte_beat.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"
#include "verif/harness/stream_driver.hpp"
#include "verif/harness/stream_monitor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace weft::sim {
namespace {

using num::Nonlinear;
using Row = std::vector<std::int16_t>;

/// The Verilated class of a shape and its numbers.
template <class D, std::size_t lanes, std::size_t maxColumns, Nonlinear nonlinear> struct Shape {
  using Dut = D;
  static constexpr std::size_t kLanes = lanes, kMaxColumns = maxColumns;
  static constexpr Nonlinear kNonlinear = nonlinear;
};

/// One command: its numbers, gamma and beta, and the rows that it works on.
struct Job {
  std::size_t columns;
  PostParameters parameters;
  std::vector<std::uint32_t> gammaBeta;
  std::vector<Row> a, residual;
};

template <class S> class LayernormBench : public ClockedBench<typename S::Dut> {
public:
  LayernormBench(std::uint64_t seed, unsigned stallPercent)
      : in_(this->template add<StreamDriver<ByteBeat>>(
            this->dut.in_valid_i, this->dut.in_ready_o, StallSource(seed, 0, stallPercent),
            [this](const ByteBeat& beat) {
              setBytes(this->dut.in_data_i, beat.data.data(), 4 * S::kLanes);
            },
            [this](std::uint64_t noise) {
              std::memset(&this->dut.in_data_i, noise & 255, 4 * S::kLanes);
            })),
        out_(this->template add<StreamMonitor<ByteBeat>>(
            "out", this->dut.out_valid_o, this->dut.out_ready_i, StallSource(seed, 1, stallPercent),
            [this] { return result(); }, [](const ByteBeat& beat) { return toText(beat); })) {
    this->dut.table_wr_en_i = 0;
    this->reset();
  }

  /// Writes the table, streams the rows, compares every word.
  void run(const Job& job) {
    job_ = &job;
    setFields();
    writeTable();
    for (std::size_t row = 0; row < job.a.size(); ++row)
      pushRow(row);
    ASSERT_TRUE(this->runUntilDone(200000)) << "no progress, " << job.columns << " columns";
    ASSERT_EQ(this->violations().first(), "") << job.columns << " columns";
  }

private:
  std::size_t lastLanes() const { return (job_->columns - 1) % S::kLanes + 1; }

  /// The lanes behind a row's end carry no data.
  ByteBeat result() const {
    ByteBeat beat{std::vector<std::uint8_t>(3 * S::kLanes), this->dut.out_last_o != 0};
    getBytes(this->dut.out_data_o, beat.data.data(), 3 * S::kLanes);
    if (beat.last)
      for (std::size_t lane = lastLanes(); lane < S::kLanes; ++lane)
        clearLane(beat, lane);
    return beat;
  }

  static void clearLane(ByteBeat& beat, std::size_t lane) {
    beat.data[2 * lane] = beat.data[2 * lane + 1] = beat.data[2 * S::kLanes + lane] = 0;
  }

  void setFields() {
    const PostParameters& p = job_->parameters;
    auto& port = this->dut;
    port.columns_i = static_cast<std::uint16_t>(job_->columns);
    port.normalise_i = p.normalise;
    port.relu_i = p.relu;
    port.factor_a_i = postFactor(p.scaleA);
    port.factor_residual_i = job_->residual.empty() ? 0 : postFactor(p.scaleResidual);
    port.factor8_i = postFactor(p.scale8);
    port.epsilon_i = p.epsilonTerm;
    port.gamma_shift_i = static_cast<std::uint8_t>(p.gammaShift);
  }

  void writeTable() {
    std::vector<std::uint32_t> words = job_->gammaBeta;
    words.resize((words.size() + S::kLanes - 1) / S::kLanes * S::kLanes);
    constexpr std::size_t kHalf = S::kLanes / 2;
    for (std::size_t i = 0; i * kHalf < words.size(); ++i) {
      this->dut.table_wr_en_i = 1;
      setBits(this->dut.table_wr_addr_i, 0, 8 * sizeof(this->dut.table_wr_addr_i), i);
      std::memcpy(&this->dut.table_wr_data_i, &words[i * kHalf], 4 * kHalf);
      this->tick();
    }
    this->dut.table_wr_en_i = 0;
  }

  void pushRow(std::size_t index) {
    const Row& a = job_->a[index];
    const Row residual = job_->residual.empty() ? Row{} : job_->residual[index];
    Row out16(a.size());
    std::vector<std::int8_t> out8(a.size());
    postRow(a, residual, job_->gammaBeta, job_->parameters, S::kNonlinear, out16, out8);
    for (std::size_t column = 0; column < a.size(); column += S::kLanes)
      pushWord(column, a, residual, out16, out8);
  }

  void pushWord(std::size_t column, const Row& a, const Row& residual, const Row& out16,
                const std::vector<std::int8_t>& out8) {
    ByteBeat in{std::vector<std::uint8_t>(4 * S::kLanes, 0x5a), false};
    ByteBeat out{std::vector<std::uint8_t>(3 * S::kLanes), column + S::kLanes >= a.size()};
    const std::size_t count = std::min(S::kLanes, a.size() - column);
    std::memcpy(in.data.data(), &a[column], 2 * count);
    if (!residual.empty())
      std::memcpy(&in.data[2 * S::kLanes], &residual[column], 2 * count);
    std::memcpy(out.data.data(), &out16[column], 2 * count);
    std::memcpy(&out.data[2 * S::kLanes], &out8[column], count);
    in_.push(in);
    out_.expect(out);
  }

  const Job* job_ = nullptr;
  StreamDriver<ByteBeat>& in_;
  StreamMonitor<ByteBeat>& out_;
};

std::int16_t drawValue(num::Random& random, int spread) {
  return static_cast<std::int16_t>(random.normal(spread, 0, -32768, 32767));
}

Row drawRow(num::Random& random, std::size_t columns, int spread) {
  Row row(columns);
  for (std::int16_t& value : row)
    value = drawValue(random, spread);
  return row;
}

/// Rows of many spreads; every fourth is constant.
Job drawJob(num::Random& random, std::size_t columns, std::size_t rows) {
  Job job{columns, {}, {}, {}, {}};
  job.parameters = {.normalise = random.chance(80),
                    .scaleA = num::scaleFromReal(1.0 / static_cast<double>(random.uniform(1, 9))),
                    .scaleResidual =
                        num::scaleFromReal(static_cast<double>(random.uniform(1, 15)) / 4),
                    .epsilonTerm = random.bits() >> random.uniform(9, 63),
                    .gammaShift = static_cast<int>(random.below(8)),
                    .scale8 = num::scaleFromReal(1.0 / static_cast<double>(random.uniform(1, 400))),
                    .relu = random.chance(30)};
  for (std::size_t c = 0; c < columns; ++c)
    job.gammaBeta.push_back(static_cast<std::uint32_t>(random.bits()));
  const bool residual = random.chance(50);
  for (std::size_t row = 0; row < rows; ++row) {
    const int spread = 1 << random.below(16);
    job.a.push_back(row % 4 == 3 ? Row(columns, drawValue(random, spread))
                                 : drawRow(random, columns, spread));
    if (residual)
      job.residual.push_back(drawRow(random, columns, spread));
  }
  return job;
}

/// Full scale both ways, rows without variance, gamma and beta at their ends and 0.
std::vector<Job> cornerJobs(std::size_t columns) {
  Row halves(columns, -32768);
  std::fill_n(halves.begin(), columns / 2, std::int16_t{32767});
  const std::vector<Row> rows = {Row(columns, -32768), Row(columns, 32767), halves,
                                 Row(columns, 0)};
  std::vector<Job> jobs;
  for (const std::uint32_t word : {0U, 0x7fff7fffU, 0x80008000U, 0x7fff8000U, 0x12340000U})
    for (const std::uint64_t epsilon : {std::uint64_t{0}, (std::uint64_t{1} << 55) - 1}) {
      const auto largest = num::Scale::make((1U << 26) - 1, 24);
      const PostParameters parameters{true, largest, largest, epsilon, 0, largest};
      jobs.push_back({columns, parameters, std::vector<std::uint32_t>(columns, word), rows, rows});
      jobs.push_back({columns, parameters, std::vector<std::uint32_t>(columns, word), rows, {}});
    }
  return jobs;
}

template <class S> class Layernorm : public ::testing::Test {};
using Shapes = ::testing::Types<Shape<Vlayernorm_base16, 16, 4096, Nonlinear::accurate>,
                                Shape<Vlayernorm_narrow4, 4, 64, Nonlinear::accurate>,
                                Shape<Vlayernorm_slow8, 8, 4096, Nonlinear::accurate>,
                                Shape<Vlayernorm_ibert8, 8, 4096, Nonlinear::ibert>>;
TYPED_TEST_SUITE(Layernorm, Shapes);

TYPED_TEST(Layernorm, CornersEqualTheModel) {
  LayernormBench<TypeParam> bench(1, 0);
  for (const std::size_t columns : {std::size_t{1}, TypeParam::kLanes, TypeParam::kMaxColumns})
    for (const Job& job : cornerJobs(columns))
      ASSERT_NO_FATAL_FAILURE(bench.run(job));
}

TYPED_TEST(Layernorm, EveryWidthEqualsTheModel) {
  num::Random random(2);
  for (const unsigned stall : {0U, 20U, 60U}) {
    LayernormBench<TypeParam> bench(stall, stall);
    for (std::size_t columns = 1; columns <= 3 * TypeParam::kLanes + 1; ++columns)
      ASSERT_NO_FATAL_FAILURE(bench.run(drawJob(random, columns, 9)));
    ASSERT_NO_FATAL_FAILURE(bench.run(drawJob(random, TypeParam::kMaxColumns - 3, 5)));
  }
}

/// Cycles of `rows` rows without a stall on either side, measured from the first word.
template <class S> std::uint64_t cyclesOf(std::size_t columns, std::size_t rows) {
  num::Random random(3);
  LayernormBench<S> bench(1, 0);
  Job job = drawJob(random, columns, rows);
  const std::uint64_t start = bench.cycle();
  bench.run(job);
  return bench.cycle() - start - (columns + S::kLanes / 2 - 1) / (S::kLanes / 2);
}

TYPED_TEST(Layernorm, TakesOneWordPerCycle) {
  constexpr std::uint64_t kFill = 80, kRows = 40;
  constexpr std::uint64_t kRootCycles = TypeParam::kNonlinear == Nonlinear::ibert ? 32 : 16;
  const auto cyclesAllowed = [kRootCycles](std::size_t columns) {
    const std::uint64_t words = columns / TypeParam::kLanes;
    return (kRows + 1) * std::max(words, kRootCycles) + kFill;
  };
  for (const std::size_t columns : {2 * TypeParam::kLanes, TypeParam::kMaxColumns / 2})
    EXPECT_LE(cyclesOf<TypeParam>(columns, kRows), cyclesAllowed(columns)) << columns;
}

} // namespace
} // namespace weft::sim
