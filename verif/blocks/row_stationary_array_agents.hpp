// row_stationary_array_agents.hpp: Feeds layers to the Verilated array, and checks its rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verif/blocks/row_stationary_array_layers.hpp"
#include "verif/harness/clocked_bench.hpp"
#include "verif/harness/port_bits.hpp"

#include <bit>
#include <string>

namespace weft {

/// A layer as the three streams that enter the array. Columns and tiles are numbered from the
/// beginning; a step names the first ones that it needs.
struct LayerStreams {
  struct Word {
    const Bytes* bytes;
    unsigned line;
    std::uint64_t column;
    bool startsColumn;
  };
  struct TileWord {
    const Bytes* bytes; ///< null: blank
    std::uint64_t tile;
    bool startsTile;
  };
  struct Step {
    std::uint64_t column, tile, word; ///< `word`: the last one that it needs
  };
  std::vector<Word> words;
  std::vector<TileWord> tileWords;
  std::vector<Step> steps;
  std::uint64_t columns = 0, tiles = 0;

  LayerStreams(ArrayShape shape, const Layer& layer, std::uint64_t firstColumn,
               std::uint64_t firstTile)
      : columns(firstColumn), tiles(firstTile) {
    for (const Pass& pass : layer.passes) {
      for (const LineBlock& block : pass.blocks)
        addBlock(layer.kernel, block);
      for (const auto& tile : pass.tiles)
        addTile(tile, static_cast<std::size_t>(weft::tileWords(shape.rows, shape.columns)));
    }
  }

private:
  void addBlock(const Kernel& kernel, const LineBlock& block) {
    unsigned read = 0;
    for (unsigned x = 0; x < block.columns; ++x) {
      for (; read < x * kernel.step + kernel.taps; ++read, ++columns)
        for (unsigned d = 0; d < block.inputLines(kernel); ++d)
          words.push_back({&block.pixel(kernel, d, read), d, columns, d == 0});
      steps.push_back({columns - kernel.taps, tiles, words.size() - 1});
    }
  }

  void addTile(const std::vector<Bytes>& tile, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i)
      tileWords.push_back({i < tile.size() ? &tile[i] : nullptr, tiles, i == 0});
    ++tiles;
  }
};

