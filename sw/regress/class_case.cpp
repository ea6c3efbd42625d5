// class_case.cpp: Runs drawn by classes: sizes around those at which something begins anew.
// SPDX-License-Identifier: Apache-2.0
#include "sw/regress/class_case.hpp"

#include "gen/config/read.hpp"
#include "gen/num/random.hpp"
#include "sw/model/workload.hpp"
#include "sw/perf/performance.hpp"
#include "sw/regress/convolution_case.hpp"

#include <algorithm>
#include <iomanip>
#include <numeric>
#include <optional>
#include <sstream>
#include <utility>

namespace weft::regress {
namespace {

using num::Random;

/// Streams of draws, apart from those of other cases.
constexpr std::uint64_t kOrderStream = std::uint64_t{4} << 48, kCaseStream = std::uint64_t{5} << 48;

/// Sizes beside the one whose turn it is, and multiples of a blocking size, stay below.
std::int64_t usualMost(const Dimension& dimension) {
  if (dimension.kind == "conv")
    return dimension.size == "H" || dimension.size == "W" ? 16 : 60;
  if (dimension.kind == "encoder")
    return dimension.size == kHeadSize ? 24 : 100;
  return dimension.size == "R" ? 40 : dimension == Dimension{"attention", "D"} ? 128 : 150;
}

std::string numberText(std::int64_t number) { return std::to_string(number); }

std::string pick(Random& random, std::initializer_list<const char*> choices) {
  return choices.begin()[random.below(choices.size())];
}

/// Draws the sizes of one case.
class Sizes {
public:
  /// `shrink` halves what is not the first class's, so often.
  Sizes(Random& random, const Config& config, const SizeClass& first, int shrink)
      : random_(random), config_(config), table_(blockings(config)), shrink_(shrink) {
    classes_.push_back(first);
  }

  /// False when no size of the first class is legal.
  bool possible() { return sizeOf(classes_.front(), 1).has_value(); }

  std::int64_t number(std::string_view kind, std::string_view size) {
    const Dimension dimension{kind, size};
    if (dimension == classes_.front().dimension)
      return multipleOf(classes_.front());
    return other(dimension, std::max<std::int64_t>(1, usualMost(dimension) >> shrink_));
  }
  std::string text(std::string_view kind, std::string_view size) {
    return numberText(number(kind, size));
  }

  Random& random() { return random_; }
  const std::vector<SizeClass>& classes() const { return classes_; }

private:
  std::optional<std::int64_t> sizeOf(const SizeClass& sizeClass, std::int64_t multiple) const {
    const std::int64_t size = multiple * table_[sizeClass.blocking].size + sizeClass.offset;
    if (size < 1 || size > mostOf(sizeClass.dimension, config_))
      return std::nullopt;
    return size;
  }

  /// One block and the offset, or several blocks where they are small.
  std::int64_t multipleOf(const SizeClass& sizeClass) {
    constexpr std::int64_t kMostBlocks = 8;
    const std::int64_t block = table_[sizeClass.blocking].size;
    const std::int64_t most =
        std::clamp<std::int64_t>(usualMost(sizeClass.dimension) / block, 1, kMostBlocks);
    const auto size = sizeOf(sizeClass, random_.uniform(1, most));
    return size ? *size : *sizeOf(sizeClass, 1);
  }

  /// Up to `most`: often what fits one block, often of a class, else any.
  std::int64_t other(const Dimension& dimension, std::int64_t most) {
    constexpr std::uint64_t kWithin = 40, kAround = 45; // percent
    const std::uint64_t way = random_.below(100);
    const std::vector<SizeClass> classes = classesOf(dimension, most);
    if (classes.empty() || way >= kWithin + kAround)
      return random_.uniform(1, most);
    const SizeClass& chosen = classes[random_.below(classes.size())];
    if (way < kWithin)
      return random_.uniform(1, std::min(most, table_[chosen.blocking].size));
    classes_.push_back(chosen);
    return multipleOf(chosen);
  }

  /// Those with a size of one block that is at most `most`.
  std::vector<SizeClass> classesOf(const Dimension& dimension, std::int64_t most) const {
    std::vector<SizeClass> classes;
    for (const SizeClass& each : sizeClasses()) {
      const auto size = sizeOf(each, 1);
      if (each.dimension == dimension && size && *size <= most)
        classes.push_back(each);
    }
    return classes;
  }

