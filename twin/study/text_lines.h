// Sentences for a terminal. A part of sizing_text.cc and plant_comparison_text.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace darkline {

// `text` broken at blanks into lines of at most 98 characters, each behind `indent` blanks.
inline std::string wrapped_at_100(const std::string& text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string all, line = margin;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blank = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, blank - at);
    if (line.size() > indent && line.size() + 1 + word.size() > 98) {
      all += line + "\n";
      line = margin;
    }
    line += (line.size() > indent ? " " : "") + word;
    at = blank + 1;
  }
  return all + line + "\n";
}

}  // namespace darkline
