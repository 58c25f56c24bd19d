// What machines do with bodies: maintenance, setup, work, stops, inspection.
#include <algorithm>

#include "models/base/error.h"
#include "twin/line/routed_core.h"

namespace darkline {

void RoutedCore::start(std::uint32_t m, std::uint32_t body) {
  Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  book(machine);
  machine.body = body;
  const std::int64_t number = bodies_[body].number;
  tell(LineEventKind::start, machine.station, number);
  machine.work_ms = work_.of(machine.station, s.started++, number);
  machine.setup_ms = changeover_and_waking(machine);
  const std::int64_t upkeep = due_upkeep(machine);
  ++n_pending_;
  if (upkeep > 0) {
    enter(m, Phase::maintaining, upkeep);
  } else {
    next_phase(m);
  }
}

std::int64_t RoutedCore::due_upkeep(Machine& machine) {
  const std::vector<Maintenance>& all = model_.stations[machine.station].maintenance;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Upkeep& upkeep = upkeep_[machine.upkeep.begin + i];
    const bool is_due =
        all[i].every_jobs > 0 ? upkeep.jobs >= all[i].every_jobs : now_ >= upkeep.next_due_ms;
    if (is_due) {
      sum += all[i].duration_ms;
      upkeep.jobs = 0;
      if (all[i].every_ms > 0) upkeep.next_due_ms = (now_ / all[i].every_ms + 1) * all[i].every_ms;
    }
    ++upkeep.jobs;
  }
  return sum;
}

std::int64_t RoutedCore::changeover_and_waking(Machine& machine) {
  const LineStation& station = model_.stations[machine.station];
  std::int64_t ms = 0;
  if (!station.changeover_ms.empty()) {
    const std::size_t variant = work_.variant_of(bodies_[machine.body].number);
    if (machine.variant != kNoStation) ms += station.changeover_ms[machine.variant][variant];
    machine.variant = variant;
  }
  if (station.energy) {
    const EnergySaving& energy = *station.energy;
    const std::int64_t waited = now_ - machine.idle_since_ms;
    if (waited > energy.hibernate_after_ms) {
      ms += energy.hibernate_wake_ms;
    } else if (waited > energy.standby_after_ms) {
      ms += energy.standby_wake_ms;
    }
  }
  return ms;
}

void RoutedCore::enter(std::uint32_t m, Phase phase, std::int64_t ms) {
  Machine& machine = machines_[m];
  book(machine);
  machine.phase = phase;
  machine.left_ms = ms;
  machine.resumed_ms = std::max(now_, machine.down_until_ms);
  schedule(m);
}

void RoutedCore::next_phase(std::uint32_t m) {
  Machine& machine = machines_[m];
  if (machine.setup_ms > 0) {
    enter(m, Phase::setting_up, machine.setup_ms);
    machine.setup_ms = 0;
  } else {
    enter(m, Phase::working, machine.work_ms);
  }
}

// Sets the slots of the machine's stop and end of work.
void RoutedCore::schedule(std::uint32_t m) {
  Machine& machine = machines_[m];
  const WorkCalendar* calendar = stations_[machine.station].calendar;
  const auto after = [&](std::int64_t ms) {
    return calendar == nullptr ? machine.resumed_ms + ms
                               : calendar->advance(machine.resumed_ms, ms);
  };
  const bool in_stretch = machine.phase != Phase::empty && machine.phase != Phase::blocked;
  machine.work_stop_ms = kFar;
  if (machine.phase == Phase::working && machine.work_stop - machine.clock <= machine.left_ms) {
    machine.work_stop_ms = after(machine.work_stop - machine.clock);
  }
  const std::int64_t stop_ms = std::min(machine.work_stop_ms, machine.calendar_stop_ms);
  if (stop_ms < kNeverMs) {
    set_slot(n_machines_ + m, stop_ms);
  } else {
    clear_slot(n_machines_ + m);
  }
  if (in_stretch && machine.work_stop_ms == kFar) {
    set_slot(2 * n_machines_ + m, after(machine.left_ms));
  } else {
    clear_slot(2 * n_machines_ + m);
  }
}

void RoutedCore::handle_finish(std::uint32_t m) {
  Machine& machine = machines_[m];
  if (machine.phase == Phase::working) {
    end_work(m);
  } else {
    next_phase(m);
  }
}

void RoutedCore::end_work(std::uint32_t m) {
  Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  Body& body = bodies_[machine.body];
  book(machine);
  tell(LineEventKind::finish, machine.station, body.number);
  machine.clock += machine.left_ms;
  machine.left_ms = 0;
  machine.idle_since_ms = now_;
  machine.finished_ms = now_;
  --n_pending_;
  mark(machine.station);
  const Verdict verdict = inspect(m);
  if (verdict == Verdict::rework) {
    ++body.reworks;
    tell(LineEventKind::rework, machine.station, body.number);
    if (s.rework_link == kNone) {
      ++s.reworked;
      start(m, machine.body);
      return;
    }
  }
  if (verdict == Verdict::scrap) {
    scrap(m);
  } else {
    machine.phase = Phase::blocked;
    machine.way = verdict == Verdict::rework ? s.rework_link : choose_way(m);
    blocked_[s.machines.begin + s.n_blocked++] = m;
    newly_blocked_ = m;
    offer(m);
  }
  schedule(m);
}

