// operands_page.cpp: Where every element of every operand lies, in memory and on chip.
// SPDX-License-Identifier: Apache-2.0
#include "gen/isa/documents.hpp"
#include "gen/isa/page.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/attention_formats.hpp"

#include <algorithm>
#include <string>

namespace weft::isa {
namespace {

constexpr const char* kMemories = R"(# Operands

Little-endian everywhere; element 0 at the lowest address. A row of a tensor is contiguous; rows lie
a pitch or stride apart, which is a multiple of @BUS@ bytes, and begin at multiples of @BUS@.
Nothing between rows is used or written. `/` is the quotient rounded down, `%` its rest.

## Memories on chip

| memory | words | a word | filled by | read by |
|---|---|---|---|---|
| activations | @ACTIVATION_WORDS@ | @WORD_BYTES_activations@ int8 | LOAD, STORE@ALSO_FILL_ACTIVATIONS@ | MATMUL@ALSO_MULTIPLY@ |
| weights | @WEIGHT_WORDS@ | @WORD_BYTES_weights@ int8 | LOAD@ALSO_FILL_WEIGHTS@ | MATMUL@ALSO_MULTIPLY@ |
| parameters | @PARAMETER_WORDS@ | @COLUMNS@ channel records of @RECORD_BYTES@ bytes | LOAD | STORE, POOL |
| accumulator | @ACCUMULATOR_ROWS@ rows | @COLUMNS@ int32 sums | MATMUL@ALSO_MULTIPLY@ | STORE, POOL@ALSO_READ_SUMS@ |
@ALSO_MEMORIES@
The accumulator has two halves, rows from 0 and from @HALF_ROWS@ on. A block may lie across both.
STORE and POOL wait while MATMUL adds in the half that they read, so a product is best computed in one half
while the other is stored. None of these memories can be read by the host.

**Channel record**: int32 bias, then the channel's [scale word](arithmetic.md#scale-words); lane c
of a parameter word is at byte @RECORD_BYTES@ c.

## LOAD

Runs (i1, i2, i3), i1 fastest, of `bytes` bytes each:

    byte b of a run:  memory  base + offset + i1 stride1 + i2 stride2 + i3 stride3 + b
                      word    start + (b / W) word_step + i1 step1 + i2 step2 + i3 step3,  byte b % W

W = bytes of a word: @WORD_BYTES_activations@ (activations), @WORD_BYTES_weights@ (weights),
@WORD_BYTES_parameters@ (parameters). The rest of a run's last word becomes zero, so that edges of a
product add nothing. `bytes` is at most @LONGEST_RUN@.

Runs with i1 < zero_first1, i1 + zero_last1 >= count1, i2 < zero_first2 or i2 + zero_last2 >= count2
are not read, and their addresses are not checked: their words become zero. So a convolution takes its
padding, in which i1 counts columns of the output and i2 its lines, stride1 and stride2 being the
step of the convolution times the pitch of a pixel and of a line. Offsets are taken modulo 2^32, so
the run of i1 = i2 = 0 may lie before the tensor, even before its base, when it is not read: write its
offset as a negative number. A command of zeros alone reads nothing. Zeros have no address: with
them any destination may be filled.

## MATMUL

With R = @ROWS@, C = @COLUMNS@, for n < n_tiles, m < rows, c < C:

    sum[accumulator_start + n accumulator_stride + m][c]  (+)=
        sum over k < k_tiles, r < R of  x[activation_start + k activation_stride + m][r]
                                      * w[weight_start + k weight_k_stride + n weight_n_stride + r][c]

x and w are words of int8. Without `accumulate` the first k tile replaces what was in the rows. Rows
of different n tiles must not overlap: accumulator_stride >= rows unless n_tiles is 1. Sums are
int32. A command with k_tiles R of 2^17 or more is refused (BAD_FIELD); what several commands add up
must not wrap: K terms and a bias are safe while 128 * 127 K + |bias| <= 2^31 - 1. So to multiply x
[M x K] by w [K x N], activation word k M + m holds x[m][k R .. k R + R - 1], and weight word n K +
k R + r holds w[k R + r][n C .. n C + C - 1], with activation_stride M, weight_k_stride R,
weight_n_stride K (K a multiple of R, or rows of zeros below).

Every word and row that a command names must exist, those of the last tile included; rows of w
beyond K are read: load zeros there or never leave them unwritten.
@WHOLE_TILES@
@CONVOLVE@## STORE

Row i = 0 .. count1 count2 count3 - 1, level 1 fastest; value c of the row, c < columns:

