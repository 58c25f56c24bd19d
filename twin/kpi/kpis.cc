#include "twin/kpi/kpis.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "models/base/error.h"
#include "twin/kpi/bottleneck.h"
#include "twin/line/warm_up.h"
#include "twin/line/work_calendar.h"

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;
constexpr std::size_t kBatches = 20;

// Values over the replications of a result, as estimates.
class Over {
 public:
  Over(const LineResult& result, double confidence) : result_(result), confidence_(confidence) {}

  template <class Function>
  std::vector<double> values(Function of) const {
    std::vector<double> all;
    for (const ReplicationResult& one : result_.replications) all.push_back(of(one));
    return all;
  }
  template <class Function>
  Estimate operator()(Function of) const {
    return estimate_mean(values(of), confidence_);
  }
  double window_ms() const { return static_cast<double>(result_.window_ms); }

 private:
  const LineResult& result_;
  double confidence_;
};

double ratio(double a, double b) {
  return b > 0.0 ? a / b : 0.0;
}

// What the times of a station are divided by, in ms.
struct StationBase {
  double total = 0.0;   // machines x window
  double closed = 0.0;  // of it, by the station's calendar

  // PBT: planned stops and maintenance are not part of it.
  double planned_busy(const StationTimes& times) const {
    return total - static_cast<double>(times.planned_ms);
  }
  double occupied() const { return total - closed; }  // TB of VDI 3423
  double maintenance(const StationTimes& times) const {
    return static_cast<double>(times.planned_ms) - closed;
  }
};

StationBase base_of(const LineModel& line, std::size_t k, double window_ms) {
  const LineStation& station = line.stations[k];
  const auto machines = static_cast<double>(station.machines);
  StationBase base{machines * window_ms, 0.0};
  if (station.calendar != kNoCalendar) {
    const WorkCalendar calendar(line.calendars[station.calendar]);
    base.closed =
        machines * static_cast<double>(line.window_ms() -
                                       calendar.open_between(line.warm_up_ms, line.horizon_ms));
  }
  return base;
}

// The figures of ISO 22400-2 and VDI 3423.
void fill_standard_figures(StationKpis& kpis, const LineModel& line, std::size_t k,
                           const Over& over, double takt_ms) {
  using Result = ReplicationResult::Station;
  const StationBase base = base_of(line, k, over.window_ms());
  const auto of_station = [&](auto function) {
    return over([&](const ReplicationResult& one) { return function(one.stations[k]); });
  };
  const auto working = [](const Result& s) { return static_cast<double>(s.times.working_ms); };
  const auto down = [](const Result& s) { return static_cast<double>(s.times.down_ms); };
  // A machine of several is to take one of as many bodies, and has as many takts for it.
  const double per_job_ms = takt_ms * static_cast<double>(line.stations[k].machines);
  const auto oee = [&](const Result& s) {
    return ratio(per_job_ms * static_cast<double>(s.jobs), base.planned_busy(s.times));
  };
  const auto busy = [&](const Result& s) {
    return base.planned_busy(s.times) - static_cast<double>(s.times.starved_ms);
  };
  kpis.availability =
      of_station([&](const Result& s) { return ratio(working(s), base.planned_busy(s.times)); });
  kpis.effectiveness = of_station(
      [&](const Result& s) { return ratio(per_job_ms * static_cast<double>(s.jobs), working(s)); });
  kpis.oee = of_station(oee);
  kpis.nee = of_station([&](const Result& s) {
    return oee(s) * (1.0 + ratio(static_cast<double>(s.times.setup_ms), working(s)));
  });
  kpis.allocation_efficiency =
      of_station([&](const Result& s) { return ratio(busy(s), base.planned_busy(s.times)); });
  kpis.utilisation_efficiency =
      of_station([&](const Result& s) { return ratio(working(s), busy(s)); });
  kpis.technical_availability =
      of_station([&](const Result& s) { return 1.0 - ratio(down(s), base.occupied()); });
  kpis.stand_alone_availability =
      of_station([&](const Result& s) { return ratio(working(s), working(s) + down(s)); });
}

