// driving_page.cpp: How a host starts, feeds and recovers the accelerator.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/page.hpp"

namespace weft::isa {
namespace {

constexpr const char* kPins = R"(# Driving the accelerator

The other pages: [registers](registers.md), [commands](commands.md), [operands](operands.md) (where
every element lies, in memory and on chip), [arithmetic](arithmetic.md) (every result, bit for bit).
Numbers on these pages are those of this configuration.

## Clock and reset

One clock, `aclk`. `aresetn` is synchronous and may be low for any number of cycles: VALID and READY
outputs and `irq` are low in each of them (RREADY and BREADY stay high), and until the reset inside
is over, 8 cycles. A register access may begin as soon as `aresetn` is high; it waits. Reset the
interconnect as well. When only the accelerator is reset, answers to bursts from before are ignored
as long as no new one is under way, so wait for the memory to fall silent before the next start; a
write burst whose data was cut off is the interconnect's to end. Memories on chip keep what they
held: a run must load what it uses.

## Registers: AXI4-Lite slave `s_axil_*`

One window of 4 KiB, 32-bit data, decoded by words: the two lowest address bits do not count.
Address and data of a write may come in any order. A write must set all four strobes: one to three
are answered SLVERR, none OKAY, and neither has an effect. Writes to read-only and unused words are
answered OKAY and ignored; unused words read 0. `s_axil_*prot` is ignored.

## Memory: AXI4 master `m_axi_*`

- Little-endian, @BUS@ bytes a beat, @ADDRESS_BITS@ address bits. INCR bursts of full beats, 1 to
  @BURST@ of them, aligned to the bus, never across 4 KiB.
- AxCACHE is 0011 (normal, not cacheable, bufferable), AxPROT 000. There are no AxLOCK, AxQOS,
  AxREGION and AxUSER: tie the interconnect's low.
- The identifier names the client: reads 0 load, @ATTENTION_CLIENT@2 post, 3 command fetch; writes 0
  store, @ATTENTION_CLIENT@2 post. Beats of reads with different identifiers may be interleaved; those of
  one identifier come in the order of its addresses.
- RREADY and BREADY are always high: a client asks only for what it can take, at most @READS@
  longest bursts at a time (shorter ones up to four times as many). All beats of a write burst are
  there when its address is offered; data comes in the order of addresses, without a pause of the
  master. Strobes are all ones except in the last beat of a run.
- Reads fetch whole beats: the last beat of a run may reach beyond it, never beyond the beat. What
  lies there is not used.
- A later read sees an earlier write when a token orders their commands (below): a command is done
  when its last write is answered.
)";

constexpr const char* kRing = R"(
## Addresses

Commands name memory by a base register (0 to @LAST_BASE@) and a 32-bit offset. A run is not sent
and stops the ring with an error, the first of these that holds:

- LIMIT: offset + bytes > LIMITn, the sum taken without wrapping. LIMITn has 32 bits, so one base
  reaches at most 2^32 - 1 bytes.
- BEYOND_BUS: the base has one of the address bits from @ADDRESS_BITS@ on, or the run passes the
  last address.
- MISALIGNED: base + offset is no multiple of @BUS@. So bases, offsets, strides and pitches are
  multiples of @BUS@.

**What each engine checks**: LOAD, STORE and POOL every run of their three levels (LOAD none of
zeros; STORE also with destination `activations`, which sends none: give it a base whose limit holds
the rows it would have had@ALSO_CHECK@); @ATTENTION_COMMANDS@POST every row that they read or write, of the bases that their options
use.

## Submitting commands

Commands lie in a ring of slots of @SLOT_BYTES@ bytes in memory; commands of two slots may wrap
around its end.

1. Write the commands, the first one best a CHECK with the hash of `weft_config.h`: it stops a
   program for another machine.
2. Write RING_BASE, RING_SIZE (this empties the ring: head and tail 0), the base registers and
   limits, SCALARn where commands take lengths from them, IRQ_ENABLE.
3. Write RING_TAIL: the first free slot. One slot stays free, so that tail = head means empty.
4. Write CONTROL.start, once: the ring is live from then on. Counters, tokens and the command index
   begin at 0, then commands run.
5. Wait for `irq` or poll IRQ_PENDING; write the ones back to clear them. `done` comes when the ring
   is empty, all engines are idle and every write is answered.

More commands may be appended at any time, while others run or after `done`: write the slots, then
RING_TAIL alone. None is forgotten. A tail that is written after the ring ran empty begins another
run by itself: its counters begin at 0, tokens and command index go on, and `done` comes again.
CONTROL.start changes nothing while the ring is live or after an error. RING_TAIL must stay below
RING_SIZE, a power of two, and RING_SIZE must not be written during a run, else BAD_RING; RING_BASE
must be a multiple of @SLOT_BYTES@, else MISALIGNED, and the ring inside the address space, else
BEYOND_BUS. Do not change RING_BASE during a run.

64-bit registers that change by themselves are read low word first: it keeps the high word of that
moment for the next read of a high word.

## Engines run side by side: tokens

@ENGINES@ run at the same time. Each takes its own commands
in the order of the ring; **there is no order between commands of different engines** but the
tokens: without them a MATMUL begins before the LOADs in front of it have ended. Tokens 0 to
@LAST_TOKEN@ are counting semaphores. They are 0 at start. A command waits until every token of its
wait mask is above 0, takes one of each, and runs; when it is done it adds one to every token of its
signal mask. Done means: LOAD, the last word is written; MATMUL, the last sum is in the accumulator;
STORE, POOL, @ATTENTION_COMMANDS@POST, the last write is answered (STORE to `activations`: the last word
is written).@ALSO_DONE@ A token counts to @MOST_OF_A_TOKEN@; one signal more is the error
TOKEN_OVERFLOW. Numbers have no meaning of their own.

A product needs: LOADs signal token a (commands of one engine end in order: only the last LOAD need
signal) -> MATMUL waits a, signals b -> STORE waits b. Before what was read is overwritten, the
reader must have signalled too: a LOAD into words that a MATMUL reads waits for that MATMUL's token.
A wait must be fed by a command in front of it in the ring. CHECK runs on no engine and has no
tokens.
)";

