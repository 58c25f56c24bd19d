#include "twin/line/lane_engine.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::int64_t kMostRows = 1 << 18;                 // of departures
constexpr std::int64_t kMostInRow = std::int64_t{1} << 30;  // of work to the next stop
constexpr std::int64_t kRefill = std::int64_t{1} << 29;
constexpr std::int64_t kLatest = std::int64_t{1} << 30;     // after a stop
constexpr std::int64_t kMoveAfter = std::int64_t{1} << 29;  // a base is moved
constexpr std::int64_t kMoveTo = std::int64_t{1} << 28;
constexpr std::int64_t kStepsToSettle = 64;

// Rows of one job at hand: of LaneWatch.
enum HandRow : std::size_t { row_start, row_finish, row_left, row_departure, kHandRows };

std::int64_t longest_extra_ms(const LineModel& model) {
  std::int64_t longest = 0;
  for (const LineStation& station : model.stations) {
    std::int64_t extra = 0;
    for (const PeriodicWork& one : station.periodic) extra += one.extra_ms;
    longest = std::max(longest, extra);
  }
  return longest;
}

}  // namespace

std::string why_no_lanes(const LineModel& model) {
  if (const std::string other = first_not_plain(model); !other.empty()) {
    return "Lanes cannot take this line, because of its " + other + ".";
  }
  for (const Technician& one : model.technicians) {
    if (one.calendar != kNoCalendar) return "Lanes know no calendars of technicians.";
    if ((one.skills & 1U) == 0) return "Lanes know no technicians without the common skill.";
  }
  std::vector<int> feeders(model.stations.size());
  std::int64_t rows = 0;
  for (const LineLink& link : model.links) {
    rows += 2 * std::min(link.places, kMostRows) + 4;
    if (++feeders[link.to] > 1 && model.stations[link.to].join == JoinRule::all_together) {
      return "Lanes do not join parts all together, as " + model.stations[link.to].address +
             " does.";
    }
  }
  if (rows > kMostRows) return "Lanes would need too much memory for the places of this line.";
  const auto n = static_cast<std::int64_t>(model.stations.size());
  if ((n + kStepsToSettle) * (LaneWork::longest_ms(model) + longest_extra_ms(model)) >= kRefill) {
    return "Lanes count in 32 bits, and the work of this line is too long for them.";
  }
  return {};
}

LaneEngine::LaneEngine(const LineModel& model, std::uint64_t seed, std::uint32_t first, int n,
                       InstructionSet isa, const Options& options)
    : model_(model),
      seed_(seed),
      first_(first),
      options_(options),
      kernel_(line_kernel(isa)),
      lanes_(static_cast<std::size_t>((n + kernel_.lanes - 1) / kernel_.lanes * kernel_.lanes)),
      depth_(depths(model)),
      deepest_(*std::max_element(depth_.begin(), depth_.end())),
      work_(model, kernel_, seed, first, static_cast<int>(lanes_), deepest_, options),
      hand_(kHandRows, static_cast<int>(lanes_)),
      base_ms_(lanes_),
      lost_(lanes_),
      crews_(lanes_, LaneCrew(model)),
      rare_(model.stations.size() * lanes_),
      dwell_ms_(model.links.size() * lanes_),
      open_marks_(model.stations.size() * lanes_ * kMarks) {
  check_line_model(model);
  const std::string why = why_no_lanes(model);
  DARKLINE_CHECK(why.empty() && 1 <= n && n <= kMostLanes, why);
  for (auto& links : links_) links.resize(model.links.size() * lanes_);
  connect();
  load_stops();
}

// Any way out of a station fixes the difference, and each has at most one.
std::vector<std::int64_t> LaneEngine::depths(const LineModel& model) {
  std::vector<std::int64_t> depth(model.stations.size());
  if (model.technicians.empty()) return depth;
  std::vector<const LineLink*> way(depth.size(), nullptr);
  for (const LineLink& link : model.links) way[link.from] = &link;
  for (std::size_t k = 0; k < depth.size(); ++k) {
    for (const LineLink* at = way[k]; at != nullptr; at = way[at->to]) {
      depth[k] -= 1 + (at->places + 1) / 2;
    }
  }
  const std::int64_t least = *std::min_element(depth.begin(), depth.end());
  for (std::int64_t& one : depth) one -= least;
  return depth;
}

