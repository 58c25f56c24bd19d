#include "controllers/controller_bus.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp.h"
#include "controllers/lotp_maps.h"
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
  answering_.clear();
  for (const auto& host : hosts_) {
    host->start();
    // many take seconds to start, from a large program, and the first do not wait that long
    for (std::size_t i = 0; i < hosts_.size() && hear_within(transport_->now()); ++i) {
    }
  }
  while (!std::ranges::all_of(hosts_, [](const auto& host) { return host->is_ready(); })) {
    wait_for_news();
  }
}

// Whether a message came until then; it is taken.
bool ControllerBus::hear_within(WallTime until) {
  HeardMessage message;
  if (!transport_->receive(message, until)) return false;
  if (message.from.host >= hosts_.size()) {
    ++strangers_;
    turn_down(message, LotpError::unknown_host,
              fmt::format("there is no host {} in this run", message.from.host));
    return true;
  }
  if (!message.authorised) {
    turn_down(message, LotpError::unauthorised,
              fmt::format("you may not speak for host {}", message.from.host));
  }
  hosts_[message.from.host]->hear(message);
  return true;
}

// Takes one message, or does what the clock asks for.
void ControllerBus::wait_for_news() {
  if (options_.stop.stop_requested()) throw Interrupted("stopped while waiting for controllers");
  WallTime until = WallTime::max();
  for (const auto& host : hosts_) until = std::min(until, host->next_look());
  if (hear_within(until)) {
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

// Tells somebody whom the gate let in that he is none of the hosts, if he speaks LOTP, and ten
// times a second at most.
void ControllerBus::turn_down(const HeardMessage& message, LotpError code,
                              const std::string& detail) {
  constexpr int kMostPerSecond = 10;
  constexpr std::size_t kMostPeers = 64;  // in a second
  LotpHeader heard;
  if (message.bytes.size() < sizeof(heard)) return;
  std::memcpy(&heard, message.bytes.data(), sizeof(heard));
  if (heard.magic != kLotpMagic || heard.major != kLotpMajor) return;
  const WallTime now = transport_->now();
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    turned_down_.clear();
  }
  if (turned_down_.size() >= kMostPeers || ++turned_down_[message.from] > kMostPerSecond) return;
  const std::string map =
      to_map(LotpErr{.code = static_cast<std::uint16_t>(code), .detail = detail});
  std::vector<std::byte> bytes(sizeof(LotpHeader) + map.size());
  encode_body({.host = heard.host, .incarnation = heard.incarnation, .run_epoch = heard.run_epoch},
              LotpType::err, map, bytes);
  transport_->answer(bytes);
}

void ControllerBus::exchange(std::int64_t t_ns, std::span<const CellObservation> due,
                             std::span<CellCommand> commands) {
  DARKLINE_CHECK(due.size() == commands.size(),
                 fmt::format("{} cells due, room for {}", due.size(), commands.size()));
  for (const std::uint32_t host : answering_) asked_[host].clear();
  answering_.clear();
  answers_.resize(std::max(answers_.size(), due.size()));
  for (std::size_t i = 0; i < due.size(); ++i) {
    const std::string fault = fault_of(due[i], t_ns);
    DARKLINE_CHECK(fault.empty(), fault);
    const auto at = std::ranges::lower_bound(cells_, due[i].cell, {}, &Cell::cell);
    DARKLINE_CHECK(at != cells_.end() && at->cell == due[i].cell,
                   fmt::format("cell {} was not loaded", due[i].cell));
    if (asked_[at->host].empty()) answering_.push_back(at->host);
    asked_[at->host].push_back({.seen = &due[i], .command = &answers_[i]});
  }
  std::ranges::sort(answering_);
  if (!failure_.empty()) throw IoError(failure_);
  try {
    ask(t_ns);
  } catch (const Error& error) {
    failure_ = error.what();
    throw;
  }
  std::copy_n(answers_.begin(), due.size(), commands.begin());
  ++exchanges_;
}

void ControllerBus::ask(std::int64_t t_ns) {
  for (const std::uint32_t h : answering_) hosts_[h]->ask(t_ns, asked_[h]);
  for (const std::uint32_t h : answering_) {
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
  report.run_epoch = options_.run_epoch;
  report.gate = transport_->turned_away();
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
