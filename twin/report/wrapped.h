// Text for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace darkline {

// `text` broken at blanks into lines of at most `width` columns, each behind `indent` blanks; a
// newline starts a line. Ends with a newline.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 92);

}  // namespace darkline