StationKpis station_kpis(const LineModel& line, std::size_t k, const Over& over, double takt_ms) {
  const LineStation& model = line.stations[k];
  const double window = over.window_ms();
  const double total = base_of(line, k, window).total;
  const auto share = [&](std::int64_t StationTimes::*time) {
    return over([&](const ReplicationResult& one) {
      return static_cast<double>(one.stations[k].times.*time) / total;
    });
  };
  const auto of_station = [&](auto function) {
    return over([&](const ReplicationResult& one) { return function(one.stations[k]); });
  };
  using Result = ReplicationResult::Station;

  StationKpis kpis;
  kpis.address = model.address;
  kpis.working = share(&StationTimes::working_ms);
  kpis.blocked = share(&StationTimes::blocked_ms);
  kpis.starved = share(&StationTimes::starved_ms);
  kpis.down = share(&StationTimes::down_ms);
  kpis.setup = share(&StationTimes::setup_ms);
  kpis.planned = share(&StationTimes::planned_ms);
  kpis.waiting_for_technician = share(&StationTimes::waiting_ms);
  kpis.jobs_per_h = of_station(
      [&](const Result& s) { return static_cast<double>(s.jobs) / window * kMsPerHour; });
  kpis.repairs_per_day = of_station([&](const Result& s) {
    return static_cast<double>(s.repairs) / window * static_cast<double>(kDayMs);
  });
  fill_standard_figures(kpis, line, k, over, takt_ms);
  kpis.stand_alone_availability_formula = stand_alone_availability(line, k);
  kpis.mean_cycle_s = mean_work_ms(model, line.variant_share) * 1e-3;
  kpis.stand_alone_jobs_per_h = 3600.0 / kpis.mean_cycle_s * kpis.stand_alone_availability_formula *
                                static_cast<double>(model.machines);
  return kpis;
}

// Mean parts on the fullest way from an entry to the exit, without going round in circles.
class FullestWay {
 public:
  FullestWay(const LineModel& line, const ReplicationResult& one, double window)
      : line_(line), one_(one), window_(window), parts_(line.stations.size(), kUnknown) {}

  double to(std::size_t k) {
    if (parts_[k] != kUnknown) return parts_[k];
    parts_[k] = 0.0;  // a circle ends here
    double before = 0.0;
    for (std::size_t l = 0; l < line_.links.size(); ++l) {
      if (line_.links[l].to != k || line_.links[l].carriers) continue;
      before = std::max(before, to(line_.links[l].from) + one_.link_level[l]);
    }
    const auto in_station = static_cast<double>(one_.stations[k].times.occupied_ms) / window_;
    return parts_[k] = before + in_station;
  }

 private:
  static constexpr double kUnknown = -1.0;
  const LineModel& line_;
  const ReplicationResult& one_;
  double window_;
  std::vector<double> parts_;  // up to a station, itself included
};

std::vector<StationBase> bases_of(const LineModel& line, double window_ms) {
  std::vector<StationBase> bases;
  for (std::size_t k = 0; k < line.stations.size(); ++k) {
    bases.push_back(base_of(line, k, window_ms));
  }
  return bases;
}

void fill_oee(Kpis& kpis, const LineModel& line, const Over& over, double takt_ms, double good) {
  const std::vector<StationBase> bases = bases_of(line, over.window_ms());
  const auto availability = [&](const ReplicationResult& one) {
    double down = 0.0;
    for (std::size_t k = 0; k < bases.size(); ++k) {
      const StationTimes& times = one.stations[k].times;
      down += ratio(static_cast<double>(times.down_ms), bases[k].planned_busy(times));
    }
    return 1.0 - down / static_cast<double>(bases.size());
  };
  const StationBase& exit = bases[line.exit];
  const double planned_ms = over.window_ms() * (1.0 - exit.closed / exit.total);
  const auto oee = [&](const ReplicationResult& one) {
    return ratio(good * static_cast<double>(one.parts_out) * takt_ms, planned_ms);
  };
  Kpis::ByReplication& each = kpis.by_replication;
  each.oee = over.values(oee);
  each.availability = over.values(availability);
  each.performance = over.values(
      [&](const ReplicationResult& one) { return ratio(oee(one), availability(one) * good); });
  kpis.oee = estimate_mean(each.oee, kpis.confidence);
  kpis.availability = estimate_mean(each.availability, kpis.confidence);
  kpis.quality = exactly(good, kpis.replications);
  kpis.performance = estimate_mean(each.performance, kpis.confidence);
}