    sum      accumulator row  accumulator_start + i + (c / C) accumulator_stride,  lane c % C
    channel  parameter word   parameter_start + c / C,                             lane c % C
    value    as in arithmetic.md, of 1, 2 or 4 bytes (`type`)

To `memory`: value c at base + offset + i1 stride1 + i2 stride2 + i3 stride3 + c * bytes. A row has
as many values as parameter words have records, at most. To `activations`: the row's bytes in words
of R: byte b goes to activation word start + i + (b / R) word_step, byte b % R; the rest of the last
word is zero. Base, offset and strides are checked as if the rows went to memory.

## POOL

Output r = 0 .. count1 count2 count3 - 1, level 1 fastest, py = r / count1, px = r % count1; value c,
c < columns, is the largest over dy, dx < window of

    y        clamp(@WINDOW_STEP@ py - pad_top + dy, 0, source_rows - 1)
    x        clamp(@WINDOW_STEP@ px - pad_left + dx, 0, source_columns - 1)
    sum      accumulator row  accumulator_start + y source_columns + x + (c / C) accumulator_stride,  lane c % C
    channel  parameter word   parameter_start + c / C,                                                lane c % C
    value    int8, as of STORE

It goes to base + offset + i1 stride1 + i2 stride2 + i3 stride3 + c. Windows step by @WINDOW_STEP@. A window
that reaches beyond the source takes the nearest line and column again, which is what leaving these out
gives: 3 x 3 windows with a padding of 1 have pad_top = pad_left = 1, 2 x 2 windows 0. Every accumulator
row that a window covers must exist. POOL waits for the array as STORE does.

)";

constexpr const char* kConvolve = R"(## CONVOLVE

With g = (first_channel + i / kernel_rows) % R, h = i % kernel_rows, for n < n_tiles, line e < lines, x < columns, c < C:

    sum[accumulator_start + n accumulator_stride + e columns + x][c]  (+)=
        sum over k < k_tiles, s < taps, i < R of
            image[activation_start + k activation_stride + (e step + h) line_words + x step + s][g]
            * w[weight_start + k weight_k_stride + n weight_n_stride + s R + i][c]

image and w are words of int8. An activation word holds R channels of one pixel, the next R channels lie
activation_stride words on; the padding of the image lies there, too: LOAD fills it with zeros. One command multiplies R /
kernel_rows channels of every word, from first_channel on; where `i / kernel_rows` goes beyond them, write
zeros as weights. The other channels, more rows of the kernel than R, and taps whose weights do not fit take
further commands, each of which starts at its line and pixel of the image and adds to the sums of the one before.
kernel_rows is at most R, first_channel less than R, k_tiles R taps less than 2^17 (BAD_FIELD). Without `accumulate` the first
k tile replaces. Rows of different n tiles must not overlap, and every word that is named must exist, as with
MATMUL.

)";

constexpr const char* kDedicated = R"(## ATTENTION

For head h < heads, query i < L, key j < S, d < head_size, with g = h / query_heads_per_kv_head, all
int8:

    q[i][d]    q_base   + q_offset   + h q_head_stride   + i q_pitch   + d
    k[j][d]    k_base   + k_offset   + g kv_head_stride  + j kv_pitch  + d
    v[j][d]    v_base   + v_offset   + g kv_head_stride  + j kv_pitch  + d
    out[i][d]  out_base + out_offset + h out_head_stride + i out_pitch + d

