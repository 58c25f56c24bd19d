// The table of texts: its columns agree, and its English words are those of the models.
#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/support/small_plant.h"
#include "tests/support/throws.h"
#include "viewer/core/palette.h"
#include "viewer/core/texts.h"
#include "viewer/core/view_keys.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

std::vector<Text> all_texts() {
  std::vector<Text> all;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Text::n_texts); ++i) {
    all.push_back(static_cast<Text>(i));
  }
  return all;
}

// "{} {:.1f}": its places, in their order.
std::string places_of(std::string_view words) {
  std::string places;
  for (std::size_t at = 0; (at = words.find('{', at)) != words.npos;) {
    const std::size_t end = words.find('}', at);
    places += words.substr(at, end + 1 - at);
    at = end;
  }
  return places;
}

// In letters, places left out.
std::size_t longest_word(std::string_view words) {
  std::size_t longest = 0, word = 0;
  bool in_place = false;
  for (const char c : words) {
    in_place = c == '{' || (in_place && c != '}');
    const bool is_letter = !in_place && std::isalpha(static_cast<unsigned char>(c)) != 0;
    word = is_letter ? word + 1 : 0;
    longest = std::max(longest, word);
  }
  return longest;
}

std::vector<char32_t> letters_of(std::string_view utf8) {
  std::vector<char32_t> letters;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    char32_t letter = more == 0 ? first : first & (0x3FU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      letter = letter << 6U | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    }
    letters.push_back(letter);
    i += 1 + more;
  }
  return letters;
}

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(no_row_is_empty_and_all_languages_have_the_same_places) {
  for (const Text text : all_texts()) {
    const std::string_view english = words_of(text, Language::english);
    for (const Language language : kLanguages) {
      BOOST_TEST(!words_of(text, language).empty(), english);
      BOOST_TEST(places_of(words_of(text, language)) == places_of(english), english);
    }
  }
  const auto english = key_help(Language::english);
  for (const Language language : kLanguages) {
    const auto rows = key_help(language);
    BOOST_REQUIRE(rows.size() == english.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      BOOST_TEST(!rows[i].keys.empty(), english[i].keys);
      BOOST_TEST(!rows[i].does.empty(), english[i].keys);
    }
  }
}

// Whoever wrote a row twice in one language has forgotten to translate it.
BOOST_AUTO_TEST_CASE(chinese_is_written_in_chinese_and_polish_is_not_english) {
  std::size_t same = 0;
  for (const Text text : all_texts()) {
    const std::string_view english = words_of(text, Language::english);
    const auto chinese = letters_of(words_of(text, Language::chinese));
    const bool has_word = longest_word(english) >= 3;  // else a sign, a unit or "of"
    BOOST_TEST((!has_word || std::ranges::any_of(chinese, [](char32_t c) { return c >= 0x4E00; })),
               english);
    same += words_of(text, Language::polish) == english ? 1U : 0U;
  }
  BOOST_TEST(same * 10 < all_texts().size());
}

// Latin as the panels' font has it; for Chinese also the common ideographs and full-width signs,
// which the second font has.
BOOST_AUTO_TEST_CASE(every_letter_is_in_the_ranges_of_the_fonts) {
  for (const Language language : kLanguages) {
    std::set<char32_t> foreign;
    for (const char32_t c : letters_of(all_words(language))) {
      const bool latin = (c >= 0x20 && c <= 0x17F) || (c >= 0x2010 && c <= 0x2027);
      const bool chinese = (c >= 0x3001 && c <= 0x3002) || (c >= 0x4E00 && c <= 0x9FA5) ||
                           (c >= 0xFF01 && c <= 0xFF5E);
      if (!latin && !(language == Language::chinese && chinese)) foreign.insert(c);
    }
    BOOST_TEST(foreign.empty(),
               "first: U+" << std::hex << (foreign.empty() ? 0 : *foreign.begin()));
  }
}

