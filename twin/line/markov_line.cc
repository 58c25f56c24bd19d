#include "twin/line/markov_line.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/line/markov_chain.h"

namespace darkline {
namespace {

// Phases of a station of m phases: 0 starved, 1 to m working in that phase, m + 1 to 2 m down in
// phase p - m, 2 m + 1 blocked. A state: the stations' phases, then the links' levels.
using State = std::vector<std::uint8_t>;

class Chain {
 public:
  explicit Chain(const MarkovLine& line) : line_(line), n_(line.stations.size()) {
    check();
    out_.assign(n_, kNoStation);
    in_.resize(n_);
    for (std::size_t l = 0; l < line.links.size(); ++l) {
      out_[line.links[l].from] = l;
      in_[line.links[l].to].push_back(l);
    }
  }

  State first() const {
    State state(n_ + line_.links.size());
    settle(state);
    return state;
  }

  // Calls move(rate, state) for everything that can happen in `state`.
  template <class Move>
  void for_each_move(const State& state, Move move) const {
    for (std::size_t k = 0; k < n_; ++k) {
      const MarkovStation& station = line_.stations[k];
      const int phase = state[k];
      const auto becomes = [&](double rate, int then) {
        State next = state;
        next[k] = static_cast<std::uint8_t>(then);
        settle(next);
        move(rate, next);
      };
      if (is_working(k, phase)) {
        becomes(station.rate * station.phases, phase < station.phases ? phase + 1 : blocked(k));
        if (station.stops.fail > 0.0) becomes(station.stops.fail, phase + station.phases);
      } else if (is_down(k, phase)) {
        becomes(station.stops.repair, phase - station.phases);
      }
    }
  }

  void add(const State& state, double weight, MarkovSolution& to) const {
    for (std::size_t k = 0; k < n_; ++k) {
      const int phase = state[k];
      if (phase == 0) {
        to.starved[k] += weight;
      } else {
        to.wip += weight;
        (is_working(k, phase) ? to.working : is_down(k, phase) ? to.down : to.blocked)[k] += weight;
      }
    }
    for (std::size_t l = 0; l < line_.links.size(); ++l) to.wip += weight * state[n_ + l];
  }

 private:
  int blocked(std::size_t k) const { return 2 * line_.stations[k].phases + 1; }
  bool is_working(std::size_t k, int phase) const {
    return phase >= 1 && phase <= line_.stations[k].phases;
  }
  bool is_down(std::size_t k, int phase) const {
    return phase > line_.stations[k].phases && phase < blocked(k);
  }

  void check() const {
    DARKLINE_CHECK(n_ >= 1, "a chain without stations");
    for (const MarkovStation& station : line_.stations) {
      DARKLINE_CHECK(station.rate > 0.0 && station.phases >= 1 && station.phases <= 20 &&
                         station.stops.fail >= 0.0 && station.stops.repair > 0.0,
                     fmt::format("rate {}, {} phases", station.rate, station.phases));
    }
    std::vector<bool> leaves(n_, false);
    for (const LineLink& link : line_.links) {
      DARKLINE_CHECK(link.from < n_ && link.to < n_ && !leaves[link.from] && link.places >= 0 &&
                         link.places < 250,
                     fmt::format("link {} -> {}, {} places", link.from, link.to, link.places));
      leaves[link.from] = true;
    }
  }

  // Lets parts move on, and stations start, until nothing more can happen without time.
  void settle(State& state) const {
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t k = n_; k-- > 0;) {
        if (state[k] == blocked(k) && room_after(state, k)) {
          if (out_[k] != kNoStation) ++state[n_ + out_[k]];
          state[k] = 0;
          moved = true;
        }
        if (state[k] == 0 && parts_there(state, k)) {
          take_parts(state, k);
          state[k] = 1;
          moved = true;
        }
      }
    }
  }

  bool together(std::size_t k) const {
    return line_.stations[k].join == JoinRule::all_together && in_[k].size() > 1;
  }

  bool room_after(const State& state, std::size_t k) const {
    if (out_[k] == kNoStation) return true;
    const LineLink& link = line_.links[out_[k]];
    const int level = state[n_ + out_[k]];
    if (together(link.to)) return level < link.places;
    return level + (state[link.to] == 0 ? 0 : 1) <= link.places;
  }

  bool parts_there(const State& state, std::size_t k) const {
    return std::all_of(in_[k].begin(), in_[k].end(), [&](std::size_t l) {
      const std::size_t feeder = line_.links[l].from;
      return state[n_ + l] > 0 || (together(k) && state[feeder] == blocked(feeder));
    });
  }

  void take_parts(State& state, std::size_t k) const {
    for (const std::size_t l : in_[k]) {
      if (state[n_ + l] > 0) {
        --state[n_ + l];
      } else {
        state[line_.links[l].from] = 0;  // handed over
      }
    }
  }

  const MarkovLine& line_;
  std::size_t n_;
  std::vector<std::size_t> out_;
  std::vector<std::vector<std::size_t>> in_;
};

}  // namespace

MarkovLine markov_row(const std::vector<MarkovStation>& stations,
                      const std::vector<std::int64_t>& places) {
  DARKLINE_CHECK(places.size() + 1 == stations.size(), fmt::format("{} links", places.size()));
  MarkovLine line{stations, {}};
  for (std::size_t k = 0; k < places.size(); ++k) line.links.push_back({k, k + 1, places[k]});
  return line;
}

std::optional<MarkovSolution> solve_markov_line(const MarkovLine& line, std::size_t most_states) {
  const Chain chain(line);
  // The empty line is met from everywhere (all stations but the first may finish first), so state 0
  // is in the closed class.
  std::vector<State> states = {chain.first()};
  std::map<State, std::size_t> number = {{states[0], 0}};
  std::vector<std::vector<std::pair<std::size_t, double>>> moves;
  for (std::size_t i = 0; i < states.size(); ++i) {
    moves.emplace_back();
    const State from = states[i];
    chain.for_each_move(from, [&](double rate, const State& to) {
      const auto [at, fresh] = number.emplace(to, states.size());
      if (fresh) states.push_back(to);
      moves[i].emplace_back(at->second, rate);
    });
    if (states.size() > most_states) return std::nullopt;
  }
  RateMatrix rate(states.size(), std::vector<double>(states.size()));
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (const auto& [to, by] : moves[i]) rate[i][to] += by;
  }
  const std::vector<double> weight = stationary_distribution(std::move(rate));

  const std::size_t n = line.stations.size();
  MarkovSolution found;
  found.states = states.size();
  for (auto* shares : {&found.working, &found.blocked, &found.starved, &found.down}) {
    shares->resize(n);
  }
  for (std::size_t i = 0; i < states.size(); ++i) chain.add(states[i], weight[i], found);
  found.throughput = found.working[0] * line.stations[0].rate;  // the same for every station
  return found;
}

}  // namespace darkline
