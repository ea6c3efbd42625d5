// load_engine_nets.hpp: What runs between the steps of the load engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/blocks/load_engine/load_engine.hpp"
#include "gen/blocks/load_engine/transposer.hpp"
#include "gen/blocks/load_engine/zero_rounds.hpp"
#include "gen/hdl/hdl.hpp"
#include "gen/isa/engines.hpp"
#include "gen/isa/operands.hpp"
#include "gen/isa/ranges.hpp"

#include <bit>

namespace weft {

namespace load {

inline constexpr int kDestinations = isa::kCount<isa::LoadTo>;
inline constexpr int kDestinationBits = isa::kBits<isa::LoadTo>;
inline constexpr int kStepW = 16;
inline constexpr int kLevels = StridedWalker::kLevels;
inline constexpr int kCountW = AddressGenerator::kCountW;
inline constexpr int kRunsW = std::bit_width(isa::kWidestArray); ///< of the runs of a TRANSPOSE

/// Which runs of a command are zeros, by level, the innermost lowest.
struct Borders {
  hdl::UInt count, first, last;
  static constexpr std::tuple kFields{hdl::Field{"count", &Borders::count},
                                      hdl::Field{"first", &Borders::first},
                                      hdl::Field{"last", &Borders::last}};
  static Borders shape() {
    using hdl::zeros;
    constexpr int kBits = ZeroRounds::kLevels * ZeroRounds::kCountBits;
    return {zeros(kBits), zeros(kBits), zeros(kBits)};
  }
};

/// What a command says about places, and about the beats that belong there.
struct Placement {
  hdl::UInt destination;
  hdl::UInt lastBeat; ///< number of a run's last beat
  hdl::UInt zeroFirst, zeroLast;
  hdl::UInt tail; ///< bytes of a run's last beat, 0 = all
  hdl::UInt start, wordStep;
  hdl::UInt counts, steps; ///< of all levels, the innermost lowest
  static constexpr std::tuple kFields{hdl::Field{"destination", &Placement::destination},
                                      hdl::Field{"last_beat", &Placement::lastBeat},
                                      hdl::Field{"zero_first", &Placement::zeroFirst},
                                      hdl::Field{"zero_last", &Placement::zeroLast},
                                      hdl::Field{"tail", &Placement::tail},
                                      hdl::Field{"start", &Placement::start},
                                      hdl::Field{"word_step", &Placement::wordStep},
                                      hdl::Field{"counts", &Placement::counts},
                                      hdl::Field{"steps", &Placement::steps}};
  static Placement shape(const hdl::Dim& tailBits) {
    using hdl::zeros;
    const hdl::Dim border = ZeroRounds::kLevels * ZeroRounds::kCountBits;
    return {zeros(kDestinationBits), zeros(kRunBytesW - tailBits),
            zeros(border),           zeros(border),
            zeros(tailBits),         zeros(LoadEngine::kPlaceW),
            zeros(kStepW),           zeros(kLevels * kCountW),
            zeros(kLevels * kStepW)};
  }
};

/// What else a command says where keys become weights.
struct Turning {
  hdl::Bit turns;  ///< it is a TRANSPOSE
  hdl::UInt bytes; ///< of a run, 0 = as many as a run may have
  static constexpr std::tuple kFields{hdl::Field{"turns", &Turning::turns},
                                      hdl::Field{"bytes", &Turning::bytes}};
  static Turning shape() { return {hdl::Bit(hdl::zeros(1)), hdl::zeros(Transposer::kByteBits)}; }
};

} // namespace load

/// What only such a machine has.
struct LoadEngine::TurningNets {
  explicit TurningNets(LoadEngine* engine) : of(engine) {}

  LoadEngine* of;
  hdl::Wire<hdl::Bit> commandTurns{of, "cmd_turns", "the command is a TRANSPOSE"};
  load::Turning settings = hdl::wires(*of, "turning", load::Turning::shape());
  hdl::Wire<hdl::Bit> refused{of, "refused", "the next command turns more runs than COLUMNS"};
  hdl::Wire<hdl::Bit> whole{of, "block_whole", "the block being turned has its last word"};
  hdl::Wire<hdl::Bit> moves{of, "turner_moves", "a block is being turned"};
};

/// The words of all three destinations share the signals `word*`: only one destination is active
/// at a time.
struct LoadEngine::Nets {
  template <class T> using Wire = hdl::Wire<T>;
  template <class T> using Reg = hdl::Reg<T>;
  using Bit = hdl::Bit;
  using Unsigned = hdl::Unsigned;
  static constexpr int kDestinations = load::kDestinations;

  LoadEngine* of;
  Wire<Bit> generatorReady{of, "generator_ready"}, queueReady{of, "queue_ready"};
  Wire<Bit> active{of, "active", "a command is arriving; its settings follow"};
  load::Placement places =
      hdl::wires(*of, "placement", load::Placement::shape(hdl::clog2(of->BUS_BYTES)));

  Reg<Bit> open{of, "open_q", "the places of the command are being walked"};
  Reg<Unsigned> place{of, "place_q", kPlaceW, "of the next word"};
  Wire<Bit> begin{of, "begin_walk", "a command's places are walked from now on"};
  Wire<Bit> makes{of, "makes_zeros", "the next beat is one of zeros that are not read"};
  Wire<Bit> comes{of, "beat_comes", "a beat is there, read or made"};
  Wire<Bit> comesLast{of, "beat_comes_last", "it ends its run"};
  Wire<Unsigned> coming{of, "coming_beat", 8 * of->BUS_BYTES};
  Wire<Bit> enters{of, "beat_enters", "a destination takes it"};
  Wire<Bit> lastRun{of, "last_run", "the words are those of the command's last run"};
  Wire<Unsigned> validWords{of, "valid_words", kDestinations, "a destination has a word"};
  Wire<Unsigned> lastWords{of, "last_words", kDestinations, "it ends its run"};
  Wire<Unsigned> readyBeats{of, "ready_beats", kDestinations, "a destination takes a beat"};
  Wire<Unsigned> outOfBounds{of, "out_of_bounds", kDestinations, "a word has no place"};
  Wire<Bit> write{of, "write", "a word goes to its place"};
  Wire<Bit> endsRun{of, "ends_run", "it ends its run"};
  Wire<Bit> closes{of, "closes", "it ends its command"};
  Wire<Unsigned> generatorFaults{of, "generator_faults", kRunFaults};
  std::optional<TurningNets> turning = std::nullopt;

  /// `word`, or what a TRANSPOSE has instead of it.
  hdl::UInt unlessTurned(const hdl::UInt& word, std::uint32_t number) const {
    if (!turning)
      return word;
    return mux(turning->commandTurns, hdl::lit<Unsigned>(number, word.width()), word);
  }
};

/// One of the memories that a command can fill.
struct LoadEngine::Destination {
  isa::LoadTo kind;
  std::string name;
  hdl::Dim wordBytes, words;
  hdl::Out<hdl::Bit>& enable;
  hdl::Out<hdl::Unsigned>&address, &data;
};

/// A word on its way to its place.
struct LoadEngine::WordNets {
  const hdl::Bit &valid, &last;
  const hdl::UInt& data;
};

} // namespace weft
