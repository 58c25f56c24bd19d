// What the window says, in the language of who looks at it. One table holds every text in every
// language (texts.def); tests hold its columns together. Addresses, names of files, what a file
// says of itself, the log and messages on the terminal stay as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "models/stream/cost_coefficients.h"
#include "models/stream/plant_state.h"
#include "models/stream/station_state.h"

namespace darkline {

enum class Language : std::uint8_t { english, polish, chinese };
inline constexpr Language kLanguages[] = {Language::english, Language::polish, Language::chinese};
inline constexpr std::size_t kLanguageCount = 3;

// "en", "pl", "zh". @throws UsageError for another name, with these.
Language language_named(const std::string& name);
// Of a locale as the environment names it: "pl_PL.UTF-8" is Polish; English for all that is neither
// Polish nor Chinese.
Language language_of_locale(std::string_view locale);
// What LC_ALL, LC_MESSAGES or LANG say, the first that is set.
Language language_of_environment();

enum class Text : std::uint16_t {
#define DARKLINE_TEXT(name, english, polish, chinese) name,
#include "viewer/core/texts.def"
#undef DARKLINE_TEXT
  n_texts
};

// The words of the table. @pre text is not n_texts.
std::string_view words_of(Text text, Language language);

// The table in one language.
class Texts {
 public:
  Texts() = default;  // English
  explicit Texts(Language language) : language_(language) {}

  Language language() const { return language_; }

  std::string operator()(Text text) const { return std::string(words_of(text, language_)); }
  // With its places filled.
  template <class... Values>
  std::string operator()(Text text, const Values&... values) const {
    return fmt::format(fmt::runtime(words_of(text, language_)), values...);
  }

  std::string operator()(StationState state) const;
  std::string operator()(RobotActivity activity) const;
  std::string operator()(RobotAlarm alarm) const;
  std::string operator()(CostLever lever) const;  // "duty on robots"
  // Of a state by the name of its look: "low material".
  std::string state(std::string_view look) const;
  // Why a station stands: "fault 302: servo overload"; empty for 0.
  std::string fault(std::uint32_t code) const;

 private:
  Language language_ = Language::english;
};

// One line for people, without its time: "z60_framing/st03/r2 failed: expulsion".
std::string text_of(const PlantEvent& event, const HallSnapshot& scene, const Texts& texts);

// Everything that may be written in a language, for the letters that its font must have.
std::string all_words(Language language);

}  // namespace darkline
