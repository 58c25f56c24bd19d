// How deep the elements of an XML text are nested. The XML parsers of our libraries, or the code
// that walks over what they parsed, call themselves once a level, so that a text nested without
// end would overrun the stack; readers of files by strangers ask this first.
#pragma once

#include <string_view>

namespace darkline {

// The deepest level of elements, 1 for a lone root; tags within comments, CDATA and attributes
// are not counted. For broken XML a number that is at least as deep as a parser would get.
int xml_depth(std::string_view xml);

}  // namespace darkline