constexpr const char* kErrors = R"(
## Errors

The first error stops the ring: STATUS.error, IRQ_PENDING.error. ERROR_CODE says why and where
(codes in [commands](commands.md#error-codes)), ERROR_INDEX which command (counted from 0 since the
ring became live), ERROR_ADDRESS where it lies in the ring: the address of the command, not of the
access that failed, which follows from the command and its bases. A command that is refused has not
begun; one that fails on the way may have written some of its rows, and commands of other engines
may have gone on until the error was seen; from then on no burst begins, so nothing that was
computed from a failed read reaches the memory. WATCHDOG cycles without progress (@WATCHDOG@ unless
written, 0 = never) are an error too: a memory that does not answer, or a token that never comes.

**Recovery**: write CONTROL.soft_reset, poll STATUS until it is idle. It waits for the answers of
the memory, then resets engines, queues and tokens; when none comes for WATCHDOG cycles it ends in
the error DRAIN_TIMEOUT, and another soft reset may be tried. RING_HEAD and RING_TAIL are 0 then,
the other registers keep their values; write commands and RING_TAIL and start again. CONTROL.start
together with CONTROL.soft_reset is a soft reset.
)";

/// What is checked, and done, as a command of every machine is.
void addCommandsOf(num::MachineKind machine, Facts& facts) {
  const num::AttentionUnit attention = machine.attention;
  facts["ALSO_CHECK"] = facts["ALSO_DONE"] = "";
  if (attention == num::AttentionUnit::shared) {
    facts["ALSO_CHECK"] = "; TRANSPOSE as LOAD, DIVIDE as STORE";
    facts["ALSO_DONE"] = " TRANSPOSE is done as LOAD, WEIGH as MATMUL, DIVIDE as STORE; "
                         "PROBABILITIES when its last word and its last sum are written.";
  } else if (attention == num::AttentionUnit::none) {
    facts["ALSO_CHECK"] = "; TRANSPOSE as LOAD";
    facts["ALSO_DONE"] = " TRANSPOSE is done as LOAD.";
  }
  if (machine.dataflow == num::Dataflow::rowStationary)
    facts["ALSO_DONE"] += " CONVOLVE is done as MATMUL.";
}

} // namespace

std::string drivingMarkdown(const Machine& machine) {
  const bool onArray = num::kArrayUnits.contains(machine.attention);
  Facts facts = factsOf(machine);
  facts["ENGINES"] = isBuilt(Engine::attention, machine.attention)
                         ? "Five engines (load, array, store, attention, post)"
                         : "Four engines (load, array, store, post)";
  facts["ATTENTION_CLIENT"] = onArray ? "" : "1 attention, ";
  facts["ATTENTION_COMMANDS"] = onArray ? "" : "ATTENTION, SOFTMAX, ";
  addCommandsOf(machine.kind(), facts);
  return filled(std::string(kPins) + kRing + kErrors, facts);
}

} // namespace weft::isa