/// Feeds layers, each when the rows of the one before have left: every operand as early as it has
/// room, every step as early as its operands allow; both pause at random. Pins carry noise when
/// nothing enters.
template <class S> class Feeder : public sim::Agent {
public:
  Feeder(typename S::Dut& dut, const std::vector<Layer>& layers, unsigned pausePercent)
      : dut_(dut), layers_(layers), pausePercent_(pausePercent) {
    openLayer();
  }

  void drive() override {
    if (layer_ < layers_.size() && rowsLeft_ == 0 && ++layer_ < layers_.size())
      openLayer();
    const bool open = layer_ < layers_.size();
    dut_.taps_last_i = static_cast<std::uint8_t>(kernel().taps - 1);
    driveWord(open && word_ < streams_->words.size() && !pauses());
    driveWeights(open && tileWord_ < streams_->tileWords.size() && !pauses());
    driveTaps(open);
  }

  void sample(std::uint64_t, sim::ViolationLog& log) override {
    if (dut_.begins_o) {
      freeColumns_ = steps_.front().column;
      freeTiles_ = steps_.front().tile;
      if (dut_.held_o != freeColumns_ % kHeld || dut_.slot_o != freeTiles_ % kTapSlots)
        log.report(now_, "row 0 begins another step than the oldest");
      steps_.pop_front();
    }
    rowsLeft_ -= dut_.result_valid_o;
    ++now_;
  }
  bool done() const override { return layer_ == layers_.size(); }

private:
  static constexpr auto kHeld =
      static_cast<std::uint64_t>(heldColumns(S::kArray.rows, S::kArray.columns));

  const Kernel& kernel() const { return layers_[std::min(layer_, layers_.size() - 1)].kernel; }

  void openLayer() {
    streams_ =
        std::make_unique<LayerStreams>(S::kArray, layers_[layer_], streams_ ? streams_->columns : 0,
                                       streams_ ? streams_->tiles : 0);
    wordCycles_.clear();
    word_ = tileWord_ = step_ = 0;
    rowsLeft_ = streams_->steps.size() * S::kColumns;
  }

  void driveWord(bool may) {
    const bool enters = may && roomForWord();
    dut_.activation_valid_i = enters;
    driveBytes(dut_.activation_i, enters ? streams_->words[word_].bytes : nullptr, S::kRows);
    driveKernel(enters);
    if (!enters)
      return;
    const auto& word = streams_->words[word_++];
    dut_.line_i = static_cast<std::uint8_t>(word.line);
    dut_.place_i = static_cast<std::uint8_t>(word.column % kHeld);
    wordCycles_.push_back(now_);
  }
  /// It comes with a word.
  void driveKernel(bool enters) {
    const Kernel none{static_cast<unsigned>(random_.below(kMostKernelRows + 1)), 1, 1,
                      static_cast<unsigned>(random_.below(S::kRows))};
    const Kernel& shown = enters ? kernel() : none;
    dut_.kernel_rows_i = static_cast<std::uint8_t>(shown.rows);
    dut_.first_channel_i = static_cast<std::uint8_t>(shown.firstChannel);
    dut_.wide_i = shown.step == 2;
  }
  bool roomForWord() const {
    const auto& word = streams_->words[word_];
    return !word.startsColumn || word.column - freeColumns_ < kHeld - 1;
  }

  void driveWeights(bool may) {
    const bool enters = may && roomForWeights();
    const Bytes* bytes = enters ? streams_->tileWords[tileWord_].bytes : nullptr;
    dut_.weight_valid_i = enters;
    driveBytes(dut_.weight_i, bytes, S::kColumns);
    if (enters)
      noteTile(streams_->tileWords[tileWord_++].tile);
  }
  bool roomForWeights() const {
    const auto& word = streams_->tileWords[tileWord_];
    return !word.startsTile || word.tile - freeTiles_ < kTapSlots - 1;
  }
  /// The last word of a tile that was seen.
  void noteTile(std::uint64_t tile) {
    tileCycles_.resize(tile + 1);
    tileCycles_[tile] = now_;
  }

  void driveTaps(bool open) {
    if (tap_ == 0 && !(open && step_ < streams_->steps.size() && mayBegin())) {
      dut_.work_i = 0;
      return;
    }
    const auto& step = streams_->steps[step_];
    const unsigned taps = kernel().taps, filter = tap_ / taps, s = tap_ % taps;
    if (tap_ == 0)
      steps_.push_back(step);
    dut_.work_i = 1;
    dut_.first_i = s == 0;
    dut_.last_i = s + 1 == taps;
    dut_.tap_i = static_cast<std::uint8_t>((step.tile + s) % kTapSlots * S::kColumns + filter);
    dut_.column_i = static_cast<std::uint8_t>((step.column + s) % kHeld);
    tap_ = (tap_ + 1) % (taps * S::kColumns);
    step_ += tap_ == 0;
  }

  /// Its words and its tiles are there in time.
  bool mayBegin() const {
    const auto& step = streams_->steps[step_];
    const std::uint64_t lastTile = step.tile + kernel().taps - 1;
    if (step.word >= wordCycles_.size() || wordCycles_[step.word] + kWordToTaps > now_)
      return false;
    const bool lastTileEntered =
        lastTile < tileCycles_.size() &&
        (tileWord_ == streams_->tileWords.size() || streams_->tileWords[tileWord_].tile > lastTile);
    if (!lastTileEntered)
      return false;
    for (unsigned s = 0; s < kernel().taps; ++s)
      if (tileCycles_[step.tile + s] + kTileToTaps > now_ + s)
        return false;
    return true;
  }

  bool pauses() { return pausePercent_ > 0 && random_.chance(pausePercent_); }

  template <class Port> void driveBytes(Port& port, const Bytes* bytes, std::size_t count) {
    for (unsigned i = 0; i < count; ++i)
      sim::setBits(port, 8 * i, 8,
                   bytes == nullptr ? random_.bits() : static_cast<std::uint64_t>((*bytes)[i]));
  }

  typename S::Dut& dut_;
  const std::vector<Layer>& layers_;
  unsigned pausePercent_;
  num::Random random_{7};
  std::unique_ptr<LayerStreams> streams_;
  std::deque<LayerStreams::Step> steps_; ///< that have not begun in row 0
  std::vector<std::uint64_t> wordCycles_, tileCycles_;
  std::size_t layer_ = 0, word_ = 0, tileWord_ = 0, step_ = 0, rowsLeft_ = 0;
  unsigned tap_ = 0;
  std::uint64_t freeColumns_ = 0, freeTiles_ = 0, now_ = 0;
};