void RoutedCore::scrap(std::uint32_t m) {
  Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  ++s.scrapped;
  tell(LineEventKind::scrap, machine.station, bodies_[machine.body].number);
  free_bodies_.push_back(machine.body);
  machine.body = kNone;
  machine.phase = Phase::empty;
  s.last_departure_ms = now_;
  if (joins(s)) mark_feeders(s);
}

RoutedCore::Verdict RoutedCore::inspect(std::uint32_t m) {
  const Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  const LineStation& station = model_.stations[machine.station];
  if (!station.inspection) return Verdict::good;
  const Inspection& inspection = *station.inspection;
  const RandomStream stream(seed_, replication_, station.entity, DrawPurpose::rework);
  const double u = stream.uniforms(s.n_inspected++)[0];
  if (u <= inspection.scrap) return Verdict::scrap;
  if (u > inspection.scrap + inspection.rework) return Verdict::good;
  const bool may_again = bodies_[machine.body].reworks < inspection.most_reworks;
  return may_again ? Verdict::rework : Verdict::scrap;
}

std::uint32_t RoutedCore::choose_way(std::uint32_t m) {
  const Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  const LineStation& station = model_.stations[machine.station];
  if (s.forward.size() == 0) return kOut;
  const std::uint32_t* links = &out_links_[s.forward.begin];
  if (s.forward.size() == 1) return links[0];
  switch (s.route) {
    case RouteRule::all:
      return kAllLinks;
    case RouteRule::first_free:
    case RouteRule::fewest:
      return kAnyLink;
    case RouteRule::round_robin:
      return links[s.n_routed++ % s.forward.size()];
    case RouteRule::by_variant: {
      const std::size_t variant = work_.variant_of(bodies_[machine.body].number);
      return *std::find_if(links, links + s.forward.size(), [&](std::uint32_t l) {
        const auto& takes = model_.links[l].variants;
        return std::find(takes.begin(), takes.end(), variant) != takes.end();
      });
    }
    case RouteRule::by_share:
      break;
  }
  const RandomStream stream(seed_, replication_, station.entity, DrawPurpose::route);
  const double u = stream.uniforms(s.n_routed++)[0];
  double sum = 0.0;
  std::uint32_t way = kNone;
  for (std::uint32_t i = 0; i < s.forward.size(); ++i) {
    const double share = model_.links[links[i]].share;
    if (share > 0.0) way = links[i];  // the last that can be takes what rounding leaves
    sum += share;
    if (u <= sum) break;
  }
  return way;
}

// --- stops

void RoutedCore::draw_stop_of(std::uint32_t m, std::uint32_t clock, std::uint32_t n,
                              std::int64_t from) {
  const Machine& machine = machines_[m];
  const std::int64_t number = m - stations_[machine.station].machines.begin;
  const StopDraw draw = next_stop(model_, options_.stops, seed_, replication_, machine.station,
                                  number, machine.entity, clock - machine.stops.begin, n);
  StopClock& one = stops_[clock];
  one.due = from + draw.work_ms;
  one.repair_ms = draw.repair_ms;
  one.n = n;
}

void RoutedCore::find_next_stops(Machine& machine) {
  machine.work_stop = kFar;
  machine.calendar_stop_ms = kFar;
  for (std::uint32_t c = machine.stops.begin; c < machine.stops.end; ++c) {
    std::int64_t& next = stops_[c].by_calendar ? machine.calendar_stop_ms : machine.work_stop;
    next = std::min(next, stops_[c].due);
  }
}

void RoutedCore::handle_stop(std::uint32_t m) {
  Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  const bool by_calendar = machine.work_stop_ms != now_;
  book(machine);
  const bool in_stretch = machine.phase != Phase::empty && machine.phase != Phase::blocked;
  if (in_stretch && machine.resumed_ms < now_) {
    const std::int64_t done = open_between(s, machine.resumed_ms, now_);
    machine.left_ms -= done;
    if (machine.phase == Phase::working) machine.clock += done;
  }
  const std::int64_t due = by_calendar ? now_ : machine.work_stop;
  std::uint32_t clock = machine.stops.begin;
  while (stops_[clock].by_calendar != by_calendar || stops_[clock].due != due) ++clock;

  const LineStation& station = model_.stations[machine.station];
  const std::uint32_t skill = station.stops[clock - machine.stops.begin].skill;
  const Repair repair = crew_.grant(now_, stops_[clock].repair_ms, skill, station.walk_ms);
  if (machine.down_until_ms <= now_) {
    machine.attended_ms = repair.start_ms;
    machine.down_until_ms = repair.end_ms;
  } else {  // another of its components is being repaired
    machine.attended_ms = std::min(machine.attended_ms, repair.start_ms);
    machine.down_until_ms = std::max(machine.down_until_ms, repair.end_ms);
  }
  ++s.repairs;
  tell(LineEventKind::stop, machine.station, repair.end_ms);
  draw_stop_of(m, clock, stops_[clock].n + 1, by_calendar ? repair.end_ms : due);
  find_next_stops(machine);
  machine.resumed_ms = machine.down_until_ms;
  schedule(m);
  if (!in_stretch) set_slot(m, machine.down_until_ms);
}

void RoutedCore::handle_up(std::uint32_t m) {
  clear_slot(m);
  const Station& s = stations_[machines_[m].station];
  mark(machines_[m].station);
  if (joins(s)) mark_feeders(s);
  if (machines_[m].phase == Phase::blocked) offer(m);
}

}  // namespace darkline