BOOST_AUTO_TEST_CASE(english_states_activities_and_alarms_are_those_of_the_models) {
  const Texts texts;
  for (const StateLook& look : state_looks()) BOOST_TEST(texts.state(look.name) == look.name);
  for (const StationState state :
       {StationState::working, StationState::blocked, StationState::starved, StationState::down}) {
    BOOST_TEST(texts(state) == name_of(state));
  }
  for (std::size_t i = 0; i < kRobotActivities; ++i) {
    const auto activity = static_cast<RobotActivity>(i);
    BOOST_TEST(texts(activity) == name_of(activity));
  }
  for (const RobotAlarm alarm :
       {RobotAlarm::none, RobotAlarm::expulsion, RobotAlarm::weld_force, RobotAlarm::collision,
        RobotAlarm::servo_overload, RobotAlarm::bad_command, static_cast<RobotAlarm>(77)}) {
    BOOST_TEST(texts(alarm) == name_of(alarm));
  }
}

BOOST_AUTO_TEST_CASE(levers_are_named_in_their_order_in_every_language) {
  BOOST_TEST(Texts()(CostLever::robot_price) == "price of a robot");
  BOOST_TEST(Texts()(CostLever::vehicle_duty) == "duty on the vehicle");
  BOOST_TEST(Texts(Language::polish)(CostLever::gun_duty) == "cło na kleszcze zgrzewalnicze");
  BOOST_TEST(Texts(Language::chinese)(CostLever::cap_duty) == "电极帽关税");
  std::set<std::string> names;
  for (std::size_t i = 0; i < kCostLevers; ++i) {
    for (const Language language : kLanguages) {
      names.insert(Texts(language)(static_cast<CostLever>(i)));
    }
  }
  BOOST_TEST(names.size() == kCostLevers * kLanguageCount);
}

BOOST_AUTO_TEST_CASE(a_fault_is_told_by_its_number_its_words_or_its_hundreds) {
  const Texts texts;
  BOOST_TEST(texts.fault(0) == "");
  BOOST_TEST(texts.fault(302) == "fault 302: servo overload");
  BOOST_TEST(texts.fault(402) == "fault 402: a zone was held too long");
  BOOST_TEST(texts.fault(105) == "fault 105: part or fixture");
  BOOST_TEST(texts.fault(899) == "fault 899: quality");
  BOOST_TEST(texts.fault(900) == "fault 900: reason unknown");
  BOOST_TEST(texts.fault(65536 + 302) == "fault 65838: reason unknown");
  BOOST_TEST(Texts(Language::polish).fault(301) == "usterka 301: kolizja");
  BOOST_TEST(Texts(Language::chinese).fault(301) == "故障码 301：碰撞");
}

BOOST_AUTO_TEST_CASE(an_event_is_one_line_that_begins_with_its_address) {
  using Kind = PlantEvent::Kind;
  const HallSnapshot hall = small_hall();
  const auto line = [&](const PlantEvent& event, Language language = Language::english) {
    return text_of(event, hall, Texts(language));
  };
  BOOST_TEST(line({.kind = Kind::robot, .subject = 1, .value = 6, .number = 201}) ==
             "z10_body/st01/r2 failed: expulsion");
  BOOST_TEST(line({.kind = Kind::robot, .subject = 2, .value = 4, .number = 3}) ==
             "z10_body/st02/r1 waiting for zone 3");
  BOOST_TEST(line({.kind = Kind::body, .subject = 0, .value = 12}) ==
             "z10_body/st01 body 12 comes");
  BOOST_TEST(line({.kind = Kind::controller, .subject = 1, .value = 1, .number = 250}) ==
             "z10_body/st02 controller back after 0.25 s");
  const PlantEvent held{.kind = Kind::station,
                        .subject = 0,
                        .value = static_cast<std::uint32_t>(PackMlState::held),
                        .number = 402};
  BOOST_TEST(line(held) == "z10_body/st01 held: fault 402: a zone was held too long");
  BOOST_TEST(line(held, Language::polish) ==
             "z10_body/st01 wstrzymana: usterka 402: strefa zajęta zbyt długo");
}

BOOST_AUTO_TEST_CASE(a_language_is_named_or_follows_from_the_locale) {
  BOOST_TEST((language_named("zh") == Language::chinese));
  DARKLINE_TEST_THROWS(language_named("de"), UsageError, "found \"de\"", "en, pl, zh");
  BOOST_TEST((language_of_locale("pl_PL.UTF-8") == Language::polish));
  BOOST_TEST((language_of_locale("zh") == Language::chinese));
  BOOST_TEST((language_of_locale("zh_CN.GB18030") == Language::chinese));
  BOOST_TEST((language_of_locale("C") == Language::english));
  BOOST_TEST((language_of_locale("plx_XX") == Language::english));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
