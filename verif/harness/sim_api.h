/* sim_api.h: The C interface of a simulator that is built from one generated design. */
/* SPDX-License-Identifier: Apache-2.0 */

/* A simulator is a shared library with one exported function, weft_sim_api(). It holds the
   Verilated design `top` and the memory model behind its AXI4 master. Nothing here throws or
   prints. */
#ifndef WEFT_SIM_API_H
#define WEFT_SIM_API_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WEFT_SIM_ABI 4u
#define WEFT_SIM_NO_ADDRESS UINT64_MAX

typedef struct weft_sim weft_sim;

/* Timing and faults of the memory. */
typedef struct weft_sim_memory {
  uint32_t latency;         /* cycles, >= 1: AR handshake to first R beat; last W beat to B */
  uint32_t bytes_per_cycle; /* one budget for reads and writes; 0 = ideal: full width both ways */
  uint32_t stall_percent;   /* 0..99, per channel and cycle */
  uint32_t burst_beats;     /* longest legal burst, 1..256 */
  uint64_t error_address;   /* AXI byte address that answers SLVERR, or WEFT_SIM_NO_ADDRESS */
  uint64_t seed;            /* of the stalls */
  /* This channel refuses for `withheld_cycles`, once, from the first accepted burst that touches
     `withheld_address`; WEFT_SIM_NO_ADDRESS = from the first burst of all. */
  uint32_t withheld_channel; /* 0 none, 1 AR, 2 R, 3 AW, 4 W, 5 B */
  uint64_t withheld_address, withheld_cycles;
} weft_sim_memory;

/* An engine finished a command. Cycles are those of the simulation, as weft_sim_api.cycle counts.
 */
typedef struct weft_sim_event {
  uint64_t cycle;
  uint64_t begin; /* the engine had taken the command and finished the one before */
  uint32_t engine;
  uint32_t index;     /* running number of the command since start */
  uint64_t states[8]; /* cycles since the engine's last command, by state of the engine, this one
                         included; of a running design only */
} weft_sim_event;

/* From `cycle` on the engines are in these states, three bits per engine; WEFT_SIM_RUNNING is set
   while the hardware counts cycles. */
#define WEFT_SIM_RUNNING (UINT32_C(1) << 31)
typedef struct weft_sim_states {
  uint64_t cycle;
  uint32_t states;
} weft_sim_states;

/* In `cycle` a beat reached the memory at `address`. */
typedef struct weft_sim_write {
  uint64_t cycle, address;
} weft_sim_write;

/* What stands still between the design and its memory. */
typedef struct weft_sim_waiting {
  uint32_t ar, aw, w; /* 1 = offered by the design, not taken */
  uint32_t r, b;      /* 1 = offered by the memory, not taken */
  uint64_t reads;     /* bursts that the memory has accepted and not answered in full */
  uint64_t writes;    /* the same, of writes */
  uint64_t read_address, write_address; /* of the oldest of them */
} weft_sim_waiting;

typedef enum weft_sim_status {
  WEFT_SIM_INTERRUPT = 0, /* irq is high */
  WEFT_SIM_TIMEOUT = 1,   /* the cycles ran out */
  WEFT_SIM_VIOLATION = 2  /* an AXI rule was broken or a guard touched: see violation() */
} weft_sim_status;

/* All functions of a simulator. Addresses and sizes are AXI bytes; register offsets are bytes
   within the AXI4-Lite window, multiples of 4. */
typedef struct weft_sim_api_table {
  uint32_t abi;       /* WEFT_SIM_ABI */
  uint32_t bus_bytes; /* of the AXI4 master */
  uint32_t engines;   /* that the event log can name; 0 = built without it */
  uint32_t waves;     /* 1 = built with waveform tracing */

  /* A design out of reset. NULL when the memory description is illegal. */
  weft_sim* (*create)(const weft_sim_memory* memory);
  void (*destroy)(weft_sim* sim);

  /* Backs [address, address+size) by `host`, which must outlive the simulator or the next
     unmap_all. 0 = done, -1 = empty or overlapping. */
  int (*map)(weft_sim* sim, uint64_t address, uint64_t size, void* host);
  /* Any access to [address, address+size) becomes a violation. 0 = done, -1 = empty or overlapping.
   */
  int (*guard)(weft_sim* sim, uint64_t address, uint64_t size);
  /* Forgets all windows and guards. */
  void (*unmap_all)(weft_sim* sim);

  /* One AXI4-Lite access through the pins. 0 = OKAY, 2 = SLVERR, 3 = DECERR, -1 = no answer within
     10000 cycles. */
  int (*write)(weft_sim* sim, uint32_t offset, uint32_t value);
  int (*read)(weft_sim* sim, uint32_t offset, uint32_t* value);

  /* Pulls the reset pin low for `cycles` clocks. alone = 0: the memory is reset too; 1: it goes on
     answering what it has accepted in full. */
  void (*reset)(weft_sim* sim, uint32_t cycles, int alone);

  /* Runs until the interrupt, a violation, or `max_cycles` more cycles. */
  weft_sim_status (*run)(weft_sim* sim, uint64_t max_cycles);

  /* Cycles simulated since create. */
  uint64_t (*cycle)(const weft_sim* sim);
  /* Bytes of the beats that the memory has moved since create. */
  uint64_t (*read_bytes)(const weft_sim* sim);
  uint64_t (*written_bytes)(const weft_sim* sim);

  /* The events since the last clear_events, oldest first; valid until the next call that simulates.
   */
  uint64_t (*events)(const weft_sim* sim, const weft_sim_event** first);
  void (*clear_events)(weft_sim* sim);
  /* Commands that the engine has taken since the last clear_events. */
  uint64_t (*taken)(const weft_sim* sim, uint32_t engine);
  /* The present states of the engines, as in weft_sim_states. */
  uint32_t (*states)(const weft_sim* sim);
  /* Keeps every change of state from the next clear_events on (1) or not (0, at first). */
  void (*record_states)(weft_sim* sim, int on);
  /* The changes since the last clear_events, the states at that moment first. */
  uint64_t (*state_changes)(const weft_sim* sim, const weft_sim_states** first);
  /* The beats written since the last clear_events, oldest first. */
  uint64_t (*writes)(const weft_sim* sim, const weft_sim_write** first);
  /* The cycle in which the design last began to run. */
  uint64_t (*run_begin)(const weft_sim* sim);
  void (*waiting)(const weft_sim* sim, weft_sim_waiting* answer);
  /* 2^engines counters: the cycles since the last clear_events in which exactly the engines of the
     set (bit per engine) were busy. */
  const uint64_t* (*busy_sets)(weft_sim* sim);

  /* The first violation in words, NULL when there is none. */
  const char* (*violation)(const weft_sim* sim);

  /* Writes an FST file of the cycles from..to, counted from the next one in which the design begins
     to run; `zero` is added to the cycles in the file. Closes an earlier file; from > to writes
     none. 0 = done, -1 = built without. */
  int (*wave)(weft_sim* sim, const char* file, uint64_t from, uint64_t to, uint64_t zero);
} weft_sim_api_table;

/* The only symbol to look up. */
const weft_sim_api_table* weft_sim_api(void);

#ifdef __cplusplus
}
#endif
#endif
