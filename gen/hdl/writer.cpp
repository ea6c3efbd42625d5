// writer.cpp: Indented lines of at most 100 columns
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/writer.hpp"

#include <algorithm>

namespace weft::hdl {

namespace {

/// Parentheses count as one level, the inside of [ ] as this many: a size breaks only in need.
constexpr int kBracketLevels = 100;

/// Where to break a line that is too long: the outermost, then last, space outside " ".
size_t breakPoint(const std::string& text, size_t first, size_t limit) {
  size_t best = std::string::npos;
  int bestDepth = 1 << 20, depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size() && i <= limit; ++i) {
    const char c = text[i];
    quoted ^= c == '"';
    depth += (c == '(' || c == '{') - (c == ')' || c == '}');
    depth += kBracketLevels * ((c == '[') - (c == ']'));
    if (c == ' ' && i >= first && !quoted && depth <= bestDepth) {
      best = i;
      bestDepth = depth;
    }
  }
  return best;
}

/// Without the blanks at its end.
std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

} // namespace

void Writer::emit(const std::string& text, size_t extraIndent) {
  text_ += std::string(depth_ * 4 + extraIndent, ' ') + text + "\n";
  mayBlank_ = true;
}

void Writer::outdent() {
  --depth_;
  if (text_.size() >= 2 && text_.compare(text_.size() - 2, 2, "\n\n") == 0)
    text_.pop_back();
}

void Writer::line(const std::string& text) {
  std::string rest = text;
  for (size_t extra = 0;; extra = 4) {
    const size_t space = room() - extra;
    const size_t at = rest.size() <= space ? std::string::npos : breakPoint(rest, space / 3, space);
    if (at == std::string::npos) {
      emit(rest, extra);
      break;
    }
    emit(trimmed(rest.substr(0, at)), extra);
    rest.erase(0, rest.find_first_not_of(' ', at));
  }
  const char last = text.empty() ? ' ' : text.back();
  mayBlank_ = last != '(' && (text.size() < 5 || text.find(" begin") == std::string::npos);
}

void Writer::comment(const std::string& text) {
  const size_t space = room() - 3;
  std::string rest = text;
  while (rest.size() > space) {
    const size_t gap = rest.rfind(' ', space);
    if (gap == std::string::npos || gap == 0)
      break;
    emit("// " + rest.substr(0, gap), 0);
    rest = rest.substr(gap + 1);
  }
  emit("// " + rest, 0);
}

void Writer::directive(const std::string& text) {
  text_ += text + "\n";
  mayBlank_ = true;
}

void Writer::blank() {
  if (mayBlank_)
    text_ += "\n";
  mayBlank_ = false;
}

void Table::add(std::vector<std::string> cells, std::string comment) {
  rows_.push_back({std::move(cells), std::move(comment)});
}

/// A longer cell sets no column's width: one long type does not push every name to the right.
constexpr size_t kWidestColumn = 34;

void Table::print(Writer& writer) const {
  std::vector<size_t> widths;
  for (const Row& row : rows_) {
    widths.resize(std::max(widths.size(), row.cells.size()));
    for (size_t i = 0; i < row.cells.size(); ++i)
      if (row.cells[i].size() <= kWidestColumn)
        widths[i] = std::max(widths[i], row.cells[i].size());
  }
  for (const Row& row : rows_) {
    std::string text;
    bool isAligned = !row.comment.empty();
    for (size_t i = 0; i < row.cells.size(); ++i) {
      const std::string& cell = row.cells[i];
      isAligned = isAligned && cell.size() <= kWidestColumn;
      const bool isPadded = isAligned || i + 1 < row.cells.size();
      const std::string gap = !text.empty() && widths[i] ? " " : "";
      text += gap + cell;
      if (isPadded && cell.size() < widths[i])
        text += std::string(widths[i] - cell.size(), ' ');
    }
    const bool fits = text.size() + row.comment.size() + 5 <= writer.room();
    if (!row.comment.empty() && !fits)
      writer.comment(row.comment);
    if (!row.comment.empty() && fits)
      text += "  // " + row.comment;
    writer.line(trimmed(text));
  }
}

} // namespace weft::hdl