/// Compares every row with the convolution, in order and in time. A block that has fewer lines
/// than the array has columns leaves rows that mean nothing.
template <class S> class Checker : public sim::Agent {
public:
  Checker(typename S::Dut& dut, const std::vector<Layer>& layers) : dut_(dut) {
    for (const Layer& layer : layers)
      for (const Pass& pass : layer.passes)
        for (const LineBlock& block : pass.blocks)
          for (unsigned x = 0; x < block.columns; ++x) {
            steps_.push_back({layer.step(S::kArray, pass, block, x)});
            taps_.push_back(layer.kernel.taps);
          }
  }

  void drive() override {}
  void sample(std::uint64_t cycle, sim::ViolationLog& log) override {
    if (dut_.work_i && dut_.first_i && dut_.tap_i % S::kColumns == 0) {
      began_.push_back(cycle);
      if (begun_++ == 0)
        firstTaps_ = cycle;
    }
    if (dut_.ends_o)
      ended_.push_back(cycle);
    if (dut_.result_valid_o)
      takeRow(cycle, log);
  }
  bool done() const override { return left_ == steps_.size(); }

  /// From the first taps to the last row, both included.
  std::uint64_t cycles() const { return lastRow_ - firstTaps_ + 1; }

private:
  void takeRow(std::uint64_t cycle, sim::ViolationLog& log) {
    if (began_.empty() || ended_.empty())
      return log.report(cycle, "a row that no step asked for");
    const auto due = began_.front() + static_cast<unsigned>(stepLatency(S::kArray, taps_[left_]));
    if (cycle != due + row_ || cycle != ended_.front() + rowsLead(S::kColumns) + row_)
      log.report(cycle, "row " + std::to_string(row_) + " is not on time");
    if (row_ < steps_[left_].size())
      compare(cycle, steps_[left_][row_], log);
    lastRow_ = cycle;
    if (++row_ < S::kColumns)
      return;
    row_ = 0;
    ++left_;
    began_.pop_front();
    ended_.pop_front();
  }

  void compare(std::uint64_t cycle, const std::vector<std::int32_t>& sums,
               sim::ViolationLog& log) const {
    for (unsigned n = 0; n < S::kColumns; ++n) {
      const std::int64_t got = sim::getSigned(dut_.result_o, 32 * n, 32);
      if (got != sums[n])
        log.report(cycle, "step " + std::to_string(left_) + " line " + std::to_string(row_) +
                              " filter " + std::to_string(n) + ": expected " +
                              std::to_string(sums[n]) + ", got " + std::to_string(got));
    }
  }

  typename S::Dut& dut_;
  std::vector<std::vector<std::vector<std::int32_t>>> steps_;
  std::vector<unsigned> taps_;
  std::deque<std::uint64_t> began_, ended_;
  std::size_t left_ = 0, begun_ = 0;
  unsigned row_ = 0;
  std::uint64_t firstTaps_ = 0, lastRow_ = 0;
};

} // namespace weft
