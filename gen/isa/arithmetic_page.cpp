// arithmetic_page.cpp: Every result of the accelerator, bit for bit.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"
#include "gen/isa/page.hpp"
#include "gen/num/attention_formats.hpp"

#include "gen/num/fixed.hpp"
#include "gen/num/gelu.hpp"

namespace weft::isa {
namespace {

constexpr const char* kBasics = R"(# Arithmetic

All values are exact integers; `>>` rounds towards minus infinity. There is one rounding, to
nearest, halves upwards:

    round(v, e)    = (v >> e) + ((v >> (e - 1)) & 1)  for e >= 1,  v for e = 0
    saturate(v, b) = v limited to -2^(b-1) .. 2^(b-1) - 1

## Scale words

A positive real factor is one 32-bit word: shift e in bits 31:@SHIFT_LOW@, multiplier m in bits
@MULTIPLIER_HIGH@:0, value m 2^-e, 1 <= e <= @MOST_SHIFT@.

    requantise(v, (m, e), b) = saturate(round(v m, e), b)

To write the real number r: with 2^(x-1) <= r < 2^x, e = min(@MULTIPLIER_BITS@ - x, @MOST_SHIFT@), m
= round(r 2^e); when that is 2^@MULTIPLIER_BITS@, m / 2 and e - 1. So 0 < r < 2^@MULTIPLIER_HIGH@.
Where words are used:

| use | limits |
|---|---|
| channel record@SECOND_SCALE@ | e 1 to @MOST_SHIFT@ |
)";

constexpr const char* kSoftmaxScales =
    R"(| score_scale of @SCORES@ | e @SMALLEST_SCORE_SHIFT@ to @MOST_SHIFT@, else BAD_FIELD; the low @DROPPED@ bits of m do not count |
| output_scale of @OUTPUT@ | the low @DROPPED@ bits of m do not count |
)";

constexpr const char* kPostScales =
    R"(| scale_a, scale_residual, scale8 of POST | below 4, else BAD_FIELD, when used; taken as round(m 2^(24 - e)) in steps of 2^-24 |
)";

constexpr const char* kScoreScale = R"(
The score scale makes base-2 exponents with @FRACTION@ fraction bits of a score q . k: s_q s_k
log2(e) / sqrt(D) * @OCTAVE@, s_q and s_k being the scales of q and k. The output scale of
@OUTPUT@ is s_v / s_out.
)";

constexpr const char* kStore = R"(
## STORE and POOL

With the channel's bias and scale:

    sum = acc + bias                      int32
    x   = requantise(sum, scale, 32)      but sum itself with type int32
    y   = x  |  max(x, 0)                 activation none | relu
    out = saturate(y, 8 | 16 | 32)        type int8 | int16 | int32

GELU, softmax and layer normalisation are not in this machine.
)";

constexpr const char* kStoreWithGelu = R"(
## STORE and POOL

With the channel's bias and scale, and second_scale T:

    sum = acc + bias                                          int32
    x   = requantise(sum, scale, 32)                          but sum itself with type int32 and no GELU
    y   = x  |  max(x, 0)  |  requantise(gelu(x), T, 32)      activation none | relu | gelu
    out = saturate(y, 8 | 16 | 32)                            type int8 | int16 | int32

So with GELU the channel's scale makes steps of 2^-20 and T makes those of the output. POOL makes int8
without GELU, and of these the largest of each window.

    gelu(x) = max(x, 0) - d(|x|),  argument and result in steps of 2^-20
)";

constexpr const char* kAccurateGelu = R"(
With k = a >> @SEGMENT_BITS@, t = a mod 2^@SEGMENT_BITS@: d(a) = 0 for k >= @SEGMENTS@, else with
row k of the table

    d(a) = c0 + round((c1 + round(c2 t, @CURVATURE_SHIFT@)) t, @SEGMENT_BITS@)

    k: c0, c1, c2
@GELU_TABLE@)";

constexpr const char* kIbertGelu = R"(
With x = round(a, 5): d(a) = 0 for x >= @IGELU_ROOT@, else

    d(a) = round(round((@IGELU_ROOT@ - x)^2, 16) round(x @IGELU_FACTOR@, 17), 10)
)";

constexpr const char* kSoftmax = R"(
## Softmax: @SOFTMAX_ROWS@

