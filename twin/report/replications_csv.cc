#include "twin/report/replications_csv.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

constexpr double kMsPerHour = 3.6e6;

class Rows {
 public:
  explicit Rows(std::size_t replication) : replication_(replication) {}

  void add(const std::string& object, const std::string& figure, double value, const char* unit) {
    text_ += fmt::format("{},{},{},{},{}\n", replication_, object, figure, value, unit);
  }
  std::string take() { return std::move(text_); }

 private:
  std::size_t replication_;
  std::string text_;
};

void add_line(Rows& rows, const RunResult& result, std::size_t r) {
  const ReplicationResult& one = result.line_result.replications[r];
  const auto window_ms = static_cast<double>(result.line_result.window_ms);
  rows.add("line", "gross_jph", static_cast<double>(one.parts_out) / window_ms * kMsPerHour, "1/h");
  rows.add("line", "net_jph", result.kpis.net_jph_by_replication[r], "1/h");
  rows.add("line", "work_in_process", one.wip, "bodies");
  rows.add("line", "warm_up_bodies", static_cast<double>(one.warm_up_parts_out), "bodies");
  for (const LeadTimes& lead : one.lead_times) {
    const std::string& entry = result.line.stations[lead.entry].address;
    rows.add(entry, "lead_time_to_exit_mean", lead.mean_ms * 1e-3, "s");
    for (std::size_t q = 0; q < std::size(kLeadTimeShares); ++q) {
      rows.add(entry, fmt::format("lead_time_to_exit_p{:02.0f}", 100.0 * kLeadTimeShares[q]),
               lead.quantile_ms[q] * 1e-3, "s");
    }
  }
}

void add_stations(Rows& rows, const RunResult& result, std::size_t r) {
  const ReplicationResult& one = result.line_result.replications[r];
  const auto window_ms = static_cast<double>(result.line_result.window_ms);
  for (std::size_t k = 0; k < one.stations.size(); ++k) {
    const std::string& address = result.line.stations[k].address;
    const ReplicationResult::Station& station = one.stations[k];
    const auto share = [&](std::int64_t ms) { return static_cast<double>(ms) / window_ms; };
    rows.add(address, "working", share(station.times.working_ms), "1");
    rows.add(address, "blocked", share(station.times.blocked_ms), "1");
    rows.add(address, "starved", share(station.times.starved_ms), "1");
    rows.add(address, "down", share(station.times.down_ms), "1");
    rows.add(address, "waiting_for_technician", share(station.times.waiting_ms), "1");
    rows.add(address, "jobs", static_cast<double>(station.jobs), "1");
    rows.add(address, "repairs", static_cast<double>(station.repairs), "1");
  }
}

}  // namespace

std::string replications_csv(const RunResult& result) {
  std::string csv = "replication,object,figure,value,unit\n";
  for (std::size_t r = 0; r < result.line_result.replications.size(); ++r) {
    Rows rows(r);
    add_line(rows, result, r);
    add_stations(rows, result, r);
    csv += rows.take();
  }
  return csv;
}

}  // namespace darkline
