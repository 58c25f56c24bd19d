#include "models/base/xml_depth.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace darkline {
namespace {

// Where a `<` that opens at `at` ends: past its `>`, or past the end of a comment or CDATA.
std::size_t end_of_tag(std::string_view xml, std::size_t at) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"<!--", "-->"}, {"<![CDATA[", "]]>"}}) {
    if (xml.substr(at, open.size()) == open) {
      const std::size_t end = xml.find(close, at);
      return end == std::string_view::npos ? xml.size() : end + close.size();
    }
  }
  char quote = '\0';
  for (std::size_t i = at + 1; i < xml.size(); ++i) {
    if (quote != '\0') {
      if (xml[i] == quote) quote = '\0';
    } else if (xml[i] == '"' || xml[i] == '\'') {
      quote = xml[i];
    } else if (xml[i] == '>') {
      return i + 1;
    }
  }
  return xml.size();
}

}  // namespace

int xml_depth(std::string_view xml) {
  int depth = 0;
  int deepest = 0;
  std::size_t at = xml.find('<');
  while (at != std::string_view::npos) {
    const std::size_t end = end_of_tag(xml, at);
    const char first = at + 1 < xml.size() ? xml[at + 1] : '\0';
    if (first == '/') {
      --depth;
    } else if (first != '!' && first != '?' && !xml.substr(at, end - at).ends_with("/>")) {
      deepest = std::max(deepest, ++depth);
    }
    at = xml.find('<', end);
  }
  return deepest;
}

}  // namespace darkline
