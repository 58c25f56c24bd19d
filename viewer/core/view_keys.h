// The keys of the window, and what the help says of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace darkline {

enum class Language : std::uint8_t;

// Keys without a letter.
enum class SpecialKey {
  none,
  escape,
  home,
  end,
  left,
  right,
  space,
  f1,
  f2,
  f3,
  f4,
  f5,
  f6,
  f7,
  f8,
  f9,
  f12
};

struct KeyPress {
  char32_t letter = 0;  // lower case; 0 for a special key
  SpecialKey special = SpecialKey::none;
  bool control = false, shift = false;
};

// What a key does, as the help shows it.
struct KeyHelp {
  std::string_view keys, does;
};
std::vector<KeyHelp> key_help(Language language);
std::vector<KeyHelp> key_help();  // in English

}  // namespace darkline