void LaneEngine::connect() {
  const std::size_t n = model_.stations.size();
  const int row = static_cast<int>(lanes_);
  order_.resize(n);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  // by links to come: each station after those before it; in waves, the deepest first
  std::vector<std::int64_t> to_come(n);
  std::vector<std::size_t> way(n, kNoStation);
  for (const LineLink& link : model_.links) way[link.from] = link.to;
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t at = way[k]; at != kNoStation; at = way[at]) ++to_come[k];
  }
  const bool waves = deepest_ > 0;
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return waves ? depth_[a] > depth_[b] : to_come[a] > to_come[b];
  });

  std::vector<std::int64_t> kept(n, 2);  // rows of departures
  for (const LineLink& link : model_.links) {
    const std::int64_t places = std::min(link.places, options_.job_limit);
    kept[link.to] = std::max(kept[link.to], places + 2);
    kept[link.from] = std::max(kept[link.from], depth_[link.to] - depth_[link.from] + 1);
  }
  std::vector<std::size_t> first_row(n);
  std::size_t rows = 0;
  for (std::size_t k = 0; k < n; ++k) {
    first_row[k] = rows;
    rows += std::bit_ceil(static_cast<std::size_t>(kept[k]));
  }
  departures_ = AlignedRows(rows, row);
  n_departure_rows_ = rows;
  to_stop_ = AlignedRows(n, row);
  starved_ = AlignedRows(n, row);
  blocked_ = AlignedRows(n, row);
  marks_ = AlignedRows(n, row);
  dwell_ = AlignedRows(model_.links.size(), row);

  turn_of_.resize(n);
  visits_.resize(n);
  for (std::size_t turn = 0; turn < n; ++turn) turn_of_[order_[turn]] = turn;
  const auto ring = [&](std::size_t k, std::int64_t lag) {
    const auto mask = static_cast<unsigned>(std::bit_ceil(static_cast<std::size_t>(kept[k])) - 1);
    return LaneNeed{departures_[first_row[k]], mask, static_cast<unsigned>(lag), nullptr};
  };
  std::vector<std::vector<LaneNeed>> inputs(n), credits(n);
  links_into_.resize(n);
  for (std::size_t l = 0; l < model_.links.size(); ++l) {
    const LineLink& link = model_.links[l];
    inputs[link.to].push_back(ring(link.from, 0));
    inputs[link.to].back().dwell = dwell_[l];
    links_into_[link.to].push_back(l);
    credits[link.from].push_back(ring(link.to, std::min(link.places, options_.job_limit) + 1));
  }
  needs_.reserve(2 * model_.links.size());
  for (std::size_t k = 0; k < n; ++k) {
    LaneVisit& visit = visits_[turn_of_[k]];
    visit.departures = departures_[first_row[k]];
    visit.mask = ring(k, 0).mask;
    visit.to_stop = to_stop_[k];
    visit.starved = starved_[k];
    visit.blocked = blocked_[k];
    visit.mark = marks_[k];
    visit.inputs = needs_.data() + needs_.size();
    visit.n_inputs = static_cast<int>(inputs[k].size());
    needs_.insert(needs_.end(), inputs[k].begin(), inputs[k].end());
    visit.credits = needs_.data() + needs_.size();
    visit.n_credits = static_cast<int>(credits[k].size());
    needs_.insert(needs_.end(), credits[k].begin(), credits[k].end());
    work_.connect(k, visit);
    for (std::size_t lane = 0; lane < lanes_; ++lane) set_mark_row(k, lane);
  }
}

void LaneEngine::load_stops() {
  std::size_t classes = 0;
  for (const LineStation& station : model_.stations) {
    first_class_.push_back(classes);
    classes += station.stops.size();
  }
  clocks_.resize(classes * lanes_);
  for (std::size_t k = 0; k < model_.stations.size(); ++k) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      Rare& own = rare(k, lane);
      own.next_stop = std::numeric_limits<std::int64_t>::max();
      for (std::size_t c = 0; c < model_.stations[k].stops.size(); ++c) {
        draw_next_stop(k, lane, c, 0, 0);
        own.next_stop = std::min(own.next_stop, clock(k, lane, c).due);
      }
      to_stop_[k][lane] = static_cast<int>(in_row(own, own.next_stop) - 1);
    }
  }
}

