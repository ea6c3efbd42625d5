// power_lane.cpp: One probability from an exponent: a table for the fraction, a shift for the rest.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/softmax/power_lane.hpp"

#include "gen/blocks/softmax/softmax_model.hpp"

namespace weft {

using namespace hdl;
using num::kExponentFraction;
using num::kProbabilityBits;
using num::kShareBits;
using num::kSumGuardBits;
using num::kTableBits;

namespace {
constexpr int kDistanceBits = num::kExponentBits + 1;
/// As many octaves as a share has bits make nothing of a mantissa.
constexpr int kOctaveBits = num::log2Of(kShareBits);
} // namespace

PowerLane::PowerLane(num::Nonlinear nonlinear)
    : Module("power_lane", "one probability from an exponent") {
  const ExponentTable& table = exponentTable(nonlinear);
  Rom<Unsigned> power{this,
                      "power",
                      kExponentFraction,
                      kTableBits,
                      {table.begin(), table.end()},
                      std::to_string(num::kMostProbability) + " * 2^(-f/" +
                          std::to_string(1 << kExponentFraction) + ") in steps of 1/" +
                          std::to_string(1 << num::kTableGuardBits)};
  Reg<Signed> distance{this, "distance_q", kDistanceBits, "below the chunk's exponent"};
  Reg<Bit> kept{this, "kept_q", "the key is not masked"};
  Reg<Unsigned> mantissa{this, "mantissa_q", kTableBits};
  Reg<Unsigned> octaves{this, "octaves_q", kOctaveBits + 1,
                        std::to_string(kShareBits) + " and more make nothing of a mantissa"};
  Reg<Unsigned> guarded{this, "guarded_q", kShareBits,
                        "probability with " + std::to_string(num::kSumGuardBits) + " guard bits"};

  latency(kLatency);
  clocked(clk, [&] {
    when(enable.bit(0), [&] {
      distance <<= cat(exponent, zeros(kExponentFraction)).asSigned() - x.extend(kDistanceBits);
      kept <<= visible;
    });
    when(enable.bit(1), [&] {
      mantissa <<= power(distance.low(kExponentFraction).asUnsigned());
      const UInt whole = distance.at(kExponentFraction, kOctaveBits).asUnsigned();
      const Bit far = anyOf(distance.high(kDistanceBits - kExponentFraction - kOctaveBits));
      octaves <<= mux(kept & ~far, whole.extend(kOctaveBits + 1),
                      lit<Unsigned>(kShareBits, kOctaveBits + 1));
    });
    when(enable.bit(2),
         [&] { guarded <<= cat(mantissa, zeros(kShareBits - kTableBits)) >> octaves; });
  });
  addRounding(guarded);
}

void PowerLane::addRounding(const UInt& guarded) {
  Reg<Unsigned> rounded{this, "rounded_q", kProbabilityBits};
  Reg<Unsigned> unrounded{this, "unrounded_q", kShareBits};
  clocked(clk, [&] {
    when(enable.bit(3), [&] {
      rounded <<=
          guarded.high(kProbabilityBits) + guarded.bit(kSumGuardBits - 1).extend(kProbabilityBits);
      unrounded <<= guarded;
    });
  });
  probability <<= rounded;
  note("From " + std::to_string(num::kConsistentFrom) +
       " on the sum takes p as it was rounded: the error cancels in the division.");
  share <<= mux(anyOf(rounded.high(kProbabilityBits - num::log2Of(num::kConsistentFrom))),
                cat(rounded, zeros(kSumGuardBits)), unrounded);
}

} // namespace weft
