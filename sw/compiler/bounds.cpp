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
  void sizes(const MatmulOp&) {} // cut into blocks that fit

  void sizes(const AttentionOp& op) {
    most("queries", op.L, isa::kMostQueries);
    most("keys", op.S, static_cast<std::size_t>(config_.attention.maxKeys),
         "attention.max_keys allows ");
    most("elements of a head", op.D, isa::kMostHeadSize);
    most("heads", op.H, isa::kMostHeads);
  }

  void sizes(const SoftmaxOp& op) {
    if (attentionUnit(config_) == num::AttentionUnit::shared)
      report("softmax alone, which attention.engine = shared has no command for; nearest: "
             "attention.engine = dedicated");
    most("rows", op.rows, isa::kMostRows);
    most("columns", op.columns, isa::kMostColumns);
  }

  void sizes(const PostOp& op) { most("columns", op.D, isa::kMostColumns); } // rows in blocks

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
