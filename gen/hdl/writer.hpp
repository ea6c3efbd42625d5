// writer.hpp: Indented lines of at most 100 columns
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace weft::hdl {

/// Collects the text of a file.
class Writer {
public:
  static constexpr size_t kColumns = 100;

  /// One logical line; broken at spaces when too long, in [ ] only where there are no others.
  void line(const std::string& text);
  /// A comment, broken between words.
  void comment(const std::string& text);
  /// A compiler directive, at the margin.
  void directive(const std::string& text);
  /// One empty line; never two in a row, none after an opening line.
  void blank();
  void indent() { ++depth_; }
  void outdent();
  /// Columns of a line at the present depth.
  size_t room() const { return kColumns - depth_ * 4; }
  const std::string& text() const { return text_; }

private:
  void emit(const std::string& text, size_t extraIndent);
  std::string text_;
  size_t depth_ = 0;
  bool mayBlank_ = false;
};

/// Rows of cells printed with aligned columns; the last cell is a comment.
class Table {
public:
  void add(std::vector<std::string> cells, std::string comment);
  /// Prints `cells`, each column padded to its widest cell that is not too wide, then `// comment`;
  /// long rows get the comment above.
  void print(Writer& writer) const;

private:
  struct Row {
    std::vector<std::string> cells;
    std::string comment;
  };
  std::vector<Row> rows_;
};

} // namespace weft::hdl
