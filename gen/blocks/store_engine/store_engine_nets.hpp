// store_engine_nets.hpp: What runs between the steps of the store engine's constructor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/depths.hpp"
#include "gen/blocks/store_engine/row_factors.hpp"
#include "gen/blocks/store_engine/row_packer.hpp"
#include "gen/blocks/store_engine/store_engine.hpp"

namespace weft {

/// A row that was asked for.
struct StoreEngine::RowTag {
  hdl::Bit slot;    ///< of its command
  hdl::UInt record; ///< word of its channels
  hdl::Bit begins;  ///< a window
  hdl::Bit ends;    ///< it
  hdl::Bit last;    ///< tile of its row
  static constexpr std::tuple kFields{
      hdl::Field{"slot", &RowTag::slot}, hdl::Field{"record", &RowTag::record},
      hdl::Field{"begins", &RowTag::begins}, hdl::Field{"ends", &RowTag::ends},
      hdl::Field{"last", &RowTag::last}};
  static RowTag shape(const hdl::Dim& recordBits) {
    return {hdl::zeros(1), hdl::zeros(recordBits), hdl::zeros(1), hdl::zeros(1), hdl::zeros(1)};
  }
};

/// What goes with a vector through the output pipeline.
struct StoreEngine::OutTag {
  hdl::Bit begins, ends; ///< a window
  hdl::Bit onChip;
  hdl::UInt lastBeat;
  hdl::Bit last; ///< of its row
  static constexpr std::tuple kFields{
      hdl::Field{"begins", &OutTag::begins}, hdl::Field{"ends", &OutTag::ends},
      hdl::Field{"on_chip", &OutTag::onChip}, hdl::Field{"last_beat", &OutTag::lastBeat},
      hdl::Field{"last", &OutTag::last}};
  static OutTag shape() {
    return {hdl::zeros(1), hdl::zeros(1), hdl::zeros(1), hdl::zeros(RowPacker::kBeatIndexBits),
            hdl::zeros(1)};
  }
};

/// What a machine that executes DIVIDE has beside the rest.
struct StoreEngine::DivisionNets {
  StoreEngine* of;
  hdl::Wire<hdl::Bit> arrives{of, "divides", "the command is a DIVIDE"};
  hdl::RegGrid<hdl::Bit> bySlot{
      of, "divides_q", {RowFactors::kSlots}, 1, "the slot's command is one"};
  hdl::Wire<hdl::Unsigned> askedRow{of, "asked_row", RowFactors::kRowBits, "whose sum counts"};
  hdl::StreamWire<hdl::Unsigned> factor{of, "factor", RowFactors::kWordBits};
  hdl::Wire<hdl::Bit> computing{of, "factor_moves"};
  hdl::Wire<hdl::Bit> oldest{of, "tag_divides", "the oldest row in the queue needs a factor"};
  hdl::Reg<hdl::Bit> stage{of, "stage_divides_q"};
  hdl::Reg<hdl::Unsigned> stageFactor{of, "stage_factor_q", RowFactors::kWordBits};
};

struct StoreEngine::Nets {
  template <class T> using Reg = hdl::Reg<T>;
  template <class T> using Wire = hdl::Wire<T>;
  template <class T> using RegGrid = hdl::RegGrid<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;
  static constexpr int kSlots = depths::kStoresUnderWay;
  static constexpr int kCountBits = 24; ///< of runs and of columns
  /// Rows between request and pipeline: READ_LATENCY + 2 at most, without their factors.
  static constexpr int kQueueDepth = 4;

  StoreEngine* of;
  hdl::Dim tileBits =
      of->localparam("TILE_W", kCountBits - hdl::clog2(of->COLUMNS), "bits of n tiles");
  hdl::Dim tagBits = of->localparam("TAG_W", hdl::widthOf(RowTag::shape(of->PARAMETER_W)),
                                    "{slot, record, begins, ends, last}");

  Wire<Bit> free{of, "free", "a command may be taken"};
  Wire<Bit> accept{of, "accept", "a command is taken"};
  Wire<Bit> pools{of, "pools", "the command is a POOL"};
  Wire<Unsigned> columns{of, "columns", kCountBits, "of the command"};
  Wire<Unsigned> rowBytes{of, "row_bytes", kCountBits, "of the command"};
  Wire<Bit> toScratchpad{of, "to_scratchpad", "where the rows of the command go"};
  Wire<Unsigned> lastColumn{of, "last_column", kCountBits, "columns of the command less one"};
  Reg<Bit> issuing{of, "issuing_q", "rows of the newest command are not all asked for"};
  Reg<Bit> current{of, "current_q", "slot of the newest command"};
  Reg<Bit> oldest{of, "oldest_q", "slot of the oldest command"};
  Reg<Unsigned> underWay{of, "under_way_q", 2, "commands accepted and not done"};

