// top_rows.cpp: The engines of attention and normalisation.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/post_engine/post_engine.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;

namespace {

/// Nobody on a read client yet.
template <class Reader> void tieReader(Reader& reader) {
  reader.run.valid <<= 0;
  reader.run.data <<= zeros(reader.run.data.width());
  reader.beat.ready <<= 1;
}
template <class Writer> void tieWriter(Writer& writer) {
  writer.run.valid <<= 0;
  writer.run.data <<= zeros(writer.run.data.width());
  writer.beat.valid <<= 0;
  writer.beat.data <<= zeros(writer.beat.data.width());
}

} // namespace

void Top::connectAttention(Nets& nets) {
  const int e = 3;
  nets.commandReady.bit(e) <<= 0;
  nets.done.bit(e) <<= 0;
  nets.state(e) <<= 1;
  nets.limitError.bit(e) <<= 0;
  nets.fieldError.bit(e) <<= 0;
  tieReader(nets.readers[1]);
  tieWriter(nets.writers[1]);
  unused(nets.command[3]);
  unused(nets.attentionOpcode);
  unused(nets.commandValid.bit(3));
  unused(nets.readers[1].run.ready);
  unused(nets.readers[1].beat.valid);
  unused(nets.readers[1].beat.data);
  unused(*nets.readers[1].beat.last);
  unused(nets.writers[1].run.ready);
  unused(nets.writers[1].beat.ready);
  unused(nets.writers[1].runDone);
  unused(nets.scalar.flat());
}

void Top::connectPost(Nets& nets) {
  const PostEngineShape shape{.rows = {.lanes = config.post.lanes,
                                       .nonlinear = nonlinearChoice(config),
                                       .readLatency = config.ram.readLatency},
                              .busBytes = config.bus.bytes,
                              .addressBits = config.bus.addressBits};
  auto& post = instance<PostEngine>("u_post_engine",
                                    {{"LANES", POST_LANES},
                                     {"BUS_BYTES", BUS_BYTES},
                                     {"ADDR_W", ADDR_W},
                                     {"READ_LATENCY", READ_LATENCY}},
                                    shape);
  nets.connectControl(post, Engine::post);
  nets.connectBases(post);
  post.rst <<= nets.engineRst;
  nets.limitError.bit(static_cast<int>(Engine::post)) <<= post.limitError;
  nets.fieldError.bit(static_cast<int>(Engine::post)) <<= post.badField;
  nets.readers[2].run <<= post.readRun;
  post.readBeat <<= nets.readers[2].beat;
  nets.writers[2].run <<= post.writeRun;
  nets.writers[2].beat <<= post.writeBeat;
  post.runDone <<= nets.writers[2].runDone;
}

} // namespace weft
