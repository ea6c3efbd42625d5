// top_rows.cpp: The engines of attention and normalisation.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/attention_engine/attention_engine.hpp"
#include "gen/blocks/post_engine/post_engine.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;
using isa::ReadClient;
using isa::WriteClient;

void Top::connectAttention(Nets& nets) {
  const Dim ATTENTION_LANES = localparam("ATTENTION_LANES", attentionLanes(config),
                                         "bytes per cycle of each attention operand");
  const Dim QUERY_BLOCK =
      localparam("QUERY_BLOCK", config.attention.queryBlock, "queries that share fetched keys");
  auto& attention = instance<AttentionEngine>("u_attention_engine",
                                              {{"CHUNK", ATTENTION_CHUNK},
                                               {"LANES", ATTENTION_LANES},
                                               EXPONENT_LANES,
                                               QUERY_BLOCK,
                                               MAX_KEYS,
                                               BUS_BYTES,
                                               ADDR_W,
                                               READ_LATENCY},
                                              nonlinearChoice(config));
  nets.connectControl(attention, Engine::attention);
  nets.connectBases(attention);
  attention.commandOpcode <<= nets.opcode.at(Engine::attention);
  attention.scalar <<= nets.scalar;
  nets.runFaults(static_cast<int>(Engine::attention)) <<= attention.faults;
  nets.fieldError.bit(static_cast<int>(Engine::attention)) <<= attention.badField;
  nets.readers.at(ReadClient::attention).run <<= attention.readRun;
  attention.readBeat <<= nets.readers.at(ReadClient::attention).beat;
  nets.writers.at(WriteClient::attention).run <<= attention.writeRun;
  nets.writers.at(WriteClient::attention).beat <<= attention.writeBeat;
  attention.writeDone <<= nets.writers.at(WriteClient::attention).runDone;
}

/// No command goes there, and nothing but a command takes a length from a register.
void Top::leaveOutAttention(Nets& nets) {
  const int e = static_cast<int>(Engine::attention);
  nets.commandReady.bit(e) <<= 0;
  nets.done.bit(e) <<= 0;
  nets.state(e) <<= static_cast<std::int64_t>(isa::State::noCommand);
  nets.runFaults(e) <<= 0;
  nets.fieldError.bit(e) <<= 0;
  unused(nets.commandValid.bit(e));
  unused(nets.scalar.flat());
}

void Top::connectPost(Nets& nets) {
  const PostEngineShape shape{.rows = {.lanes = config.post.lanes,
                                       .nonlinear = nonlinearChoice(config),
                                       .readLatency = config.ram.readLatency},
                              .busBytes = config.bus.bytes,
                              .addressBits = config.bus.addressBits,
                              .normalises = hasNonlinear(config)};
  auto& post = instance<PostEngine>(
      "u_post_engine", {{"LANES", POST_LANES}, BUS_BYTES, ADDR_W, READ_LATENCY}, shape);
  nets.connectControl(post, Engine::post);
  nets.connectBases(post);
  nets.runFaults(static_cast<int>(Engine::post)) <<= post.faults;
  nets.fieldError.bit(static_cast<int>(Engine::post)) <<= post.badField;
  nets.readers.at(ReadClient::post).run <<= post.readRun;
  post.readBeat <<= nets.readers.at(ReadClient::post).beat;
  nets.writers.at(WriteClient::post).run <<= post.writeRun;
  nets.writers.at(WriteClient::post).beat <<= post.writeBeat;
  post.runDone <<= nets.writers.at(WriteClient::post).runDone;
}

} // namespace weft
