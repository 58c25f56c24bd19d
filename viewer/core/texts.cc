#include "viewer/core/texts.h"

#include <array>
#include <cstdlib>

#include "models/base/error.h"
#include "viewer/core/palette.h"
#include "viewer/core/view_keys.h"

namespace darkline {
namespace {

using Row = std::array<std::string_view, kLanguageCount>;

constexpr Row kTable[] = {
#define DARKLINE_TEXT(name, english, polish, chinese) {english, polish, chinese},
#include "viewer/core/texts.def"
#undef DARKLINE_TEXT
};

// A row so many after another one.
Text after(Text first, std::size_t n) {
  return static_cast<Text>(static_cast<std::size_t>(first) + n);
}

Text text_for(RobotAlarm alarm) {
  switch (alarm) {
    case RobotAlarm::none:
      return Text::alarm_none;
    case RobotAlarm::expulsion:
      return Text::alarm_expulsion;
    case RobotAlarm::weld_force:
      return Text::alarm_weld_force;
    case RobotAlarm::collision:
      return Text::alarm_collision;
    case RobotAlarm::servo_overload:
      return Text::alarm_servo_overload;
    case RobotAlarm::bad_command:
      return Text::alarm_bad_command;
  }
  return Text::alarm_unknown;
}

Text text_for_fault(std::uint32_t code) {
  constexpr std::uint32_t kZoneTimeout = 402, kDeadlock = 403;
  if (code == kZoneTimeout) return Text::fault_zone_timeout;
  if (code == kDeadlock) return Text::fault_deadlock;
  const Text alarm = text_for(static_cast<RobotAlarm>(code));
  if (code <= UINT16_MAX && alarm != Text::alarm_unknown) return alarm;
  const std::uint32_t hundreds = code / 100;
  return hundreds >= 1 && hundreds <= 8 ? after(Text::fault_1xx, hundreds - 1)
                                        : Text::fault_unknown;
}

std::string robot_text(const PlantEvent& event, const std::string& robot, const Texts& texts) {
  const auto activity = static_cast<RobotActivity>(event.value);
  if (activity == RobotActivity::failed) {
    return texts(Text::event_failed, robot, texts(static_cast<RobotAlarm>(event.number)));
  }
  if (activity == RobotActivity::waiting) return texts(Text::event_waits, robot, event.number);
  return texts(Text::event_robot, robot, texts(activity));
}

std::string station_text(const PlantEvent& event, const std::string& station, const Texts& texts) {
  const auto state = static_cast<PackMlState>(event.value);
  std::string what = texts(state == PackMlState::held      ? Text::event_held
                           : state == PackMlState::aborted ? Text::event_aborted
                                                           : Text::event_goes_on,
                           station);
  return event.number == 0 ? what : texts(Text::event_fault, what, texts.fault(event.number));
}

}  // namespace

Language language_named(const std::string& name) {
  if (name == "en") return Language::english;
  if (name == "pl") return Language::polish;
  if (name == "zh") return Language::chinese;
  throw UsageError(fmt::format("--language: found \"{}\", wanted one of: en, pl, zh", name));
}

Language language_of_locale(std::string_view locale) {
  const std::string_view language = locale.substr(0, locale.find_first_of("_.@"));
  if (language == "pl") return Language::polish;
  if (language == "zh") return Language::chinese;
  return Language::english;
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return language_of_locale(value);
  }
  return Language::english;
}

std::string_view words_of(Text text, Language language) {
  DARKLINE_CHECK(text < Text::n_texts, "no such text");
  return kTable[static_cast<std::size_t>(text)][static_cast<std::size_t>(language)];
}

std::string Texts::operator()(StationState state) const {
  return this->state(name_of(state));
}

std::string Texts::state(std::string_view look) const {
  for (std::size_t i = 0; i < state_looks().size(); ++i) {
    if (state_looks()[i].name == look) return (*this)(after(Text::state_down, i));
  }
  DARKLINE_CHECK(false, fmt::format("no look of the name {}", look));
}

std::string Texts::operator()(RobotActivity activity) const {
  return (*this)(after(Text::robot_ready, static_cast<std::size_t>(activity)));
}

std::string Texts::operator()(RobotAlarm alarm) const {
  return (*this)(text_for(alarm));
}

std::string Texts::operator()(CostLever lever) const {
  return (*this)(after(Text::lever_robot_price, static_cast<std::size_t>(lever)));
}

std::string Texts::fault(std::uint32_t code) const {
  return code == 0 ? std::string() : (*this)(Text::fault_text, code, (*this)(text_for_fault(code)));
}

std::string text_of(const PlantEvent& event, const HallSnapshot& scene, const Texts& texts) {
  using Kind = PlantEvent::Kind;
  if (event.kind == Kind::robot) {
    return robot_text(event, scene.robots.at(event.subject).address, texts);
  }
  if (event.kind == Kind::buffer) {
    return texts(Text::event_buffer, event.subject + 1, event.value);
  }
  const std::string& station = scene.stations.at(event.subject).address;
  switch (event.kind) {
    case Kind::body:
      return event.value == 0 ? texts(Text::event_body_leaves, station)
                              : texts(Text::event_body_comes, station, event.value);
    case Kind::join:
      return texts(Text::event_joined, station, event.value);
    case Kind::controller:
      return event.value == 0 ? texts(Text::event_controller_lost, station)
                              : texts(Text::event_controller_back, station, 1e-3 * event.number);
    default:
      return station_text(event, station, texts);
  }
}

std::string all_words(Language language) {
  std::string all;
  for (const Row& row : kTable) all += row[static_cast<std::size_t>(language)];
  for (const KeyHelp& row : key_help(language)) (all += row.keys) += row.does;
  return all;
}

}  // namespace darkline
