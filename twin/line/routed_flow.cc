// How bodies move: onto links, along them, into machines.
#include <algorithm>

#include "models/base/error.h"
#include "twin/line/routed_core.h"

namespace darkline {

// The free machine with the lowest number: empty and up.
std::uint32_t RoutedCore::free_machine(const Station& s) {
  for (std::uint32_t m = s.machines.begin; m < s.machines.end; ++m) {
    if (machines_[m].phase != Phase::empty || machines_[m].down_until_ms > now_) continue;
    const auto k = machines_[m].station;
    if (!has_sources_ && k == model_.exit && s.started >= options_.job_limit) {
      is_limited_ = true;
      return kNone;
    }
    return m;
  }
  return kNone;
}

// Whether a part can come onto the link now, or over it straight into the station.
bool RoutedCore::has_room(std::uint32_t l) {
  const Link& link = links_[l];
  if (link.count < link.places) return true;
  if (link.count > link.places) return false;
  const Station& to = stations_[link.to];
  if (joins(to)) {
    // its place in the station, which the first part on the link moves into once it is at the end
    if (to.join == JoinRule::all_together || free_machine(to) == kNone) return false;
    return link.travel_ms == 0 || link.arrived > 0;
  }
  return link.places == 0 && free_machine(to) != kNone;
}

// Where a waiting part can go now; kNone: nowhere.
std::uint32_t RoutedCore::way_now(const Machine& m) {
  if (m.down_until_ms > now_) return kNone;
  const Station& s = stations_[m.station];
  if (m.way == kOut) {
    const auto& dispatch = model_.stations[m.station].dispatch;
    return !dispatch || s.yard < dispatch->places ? kOut : kNone;
  }
  if (m.way == kAllLinks) {
    for (std::uint32_t i = s.forward.begin; i < s.forward.end; ++i) {
      if (!has_room(out_links_[i])) return kNone;
    }
    return kAllLinks;
  }
  if (m.way != kAnyLink) return has_room(m.way) ? m.way : kNone;
  std::uint32_t best = kNone;
  std::int64_t fewest = 0;
  for (std::uint32_t i = s.forward.begin; i < s.forward.end; ++i) {
    const std::uint32_t l = out_links_[i];
    if (!has_room(l)) continue;
    if (s.route == RouteRule::first_free) return l;
    const std::int64_t ahead = parts_ahead(links_[l]);
    if (best != kNone && ahead >= fewest) continue;
    best = l;
    fewest = ahead;
  }
  return best;
}

// On the link and in the machines behind it.
std::int64_t RoutedCore::parts_ahead(const Link& link) const {
  const Station& to = stations_[link.to];
  return link.count + std::count_if(machines_.begin() + to.machines.begin,
                                    machines_.begin() + to.machines.end,
                                    [](const Machine& one) { return one.phase != Phase::empty; });
}

// The machine before a link without places whose part waits to go over it, the first that finished.
std::uint32_t RoutedCore::waiting_for(std::uint32_t l) {
  const Link& link = links_[l];
  if (link.count > 0 || link.places > 0) return kNone;
  const Station& from = stations_[link.from];
  for (std::uint32_t i = 0; i < from.n_blocked; ++i) {
    const std::uint32_t m = blocked_[from.machines.begin + i];
    if (machines_[m].down_until_ms > now_) continue;
    const std::uint32_t way = machines_[m].way;
    if (way == l || (way == kAnyLink && l != from.rework_link)) return m;
    if (way == kAllLinks && way_now(machines_[m]) == kAllLinks) return m;
  }
  return kNone;
}

void RoutedCore::put(std::uint32_t l, std::uint32_t body) {
  Link& link = links_[l];
  grow(link, 1);
  std::size_t at = link.head + static_cast<std::size_t>(link.count - 1);
  if (at >= link.ring_size) at -= link.ring_size;
  parts_[link.ring + at] = {body, now_ + link.travel_ms};
  if (link.travel_ms == 0) {
    ++link.arrived;
    mark(link.to);
  } else if (link.arrived + 1 == link.count) {
    set_slot(3 * n_machines_ + l, now_ + link.travel_ms);
  }
}

// The body at the end of the link, or that of a machine which waits for a link without places.
std::uint32_t RoutedCore::take(std::uint32_t l) {
  Link& link = links_[l];
  if (link.arrived == 0) leave(waiting_for(l), l);
  const std::uint32_t body = parts_[link.ring + link.head].body;
  if (++link.head == link.ring_size) link.head = 0;
  grow(link, -1);
  --link.arrived;
  mark(link.from);
  return body;
}

// A machine gives its part away; `way` as way_now says, or a link that it is being taken over.
void RoutedCore::leave(std::uint32_t m, std::uint32_t way) {
  Machine& machine = machines_[m];
  Station& s = stations_[machine.station];
  book(machine);
  tell(LineEventKind::depart, machine.station, bodies_[machine.body].number);
  if (machine.way == s.rework_link && s.rework_link != kNone) {
    ++s.reworked;
  } else {
    ++s.done;
    if (options_.trace_departures) departures_[machine.station].push_back(now_);
  }
  s.last_departure_ms = now_;
  std::uint32_t* first = &blocked_[s.machines.begin];
  std::uint32_t* last = first + s.n_blocked--;
  std::copy(std::find(first, last, m) + 1, last, std::find(first, last, m));

  const std::uint32_t body = machine.body;
  machine.body = kNone;
  machine.phase = Phase::empty;
  if (machine.way == kAllLinks) {
    const Body original = bodies_[body];
    put(out_links_[s.forward.begin], body);
    for (std::uint32_t i = s.forward.begin + 1; i < s.forward.end; ++i) {
      const std::uint32_t copy = new_body(original.number);
      bodies_[copy].reworks = original.reworks;
      put(out_links_[i], copy);
    }
  } else if (way == kOut) {
    free_bodies_.push_back(body);
    if (model_.stations[machine.station].dispatch && s.yard++ == 0) ++n_pending_;
  } else {
    put(way, body);
  }
  mark(machine.station);
  if (joins(s)) mark_feeders(s);
}

// The stations that a waiting part may go to look at it: one that joins may take it out itself.
void RoutedCore::offer(std::uint32_t m) {
  const Machine& machine = machines_[m];
  const Station& s = stations_[machine.station];
  if (machine.way < kAnyLink) mark(links_[machine.way].to);
  if (machine.way != kAnyLink) return;
  for (std::uint32_t i = s.forward.begin; i < s.forward.end; ++i) mark(links_[out_links_[i]].to);
}

// The stations before one that joins, which has a place open again.
void RoutedCore::mark_feeders(const Station& s) {
  for (std::uint32_t i = s.in.begin; i < s.in.end; ++i) mark(links_[in_links_[i]].from);
}

// Lets go what can go, in the order in which it was finished.
void RoutedCore::release(std::uint32_t k) {
  const Station& s = stations_[k];
  for (std::uint32_t i = 0; i < s.n_blocked;) {
    const std::uint32_t m = blocked_[s.machines.begin + i];
    const std::uint32_t way = way_now(machines_[m]);
    if (way == kNone) {
      ++i;
    } else {
      leave(m, way);
    }
  }
}

// Starts one job if a machine is free and its parts are there.
bool RoutedCore::pull(std::uint32_t k) {
  const std::uint32_t m = free_machine(stations_[k]);
  if (m == kNone) return false;
  const std::uint32_t body = body_for(k);
  if (body == kNone) return false;
  start(m, body);
  return true;
}

std::uint32_t RoutedCore::body_for(std::uint32_t k) {
  Station& s = stations_[k];
  if (!s.is_source) return body_of_links(s);
  if (s.created >= options_.job_limit) {
    is_limited_ = true;
    return kNone;
  }
  const bool supplied = model_.stations[k].supply.has_value();
  if (supplied && s.waiting_outside == 0) return kNone;
  if (s.in.size() > 0) {
    const std::uint32_t carrier = body_of_links(s);
    if (carrier == kNone) return kNone;
    free_bodies_.push_back(carrier);
  }
  if (supplied) --s.waiting_outside;
  return new_body(s.created++);
}

std::uint32_t RoutedCore::body_of_links(const Station& s) {
  if (joins(s)) return body_of_join(s);
  const std::uint32_t l = first_to_arrive(s);
  return l == kNone ? kNone : take(l);
}

std::uint32_t RoutedCore::body_of_join(const Station& s) {
  for (std::uint32_t i = s.in.begin; i < s.in.end; ++i) {
    const std::uint32_t l = in_links_[i];
    if (links_[l].arrived > 0) continue;
    if (s.join != JoinRule::all_together || waiting_for(l) == kNone) return kNone;
  }
  const std::uint32_t body = take(in_links_[s.in.begin]);
  for (std::uint32_t i = s.in.begin + 1; i < s.in.end; ++i) {
    free_bodies_.push_back(take(in_links_[i]));
  }
  return body;
}

// The link whose first part has waited longest at its end, the lower number among equals.
std::uint32_t RoutedCore::first_to_arrive(const Station& s) {
  std::uint32_t best = kNone;
  std::int64_t best_ms = kFar;
  for (std::uint32_t i = s.in.begin; i < s.in.end; ++i) {
    const std::uint32_t l = in_links_[i];
    const Link& link = links_[l];
    std::int64_t since_ms = kFar;
    if (link.arrived > 0) {
      since_ms = parts_[link.ring + link.head].ready_ms;
    } else if (const std::uint32_t m = waiting_for(l); m != kNone) {
      since_ms = machines_[m].finished_ms;
    }
    if (since_ms < best_ms) {
      best = l;
      best_ms = since_ms;
    }
  }
  return best;
}

void RoutedCore::handle_arrival(std::uint32_t l) {
  Link& link = links_[l];
  ++link.arrived;
  clear_slot(3 * n_machines_ + l);
  if (link.arrived < link.count) {
    std::size_t at = link.head + static_cast<std::size_t>(link.arrived);
    if (at >= link.ring_size) at -= link.ring_size;
    set_slot(3 * n_machines_ + l, parts_[link.ring + at].ready_ms);
  }
  mark(link.to);
  mark(link.from);  // the place in a station that joins may be open to it now
}

void RoutedCore::handle_supply(std::uint32_t k) {
  Station& s = stations_[k];
  const Supply& supply = *model_.stations[k].supply;
  const std::size_t slot = 3 * n_machines_ + links_.size() + k;
  clear_slot(slot);
  s.waiting_outside += supply.batch;
  if (s.created + s.waiting_outside < options_.job_limit) {
    const RandomStream stream(seed_, replication_, model_.stations[k].entity, DrawPurpose::supply);
    set_slot(slot, now_ + draw_ticks(supply.interval, stream.uniforms(s.n_supplied++)[0]));
  }
  mark(k);
}

void RoutedCore::handle_dispatch(std::uint32_t k) {
  Station& s = stations_[k];
  const Dispatch& dispatch = *model_.stations[k].dispatch;
  if (s.yard > 0 && s.yard <= dispatch.batch) --n_pending_;
  s.yard -= std::min(s.yard, dispatch.batch);
  const RandomStream stream(seed_, replication_, model_.stations[k].entity, DrawPurpose::dispatch);
  set_slot(3 * n_machines_ + links_.size() + stations_.size() + k,
           now_ + draw_ticks(dispatch.interval, stream.uniforms(s.n_fetched++)[0]));
  mark(k);
}

}  // namespace darkline