Row by row over chunks of @CHUNK@ keys; the visible keys are the first ones of a row. m and e are
those of the score scale.

1. Exponent of a key: x = saturate(round(score (m >> @DROPPED@), e - @DROPPED@), @EXPONENT_BITS@),
   @FRACTION@ fraction bits.
2. Exponent of a chunk: M = (max x + @OCTAVE@ - 1) >> @FRACTION@ over its visible keys. A chunk
   without one has p = 0 and changes nothing.
3. d = @OCTAVE@ M - x, n = min(d >> @FRACTION@, @SHARE_BITS@), f = d mod @OCTAVE@, t = (T[f] <<
   @TABLE_SHIFT@) >> n, p = round(t, @SUM_GUARD@), 0 for keys that are not visible.
4. @TABLE@
5. Sum of a chunk: p << @SUM_GUARD@ for each key with p >= @CONSISTENT@, else t.
6. The row: the first chunk sets E = M and sum = its sum. Later, with r = M - E: if r >= 0, sum =
   round(sum, min(r, @MOST_ALIGNMENT@)) + chunk and E = M; else sum = sum + round(chunk, min(-r,
   @MOST_ALIGNMENT@)).@SOFTMAX_WRITES@

## @WEIGHTED@

Scores are exact: sum over d of q[i][d] k[j][d]. For every d, with the rounding that step 6 takes:

    acc = round_row(acc) + round_chunk((sum over the chunk of p[j] v[j][d]) << @ACCUMULATOR_GUARD@)      from 0

that is round_row(v) = round(v, min(r, @MOST_ALIGNMENT@)) when r >= 0 and the chunk is not shifted,
else round_chunk(v) = round(v, min(-r, @MOST_ALIGNMENT@)) and the row is not. The output, with sum
of the row and (m, e) of the output scale:

    k = floor(log2 sum), u = sum << (31 - k), i = u[30:23], a = u[22:13]
    R[i] = min(2^17 - 1, floor(2^25 / (256 + i) + 1/2)), i 0 to 256
    reciprocal r = R[i] - round((R[i] - R[i+1]) a, 10)
    g = (r (m >> @DROPPED@)) >> @RECIPROCAL_BITS@,  h = min(k + e - @GAIN@, 63),  out = saturate(round(acc g, h), 8)

A row that saw no key gives zeros.
)";

constexpr const char* kPostSum = R"(
## POST

f_a, f_b, f_8 are the scales in steps of 2^-24.

    t   = saturate(round(a f_a + b f_b, 24), 16)          f_b = 0 without `residual`
    y16 = t
    y8  = saturate(round(y16 f_8, 24), 8)
)";

constexpr const char* kPost = R"(
## POST

f_a, f_b, f_8 are the scales in steps of 2^-24; D = columns, g = gamma_shift, E = epsilon_high 2^32
+ epsilon_low < 2^55.

    t   = saturate(round(a f_a + b f_b, 24), 16)          f_b = 0 without `residual`; max(t, 0) with `relu`
    y16 = t                                               without `normalise`
    y8  = saturate(round(y16 f_8, 24), 8)

With `normalise`, S and Q being the sums of t and of t^2 over the row:

    n   = D Q - S^2 + E
    w   = ((D t - S) 2^18) >> halvings
    z   = round(w factor, 18)
    y16 = saturate(round(z gamma, 18 + g) + beta, 16)

n = 0 has halvings = factor = 0. Otherwise halvings = floor(log2(n) / 2) and
@ROOT@
For a LayerNorm of t in steps of s_t with output steps s: gamma = round(real gamma 2^g / s) with the
largest g up to @MOST_GAMMA_SHIFT@ for which all fit 16 bits, beta = round(real beta / s), E =
round(D^2 epsilon / s_t^2).
)";

constexpr const char* kAccurateTable = "T[f] = floor(4080 * 2^(-f/256) + 1/2), f 0 to 255.";
constexpr const char* kIbertTable = "T[f] = round(11233 (f^2 - 1000 f + 380856), 20), f 0 to 255.";
constexpr const char* kAccurateRoot = "v = (n 4^(27 - halvings)) >> 30, r = the largest integer "
                                      "below 2^17 with r^2 v <= 2^58, factor "
                                      "= 2 r + 1.\n";
