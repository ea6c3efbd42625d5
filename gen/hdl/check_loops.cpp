// check_loops.cpp: Combinational loops, and which inputs an output follows
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/check.hpp"

#include <algorithm>

namespace weft::hdl {

namespace {

/// Depth-first search over the paths; each finished path knows the inputs it follows.
class LoopSearch {
public:
  explicit LoopSearch(const Elaboration& elaboration)
      : elaboration_(elaboration), paths_(elaboration.paths()), byNet_(elaboration.nets().size()),
        reach_(paths_.size()), states_(paths_.size(), State::unseen) {
    for (size_t i = 0; i < paths_.size(); ++i)
      byNet_[paths_[i].target.net].push_back(i);
    for (std::vector<size_t>& list : byNet_)
      sortByLow(list);
    for (const Net& net : elaboration.nets())
      if (net.signal->kind == Signal::Kind::input)
        inputs_.push_back(size_t(&net - elaboration.nets().data()));
  }

  void searchAll() {
    for (size_t i = 0; i < paths_.size(); ++i)
      if (states_[i] == State::unseen)
        search(i);
  }

  /// Inputs (as Signal::index) that the whole net follows.
  std::vector<size_t> inputsOf(size_t net) const {
    Bits bits(inputs_.size());
    for (const size_t path : byNet_[net])
      merge(bits, reach_[path]);
    std::vector<size_t> result;
    for (size_t i = 0; i < inputs_.size(); ++i)
      if (bits[i])
        result.push_back(elaboration_.nets()[inputs_[i]].signal->index);
    return result;
  }

private:
  enum class State : char { unseen, open, done };
  using Bits = std::vector<bool>;

  struct Frame {
    size_t path;
    std::vector<size_t> next; ///< paths still to be visited
  };

  void sortByLow(std::vector<size_t>& list) const {
    const auto low = [&](size_t i) { return paths_[i].target.bits.low; };
    if (!std::is_sorted(list.begin(), list.end(),
                        [&](size_t a, size_t b) { return low(a) < low(b); }))
      std::stable_sort(list.begin(), list.end(),
                       [&](size_t a, size_t b) { return low(a) < low(b); });
  }

  static void merge(Bits& into, const Bits& from) {
    for (size_t i = 0; i < from.size(); ++i)
      if (from[i])
        into[i] = true;
  }

  /// Paths that drive bits of `source`. Drivers never overlap, so they are also sorted by high bit.
  void collect(const NetBits& source, std::vector<size_t>& found) const {
    const std::vector<size_t>& list = byNet_[source.net];
    auto at = std::partition_point(list.begin(), list.end(), [&](size_t i) {
      return paths_[i].target.bits.high < source.bits.low;
    });
    for (; at != list.end() && paths_[*at].target.bits.low <= source.bits.high; ++at)
      found.push_back(*at);
  }

  Frame open(size_t path) {
    states_[path] = State::open;
    reach_[path].resize(inputs_.size());
    Frame frame{path, {}};
    for (const NetBits& source : paths_[path].sources) {
      const auto input = std::lower_bound(inputs_.begin(), inputs_.end(), source.net);
      if (input != inputs_.end() && *input == source.net)
        reach_[path][size_t(input - inputs_.begin())] = true;
      collect(source, frame.next);
    }
    return frame;
  }

  void search(size_t start) {
    std::vector<Frame> stack;
    stack.push_back(open(start));
    while (!stack.empty()) {
      Frame& top = stack.back();
      if (top.next.empty()) {
        states_[top.path] = State::done;
        const size_t finished = top.path;
        stack.pop_back();
        if (!stack.empty())
          merge(reach_[stack.back().path], reach_[finished]);
        continue;
      }
      const size_t next = top.next.back();
      top.next.pop_back();
      if (states_[next] == State::open)
        report(stack, next);
      if (states_[next] == State::unseen)
        stack.push_back(open(next));
      else
        merge(reach_[top.path], reach_[next]);
    }
  }

  [[noreturn]] void report(const std::vector<Frame>& stack, size_t start) const {
    size_t first = 0;
    while (stack[first].path != start)
      ++first;
    std::string text = nameOf(start);
    for (size_t i = stack.size(); i-- > first;)
      text += " -> " + nameOf(stack[i].path);
    elaboration_.fail("combinational loop: " + text, *paths_[start].where);
  }

  std::string nameOf(size_t path) const {
    return elaboration_.nets()[paths_[path].target.net].name;
  }

  const Elaboration& elaboration_;
  const std::vector<Path>& paths_;
  std::vector<std::vector<size_t>> byNet_;
  std::vector<Bits> reach_;
  std::vector<State> states_;
  std::vector<size_t> inputs_; ///< nets, ascending
};

} // namespace

Summary checkLoops(const Elaboration& elaboration) {
  LoopSearch search(elaboration);
  search.searchAll();
  Summary summary;
  summary.widths.resize(elaboration.module().body().signals.size());
  summary.dependencies.resize(summary.widths.size());
  for (size_t i = 0; i < elaboration.nets().size(); ++i) {
    const Net& net = elaboration.nets()[i];
    if (!net.signal->isPort())
      continue;
    summary.widths[net.signal->index] = net.width;
    if (net.signal->kind == Signal::Kind::output)
      summary.dependencies[net.signal->index] = search.inputsOf(i);
  }
  return summary;
}

} // namespace weft::hdl