L and S come from `queries` and `keys`, or from a scalar register: at most @MOST_QUERIES@ queries
and @MAX_KEYS@ keys, else BAD_FIELD. A scalar may be 0: no queries are done at once, no keys give
rows of zeros. Query i sees the first keys only:

| mask | keys |
|---|---|
| none | 0 .. S - 1 |
| causal | 0 .. S - L + i, none when that is negative: the last query sees every key |
| padding | 0 .. min(valid, S) - 1 |

`valid` does not count with the other masks. A query that sees no key gives zeros.

## SOFTMAX

Row i < rows of `columns` = S scores, in chunks of @CHUNK@ keys, T = (S + @CHUNK@ - 1) / @CHUNK@ of
them:

    score j     int32   scores_base + scores_offset + i scores_pitch + 4 j
    p[j]        uint8   p_base + p_offset + i p_pitch + j                              S bytes
    exponent t  int16   exponents_base + exponents_offset + i exponents_pitch + 2 t   T chunks
    sum         8 bytes sums_base + sums_offset + i sums_pitch: uint32 sum, int16 exponent of the row, int16 0

Probability of key j: p[j] 2^(exponent[j / @CHUNK@] - row exponent) 256 / sum.

)";

constexpr const char* kShared = R"(## Attention on the array

The scores of a block of L queries and a block of S keys of one head are a product (MATMUL) of queries
as activations and keys, turned by TRANSPOSE, as weights. PROBABILITIES makes activations of them, WEIGH
multiplies these by the values, DIVIDE ends the rows. Further blocks of keys of the same queries follow
with `first` 0 and `accumulate` 1, in the order of the keys, all but the last of whole chunks. With R =
@ROWS@, C = @COLUMNS@, chunks of @CHUNK@ keys.

)";

constexpr const char* kHeads = R"(## Products of activations

Keys become weights on their way (TRANSPOSE), so that queries times keys is a MATMUL; values are
weights as they lie (LOAD).

)";

constexpr const char* kTranspose = R"(##@DEEPER@ TRANSPOSE

Runs (i1, i2, i3), i1 fastest, at most C of them innermost, of `bytes` bytes each, lie as those of
LOAD:

    byte d of run (i1, i2, i3)   weight word start + i2 step2 + i3 step3 + d,  byte i1

Bytes count1 .. C - 1 of these words are zero, and so are the words of a block from `bytes` on, up to
the next multiple of @WIDER_SIDE@. More than C runs innermost are refused (BAD_FIELD).

)";

constexpr const char* kSharedRows = R"(### PROBABILITIES

Row m < rows, key j < keys:

    score of j      accumulator row  accumulator_start + (j / C) accumulator_stride + m,      lane j % C
    p of j          activation word  activation_start + (j / R) activation_stride + m,        byte j % R

Row m sees keys 0 .. visible + (causal ? m : 0) - 1 of those of the command (`visible` is signed; none when
that is negative, all when it is beyond them). The words of a chunk are written whole, 0 for keys that are
not seen. Row m is row row_start + m of @REMEMBERED@ whose exponent and sum are remembered from
command to command, from nothing on with `first`, which the first command of a row must have. With every word goes how its chunk and the row are
aligned. At most @MAX_KEYS@ keys.

### WEIGH

As MATMUL, x being the bytes of probabilities, 0 to 255, but row m of the accumulator is aligned with each chunk
(arithmetic.md) as the words of the chunk say, `accumulate` 0 meaning that the first chunk replaces the row. k_tiles must make
whole chunks, @CHUNK_TILES@ each@MOST_WEIGHED_ROWS@.

### DIVIDE

Row i = 0 .. count1 count2 count3 - 1, level 1 fastest; value c of the row, c < columns:

    acc      accumulator row  accumulator_start + i + (c / C) accumulator_stride,  lane c % C
    sum      remembered row   row_start + i
    value    int8, as in arithmetic.md

