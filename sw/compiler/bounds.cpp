// bounds.cpp: What the commands of a configuration can say about one operator.
// SPDX-License-Identifier: Apache-2.0
#include "sw/compiler/bounds.hpp"

#include "gen/config/derived.hpp"
#include "gen/isa/ranges.hpp"
#include "gen/num/error.hpp"

#include <string>

namespace weft {
namespace {

class SizeCheck {
public:
  explicit SizeCheck(const Config& config) : config_(config) {}

  void check(const Operator& op) {
    name_ = op.name;
    std::visit([this](const auto& kind) { sizes(kind); }, op.op);
  }
  const std::string& problems() const { return problems_; }

private:
  void sizes(const MatmulOp& op) { // cut into blocks that fit
    if (op.activation == isa::Activation::gelu)
      needsUnit("GELU");
  }

  void sizes(const AttentionOp& op) {
    needsUnit("attention as one command");
    most("queries", op.L, isa::kMostQueries);
    most("keys", op.S, static_cast<std::size_t>(config_.attention.maxKeys),
         "attention.max_keys allows ");
    most("elements of a head", op.D, isa::kMostHeadSize);
    most("heads", op.H, isa::kMostHeads);
  }

  void sizes(const SoftmaxOp& op) {
    if (attendsOnArray(config_))
      report("softmax alone, which attention.engine = " + config_.attention.engine +
             " has no command for; nearest: attention.engine = dedicated");
    most("rows", op.rows, isa::kMostRows);
    most("columns", op.columns, isa::kMostColumns);
  }

  void sizes(const PostOp& op) {
    if (op.arithmetic.normalise)
      needsUnit("layer normalisation");
    most("columns", op.D, isa::kMostColumns); // rows in blocks
  }

  void sizes(const HeadProductOp& op) {
    most("queries", op.L, isa::kMostQueries);
    most("keys", op.S, static_cast<std::size_t>(config_.attention.maxKeys),
         "attention.max_keys allows ");
    most("elements of a head", op.D, isa::kMostHeadSize);
    most("heads", op.H, isa::kMostHeads);
    if (!attendsOnArray(config_))
      report("keys as weights, which attention.engine = dedicated has no command for; nearest: "
             "attention.engine = none");
  }

  void sizes(const HostOp&) {} // not the accelerator's

  /// Only for graphs that were not moved to the host.
  void needsUnit(const std::string& what) {
    if (!hasNonlinear(config_))
      report(what + ", which attention.engine = none leaves to the host; nearest: "
                    "attention.engine = shared");
  }

  void most(const std::string& what, std::size_t value, std::size_t limit,
            const std::string& whose = "its command allows ") {
    if (value >= 1 && value <= limit)
      return;
    report(std::to_string(value) + " " + what + ", " + whose + "1 to " + std::to_string(limit) +
           "; nearest: " + std::to_string(value < 1 ? 1 : limit));
  }

  void report(const std::string& sentence) {
    problems_ += (problems_.empty() ? "" : "\n") + name_ + ": " + sentence;
  }

  const Config& config_;
  std::string name_, problems_;
};

} // namespace

void requireSizes(const Graph& graph, const Config& config) {
  SizeCheck check(config);
  for (const Operator& op : graph.operators)
    check.check(op);
  if (!check.problems().empty())
    throw DesignError(check.problems());
}

} // namespace weft
