// command_interpreter.cpp: Executes a program's commands, engines in any legal order.
// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/command_interpreter.hpp"

#include "gen/blocks/attention_engine/attention_model.hpp"
#include "gen/blocks/layernorm/layernorm_model.hpp"
#include "gen/blocks/output_pipeline/output_pipeline_model.hpp"
#include "gen/blocks/softmax/softmax_model.hpp"
#include "gen/config/derived.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace weft::testing {
namespace {

template <class T> T fetch(const std::uint8_t* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class T> void put(std::uint8_t* bytes, T value) {
  std::memcpy(bytes, &value, sizeof value);
}

} // namespace

CommandInterpreter::CommandInterpreter(const Config& config, MemoryImage& image, std::uint64_t seed)
    : config_(config), image_(image), random_(seed),
      nonlinear_(config.numerics.nonlinear == "ibert" ? num::Nonlinear::ibert
                                                      : num::Nonlinear::accurate),
      activations_(static_cast<std::size_t>(activationWords(config) * config.array.rows), 0x5a),
      weights_(static_cast<std::size_t>(weightWords(config) * config.array.columns), 0x5a),
      parameters_(static_cast<std::size_t>(parameterWords * config.array.columns * 8), 0x5a),
      accumulator_(static_cast<std::size_t>(accumulatorRows(config) * config.array.columns),
                   0x5a5a5a) {}

void CommandInterpreter::run(const Program& program) {
  enqueue(program);
  for (;;) {
    std::vector<std::size_t> runnable;
    bool waiting = false;
    for (std::size_t e = 0; e < queues_.size(); ++e)
      if (!queues_[e].empty()) {
        waiting = true;
        if (ready(queues_[e].front()))
          runnable.push_back(e);
      }
    if (!waiting)
      return;
    if (runnable.empty())
      throw std::runtime_error("deadlock: every queued command waits for a token");
    step(runnable[random_.below(runnable.size())]);
  }
}

void CommandInterpreter::enqueue(const Program& program) {
  for (std::size_t word = 0; word < program.words.size();) {
    const isa::CommandFormat* format = isa::findFormat(program.words[word] & 0xff);
    const auto count = static_cast<std::size_t>(format->slots) * isa::slotWords;
    const std::vector<std::uint32_t> words(
        program.words.begin() + static_cast<std::ptrdiff_t>(word),
        program.words.begin() + static_cast<std::ptrdiff_t>(word + count));
    if (isa::faultOf(words))
      throw std::runtime_error("the compiler emitted a malformed " + format->name);
    if (format->engine != isa::Engine::processor)
      queues_[static_cast<std::size_t>(format->engine)].push_back({words});
    word += count;
  }
}

bool CommandInterpreter::ready(const Queued& command) const {
  const std::uint32_t wait = isa::decodeTokens(command.words).wait;
  for (std::size_t t = 0; t < tokens_.size(); ++t)
    if ((wait >> t & 1) != 0 && tokens_[t] == 0)
      return false;
  return true;
}

void CommandInterpreter::step(std::size_t engine) {
  const Queued command = std::move(queues_[engine].front());
  queues_[engine].pop_front();
  const isa::Tokens tokens = isa::decodeTokens(command.words);
  for (std::size_t t = 0; t < tokens_.size(); ++t)
    tokens_[t] -= static_cast<int>(tokens.wait >> t & 1);
  execute(command.words);
  for (std::size_t t = 0; t < tokens_.size(); ++t)
    tokens_[t] += static_cast<int>(tokens.signal >> t & 1);
}

void CommandInterpreter::execute(std::span<const std::uint32_t> words) {
  switch (words[0] & 0xff) {
  case 1:
    return execute(isa::decode<isa::Load>(words));
  case 2:
    return execute(isa::decode<isa::Matmul>(words));
  case 3:
    return execute(isa::decode<isa::Store>(words));
  case 4:
    return execute(isa::decode<isa::Attention>(words));
  case 5:
    return execute(isa::decode<isa::Softmax>(words));
  default:
    return execute(isa::decode<isa::Post>(words));
  }
}

std::span<std::uint8_t> CommandInterpreter::memory(std::uint32_t base, std::uint64_t offset,
                                                   std::uint64_t bytes) {
  std::vector<std::uint8_t>& segment = image_.segment(base);
  if (offset + bytes > segment.size() ||
      offset % static_cast<std::uint64_t>(config_.bus.bytes) != 0)
    throw std::runtime_error("address " + std::to_string(offset) +
                             " is misaligned or beyond the limit");
  return std::span(segment).subspan(offset, bytes);
}

std::vector<std::uint8_t>& CommandInterpreter::bank(std::uint32_t destination) {
  return destination == 0 ? activations_ : destination == 1 ? weights_ : parameters_;
}

std::size_t CommandInterpreter::wordBytes(std::uint32_t destination) const {
  const int bytes = destination == 0   ? config_.array.rows
                    : destination == 1 ? config_.array.columns
                                       : 8 * config_.array.columns;
  return static_cast<std::size_t>(bytes);
}

void CommandInterpreter::execute(const isa::Load& load) {
  for (std::uint32_t i3 = 0; i3 < load.count3; ++i3)
    for (std::uint32_t i2 = 0; i2 < load.count2; ++i2)
      for (std::uint32_t i1 = 0; i1 < load.count1; ++i1) {
        const std::int64_t offset =
            static_cast<std::int64_t>(load.offset) + std::int64_t{i1} * load.stride1 +
            std::int64_t{i2} * load.stride2 + std::int64_t{i3} * load.stride3;
        const auto run = memory(load.base, static_cast<std::uint64_t>(offset), load.bytes);
        placeRow(run, load.destination,
                 load.start + i1 * load.step1 + i2 * load.step2 + i3 * load.step3, load.wordStep);
      }
}

void CommandInterpreter::execute(const isa::Matmul& m) {
  const auto rows = static_cast<std::size_t>(config_.array.rows),
             lanes = static_cast<std::size_t>(config_.array.columns);
  for (std::uint32_t k = 0; k < m.kTiles; ++k)
    for (std::uint32_t n = 0; n < m.nTiles; ++n)
      for (std::uint32_t row = 0; row < m.rows; ++row)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          std::int32_t sum = 0;
          for (std::size_t r = 0; r < rows; ++r)
            sum += static_cast<std::int8_t>(activations_.at(
                       (m.activationStart + k * m.activationStride + row) * rows + r)) *
                   static_cast<std::int8_t>(weights_.at(
                       (m.weightStart + k * m.weightKStride + n * m.weightNStride + r) * lanes +
                       lane));
          std::int32_t& cell =
              accumulator_.at((m.accumulatorStart + n * m.accumulatorStride + row) * lanes + lane);
          cell = k == 0 && m.accumulate == 0 ? sum : cell + sum;
        }
}