It goes where a value of 1 byte of STORE goes.

)";

constexpr const char* kPost = R"(## POST

Row i < rows, column c < columns (at most @MOST_COLUMNS@):

    a         int16  a_base + a_offset + i a_pitch + 2 c                              int8, + c with `a8`
    residual  int16  residual_base + residual_offset + i residual_pitch + 2 c         with `residual`; int8, + c with `residual8`
@GAMMA_BETA@    out16     int16  out16_base + out16_offset + i out16_pitch + 2 c                   with `write16`
    out8      int8   out8_base + out8_offset + i out8_pitch + c                        with `write8`

At least one output must be written. A row is read before the same row is written, so an output may
lie on `a` or on the residual.
)";

constexpr const char* kGammaBeta = "    gamma, beta      gamma_beta_base + gamma_beta_offset + 4 "
                                   "c: int16 gamma, int16 beta   with "
                                   "`normalise`\n";

constexpr const char* kWholeTiles = R"(
All words of a weight tile are read at once, from as many banks: weight_start must be a multiple of
R, and so must weight_k_stride (unless k_tiles is 1) and weight_n_stride (unless n_tiles is 1), else
BAD_FIELD.
)";

/// What a machine with this attention has between products and rows.
std::string attentionText(num::AttentionUnit attention) {
  switch (attention) {
  case num::AttentionUnit::dedicated:
    return kDedicated;
  case num::AttentionUnit::shared:
    return std::string(kShared) + kTranspose + kSharedRows;
  case num::AttentionUnit::none:
    return std::string(kHeads) + kTranspose;
  }
  return {};
}

/// What machines of some kinds do more with their memories.
void addWordsOfKind(Facts& facts, const Machine& machine) {
  const bool isShared = machine.attention == num::AttentionUnit::shared;
  const bool onArray = num::kArrayUnits.contains(machine.attention);
  const bool convolves = machine.dataflow == num::Dataflow::rowStationary;
  const auto also = [&](const char* words) { return std::string(isShared ? words : ""); };
  const int tiles = machine.rows == 0 ? 0 : machine.chunkKeys / machine.rows;
  facts.insert(
      {{"ALSO_FILL_ACTIVATIONS", also(", DIVIDE, PROBABILITIES")},
       {"ALSO_FILL_WEIGHTS", onArray ? ", TRANSPOSE" : ""},
       {"DEEPER", also("#")},
       {"GAMMA_BETA", num::kNonlinearUnits.contains(machine.attention) ? kGammaBeta : ""},
       {"ALSO_MULTIPLY", also(", WEIGH") + (convolves ? ", CONVOLVE" : "")},
       {"CONVOLVE", convolves ? kConvolve : ""},
       {"ALSO_READ_SUMS", also(", DIVIDE, PROBABILITIES")},
       {"ALSO_MEMORIES", also("| remembered rows | @REMEMBERED@ | exponent and sum | PROBABILITIES "
                              "| PROBABILITIES, DIVIDE |\n")},
       {"REMEMBERED", std::to_string(num::kRememberedRows)},
       {"WIDER_SIDE", std::to_string(std::max(machine.rows, machine.columns))},
       {"CHUNK_TILES", std::to_string(tiles)},
       {"MOST_WEIGHED_ROWS",
        tiles > 1 ? "; rows at most " + std::to_string(num::kMostBlockQueries) : std::string()}});
  if (isShared)
    facts["ALSO_MEMORIES"] = filled(facts["ALSO_MEMORIES"], facts);
}

} // namespace

std::string operandsMarkdown(const Machine& machine) {
  Facts facts = factsOf(machine);
  facts["WINDOW_STEP"] = std::to_string(kWindowStep);
  facts["WHOLE_TILES"] = machine.dataflow == num::Dataflow::noLocalReuse ? kWholeTiles : "";
  addWordsOfKind(facts, machine);
  return filled(std::string(kMemories) + attentionText(machine.attention) + kPost, facts);
}

} // namespace weft::isa
