#include "controllers/controller_bus.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp.h"
#include "models/base/error.h"

namespace darkline {
namespace {

constexpr std::size_t kRoundTripsKept = 4096;

}  // namespace

ControllerBus::ControllerBus(std::unique_ptr<BusTransport> transport, BusOptions options)
    : transport_(std::move(transport)), options_(std::move(options)) {
  round_trips_.reserve(kRoundTripsKept);
}

ControllerBus::~ControllerBus() {
  end();
}

void ControllerBus::end() {
  if (hosts_.empty()) return;
  for (const auto& host : hosts_) host->say_bye();
  hosts_.clear();
  transport_->end_all(options_.bye_grace);
}

// Users' controllers have the cells that they name; the others are dealt out in turn, so that
// neighbours, which are much alike, do not fall into one process.
std::vector<HostSpec> ControllerBus::plan(std::span<const CellProgram> cells) const {
  std::vector<HostSpec> specs = options_.others;
  std::vector<std::uint32_t> own;
  for (const CellProgram& each : cells) {
    const auto has = [&](const HostSpec& spec) {
      return std::ranges::count(spec.cells, each.cell) > 0;
    };
    if (std::none_of(specs.begin(), specs.end(), has)) own.push_back(each.cell);
  }
  const std::size_t n = std::min(std::max<std::size_t>(options_.processes, 1), own.size());
  const std::size_t first = specs.size();
  specs.resize(first + n);
  for (std::size_t i = 0; i < own.size(); ++i) specs[first + i % n].cells.push_back(own[i]);
  return specs;
}

void ControllerBus::load(std::span<const CellProgram> cells) {
  const std::string fault = fault_of(cells);
  DARKLINE_CHECK(fault.empty(), fault);
  end();
  exchanges_ = strangers_ = n_round_trips_ = 0;
  round_trips_.clear();
  failure_.clear();
  cells_.clear();
  for (HostSpec& spec : plan(cells)) {
    const auto number = static_cast<std::uint32_t>(hosts_.size());
    std::vector<CellProgram> programs;
    for (const std::uint32_t cell : spec.cells) {
      const auto at = std::ranges::find(cells, cell, &CellProgram::cell);
      DARKLINE_CHECK(at != cells.end(), fmt::format("a controller for cell {}, not there", cell));
      programs.push_back(*at);
      cells_.push_back({.cell = cell, .host = number});
    }
    hosts_.push_back(std::make_unique<SupervisedHost>(*transport_, options_, number,
                                                      std::move(spec), std::move(programs)));
  }
  std::ranges::sort(cells_, {}, &Cell::cell);
  asked_.assign(hosts_.size(), {});
  answered_.assign(hosts_.size(), 0);
  for (const auto& host : hosts_) host->start();
  while (!std::ranges::all_of(hosts_, [](const auto& host) { return host->is_ready(); })) {
    wait_for_news();
  }
}

// Takes one message, or does what the clock asks for.
void ControllerBus::wait_for_news() {
  if (options_.stop.stop_requested()) throw Interrupted("stopped while waiting for controllers");
  WallTime until = WallTime::max();
  for (const auto& host : hosts_) until = std::min(until, host->next_look());
  HeardMessage message;
  if (transport_->receive(message, until)) {
    if (message.from.host < hosts_.size()) {
      hosts_[message.from.host]->hear(message);
    } else {
      ++strangers_;
    }
    // a flood of messages must not keep the clock from being looked at
    const WallTime now = transport_->now();
    for (const auto& host : hosts_) {
      if (host->next_look() <= now) host->look(now);
    }
    return;
  }
  const WallTime now = transport_->now();
  for (const auto& host : hosts_) host->look(now);
}

void ControllerBus::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  DARKLINE_CHECK(due.size() == commands.size(),
                 fmt::format("{} cells due, room for {}", due.size(), commands.size()));
  host_of_.resize(due.size());
  for (auto& each : asked_) each.clear();
  for (std::size_t i = 0; i < due.size(); ++i) {
    const std::string fault = fault_of(due[i], t_ns);
    DARKLINE_CHECK(fault.empty(), fault);
    const auto at = std::ranges::lower_bound(cells_, due[i].cell, {}, &Cell::cell);
    DARKLINE_CHECK(at != cells_.end() && at->cell == due[i].cell,
                   fmt::format("cell {} was not loaded", due[i].cell));
    host_of_[i] = at->host;
    asked_[at->host].push_back(due[i]);
  }
  if (!failure_.empty()) throw IoError(failure_);
  try {
    ask(t_ns);
  } catch (const Error& error) {
    failure_ = error.what();
    throw;
  }
  std::ranges::fill(answered_, 0);
  for (std::size_t i = 0; i < due.size(); ++i) {
    commands[i] = hosts_[host_of_[i]]->commands()[answered_[host_of_[i]]++];
  }
  ++exchanges_;
}

void ControllerBus::ask(std::int64_t t_ns) {
  answering_.clear();
  for (std::size_t h = 0; h < hosts_.size(); ++h) {
    if (asked_[h].empty()) continue;
    hosts_[h]->ask(t_ns, asked_[h]);
    answering_.push_back(h);
  }
  for (const std::size_t h : answering_) {
    while (!hosts_[h]->has_answered()) wait_for_news();
    note_round_trip(hosts_[h]->last_round_trip());
  }
}

void ControllerBus::note_round_trip(WallTime took) {
  if (round_trips_.size() < kRoundTripsKept) {
    round_trips_.push_back(took);
  } else {
    round_trips_[n_round_trips_ % kRoundTripsKept] = took;
  }
  ++n_round_trips_;
}

BusReport ControllerBus::report() const {
  BusReport report;
  report.exchanges = exchanges_;
  report.strangers = strangers_;
  report.round_trips = round_trips_;
  for (const auto& host : hosts_) {
    report.hosts.push_back(host->report());
    if (!host->is_modelled()) continue;
    report.is_degraded = true;
    report.stopped_cells.insert(report.stopped_cells.end(), host->cells().begin(),
                                host->cells().end());
  }
  return report;
}

}  // namespace darkline
