// The keys of the window, and what the help says of them.
#pragma once

#include <span>
#include <string_view>

namespace darkline {

// Keys without a letter.
enum class SpecialKey { none, escape, home, end, left, right, space, f1, f6, f7, f8, f9, f12 };

struct KeyPress {
  char32_t letter = 0;  // lower case; 0 for a special key
  SpecialKey special = SpecialKey::none;
  bool control = false;
};

// What a key does, as the help shows it.
struct KeyHelp {
  std::string_view keys, does;
};
std::span<const KeyHelp> key_help();

}  // namespace darkline