void LaneEngine::draw_next_stop(std::size_t k, std::size_t lane, std::size_t stop_class,
                                std::uint32_t n, std::int64_t at) {
  StopDraw draw;
  if (options_.stops != nullptr) {
    draw = options_.stops->stop(k, stop_class, n);
  } else {
    const LineStation& station = model_.stations[k];
    const StopClass& stop = station.stops[stop_class];
    const RandomStream stream(seed_, first_ + static_cast<std::uint32_t>(lane), station.entity,
                              failure_purpose(stop.number));
    draw = draw_stop(stop, stream, n);
  }
  DARKLINE_CHECK(draw.work_ms >= 1 && draw.repair_ms >= 1, model_.stations[k].address);
  clock(k, lane, stop_class) = {at + draw.work_ms, draw.repair_ms, n};
}

// What a row can hold of the work to the next stop; the rest is kept.
std::int64_t LaneEngine::in_row(Rare& own, std::int64_t work_ms) {
  const std::int64_t held = std::min(work_ms, kMostInRow);
  own.beyond = work_ms - held;
  return held;
}

// --- going on

void LaneEngine::run() {
  LaneWatch watch;
  watch.engine = this;
  watch.stopped = [](void* engine, int turn, int first_lane, unsigned lanes) {
    auto& self = *static_cast<LaneEngine*>(engine);
    for (; lanes != 0; lanes &= lanes - 1) {
      self.stopped(self.order_[static_cast<std::size_t>(turn)],
                   static_cast<std::size_t>(first_lane + std::countr_zero(lanes)));
    }
  };
  watch.marked = [](void* engine, int turn, int first_lane, unsigned lanes) {
    auto& self = *static_cast<LaneEngine*>(engine);
    for (; lanes != 0; lanes &= lanes - 1) {
      self.marked(self.order_[static_cast<std::size_t>(turn)],
                  static_cast<std::size_t>(first_lane + std::countr_zero(lanes)));
    }
  };
  watch.start = hand_[row_start];
  watch.finish = hand_[row_finish];
  watch.left = hand_[row_left];
  watch.departure = hand_[row_departure];
  for (std::int64_t number = 0; number < options_.job_limit + deepest_; ++number) {
    for (std::size_t turn = 0; turn < visits_.size(); ++turn) {
      LaneVisit& visit = visits_[turn];
      visit.job = number - depth_[order_[turn]];
      if (visit.job >= options_.job_limit) visit.job = -1;
      if (visit.job >= 0) work_.prepare(order_[turn], visit);
    }
    kernel_.step(visits_.data(), static_cast<int>(visits_.size()), static_cast<int>(lanes_), watch);
    if (number % kStepsToSettle != kStepsToSettle - 1) continue;
    settle();
    if (open_marks_ == 0) break;
    move_bases();
  }
  settle();
  finish_marks();
}

void LaneEngine::stopped(std::size_t k, std::size_t lane) {
  const LaneVisit& visit = visits_[turn_of_[k]];
  const std::int64_t start = hand_[row_start][lane];
  for (std::size_t i = 0; i < links_into_[k].size(); ++i) {
    const std::size_t l = links_into_[k][i];
    const auto dwell = static_cast<int>(start - departed(visit.inputs[i], visit.job, lane));
    if (dwell <= kLongWait) continue;
    dwell_ms_[l * lanes_ + lane] += dwell;
    dwell_[l][lane] -= dwell;
  }
  if (hand_[row_left][lane] < 0) stop_work(k, lane);
}

void LaneEngine::stop_work(std::size_t k, std::size_t lane) {
  Rare& own = rare(k, lane);
  const std::int64_t start = hand_[row_start][lane];
  std::int64_t left = hand_[row_finish][lane] - start;
  std::int64_t to_stop = hand_[row_left][lane] + left + 1;
  std::int64_t now = base_ms_[lane] + start;
  const std::size_t classes = model_.stations[k].stops.size();
  while (to_stop <= left) {
    if (own.beyond > 0) {
      const std::int64_t more = std::min(own.beyond, kRefill);
      own.beyond -= more;
      to_stop += more;
      continue;
    }
    now += to_stop;
    left -= to_stop;
    std::size_t due = 0;
    while (clock(k, lane, due).due != own.next_stop) ++due;
    const StopClock stop = clock(k, lane, due);
    count_down(own, now, {});
    const Repair repair = crews_[lane].grant(now, stop.repair_ms);
    own.down_ms += repair.end_ms - now;
    own.waiting_ms += repair.start_ms - now;
    ++own.repairs;
    count_down(own, repair.end_ms, repair);
    now = repair.end_ms;
    draw_next_stop(k, lane, due, stop.n + 1, own.next_stop);
    std::int64_t next = std::numeric_limits<std::int64_t>::max();
    for (std::size_t c = 0; c < classes; ++c) next = std::min(next, clock(k, lane, c).due);
    to_stop = in_row(own, next - own.next_stop);
    own.next_stop = next;
  }
  const std::int64_t finish = now + left - base_ms_[lane];
  if (finish <= kLatest) {
    hand_[row_finish][lane] = static_cast<int>(finish);
  } else {
    lost_[lane] = 1;
  }
  hand_[row_left][lane] = static_cast<int>(to_stop - left - 1);
}