constexpr const char* kIbertRoot =
    "s = floor(sqrt(n)), factor = min(2^45 / (s 2^(27 - halvings)) rounded down, 2^18 - 1).\n";

std::string geluTable() {
  std::string text;
  for (std::size_t k = 0; k < num::kGeluTable.size(); ++k) {
    const auto& [c0, c1, c2] = num::kGeluTable[k];
    text += "    " + std::to_string(k) + ": " + std::to_string(c0) + ", " + std::to_string(c1) +
            ", " + std::to_string(c2) + "\n";
  }
  return text;
}

void addAttention(Facts& facts) {
  const auto text = [](std::int64_t number) { return std::to_string(number); };
  facts.insert({{"DROPPED", text(num::kDroppedMultiplierBits)},
                {"SMALLEST_SCORE_SHIFT", text(num::kSmallestScoreShift)},
                {"FRACTION", text(num::kExponentFraction)},
                {"OCTAVE", text(1 << num::kExponentFraction)},
                {"EXPONENT_BITS", text(num::kExponentBits)},
                {"SHARE_BITS", text(num::kShareBits)},
                {"TABLE_SHIFT", text(num::kSumGuardBits - num::kTableGuardBits)},
                {"SUM_GUARD", text(num::kSumGuardBits)},
                {"CONSISTENT", text(num::kConsistentFrom)},
                {"MOST_ALIGNMENT", text(num::kMostAlignment)},
                {"ACCUMULATOR_GUARD", text(num::kAccumulatorGuardBits)},
                {"RECIPROCAL_BITS", text(num::kReciprocalBits)},
                {"GAIN", text(num::kReciprocalGain)}});
}

/// Without softmax, GELU and layer normalisation.
bool isBare(const Machine& machine) { return !num::kNonlinearUnits.contains(machine.attention); }

Facts numberFacts(const Machine& machine) {
  const bool accurate = machine.nonlinear == num::Nonlinear::accurate;
  const bool isShared = machine.attention == num::AttentionUnit::shared;
  const auto text = [](std::int64_t number) { return std::to_string(number); };
  Facts facts = factsOf(machine);
  addAttention(facts);

  facts.insert({{"SHIFT_LOW", text(num::Scale::kMultiplierBits)},
                {"MULTIPLIER_BITS", text(num::Scale::kMultiplierBits)},
                {"MULTIPLIER_HIGH", text(num::Scale::kMultiplierBits - 1)},
                {"MOST_SHIFT", text(num::Scale::kMaxShift)},
                {"SEGMENT_BITS", text(num::kGeluSegmentBits)},
                {"SEGMENTS", text(num::kGeluTable.size())},
                {"CURVATURE_SHIFT", text(num::kGeluSegmentBits + num::kGeluCurvatureGuard)},
                {"GELU_TABLE", geluTable()},
                {"IGELU_ROOT", text(num::kIGeluRoot)},
                {"IGELU_FACTOR", text(num::kIGeluFactor)},
                {"SECOND_SCALE", isBare(machine) ? "" : ", second_scale"},
                {"SCORES", isShared ? "PROBABILITIES" : "ATTENTION and SOFTMAX"},
                {"OUTPUT", isShared ? "DIVIDE" : "ATTENTION"},
                {"SOFTMAX_ROWS", isShared ? "PROBABILITIES" : "SOFTMAX and the rows of ATTENTION"},
                {"SOFTMAX_WRITES",
                 isShared ? "" : " SOFTMAX writes p, M of each chunk, and sum and E of the row."},
                {"WEIGHTED", isShared ? "WEIGH and DIVIDE" : "ATTENTION"},
                {"TABLE", accurate ? kAccurateTable : kIbertTable},
                {"ROOT", accurate ? kAccurateRoot : kIbertRoot}});
  return facts;
}

} // namespace

std::string arithmeticMarkdown(const Machine& machine) {
  const Facts facts = numberFacts(machine);
  if (isBare(machine))
    return filled(std::string(kBasics) + kPostScales + kStore + kPostSum, facts);
  const bool accurate = machine.nonlinear == num::Nonlinear::accurate;
  return filled(std::string(kBasics) + kSoftmaxScales + kPostScales + kScoreScale + kStoreWithGelu +
                    (accurate ? kAccurateGelu : kIbertGelu) + kSoftmax + kPost,
                facts);
}

} // namespace weft::isa