void fill_vdi(Kpis& kpis, const LineModel& line, const Over& over) {
  const std::vector<StationBase> bases = bases_of(line, over.window_ms());
  const auto share = [&](auto of) {
    return over([&](const ReplicationResult& one) {
      double sum = 0.0;
      for (std::size_t k = 0; k < bases.size(); ++k) {
        const auto part = static_cast<double>(of(one.stations[k].times, bases[k]));
        sum += ratio(part, bases[k].occupied());
      }
      return sum / static_cast<double>(bases.size());
    });
  };
  using Times = StationTimes;
  kpis.technical_availability = share([](const Times& t, const StationBase& base) {
    return base.occupied() - static_cast<double>(t.down_ms);
  });
  kpis.use = share([](const Times& t, const StationBase&) { return t.working_ms; });
  kpis.organisational = share(
      [](const Times& t, const StationBase&) { return t.blocked_ms + t.starved_ms + t.setup_ms; });
  kpis.maintenance =
      share([](const Times& t, const StationBase& base) { return base.maintenance(t); });
}

// From the entry whose bodies take longest, over all replications.
std::optional<LeadTimeKpis> lead_time_of(const LineModel& line, const LineResult& result,
                                         const Over& over) {
  std::size_t longest = 0;
  double longest_ms = -1.0;
  const std::size_t entries = result.replications[0].lead_times.size();
  for (const ReplicationResult& one : result.replications) {
    if (one.lead_times.size() != entries || entries == 0) return std::nullopt;
    for (const LeadTimes& lead : one.lead_times) {
      if (lead.bodies == 0) return std::nullopt;
    }
  }
  for (std::size_t e = 0; e < entries; ++e) {
    double sum_ms = 0.0;
    for (const ReplicationResult& one : result.replications) sum_ms += one.lead_times[e].mean_ms;
    if (sum_ms > longest_ms) {
      longest_ms = sum_ms;
      longest = e;
    }
  }
  LeadTimeKpis lead;
  lead.entry = line.stations[result.replications[0].lead_times[longest].entry].address;
  lead.mean_s =
      over([&](const ReplicationResult& one) { return one.lead_times[longest].mean_ms * 1e-3; });
  for (std::size_t q = 0; q < std::size(kLeadTimeShares); ++q) {
    lead.quantile_s.push_back(over([&](const ReplicationResult& one) {
      return one.lead_times[longest].quantile_ms[q] * 1e-3;
    }));
  }
  return lead;
}

// Repair time less what the stations' laws give for their work: 0 on average in a steady state.
double repairs_beyond_law(const LineModel& line, const ReplicationResult& one, double window) {
  double excess_ms = 0.0;
  for (std::size_t k = 0; k < line.stations.size(); ++k) {
    const StationTimes& times = one.stations[k].times;
    double down_per_work = 0.0;
    for (const StopClass& stop : line.stations[k].stops)
      down_per_work += stop.mttr_ms / stop.mtbf_ms;
    excess_ms += static_cast<double>(times.down_ms - times.waiting_ms) -
                 down_per_work * static_cast<double>(times.working_ms);
  }
  return excess_ms / window;
}

void fill_other_estimates(Kpis& kpis, const LineModel& line, const LineResult& result,
                          const Over& over, double good) {
  const bool dark = line.staffed_ms_of_day < kDayMs && line.dark_repair_factor != 1.0;
  if (kpis.replications >= 4 && !dark && is_plain(line)) {
    const std::vector<double> control = over.values([&](const ReplicationResult& one) {
      return repairs_beyond_law(line, one, over.window_ms());
    });
    kpis.net_jph_controlled =
        controlled_mean(kpis.net_jph_by_replication, control, 0.0, kpis.confidence);
  }
  std::vector<double> by_interval;
  for (const std::int64_t parts : result.replications[0].parts_by_interval) {
    by_interval.push_back(static_cast<double>(parts) * kOutputIntervals / over.window_ms() *
                          kMsPerHour * good);
  }
  if (by_interval.size() >= kBatches) {
    kpis.net_jph_batches = batch_means(by_interval, kBatches, kpis.confidence);
  }
}

bool is_free_choice(Routing routing) {
  return routing == Routing::first_free || routing == Routing::fewest;
}