// --- what is measured

// Keeps what stops have cost by each mark before `at_ms`, of the last `repair` what lies before it.
void LaneEngine::count_down(Rare& own, std::int64_t at_ms, const Repair& repair) {
  for (std::size_t mark = 0; mark < kMarks; ++mark) {
    AtMark& at = own.at[mark];
    const std::int64_t ms = mark_ms(mark);
    if (at.down_counted || at_ms <= ms) continue;
    at.down_counted = true;
    at.repairs = own.repairs;
    at.times.down_ms = own.down_ms - std::max<std::int64_t>(0, repair.end_ms - ms);
    at.times.waiting_ms = own.waiting_ms - std::max<std::int64_t>(0, repair.start_ms - ms);
  }
}

void LaneEngine::marked(std::size_t k, std::size_t lane) {
  Rare& own = rare(k, lane);
  const std::int64_t departure = base_ms_[lane] + hand_[row_departure][lane];
  count_down(own, departure, {});
  for (std::size_t mark = 0; mark < kMarks; ++mark) {
    AtMark& at = own.at[mark];
    if (at.closed || departure <= mark_ms(mark)) continue;
    if (!at.counted) count_at(mark, k, lane);
    if (!close_links(mark, k, lane)) continue;
    at.closed = true;
    --open_marks_;
  }
  set_mark_row(k, lane);
}

void LaneEngine::count_at(std::size_t mark, std::size_t k, std::size_t lane) {
  const LaneVisit& visit = visits_[turn_of_[k]];
  Rare& own = rare(k, lane);
  AtMark& at = own.at[mark];
  const std::int64_t ms = mark_ms(mark) - base_ms_[lane];
  const std::int64_t last = departed({visit.departures, visit.mask, 1, nullptr}, visit.job, lane);
  const std::int64_t start = hand_[row_start][lane];
  const std::int64_t finish = hand_[row_finish][lane];
  at.counted = true;
  at.jobs = visit.job;
  at.times.starved_ms = own.starved_ms + starved_[k][lane] + std::min(start, ms) - last;
  at.times.blocked_ms = own.blocked_ms + blocked_[k][lane] + std::max<std::int64_t>(0, ms - finish);
  at.times.working_ms =
      mark_ms(mark) - at.times.starved_ms - at.times.blocked_ms - at.times.down_ms;
}

// Counts what the job at hand was on the links into station k before the mark. Returns whether no
// later job can have been there.
bool LaneEngine::close_links(std::size_t mark, std::size_t k, std::size_t lane) {
  const LaneVisit& visit = visits_[turn_of_[k]];
  const std::int64_t ms = mark_ms(mark) - base_ms_[lane];
  const std::int64_t start = hand_[row_start][lane];
  bool closed = true;
  for (std::size_t i = 0; i < links_into_[k].size(); ++i) {
    if (start <= ms) return false;  // all of its time on the links counts
    const std::size_t l = links_into_[k][i];
    const std::int64_t from = departed(visit.inputs[i], visit.job, lane);
    Link& link = links_[mark][l * lanes_ + lane];
    if (!link.counted) {
      link.counted = true;
      link.integral = dwell_ms_[l * lanes_ + lane] + dwell_[l][lane] - (start - from);
    }
    if (from > ms) continue;
    link.integral += ms - from;
    closed = false;
  }
  return closed;
}

