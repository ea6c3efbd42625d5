// store_engine_rows.cpp: The way of a row: accumulator, queue, output pipeline, packer.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/store_engine/store_engine_nets.hpp"

#include "gen/blocks/command_bits.hpp"
#include "gen/blocks/store_engine/row_placer.hpp"
#include "gen/blocks/store_engine/store_reader.hpp"
#include "gen/prim/ram_1r1w.hpp"
#include "gen/prim/stream_fifo.hpp"

namespace weft {

using namespace hdl;
using isa::Divide;
using isa::Store;

namespace {

/// A vector of outputs on its way to the packer.
struct QueuedVector {
  Bit onChip;
  UInt lastBeat;
  Bit last;
  UInt type, values;
  static constexpr std::tuple kFields{
      Field{"on_chip", &QueuedVector::onChip}, Field{"last_beat", &QueuedVector::lastBeat},
      Field{"last", &QueuedVector::last}, Field{"type", &QueuedVector::type},
      Field{"values", &QueuedVector::values}};
};

} // namespace

void StoreEngine::readRows(Nets& n) {
  Wire<Bit> rowValid{this, "row_valid", "a row may be asked for and its data has room"};
  Wire<Unsigned> record{this, "asked_record", PARAMETER_W};
  Wire<Bit> begins{this, "asked_begins"}, ends{this, "asked_ends"}, isLast{this, "asked_last"};

  section();
  note("A row is asked for once its run is sent.");
  rowValid <<= (n.rowsAhead != 0) & n.hasRoom;
  auto& reader = instance<StoreReader>("u_reader", {ROW_W, {"TILE_W", n.tileBits}, PARAMETER_WORDS},
                                       shape.attention);
  clockedBy(reader, clk);
  reader.start <<= n.accept;
  reader.firstRow <<= payloadBits(command, &Store::accumulatorStart, StoreReader::kRowBits);
  reader.stride <<= payloadBits(command, &Store::accumulatorStride, StoreReader::kRowBits);
  reader.lastTile <<= n.lastColumn.high(n.tileBits);
  const int parameterBits = StoreReader::parameterBits(shape.attention);
  reader.firstParameter <<= n.divide ? payloadBits(command, &Divide::rowStart, parameterBits)
                                     : payloadBits(command, &Store::parameterStart, parameterBits);
  describeWindows(n, reader);
  reader.rowValid <<= rowValid;
  n.rowDone <<= reader.rowDone;
  readValid <<= reader.readValid;
  reader.readReady <<= readReady;
  readAddress <<= reader.readAddress;
  record <<= reader.parameter;
  begins <<= reader.begins;
  ends <<= reader.ends;
  isLast <<= reader.isLast;
  badField <<= reader.outside;
  if (n.divide) {
    reader.divide->starts <<= n.divide->arrives;
    n.divide->askedRow <<= reader.divide->row;
  }
  n.asked <<= readValid & readReady;
  n.askedTag <<= pack(
      RowTag{.slot = n.current, .record = record, .begins = begins, .ends = ends, .last = isLast});
  clocked(clk, reset, {n.allSent, n.rowsAhead}, [&] {
    when(n.accept, [&] { n.allSent <<= 0; }).elsewhen(n.runTaken & n.runIsLast, [&] {
      n.allSent <<= 1;
    });
    when(n.runTaken & !n.rowDone, [&] { n.rowsAhead <<= n.rowsAhead + 1; });
    when(n.rowDone & !n.runTaken, [&] { n.rowsAhead <<= n.rowsAhead - 1; });
  });
}

void StoreEngine::queueRows(Nets& n) {
  Wire<Bit> sumsReady{this, "sums_have_room"};

  section();
  note("A tag enters when its row is asked for: the sums always find room.");
  auto& tags = instance<StreamFifo>("u_tags", {{"WIDTH", n.tagBits}, {"DEPTH", Nets::kQueueDepth}});
  clockedBy(tags, clk, reset);
  tags.in.valid <<= n.asked;
  tags.in.data <<= n.askedTag;
  n.hasRoom <<= tags.in.ready;
  n.tag <<= tags.out;
  auto& sums =
      instance<StreamFifo>("u_sums", {{"WIDTH", 32 * COLUMNS}, {"DEPTH", Nets::kQueueDepth}});
  clockedBy(sums, clk, reset);
  sums.in.valid <<= readDataValid;
  sums.in.data <<= readData.flat();
  sumsReady <<= sums.in.ready;
  n.sums <<= sums.out;
  unused(sumsReady);
  require(clk, reset, !readDataValid || sumsReady, "a row of sums has room");
}

void StoreEngine::fetchRecords(Nets& n) {
  Wire<Bit> stageFree{this, "stage_free"};

  section();
  note("The channel records are read while the sums step forward; both wait together.");
  const auto tag = unpack(*this, "tag", n.tag.data, RowTag::shape(PARAMETER_W));
  stageFree <<= ~n.stageValid | n.pipelineReady;
  if (n.divide)
    fetchFactors(n, tag.slot);
  const UInt complete = n.tag.valid & n.sums.valid;
  n.fetch <<=
      (n.divide ? complete & (n.divide->factor.valid | ~n.divide->oldest) : complete) & stageFree;
  n.tag.ready <<= n.fetch;
  n.sums.ready <<= n.fetch;
  auto& ram = instance<Ram1r1w>(
      "u_parameters", {{"WIDTH", 64 * COLUMNS}, {"DEPTH", PARAMETER_WORDS}, {"READ_LATENCY", 1}});
  clockedBy(ram, clk);
  ram.writeEnable <<= parameterWriteEnable;
  ram.writeAddress <<= parameterWriteAddress;
  ram.writeData <<= parameterWriteData;
  ram.readEnable <<= n.divide ? n.fetch & ~n.divide->oldest : n.fetch;
  ram.readAddress <<= tag.record;
  n.records <<= ram.readData;
  clocked(clk, reset, {n.stageValid}, [&] {
    when(stageFree, [&] { n.stageValid <<= n.fetch; });
    when(n.fetch, [&] {
      n.stageSums <<= n.sums.data;
      n.stageSlot <<= tag.slot;
      n.stageBegins <<= tag.begins;
      n.stageEnds <<= tag.ends;
      n.stageLast <<= tag.last;
    });
  });
}

void StoreEngine::computeOutputs(Nets& n) {
  Wire<Unsigned> tag{this, "vector_tag", widthOf(OutTag::shape())};

  section();
  auto& pipeline = instance<OutputPipeline>(
      "u_pipeline", {{"LANES", COLUMNS}, {"TAG_W", widthOf(OutTag::shape())}}, shape.gelu());
  clockedBy(pipeline, clk, reset);
  pipeline.accValid <<= n.stageValid;
  n.pipelineReady <<= pipeline.accReady;
  pipeline.acc.flat() <<= n.stageSums;
  pipeline.record.flat() <<= n.divide ? channels(n) : n.records;
  const auto setting = [&](const auto& grid) { return mux(n.stageSlot, grid(1), grid(0)); };
  pipeline.activation <<= setting(n.activation);
  pipeline.type <<= setting(n.type);
  if (n.second)
    *pipeline.second <<= setting(*n.second);
  pipeline.tag <<= pack(OutTag{.begins = n.stageBegins,
                               .ends = n.stageEnds,
                               .onChip = setting(n.onChip),
                               .lastBeat = setting(n.lastBeat),
                               .last = n.stageLast});
  n.pipelineMoves <<= pipeline.moving;
  n.vector.valid <<= pipeline.outValid;
  pipeline.outReady <<= n.vector.ready;
  n.vector.data <<= pipeline.out;
  n.vectorType <<= pipeline.outType;
  tag <<= pipeline.outTag;
  split(*this, n.vectorTag, tag);
}

void StoreEngine::packRows(Nets& n) {
  const QueuedVector arriving{.onChip = n.vectorTag.onChip,
                              .lastBeat = n.vectorTag.lastBeat,
                              .last = n.vectorTag.last,
                              .type = n.vectorType,
                              .values = n.pooled.data.flat()};
  const Dim width = widthOf(arriving);
  StreamWire<Unsigned> oldest{this, "oldest_vector", width};

  section();
  note("Every register of the pipeline hangs on its enable: a queue cuts it off from the bus.");
  auto& queue = instance<StreamFifo>("u_vectors", {{"WIDTH", width}, {"DEPTH", 2}});
  clockedBy(queue, clk, reset);
  queue.in.valid <<= n.pooled.valid;
  n.pooled.ready <<= queue.in.ready;
  queue.in.data <<= pack(arriving);
  oldest <<= queue.out;
  auto& packer = instance<RowPacker>("u_packer", {COLUMNS, BUS_BYTES});
  clockedBy(packer, clk, reset);
  packer.vector.valid <<= oldest.valid;
  oldest.ready <<= packer.vector.ready;
  const auto leaving = unpack(*this, "oldest_vector", oldest.data, arriving);
  packer.vector.data.flat() <<= leaving.values;
  *packer.vector.last <<= leaving.last;
  packer.type <<= leaving.type;
  packer.lastBeat <<= leaving.lastBeat;
  packer.tag <<= leaving.onChip;
  n.packed <<= packer.beat;
  n.packedOnChip <<= packer.beatTag;
}

void StoreEngine::routeRows(Nets& n) {
  section();
  beat.valid <<= n.packed.valid & ~n.packedOnChip;
  beat.data <<= n.packed.data;
}

void StoreEngine::placeRows(Nets& n) {
  Wire<Bit> ready{this, "placer_ready"};

  section();
  auto& placer = instance<RowPlacer>("u_placer", {ROWS, BUS_BYTES, {"WORDS", ACTIVATION_WORDS}});
  clockedBy(placer, clk, reset);
  placer.begin <<= n.accept;
  placer.start <<= payloadBits(command, &Store::start, RowPlacer::kPlaceW);
  placer.step <<= payloadBits(command, &Store::wordStep, RowPlacer::kStepW);
  placer.tail <<= n.rowBytes.low(clog2(BUS_BYTES));
  placer.beat.valid <<= n.packed.valid & n.packedOnChip;
  placer.beat.data <<= n.packed.data;
  *placer.beat.last <<= *n.packed.last;
  ready <<= placer.beat.ready;
  n.packed.ready <<= mux(n.packedOnChip, ready, beat.ready);
  activationValid <<= placer.writeValid;
  placer.writeReady <<= activationReady;
  activationAddress <<= placer.writeAddress;
  activationData <<= placer.writeData;
  n.rowPlaced <<= placer.rowDone;
  n.placedOutside <<= placer.outside;
}

} // namespace weft