// The least stand-alone rate, of as many bodies as pass. Behind a choice that bodies make by
// themselves nobody knows how many do until they come together again; there the stations that they
// choose from count as one.
double bound_of(const FactoryModel& factory, const std::vector<StationKpis>& stations) {
  constexpr double kAllBodies = 1.0 - 1e-9;
  std::vector<bool> chosen(stations.size(), false);
  std::vector<double> choice(stations.size(),
                             0.0);  // rates of all that a station's bodies can take
  for (const StationId id : factory.flow_order) {
    for (const FlowLink& link : factory.links) {
      if (link.from != id || link.cargo != LinkCargo::bodies) continue;
      const std::size_t to = link.to.index();
      const bool free = is_free_choice(factory[id].routing);
      if (free) choice[id.index()] += stations[to].stand_alone_jobs_per_h;
      const bool all_again =
          factory[link.to].joining == Joining::merge && factory[link.to].passes >= kAllBodies;
      if ((free || chosen[id.index()]) && !all_again) chosen[to] = true;
    }
  }
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < stations.size(); ++k) {
    const double passes = factory.stations[k].passes;
    if (passes <= 0.0) continue;
    if (!chosen[k]) least = std::min(least, stations[k].stand_alone_jobs_per_h / passes);
    if (choice[k] > 0.0) least = std::min(least, choice[k] / passes);
  }
  return least;
}

}  // namespace

Kpis compute_kpis(const FactoryModel& factory, const LineModel& line, const LineResult& result) {
  DARKLINE_CHECK(!result.replications.empty() && line.stations.size() == factory.stations.size() &&
                     result.replications[0].stations.size() == line.stations.size(),
                 fmt::format("{} stations", line.stations.size()));
  const Scenario& scenario = factory.scenario;
  const Over over(result, scenario.simulation.confidence);
  const double takt_ms = scenario.plant.takt_s * 1e3;
  const double good = 1.0 - scenario.quality.scrap;

  Kpis kpis;
  kpis.confidence = scenario.simulation.confidence;
  kpis.replications = result.replications.size();
  const auto gross = [&](const ReplicationResult& one) {
    return static_cast<double>(one.parts_out) / over.window_ms() * kMsPerHour;
  };
  kpis.gross_jph = over(gross);
  kpis.net_jph_by_replication =
      over.values([&](const ReplicationResult& one) { return gross(one) * good; });
  kpis.net_jph = estimate_mean(kpis.net_jph_by_replication, kpis.confidence);
  kpis.hours_per_year = scenario.plant.shifts_per_day * scenario.plant.shift_s / 3600.0 *
                        scenario.plant.days_per_year;
  kpis.bodies_per_year =
      over([&](const ReplicationResult& one) { return gross(one) * good * kpis.hours_per_year; });
  kpis.takt_jph = 3600.0 / scenario.plant.takt_s;
  kpis.first_pass_yield = 1.0 - scenario.quality.rework - scenario.quality.scrap;
  fill_oee(kpis, line, over, takt_ms, good);
  fill_vdi(kpis, line, over);

  kpis.by_replication.wip = over.values([](const ReplicationResult& one) { return one.wip; });
  kpis.wip = estimate_mean(kpis.by_replication.wip, kpis.confidence);
  kpis.by_replication.lead_time_s = over.values([&](const ReplicationResult& one) {
    return ratio(FullestWay(line, one, over.window_ms()).to(line.exit), gross(one)) * 3600.0;
  });
  kpis.lead_time_s = estimate_mean(kpis.by_replication.lead_time_s, kpis.confidence);

  kpis.lead_time = lead_time_of(line, result, over);
  fill_other_estimates(kpis, line, result, over, good);

  for (std::size_t k = 0; k < line.stations.size(); ++k) {
    kpis.stations.push_back(station_kpis(line, k, over, takt_ms));
  }
  kpis.bound_jph = bound_of(factory, kpis.stations);
  kpis.bottleneck = find_bottleneck(line, result, kpis.stations, kpis.confidence);
  const auto stations = static_cast<std::int64_t>(line.stations.size());
  kpis.warm_up_short = std::any_of(
      result.replications.begin(), result.replications.end(), [&](const ReplicationResult& one) {
        return one.warm_up_parts_out < kWarmUpBodiesPerStation * stations;
      });
  return kpis;
}

}  // namespace darkline
