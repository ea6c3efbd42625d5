// stated.hpp: Compares sentences of a page with what the code says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/config/text_file.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <sstream>
#include <string>

namespace weft::test {

/// Words of a text, one space between two: where its lines end does not matter.
inline std::string inOneLine(const std::string& text) {
  std::istringstream in(text);
  std::string line;
  for (std::string word; in >> word;)
    line += (line.empty() ? "" : " ") + word;
  return line;
}

/// The pieces, numbers in decimal, one after the other.
template <class... Pieces> std::string joined(const Pieces&... pieces) {
  std::ostringstream text;
  (text << ... << pieces);
  return text.str();
}

/// True when the page (a path below the sources) holds the sentence that the pieces make, neither
/// end of it within a number.
template <class... Pieces>
::testing::AssertionResult states(const std::string& page, const Pieces&... pieces) {
  const std::string text = inOneLine(readText(std::string(WEFT_SOURCE_DIR) + "/" + page)) + " ";
  const std::string sentence = inOneLine(joined(pieces...));
  const auto isDigit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t at = text.find(sentence); at != std::string::npos;
       at = text.find(sentence, at + 1)) {
    const bool cutsFront = at > 0 && isDigit(text[at - 1]) && isDigit(sentence.front());
    const bool cutsBack = isDigit(text[at + sentence.size()]) && isDigit(sentence.back());
    if (!cutsFront && !cutsBack)
      return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << page << " does not say '" << sentence << "'";
}

} // namespace weft::test