void CommandInterpreter::execute(const isa::Store& store) {
  std::uint32_t row = 0;
  for (std::uint32_t i3 = 0; i3 < store.count3; ++i3)
    for (std::uint32_t i2 = 0; i2 < store.count2; ++i2)
      for (std::uint32_t i1 = 0; i1 < store.count1; ++i1) {
        const std::int64_t offset =
            static_cast<std::int64_t>(store.offset) + std::int64_t{i1} * store.stride1 +
            std::int64_t{i2} * store.stride2 + std::int64_t{i3} * store.stride3;
        storeRow(store, row, static_cast<std::uint64_t>(offset));
        ++row;
      }
}

void CommandInterpreter::storeRow(const isa::Store& store, std::uint32_t row,
                                  std::uint64_t address) {
  const std::size_t bytes = std::size_t{1} << store.type;
  const auto lanes = static_cast<std::size_t>(config_.array.columns);
  const auto run = memory(store.base, address, store.columns * bytes);
  std::vector<std::uint8_t> rowBytes(run.size());
  for (std::size_t c = 0; c < store.columns; ++c) {
    const std::size_t tile = c / lanes, lane = c % lanes;
    const std::uint8_t* record =
        &parameters_.at(((store.parameterStart + tile) * lanes + lane) * 8);
    const std::int32_t value = outputValue(
        accumulator_.at((store.accumulatorStart + tile * store.accumulatorStride + row) * lanes +
                        lane),
        fetch<std::int32_t>(record), num::Scale{fetch<std::uint32_t>(record + 4)},
        static_cast<Activation>(store.activation), static_cast<OutType>(store.type),
        num::Scale{store.secondScale}, nonlinear_);
    std::memcpy(rowBytes.data() + c * bytes, &value, bytes);
  }
  if (store.destination == 0)
    std::ranges::copy(rowBytes, run.begin());
  else
    placeRow(rowBytes, 0, store.start + row, store.wordStep);
}

void CommandInterpreter::placeRow(std::span<const std::uint8_t> bytes, std::uint32_t destination,
                                  std::size_t word, std::size_t wordStep) {
  std::vector<std::uint8_t>& words = bank(destination);
  const std::size_t width = wordBytes(destination);
  for (std::size_t byte = 0; byte < bytes.size(); byte += width, word += wordStep) {
    std::uint8_t* target = &words.at((word + 1) * width - 1) - (width - 1);
    std::fill_n(target, width, std::uint8_t{0});
    std::copy_n(bytes.data() + byte, std::min(width, bytes.size() - byte), target);
  }
}