  Random& random_;
  const Config& config_;
  std::vector<Blocking> table_;
  int shrink_;
  std::vector<SizeClass> classes_;
};

std::string maskText(Sizes& sizes) {
  return ",mask=" + pick(sizes.random(), {"none", "none", "causal", "padding"});
}

std::string gemm(Sizes& s) {
  return "gemm:" + s.text("gemm", "M") + "x" + s.text("gemm", "K") + "x" + s.text("gemm", "N") +
         ",act=" + pick(s.random(), {"none", "relu", "gelu"}) +
         ",bias=" + pick(s.random(), {"0", "1"}) +
         ",out=" + pick(s.random(), {"int8", "int16", "int32"});
}

std::string attention(Sizes& s) {
  return "attention:L=" + s.text("attention", "L") + ",S=" + s.text("attention", "S") +
         ",D=" + s.text("attention", "D") + ",H=" + numberText(s.random().uniform(1, 3)) +
         maskText(s);
}

std::string encoder(Sizes& s) {
  const std::int64_t heads = s.random().uniform(1, 3);
  return "encoder:L=" + s.text("encoder", "L") +
         ",D=" + numberText(heads * s.number("encoder", kHeadSize)) + ",H=" + numberText(heads) +
         ",F=" + s.text("encoder", "F") + ",norm=" + pick(s.random(), {"post", "pre"}) +
         maskText(s);
}

std::string convolution(Sizes& s) {
  const std::int64_t height = s.number("conv", "H"), width = s.number("conv", "W");
  const std::int64_t channels = s.number("conv", "C");
  return convolutionText(s.random(), {height, width, channels, s.number("conv", "K")});
}

std::string workload(Sizes& sizes, std::string_view kind) {
  if (kind == "gemm")
    return gemm(sizes);
  if (kind == "attention")
    return attention(sizes);
  if (kind == "encoder")
    return encoder(sizes);
  if (kind == "conv")
    return convolution(sizes);
  return std::string(kind) + ":" + sizes.text(kind, "R") + "x" +
         sizes.text(kind, kind == "softmax" ? "S" : "D");
}

std::string memory(Random& random, const Config& config) {
  switch (random.below(3)) {
  case 0:
    return "ideal";
  case 1:
    return "latency=" + numberText(config.memory.latency) +
           ",bytes=" + numberText(config.memory.bytes);
  default:
    return "latency=" + numberText(random.uniform(100, 300)) + ",bytes=" +
           numberText(random.uniform(std::max(1, config.bus.bytes / 8), config.bus.bytes / 2)) +
           ",stall=" + (random.chance(50) ? "0" : numberText(random.uniform(1, 40)));
  }
}

bool isShort(const std::string& text, const Config& config) {
  const Graph graph = makeWorkloadShapes(text, 1, arithmeticOf(config)).graph;
  return predictCycles(graph, config, {config.memory.latency, config.memory.bytes}) <= kMostCycles;
}

/// The case of one class; nothing when the machine cannot have it.
std::optional<ClassCase> caseOf(const SizeClass& sizeClass, const Config& config, Random& random) {
  constexpr int kMostShrinks = 8;
  for (int shrink = 0; shrink <= kMostShrinks; ++shrink) {
    Sizes sizes(random, config, sizeClass, shrink);
    if (!sizes.possible())
      return std::nullopt;
    const std::string text = workload(sizes, sizeClass.dimension.kind);
    if (isShort(text, config))
      return ClassCase{{text, memory(random, config), random.below(1'000'000)}, sizes.classes()};
  }
  return std::nullopt;
}

/// All classes in turn, in an order of its own for each round of them.
const SizeClass& classOfTurn(std::uint64_t regressionSeed, std::uint64_t number) {
  const std::vector<SizeClass>& all = sizeClasses();
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(regressionSeed, kOrderStream + number / all.size());
  for (std::size_t i = order.size() - 1; i > 0; --i)
    std::swap(order[i], order[random.below(i + 1)]);
  return all[order[number % all.size()]];
}

std::vector<SizeClass> allClasses() {
  const std::vector<Blocking> table = blockings(loadConfig("tiny4"));
  std::vector<SizeClass> all;
  for (std::size_t blocking = 0; blocking < table.size(); ++blocking)
    for (const Dimension& dimension : table[blocking].dimensions)
      for (int offset = kLeastOffset; offset <= kMostOffset; ++offset)
        if (!table[blocking].isMost || offset <= 0)
          all.push_back({blocking, dimension, offset});
  return all;
}

} // namespace

const std::vector<SizeClass>& sizeClasses() {
  static const std::vector<SizeClass> all = allClasses();
  return all;
}

std::string lineOf(const SizeClass& sizeClass) {
  static const std::vector<Blocking> table = blockings(loadConfig("tiny4"));
  return std::string(table[sizeClass.blocking].name) + ": " +
         std::string(sizeClass.dimension.kind) + " " + std::string(sizeClass.dimension.size);
}

ClassCase classCase(const Config& config, std::uint64_t regressionSeed, std::uint64_t number) {
  Random random(regressionSeed, kCaseStream + number);
  for (std::uint64_t turn = number;; ++turn)
    if (auto found = caseOf(classOfTurn(regressionSeed, turn), config, random))
      return *found;
}

void note(ClassTally& tally, const std::vector<SizeClass>& classes) {
  for (const SizeClass& each : classes)
    ++tally[lineOf(each)][static_cast<std::size_t>(each.offset - kLeastOffset)];
}

std::string tallyText(const ClassTally& tally) {
  std::ostringstream out;
  out << std::left << std::setw(44) << "size one less, equal, one to five more";
  for (int offset = kLeastOffset; offset <= kMostOffset; ++offset)
    out << std::right << std::setw(5) << std::showpos << offset << std::noshowpos;
  out << '\n';
  std::string before;
  for (const SizeClass& each : sizeClasses()) {
    const std::string line = lineOf(each);
    if (line == before)
      continue;
    before = line;
    const auto found = tally.find(line);
    out << std::left << std::setw(44) << line << std::right;
    for (int offset = 0; offset < kOffsets; ++offset)
      out << std::setw(5)
          << (found == tally.end() ? 0 : found->second[static_cast<std::size_t>(offset)]);
    out << '\n';
  }
  return out.str();
}

} // namespace weft::regress