void LaneEngine::set_mark_row(std::size_t k, std::size_t lane) {
  std::int64_t next = std::numeric_limits<int>::max();
  const Rare& own = rare(k, lane);
  for (std::size_t mark = kMarks; mark-- > 0;) {
    if (!own.at[mark].closed) next = std::min(next, mark_ms(mark) - base_ms_[lane]);
  }
  marks_[k][lane] = static_cast<int>(std::max<std::int64_t>(next, std::numeric_limits<int>::min()));
}

// Takes the sums of the rows over.
void LaneEngine::settle() {
  for (std::size_t k = 0; k < model_.stations.size(); ++k) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      rare(k, lane).starved_ms += starved_[k][lane];
      rare(k, lane).blocked_ms += blocked_[k][lane];
    }
    std::fill_n(starved_[k], lanes_, 0);
    std::fill_n(blocked_[k], lanes_, 0);
  }
  for (std::size_t l = 0; l < model_.links.size(); ++l) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      dwell_ms_[l * lanes_ + lane] += dwell_[l][lane];
    }
    std::fill_n(dwell_[l], lanes_, 0);
  }
}

void LaneEngine::move_bases() {
  std::vector<int>& latest = latest_;
  latest.assign(lanes_, 0);
  for (std::size_t r = 0; r < n_departure_rows_; ++r) {
    const int* row = departures_[r];
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      latest[lane] = std::max(latest[lane], row[lane]);
    }
  }
  for (std::size_t lane = 0; lane < lanes_; ++lane) {
    if (latest[lane] <= kMoveAfter) continue;
    const std::int64_t by = latest[lane] - kMoveTo;
    base_ms_[lane] += by;
    for (std::size_t r = 0; r < n_departure_rows_; ++r) {
      const std::int64_t moved = departures_[r][lane] - by;
      if (moved < -kLatest) lost_[lane] = 1;
      departures_[r][lane] = static_cast<int>(std::max(moved, -kLatest));
    }
    for (std::size_t k = 0; k < model_.stations.size(); ++k) set_mark_row(k, lane);
  }
}

// Marks after the last job of all.
void LaneEngine::finish_marks() {
  for (std::size_t k = 0; k < model_.stations.size(); ++k) {
    for (std::size_t lane = 0; lane < lanes_; ++lane) {
      Rare& own = rare(k, lane);
      const LaneVisit& visit = visits_[turn_of_[k]];
      const std::int64_t last =
          base_ms_[lane] +
          departed({visit.departures, visit.mask, 1, nullptr}, options_.job_limit, lane);
      count_down(own, std::numeric_limits<std::int64_t>::max(), {});
      for (std::size_t mark = 0; mark < kMarks; ++mark) {
        AtMark& at = own.at[mark];
        for (const std::size_t l : links_into_[k]) {
          Link& link = links_[mark][l * lanes_ + lane];
          if (!link.counted) link.integral = dwell_ms_[l * lanes_ + lane];
        }
        if (at.counted) continue;
        at.jobs = options_.job_limit;
        at.times.starved_ms = own.starved_ms + mark_ms(mark) - last;
        at.times.blocked_ms = own.blocked_ms;
        at.times.working_ms =
            mark_ms(mark) - at.times.starved_ms - at.times.blocked_ms - at.times.down_ms;
      }
    }
  }
}

LineCounts LaneEngine::counts_at(Mark mark, std::size_t lane) const {
  LineCounts all;
  for (std::size_t k = 0; k < model_.stations.size(); ++k) {
    const AtMark& at = rare_[k * lanes_ + lane].at[mark];
    all.stations.push_back({at.times, at.jobs, at.repairs});
  }
  for (std::size_t l = 0; l < model_.links.size(); ++l) {
    all.level_integral.push_back(
        static_cast<std::uint64_t>(links_[mark][l * lanes_ + lane].integral));
  }
  return all;
}

ReplicationResult LaneEngine::result(int lane) const {
  DARKLINE_CHECK(fits(lane), fmt::format("lane {}", lane));
  const auto at = static_cast<std::size_t>(lane);
  return measured_between(model_, counts_at(warm_up, at), counts_at(horizon, at));
}

std::int64_t LaneEngine::last_departure_ms(std::size_t k, int lane) const {
  const LaneVisit& visit = visits_[turn_of_[k]];
  const auto at = static_cast<std::size_t>(lane);
  return base_ms_[at] +
         departed({visit.departures, visit.mask, 1, nullptr}, options_.job_limit, at);
}

}  // namespace darkline