void CommandInterpreter::execute(const isa::Attention& a) {
  const AttentionShape shape{.queries = static_cast<int>(a.queries),
                             .keys = static_cast<int>(a.keys),
                             .headSize = static_cast<int>(a.headSize),
                             .mask = static_cast<AttentionMask>(a.mask),
                             .validKeys = static_cast<int>(a.valid),
                             .scoreScale = num::Scale{a.scoreScale},
                             .outputScale = num::Scale{a.outputScale},
                             .nonlinear = nonlinear_};
  const auto rowsOf = [&](std::uint32_t base, std::uint64_t offset, std::uint32_t pitch,
                          std::uint32_t rows) {
    const auto bytes = memory(base, offset, std::uint64_t{pitch} * (rows - 1) + a.headSize);
    return reinterpret_cast<std::int8_t*>(bytes.data());
  };
  for (std::uint32_t h = 0; h < a.heads; ++h) {
    const std::uint64_t shared = h / a.queryHeadsPerKvHead;
    const auto* q =
        rowsOf(a.qBase, a.qOffset + std::uint64_t{h} * a.qHeadStride, a.qPitch, a.queries);
    const auto* k = rowsOf(a.kBase, a.kOffset + shared * a.kvHeadStride, a.kvPitch, a.keys);
    const auto* v = rowsOf(a.vBase, a.vOffset + shared * a.kvHeadStride, a.kvPitch, a.keys);
    auto* out =
        rowsOf(a.outBase, a.outOffset + std::uint64_t{h} * a.outHeadStride, a.outPitch, a.queries);
    attentionHead({q, a.qPitch}, {k, a.kvPitch}, {v, a.kvPitch}, shape, {out, a.outPitch});
  }
}

void CommandInterpreter::execute(const isa::Softmax& s) {
  const std::size_t chunks = (s.columns + kChunkKeys - 1) / kChunkKeys;
  for (std::uint32_t row = 0; row < s.rows; ++row) {
    const auto scores = memory(s.scoresBase, s.scoresOffset + std::uint64_t{row} * s.scoresPitch,
                               std::uint64_t{s.columns} * 4);
    const auto p = memory(s.pBase, s.pOffset + std::uint64_t{row} * s.pPitch, s.columns);
    const auto exponents = memory(
        s.exponentsBase, s.exponentsOffset + std::uint64_t{row} * s.exponentsPitch, chunks * 2);
    const auto sums = memory(s.sumsBase, s.sumsOffset + std::uint64_t{row} * s.sumsPitch, 8);
    const SoftmaxRow result = softmaxRow(
        {reinterpret_cast<const std::int32_t*>(scores.data()), s.columns}, num::Scale{s.scoreScale},
        nonlinear_, p, {reinterpret_cast<std::int16_t*>(exponents.data()), chunks});
    put<std::uint32_t>(sums.data(), result.sum());
    put<std::int32_t>(sums.data() + 4, result.exponent() & 0xffff);
  }
}

void CommandInterpreter::execute(const isa::Post& post) {
  const PostParameters parameters{.normalise = post.normalise != 0,
                                  .scaleA = num::Scale{post.scaleA},
                                  .scaleResidual = num::Scale{post.scaleResidual},
                                  .epsilonTerm = post.epsilonLow | std::uint64_t{post.epsilonHigh}
                                                                       << 32,
                                  .gammaShift = static_cast<int>(post.gammaShift),
                                  .scale8 = num::Scale{post.scale8},
                                  .nonlinear = nonlinear_};
  const std::size_t wide = post.columns * std::size_t{2};
  const auto as16 = [](std::span<std::uint8_t> bytes) {
    return std::span(reinterpret_cast<std::int16_t*>(bytes.data()), bytes.size() / 2);
  };
  std::span<std::uint32_t> gammaBeta;
  if (post.normalise != 0)
    gammaBeta = {reinterpret_cast<std::uint32_t*>(
                     memory(post.gammaBetaBase, post.gammaBetaOffset, 2 * wide).data()),
                 post.columns};
  for (std::uint64_t row = 0; row < post.rows; ++row) {
    const auto a = memory(post.aBase, post.aOffset + row * post.aPitch, wide);
    std::span<std::uint8_t> residual, out16, out8;
    if (post.residual != 0)
      residual = memory(post.residualBase, post.residualOffset + row * post.residualPitch, wide);
    if (post.write16 != 0)
      out16 = memory(post.out16Base, post.out16Offset + row * post.out16Pitch, wide);
    if (post.write8 != 0)
      out8 = memory(post.out8Base, post.out8Offset + row * post.out8Pitch, post.columns);
    postRow(as16(a), as16(residual), gammaBeta, parameters, as16(out16),
            {reinterpret_cast<std::int8_t*>(out8.data()), out8.size()});
  }
}

} // namespace weft::testing
