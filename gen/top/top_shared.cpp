// top_shared.cpp: The softmax between accumulator and scratchpad, where attention is shared.
// SPDX-License-Identifier: Apache-2.0
#include "gen/top/top_nets.hpp"

#include "gen/blocks/accumulator/accumulator.hpp"
#include "gen/blocks/softmax_engine/softmax_engine.hpp"
#include "gen/top/row_arbiter.hpp"

namespace weft {

using namespace hdl;
using isa::Engine;

void Top::connectSoftmax(Nets& nets) {
  Nets::Shared& shared = *nets.shared;
  auto& softmax = instance<SoftmaxEngine>("u_softmax_engine",
                                          {ROWS,
                                           COLUMNS,
                                           {"CHUNK", ATTENTION_CHUNK},
                                           {"LANES", EXPONENT_LANES},
                                           ROW_W,
                                           ACTIVATION_WORDS,
                                           READ_LATENCY,
                                           MAX_KEYS},
                                          nonlinearChoice(config));
  nets.connectControl(softmax, Engine::attention);
  nets.runFaults(static_cast<int>(Engine::attention)) <<= softmax.faults;
  nets.fieldError.bit(static_cast<int>(Engine::attention)) <<= softmax.badField;
  shared.scoreValid <<= softmax.readValid;
  softmax.readReady <<= shared.scoreReady;
  shared.scoreAddress <<= softmax.readAddress;
  softmax.readDataValid <<= shared.scoreDataValid;
  softmax.readData <<= nets.rowData;
  shared.shareValid <<= softmax.activationEnable;
  shared.shareAddress <<= softmax.activationAddress;
  shared.shareData <<= softmax.activationData;
  shared.shareAlignment <<= softmax.activationAlign;
  shared.sumValid <<= softmax.sumEnable;
  shared.sumAddress <<= softmax.sumAddress;
  shared.sumData <<= softmax.sumData;
  unused(nets.scalar.flat());
}

void Top::shareRows(Nets& nets, Accumulator& accumulator) {
  Nets::Shared& shared = *nets.shared;
  accumulator.alignment->weighs <<= shared.addWeighs;
  accumulator.alignment->row <<= shared.alignRow;
  accumulator.alignment->shift <<= shared.alignShift;
  auto& arbiter = instance<RowArbiter>("u_row_arbiter", {ROW_W, READ_LATENCY});
  clockedBy(arbiter, clk);
  arbiter.softmax.valid <<= shared.scoreValid;
  shared.scoreReady <<= arbiter.softmax.ready;
  arbiter.softmax.address <<= shared.scoreAddress;
  shared.scoreDataValid <<= arbiter.softmax.dataValid;
  arbiter.store.valid <<= nets.rowValid;
  nets.rowReady <<= arbiter.store.ready;
  arbiter.store.address <<= nets.rowAddress;
  nets.rowDataValid <<= arbiter.store.dataValid;
  shared.portValid <<= arbiter.valid;
  arbiter.ready <<= shared.portReady;
  shared.portAddress <<= arbiter.address;
  arbiter.dataValid <<= shared.portDataValid;
  accumulator.readValid <<= shared.portValid;
  shared.portReady <<= accumulator.readReady;
  accumulator.readAddress <<= shared.portAddress;
  shared.portDataValid <<= accumulator.readDataValid;
}

} // namespace weft
