// All that a line model says, as text, and its hash.
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/base/content_hash.h"
#include "twin/line/trace.h"

namespace darkline {
namespace {

// Doubles in hexadecimal digits: every bit counts.
class ModelText {
 public:
  void add(const std::string& text) { text_ += fmt::format("{}:{};", text.size(), text); }
  void add(double x) { text_ += fmt::format("{:a};", x); }
  template <class Integer>
  void add(Integer x) {
    text_ += fmt::format("{};", x);
  }
  template <class First, class Second, class... Rest>
  void add(const First& first, const Second& second, const Rest&... rest) {
    add(first);
    add(second, rest...);
  }
  template <class List, class Function>
  void add_all(const List& list, Function add_one) {
    add(list.size());
    for (const auto& one : list) add_one(one);
  }
  void add_law(const TimeLaw& law) {
    add(static_cast<int>(law.kind), law.mean_ms, law.cv, law.shape, law.low_ms, law.mode_ms,
        law.high_ms);
    add_all(law.samples_ms, [&](double ms) { add(ms); });
  }
  void add_law(const std::optional<TimeLaw>& law) {
    add(law.has_value() ? 1 : 0);
    if (law) add_law(*law);
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add_stop(ModelText& text, const StopClass& stop) {
  text.add(stop.name, stop.number, stop.mtbf_ms, stop.mttr_ms, stop.cv, static_cast<int>(stop.law),
           static_cast<int>(stop.clock), stop.skill);
  text.add_law(stop.uptime);
  text.add_law(stop.repair);
}

void add_station(ModelText& text, const LineStation& s) {
  text.add(s.address, s.entity, s.pace_ms, static_cast<int>(s.join), s.machines,
           static_cast<int>(s.route), s.calendar, s.walk_ms);
  const auto add_row = [&](const std::vector<std::int64_t>& row) {
    text.add_all(row, [&](std::int64_t ms) { text.add(ms); });
  };
  text.add_all(s.cycle_ms, add_row);
  text.add_all(s.changeover_ms, add_row);
  text.add_all(s.periodic,
               [&](const PeriodicWork& one) { text.add(one.every_jobs, one.extra_ms); });
  text.add_all(s.stops, [&](const StopClass& stop) { add_stop(text, stop); });
  text.add_all(s.maintenance, [&](const Maintenance& one) {
    text.add(one.name, one.every_jobs, one.every_ms, one.duration_ms);
  });
  text.add(s.inspection ? 1 : 0);
  if (const auto& one = s.inspection) {
    text.add(one->rework, one->scrap, one->rework_link, one->most_reworks);
  }
  text.add(s.supply ? 1 : 0);
  if (const auto& one = s.supply) {
    text.add(one->batch, one->first_ms);
    text.add_law(one->interval);
  }
  text.add(s.dispatch ? 1 : 0);
  if (const auto& one = s.dispatch) {
    text.add(one->batch, one->first_ms, one->places);
    text.add_law(one->interval);
  }
  text.add(s.energy ? 1 : 0);
  if (const auto& one = s.energy) {
    text.add(one->standby_after_ms, one->standby_wake_ms, one->hibernate_after_ms,
             one->hibernate_wake_ms);
  }
}

}  // namespace

std::string model_hash(const LineModel& model) {
  ModelText text;
  text.add_all(model.stations, [&](const LineStation& s) { add_station(text, s); });
  text.add_all(model.links, [&](const LineLink& l) {
    text.add(l.from, l.to, l.places, l.travel_ms, l.initial_parts, l.share);
    text.add_all(l.variants, [&](std::size_t v) { text.add(v); });
    if (l.carriers) text.add("carriers");
  });
  text.add_all(model.variant_share, [&](double share) { text.add(share); });
  text.add_all(model.technicians, [&](const Technician& t) {
    text.add(t.from_ms_of_day, t.to_ms_of_day, t.skills, t.calendar);
  });
  text.add_all(model.calendars, [&](const CalendarHours& hours) {
    text.add(hours.name, hours.period_ms);
    text.add_all(hours.open, [&](const OpenInterval& one) { text.add(one.from_ms, one.to_ms); });
  });
  text.add(model.staffed_ms_of_day, model.dark_repair_factor, model.exit, model.warm_up_ms,
           model.horizon_ms);
  return sha256_hex(text.text());
}

}  // namespace darkline
