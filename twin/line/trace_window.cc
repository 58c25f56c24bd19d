#include "twin/line/trace_window.h"

#include <algorithm>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/trace_reader.h"

namespace darkline {
namespace {

constexpr std::size_t kMostBars = 200'000;  // and steps of buffers
constexpr std::int64_t kNoBody = -1;

// What a station is at, from the events told of it.
struct Progress {
  std::int64_t at_work = 0;   // started and not finished
  std::int64_t finished = 0;  // and not yet away
  std::int64_t reworked_body = kNoBody;
  std::vector<std::int64_t> repairs;  // ends of those that go on
  std::int64_t since_ms = 0;
  TraceState state = TraceState::starved;

  TraceState now() const {
    const auto down = static_cast<std::int64_t>(repairs.size());
    if (at_work > down) return TraceState::working;
    if (down > 0) return TraceState::down;
    return finished > 0 ? TraceState::blocked : TraceState::starved;
  }
};

class WindowReader {
 public:
  WindowReader(const std::filesystem::path& file, std::int64_t from_ms, std::int64_t to_ms)
      : path_(file), reader_(file) {
    window_.head = reader_.head();
    window_.from_ms = from_ms;
    window_.to_ms = to_ms;
    if (from_ms < 0 || to_ms <= from_ms || to_ms > window_.head.end_ms) {
      refuse(fmt::format("a window from {:.3f} h to {:.3f} h", hours(from_ms), hours(to_ms)),
             fmt::format("one within the traced {:.3f} h", hours(window_.head.end_ms)));
    }
    const std::size_t n = window_.head.stations.size();
    progress_.resize(n);
    window_.stations.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
      window_.stations[k].address = window_.head.stations[k].address;
    }
    connect();
  }

  TraceWindow read() && {
    for (auto event = reader_.next(); event && event->time_ms <= window_.to_ms;
         event = reader_.next()) {
      take(*event);
    }
    for (std::size_t k = 0; k < progress_.size(); ++k) {
      end_repairs(k, window_.to_ms);
      put_bar(k, window_.to_ms);
    }
    for (TraceBuffer& buffer : window_.buffers) measure(buffer);
    return std::move(window_);
  }

 private:
  static double hours(std::int64_t ms) { return static_cast<double>(ms) / 3.6e6; }

  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const {
    throw InputError({.place = {.file = path_.string()}, .found = found, .wanted = wanted});
  }

  // One buffer for each link, one for all links into a station that merges.
  void connect() {
    const TraceHead& head = window_.head;
    const std::size_t n = head.stations.size();
    std::vector<int> ways(n, 0);
    std::vector<bool> told(n, true);  // of a merge: whether the stations before have one way each
    for (const TraceHead::Link& link : head.links) ++ways[link.from];
    for (const TraceHead::Link& link : head.links) {
      if (ways[link.from] > 1) told[link.to] = false;
    }
    into_.resize(n);
    out_of_.resize(n, kNone);
    std::vector<std::size_t> merged(n, kNone);
    for (const TraceHead::Link& link : head.links) {
      const bool merges = head.stations[link.to].merges;
      if (merges ? !told[link.to] : ways[link.from] > 1) {
        if (link.places > 0) ++window_.links_left_out;
        continue;
      }
      const std::string& from = head.stations[link.from].address;
      std::size_t buffer = merges ? merged[link.to] : kNone;
      if (buffer == kNone) {
        buffer = levels_.size();
        merged[link.to] = buffer;
        levels_.push_back(0);
        all_.push_back({from + " to " + head.stations[link.to].address, 0, {}, 0.0, 0});
        into_[link.to].push_back(buffer);
      } else {
        all_[buffer].name.insert(0, from + ", ");
      }
      all_[buffer].places += link.places;
      levels_[buffer] += link.initial_parts;
      out_of_[link.from] = buffer;
    }
    for (std::size_t b = 0; b < all_.size(); ++b) {
      shown_.push_back(all_[b].places > 0 ? window_.buffers.size() : kNone);
      if (shown_[b] == kNone) continue;
      window_.buffers.push_back(all_[b]);
      window_.buffers.back().steps = {{window_.from_ms, levels_[b]}};
    }
  }

