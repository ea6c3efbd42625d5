// pass_walker.cpp: Reads the activations of a product or a convolution, step after step.
// SPDX-License-Identifier: Apache-2.0
#include "gen/blocks/matmul_engine/pass_walker.hpp"

#include <string>
#include <vector>

namespace weft {

using namespace hdl;

/// What the steps of the constructor share.
struct PassWalker::Nets {
  PassWalker* at;
  Reg<Bit> walking{at, "walking_q", "steps of a command are left"};
  Reg<Bit> passBegins{at, "pass_begins_q", "the next step is the first of a pass"};
  Reg<Bit> replacing{at, "overwrite_q", "the first k tile of a command that does not accumulate"};
  Reg<Unsigned> kernelRows{at, "kernel_rows_q", kKernelSideBits, "of the command under way"};
  Reg<Unsigned> tapsLast{at, "taps_last_q", kKernelSideBits, "its taps - 1"};
  Reg<Bit> wide{at, "wide_q", "its outputs are two inputs apart"};
  Reg<Unsigned> pitch{at, "pitch_q", kMatmulCountBits, "output columns of its lines"};
  Reg<Unsigned> line{at, "line_q", at->LINE_W, "input line of the next word, in its block"};
  Reg<Unsigned> place{at, "place_q", at->HELD_W, "where its image column is held"};
  Reg<Unsigned> linesLast{at, "lines_last_q", kMatmulCountBits,
                          "output lines from this block on - 1"};
  Reg<Unsigned> word{at, "word_q", kMatmulWalkBits, "next word to read"};
  Reg<Unsigned> sum{at, "sum_q", kMatmulWalkBits, "accumulator row of the step's first line"};
  Wire<Unsigned> extra{at, "extra", at->EXTRA_W, "output lines of this block behind the first"};
  Wire<Bit> present{at, "present", "a word waits that the cells have room for"};
  Wire<Bit> lastWord{at, "last_word", "the word is the last of its step"};
  Wire<Bit> issue{at, "issue", "it is read"};
  Wire<Bit> nextColumn{at, "next_column", "it is the last of its image column"};
  Wire<Bit> nextStep{at, "next_step", "and of its step"};
  Wire<Bit> nextBlock{at, "next_block", "and of its block of lines"};
  Wire<Bit> nextPass{at, "next_pass", "and of its pass"};
  Wire<Bit> nextK{at, "next_k", "and of all passes of its k"};
  Wire<Bit> lastStep{at, "last_step", "no step of the command follows this one"};
  Wire<Bit> finish{at, "finish", "its last word is read"};
  Wire<Bit> take{at, "take", "a command is taken"};
  Wire<Bit> failing{at, "failing", "an address so far lay outside, or the command is refused"};
};

PassWalker::PassWalker()
    : Module("pass_walker", "reads the activations of a product or a convolution, step by step") {
  Nets nets{this};
  takeCommands(nets);
  readWords(nets);
  countLines(nets);
  countPasses(nets);
  walkWords(nets);
  walkSums(nets);
  checkCommand(nets);
  offerSteps(nets);
}

void PassWalker::takeCommands(Nets& n) {
  Reg<Unsigned> channel{this, "first_channel_q", clog2(ROWS), "of the kernel"};
  Wire<Bit> same{this, "same_taps", "the command has the taps and the pitch of the one before"};

  section();
  same <<= tapsLast == n.tapsLast && columns == n.pitch;
  commandReady <<= (!n.walking || n.finish) && (same || idle);
  n.take <<= commandValid && commandReady;
  clocked(clk, [&] {
    when(n.take, [&] {
      n.kernelRows <<= kernelRows;
      channel <<= firstChannel.low(clog2(ROWS));
      n.tapsLast <<= tapsLast;
      n.wide <<= wide;
      n.pitch <<= columns;
    });
  });
  kernelRowsNow <<= n.kernelRows;
  tapsLastNow <<= n.tapsLast;
  firstChannelNow <<= channel;
  wideNow <<= n.wide;
  pitch <<= n.pitch;
}

void PassWalker::readWords(Nets& n) {
  Wire<Unsigned> held{this, "held", HELD_W, "columns that the cells hold and need"};

  section();
  note("One place stays free, so that a full ring is told from an empty one.");
  held <<= n.place - oldest;
  n.present <<= n.walking && (anyOf(n.line) || !allOf(held));
  n.issue <<= n.present && (!n.lastWord || step.ready);
  readEnable <<= n.issue;
  readAddress <<= n.word.low(WORD_W);
  line <<= n.line;
  place <<= n.place;
}

/// The columns of a window are read once each; a block of lines begins with a whole window.
void PassWalker::countLines(Nets& n) {
  Reg<Unsigned> freshLast{this, "fresh_last_q", kKernelSideBits,
                          "image columns of the step behind this one"};
  Wire<Unsigned> spread{this, "spread", LINE_W, "input lines between first and last output line"};
  Wire<Unsigned> lastLine{this, "last_line", LINE_W, "input line that is the last of the block"};

  section();
  n.extra <<= mux(anyOf(n.linesLast.high(kMatmulCountBits - EXTRA_W)), ones(EXTRA_W),
                  n.linesLast.low(EXTRA_W));
  spread <<= mux(n.wide, n.extra.extend(LINE_W) << 1, n.extra.extend(LINE_W));
  lastLine <<= spread + n.kernelRows.extend(LINE_W) - 1;
  n.lastWord <<= n.line == lastLine && freshLast == 0;
  n.nextColumn <<= n.issue && n.line == lastLine;
  n.nextStep <<= n.issue && n.lastWord;
  clocked(clk, reset, {n.line, n.place}, [&] {
    when(n.issue, [&] { n.line <<= mux(n.nextColumn, 0, n.line + 1); });
    when(n.nextColumn, [&] {
      n.place <<= n.place + 1;
      freshLast <<= freshLast - 1;
    });
    when(n.nextStep, [&] { freshLast <<= n.wide.extend(kKernelSideBits); });
    when(n.nextBlock, [&] { freshLast <<= n.tapsLast; });
    when(n.take, [&] { freshLast <<= tapsLast; });
  });
}

void PassWalker::countPasses(Nets& n) {
  Reg<Unsigned> columnsLeft{this, "columns_left_q", kMatmulCountBits, "steps after this one"};
  Reg<Unsigned> allLast{this, "all_lines_last_q", kMatmulCountBits, "output lines - 1"};
  Reg<Unsigned> nLast{this, "n_last_q", kMatmulCountBits, "n tiles - 1"};
  Reg<Unsigned> nLeft{this, "n_left_q", kMatmulCountBits, "n tiles after this one"};
  Reg<Unsigned> kLeft{this, "k_left_q", kMatmulCountBits, "k tiles after this one"};

  Wire<Bit> lastBlock{this, "last_block", "the block is the last of its pass"};

  section();
  lastBlock <<= !anyOf(n.linesLast.high(kMatmulCountBits - EXTRA_W));
  n.nextBlock <<= n.nextStep && columnsLeft == 0;
  n.nextPass <<= n.nextBlock && lastBlock;
  n.nextK <<= n.nextPass && nLeft == 0;
  n.lastStep <<= columnsLeft == 0 && lastBlock && nLeft == 0 && kLeft == 0;
  n.finish <<= n.nextStep && n.lastStep;
  clocked(clk, reset, {n.walking}, [&] {
    when(n.nextStep, [&] {
      n.passBegins <<= n.nextPass;
      columnsLeft <<= mux(n.nextBlock, n.pitch - 1, columnsLeft - 1);
    });
    when(n.nextBlock, [&] {
      n.linesLast <<= mux(n.nextPass, allLast, n.linesLast - value(COLUMNS, kMatmulCountBits));
    });
    when(n.nextPass, [&] { nLeft <<= mux(n.nextK, nLast, nLeft - 1); });
    when(n.nextK, [&] { kLeft <<= kLeft - 1; });
    when(n.finish, [&] { n.walking <<= 0; });
    when(n.take, [&] {
      n.walking <<= 1;
      n.passBegins <<= 1;
      columnsLeft <<= columns - 1;
      allLast <<= lines - 1;
      n.linesLast <<= lines - 1;
      nLast <<= nTiles - 1;
      nLeft <<= nTiles - 1;
      kLeft <<= kTiles - 1;
    });
  });
}

void PassWalker::walkWords(Nets& n) {
  Reg<Unsigned> columnBase{this, "word_column_q", kMatmulWalkBits, "line 0 of this image column"};
  Reg<Unsigned> blockBase{this, "word_block_q", kMatmulWalkBits, "first word of this block"};
  Reg<Unsigned> kBase{this, "word_k_q", kMatmulWalkBits, "first word of this k tile"};
  Reg<Unsigned> kStep{this, "stride_q", kMatmulAddressBits};
  Reg<Unsigned> lineStep{this, "line_words_q", kMatmulCountBits};
  Wire<Unsigned> blockStep{this, "block_words", kMatmulWalkBits, "words between blocks of lines"};
  Wire<Unsigned> nextK{this, "next_word_k", kMatmulWalkBits};
  Wire<Unsigned> nextBlock{this, "next_word_block", kMatmulWalkBits};
  Wire<Unsigned> nextColumn{this, "next_word_column", kMatmulWalkBits};

  section();
  note("Every n tile passes the same words.");
  blockStep <<= mux(n.wide, cat(lineStep, zeros(EXTRA_W + 1)).extend(kMatmulWalkBits),
                    cat(lineStep, zeros(EXTRA_W)).extend(kMatmulWalkBits));
  nextK <<= mux(n.nextK, kBase + kStep.extend(kMatmulWalkBits), kBase);
  nextBlock <<= mux(n.nextPass, nextK, blockBase + blockStep);
  nextColumn <<= mux(n.nextBlock, nextBlock, columnBase + 1);
  clocked(clk, [&] {
    when(n.issue, [&] { n.word <<= n.word + lineStep.extend(kMatmulWalkBits); });
    when(n.nextColumn, [&] {
      n.word <<= nextColumn;
      columnBase <<= nextColumn;
    });
    when(n.nextBlock, [&] { blockBase <<= nextBlock; });
    when(n.nextPass, [&] { kBase <<= nextK; });
    when(n.take, [&] {
      for (const auto& base : {n.word, columnBase, blockBase, kBase})
        base <<= start.extend(kMatmulWalkBits);
      kStep <<= stride;
      lineStep <<= lineWords;
    });
  });
}

void PassWalker::walkSums(Nets& n) {
  Reg<Unsigned> blockBase{this, "sum_block_q", kMatmulWalkBits, "first row of this block"};
  Reg<Unsigned> nBase{this, "sum_n_q", kMatmulWalkBits, "first row of this n tile"};
  Reg<Unsigned> first{this, "sum_start_q", kMatmulAddressBits, "first row of the command"};
  Reg<Unsigned> nStep{this, "sum_stride_q", kMatmulAddressBits};
  Wire<Unsigned> nextN{this, "next_sum_n", kMatmulWalkBits, "first row of the next pass"};
  Wire<Unsigned> nextBlock{this, "next_sum_block", kMatmulWalkBits};

  section();
  note("Every k tile passes the same rows.");
  nextN <<= mux(n.nextK, first.extend(kMatmulWalkBits), nBase + nStep.extend(kMatmulWalkBits));
  nextBlock <<=
      mux(n.nextPass, nextN, blockBase + cat(n.pitch, zeros(EXTRA_W)).extend(kMatmulWalkBits));
  clocked(clk, [&] {
    when(n.nextStep, [&] { n.sum <<= mux(n.nextBlock, nextBlock, n.sum + 1); });
    when(n.nextBlock, [&] { blockBase <<= nextBlock; });
    when(n.nextPass, [&] { nBase <<= nextN; });
    when(n.nextK, [&] { n.replacing <<= 0; });
    when(n.take, [&] {
      for (const auto& base : {n.sum, blockBase, nBase})
        base <<= sumStart.extend(kMatmulWalkBits);
      first <<= sumStart;
      nStep <<= sumStride;
      n.replacing <<= !accumulate;
    });
  });
}

void PassWalker::checkCommand(Nets& n) {
  Reg<Bit> failedBefore{this, "failed_q", "the command has failed before"};
  Wire<Bit> refused{this, "refused", "its sums might wrap, or it has rows that the array lacks"};
  Reg<Unsigned> mostKTiles{this, "most_k_tiles", kMatmulWalkBits, "of a kernel of so many taps"};
  auto lastAddress = constant<Unsigned>("LAST_WORD", ACTIVATION_WORDS - 1, kMatmulWalkBits);
  std::vector<UInt> limits;
  for (int taps = 1; taps <= kMostKernelTaps; ++taps)
    limits.push_back(constant<Unsigned>("MOST_K_TILES_OF_" + std::to_string(taps),
                                        kProductsOfASum / (taps * ROWS), kMatmulWalkBits));

  section();
  note("A command stops writing at its first address outside, and writes nothing when it is");
  note("refused; it still runs to its end.");
  combinational([&] {
    mostKTiles <<= limits.front();
    SwitchChain kernel = switchOn(tapsLast);
    for (int taps = 2; taps <= kMostKernelTaps; ++taps)
      kernel.is(taps - 1, [&] { mostKTiles <<= limits[static_cast<std::size_t>(taps) - 1]; });
  });
  refused <<= kTiles.extend(kMatmulWalkBits) > mostKTiles ||
              kernelRows.extend(kMatmulCountBits) > value(ROWS, kMatmulCountBits) ||
              firstChannel.extend(kMatmulCountBits) >= value(ROWS, kMatmulCountBits);
  n.failing <<= failedBefore || n.word > lastAddress;
  clocked(clk, [&] {
    when(n.issue, [&] { failedBefore <<= n.failing; });
    when(n.take, [&] { failedBefore <<= refused; });
  });
}

void PassWalker::offerSteps(Nets& n) {
  const StepRows rows{.last = n.lastStep,
                      .failed = n.failing,
                      .overwrite = n.replacing,
                      .linesLast = n.extra,
                      .row = n.sum};
  section();
  step.valid <<= n.present && n.lastWord;
  step.data <<= pack(ConvolutionStep{.passFirst = n.passBegins,
                                     .column = n.place - n.tapsLast.extend(HELD_W),
                                     .rows = pack(rows)});
}

} // namespace weft
