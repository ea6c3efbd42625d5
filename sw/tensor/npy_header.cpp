// npy_header.cpp: A parser for the one Python dictionary that .npy files contain.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/npy_header.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace weft {

namespace {

struct TypeCode {
  std::string_view code;
  DType dtype;
};

constexpr std::array<TypeCode, 9> kTypeCodes{{{"<f8", DType::f64},
                                              {"<f4", DType::f32},
                                              {"<i8", DType::i64},
                                              {"<i4", DType::i32},
                                              {"<i2", DType::i16},
                                              {"|i1", DType::i8},
                                              {"|u1", DType::u8},
                                              {"<i1", DType::i8},
                                              {"<u1", DType::u8}}};

/// Reads tokens of a Python literal from left to right; every failure names the position.
class LiteralReader {
public:
  LiteralReader(std::string_view text, const std::filesystem::path& path)
      : text_(text), path_(path) {}

  bool accept(char symbol) {
    skipSpace();
    if (position_ >= text_.size() || text_[position_] != symbol)
      return false;
    ++position_;
    return true;
  }

  void expect(char symbol) {
    if (!accept(symbol))
      fail(std::string("'") + symbol + "'");
  }

  std::string_view string() {
    skipSpace();
    const char quote = position_ < text_.size() ? text_[position_] : '\0';
    const std::size_t end =
        quote == '\'' || quote == '"' ? text_.find(quote, position_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos)
      fail("a string");
    const std::string_view content = text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return content;
  }

  bool boolean() {
    skipSpace();
    for (const std::string_view word : {"False", "True"})
      if (text_.substr(position_).starts_with(word)) {
        position_ += word.size();
        return word == "True";
      }
    fail("True or False");
  }

  std::size_t number() {
    skipSpace();
    std::size_t value = 0;
    const char* first = text_.data() + position_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{})
      fail("a number that fits in 64 bits");
    if (*first == '0' && end - first > 1)
      fail("a number without leading zeros");
    position_ += static_cast<std::size_t>(end - first);
    return value;
  }

  void expectEnd() {
    skipSpace();
    if (position_ < text_.size())
      fail("the end of the header");
  }

private:
  void skipSpace() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n'))
      ++position_;
  }

  [[noreturn]] void fail(const std::string& expected) const {
    const std::string got = position_ < text_.size()
                                ? "'" + std::string(text_.substr(position_, 12)) + "'"
                                : std::string("its end");
    throw fileError(path_, ".npy header, character " + std::to_string(position_), expected, got);
  }

  std::string_view text_;
  const std::filesystem::path& path_;
  std::size_t position_ = 0;
};

/// A tuple: a single number has a comma behind it.
Shape readShape(LiteralReader& reader) {
  Shape shape;
  reader.expect('(');
  while (!reader.accept(')')) {
    shape.push_back(reader.number());
    if (shape.size() == 1)
      reader.expect(',');
    else if (!reader.accept(',')) {
      reader.expect(')');
      break;
    }
  }
  return shape;
}

DType dtypeOfCode(std::string_view code, const std::filesystem::path& path) {
  for (const TypeCode& known : kTypeCodes)
    if (known.code == code)
      return known.dtype;
  throw fileError(path, "element type", "one of <f8 <f4 <i8 <i4 <i2 |i1 |u1",
                  "'" + std::string(code) + "'");
}

/// The dictionary's three keys, each at most once.
struct Dictionary {
  std::optional<DType> dtype;
  std::optional<bool> columnMajor;
  std::optional<Shape> shape;
};

/// Reads into `field` unless it was read before.
template <class Field, class Read>
void readOnce(std::optional<Field>& field, const std::filesystem::path& path, Read&& read) {
  if (field)
    throw fileError(path, ".npy header", "every key once", "one twice");
  field = read();
}

void readEntry(LiteralReader& reader, Dictionary& dictionary, const std::filesystem::path& path) {
  const std::string_view key = reader.string();
  reader.expect(':');
  if (key == "descr")
    readOnce(dictionary.dtype, path, [&] { return dtypeOfCode(reader.string(), path); });
  else if (key == "fortran_order")
    readOnce(dictionary.columnMajor, path, [&] { return reader.boolean(); });
  else if (key == "shape")
    readOnce(dictionary.shape, path, [&] { return readShape(reader); });
  else
    throw fileError(path, ".npy header key", "descr, fortran_order or shape",
                    "'" + std::string(key) + "'");
}

} // namespace

NpyHeader parseNpyHeader(std::string_view text, const std::filesystem::path& path) {
  LiteralReader reader(text, path);
  Dictionary dictionary;
  reader.expect('{');
  while (!reader.accept('}')) {
    readEntry(reader, dictionary, path);
    if (!reader.accept(',')) {
      reader.expect('}');
      break;
    }
  }
  reader.expectEnd();
  if (!dictionary.dtype || !dictionary.columnMajor || !dictionary.shape)
    throw fileError(path, ".npy header", "keys descr, fortran_order and shape",
                    "'" + std::string(text) + "'");
  if (*dictionary.columnMajor)
    throw fileError(path, "element order", "C order (numpy.ascontiguousarray)", "Fortran order");
  return {*dictionary.dtype, std::move(*dictionary.shape)};
}

std::string npyHeaderText(const NpyHeader& header) {
  std::string text = "{'descr': '";
  for (const TypeCode& known : kTypeCodes)
    if (known.dtype == header.dtype) {
      text += known.code;
      break;
    }
  text += "', 'fortran_order': False, 'shape': (";
  for (std::size_t i = 0; i < header.shape.size(); ++i)
    text += (i > 0 ? " " : "") + std::to_string(header.shape[i]) + ",";
  return text + "), }";
}

} // namespace weft