  RegGrid<Unsigned> type{
      of, "type_q", {kSlots}, isa::kBits<isa::OutputType>, "settings of the commands, by slot"};
  RegGrid<Unsigned> activation{of, "activation_q", {kSlots}, isa::kBits<isa::Activation>};
  std::optional<RegGrid<Unsigned>> second = secondScales(of); ///< where there is GELU
  RegGrid<Unsigned> lastBeat{of, "last_beat_q", {kSlots}, RowPacker::kBeatIndexBits};

  RegGrid<Bit> onChip{of, "on_chip_q", {kSlots}, 1, "rows go to the scratchpad"};
  Reg<Bit> forwarding{of, "forwarding_q", "such a command is under way: always the newest"};

  Wire<Bit> generatorReady{of, "generator_ready"};
  Wire<Bit> runOffered{of, "run_offered", "the next row's place is known"};
  Wire<Bit> runIsLast{of, "run_is_last"};
  Wire<Bit> runTaken{of, "run_taken"};
  Reg<Bit> allSent{of, "all_sent_q", "the last run of the newest command is sent"};
  Reg<Unsigned> rowsAhead{of, "rows_ahead_q", 2, "runs sent whose rows are not all asked for"};
  Wire<Bit> rowDone{of, "row_done"};

  Wire<Bit> asked{of, "asked", "the accumulator is reading"};
  Wire<Unsigned> askedTag{of, "asked_tag", tagBits};
  Wire<Bit> hasRoom{of, "has_room", "the queue takes one more row"};
  hdl::StreamWire<Unsigned> tag{of, "tag", tagBits};
  hdl::StreamWire<Unsigned> sums{of, "sums", 32 * of->COLUMNS};

  Wire<Bit> fetch{of, "fetch", "a row leaves the queue for the pipeline"};
  Reg<Bit> stageValid{of, "stage_valid_q", "a row waits for the pipeline"};
  Reg<Unsigned> stageSums{of, "stage_sums_q", 32 * of->COLUMNS};
  Reg<Bit> stageSlot{of, "stage_slot_q"};
  Reg<Bit> stageLast{of, "stage_last_q"};
  Reg<Bit> stageBegins{of, "stage_begins_q"}, stageEnds{of, "stage_ends_q"};
  Wire<Unsigned> records{of, "records", 64 * of->COLUMNS, "its channels"};
  Wire<Bit> pipelineReady{of, "pipeline_ready"};
  Wire<Bit> pipelineMoves{of, "pipeline_moves"};

  hdl::StreamWireGrid<hdl::Signed> vector{of, "vector", {of->COLUMNS}, 32};
  Wire<Unsigned> vectorType{of, "vector_type", isa::kBits<isa::OutputType>};
  OutTag vectorTag = hdl::wires(*of, "vector", OutTag::shape());
  hdl::StreamWireGrid<hdl::Signed> pooled{of, "pooled", {of->COLUMNS}, 32};
  hdl::StreamWire<Unsigned> packed{of, "packed", 8 * of->BUS_BYTES, "", {.last = true}};
  Wire<Bit> packedOnChip{of, "packed_on_chip", "the beat goes to the scratchpad"};
  Wire<Bit> rowPlaced{of, "row_placed", "a row is in the scratchpad"};
  Wire<Bit> placedOutside{of, "placed_outside", "a word has no place there"};

  RegGrid<Unsigned> unanswered{of, "unanswered_q", {kSlots}, kCountBits, "runs, by slot"};
  Reg<Unsigned> closed{of, "closed_q", kSlots, "all runs of the slot's command are sent"};
  Wire<Bit> finished{of, "finished", "the oldest command is done"};

  std::optional<DivisionNets> divide = of->divide ? std::optional(DivisionNets{of}) : std::nullopt;

  static std::optional<RegGrid<Unsigned>> secondScales(StoreEngine* of) {
    return of->shape.gelu() ? std::optional(RegGrid<Unsigned>{of, "second_q", {kSlots}, 32})
                            : std::nullopt;
  }
};

} // namespace weft
