// The version of the project, from CMakeLists.txt.
#pragma once

namespace darkline {

inline constexpr const char* kVersion = DARKLINE_VERSION;

}  // namespace darkline