  void take(const LineEvent& event) {
    const std::size_t k = event.station;
    Progress& station = progress_[k];
    end_repairs(k, event.time_ms);
    switch (event.kind) {
      case LineEventKind::start:
        if (station.reworked_body == event.value) {  // again in its place, from no buffer
          --station.finished;
          station.reworked_body = kNoBody;
        } else {
          for (const std::size_t buffer : into_[k]) change(buffer, -1, event.time_ms);
        }
        ++station.at_work;
        break;
      case LineEventKind::finish:
        --station.at_work;
        ++station.finished;
        break;
      case LineEventKind::depart:
        --station.finished;
        if (station.reworked_body == event.value) station.reworked_body = kNoBody;
        if (out_of_[k] != kNone) change(out_of_[k], +1, event.time_ms);
        break;
      case LineEventKind::stop:
        station.repairs.push_back(event.value);
        break;
      case LineEventKind::rework:
        station.reworked_body = event.value;
        break;
      case LineEventKind::scrap:
        --station.finished;
        break;
    }
    become(k, event.time_ms);
  }

  // Repairs end between events.
  void end_repairs(std::size_t k, std::int64_t until_ms) {
    std::vector<std::int64_t>& repairs = progress_[k].repairs;
    while (!repairs.empty()) {
      const auto first = std::min_element(repairs.begin(), repairs.end());
      if (*first > until_ms) return;
      const std::int64_t at = *first;
      repairs.erase(first);
      become(k, at);
    }
  }

  void become(std::size_t k, std::int64_t at_ms) {
    Progress& station = progress_[k];
    const TraceState now = station.now();
    if (now == station.state) return;
    put_bar(k, at_ms);
    station.state = now;
  }

  // The bar of the station's state up to now, as far as it lies in the window.
  void put_bar(std::size_t k, std::int64_t to_ms) {
    Progress& station = progress_[k];
    const TraceBar bar{std::max(station.since_ms, window_.from_ms), std::min(to_ms, window_.to_ms),
                       station.state};
    station.since_ms = to_ms;
    if (bar.from_ms >= bar.to_ms) return;
    TraceStation& row = window_.stations[k];
    row.time_ms[static_cast<std::size_t>(bar.state)] += bar.to_ms - bar.from_ms;
    if (!row.bars.empty() && row.bars.back().state == bar.state) {
      row.bars.back().to_ms = bar.to_ms;
      return;
    }
    count_one();
    row.bars.push_back(bar);
  }

  void change(std::size_t buffer, std::int64_t by, std::int64_t at_ms) {
    levels_[buffer] += by;
    if (shown_[buffer] == kNone) return;
    auto& steps = window_.buffers[shown_[buffer]].steps;
    if (at_ms <= steps.back().first || at_ms <= window_.from_ms) {
      steps.back().second = levels_[buffer];
      return;
    }
    count_one();
    steps.emplace_back(at_ms, levels_[buffer]);
  }

  void count_one() {
    if (++counted_ <= kMostBars) return;
    refuse(fmt::format("more than {} changes from {:.3f} h to {:.3f} h", kMostBars,
                       hours(window_.from_ms), hours(window_.to_ms)),
           "a shorter window");
  }

  void measure(TraceBuffer& buffer) const {
    double body_ms = 0.0;
    for (std::size_t i = 0; i < buffer.steps.size(); ++i) {
      const auto [at_ms, level] = buffer.steps[i];
      const std::int64_t end_ms =
          i + 1 < buffer.steps.size() ? buffer.steps[i + 1].first : window_.to_ms;
      body_ms += static_cast<double>(level) * static_cast<double>(end_ms - at_ms);
      buffer.most = std::max(buffer.most, level);
    }
    buffer.mean = body_ms / static_cast<double>(window_.to_ms - window_.from_ms);
  }

  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  std::filesystem::path path_;
  TraceReader reader_;
  TraceWindow window_;
  std::vector<Progress> progress_;              // (n_stations)
  std::vector<std::vector<std::size_t>> into_;  // (n_stations) buffers before a station
  std::vector<std::size_t> out_of_;             // (n_stations) the buffer after it
  std::vector<std::int64_t> levels_;            // by buffer
  std::vector<TraceBuffer> all_;                // by buffer, names and places only
  std::vector<std::size_t> shown_;              // by buffer: in window_.buffers
  std::size_t counted_ = 0;
};

}  // namespace

const char* name_of(TraceState state) {
  switch (state) {
    case TraceState::working:
      return "working";
    case TraceState::blocked:
      return "blocked";
    case TraceState::down:
      return "down";
    case TraceState::starved:
      break;
  }
  return "starved";
}

TraceWindow read_trace_window(const std::filesystem::path& file, std::int64_t from_ms,
                              std::int64_t to_ms) {
  return WindowReader(file, from_ms, to_ms).read();
}

std::int64_t trace_end_ms(const std::filesystem::path& file) {
  return TraceReader(file).head().end_ms;
}

}  // namespace darkline
