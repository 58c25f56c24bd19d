// How an incarnation of a host ends, and what becomes of it then.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "controllers/lotp_maps.h"
#include "controllers/supervised_host.h"
#include "models/base/error.h"
#include "models/base/sim_time.h"

namespace darkline {
namespace {

using Milliseconds = std::chrono::milliseconds;

void add(const LotpCounts& more, LotpCounts& all) {
  all.accepted += more.accepted;
  for (std::size_t i = 0; i < kLotpRejects; ++i) all.rejected[i] += more.rejected[i];
}

}  // namespace

std::string SupervisedHost::doing() const {
  if (session_ == nullptr || session_->seq() == 0) return "before the first tick";
  return fmt::format("when it was asked at t = {} s", to_seconds(BusDuration{t_ns_}));
}

// The end of this incarnation; of the next one the options decide.
void SupervisedHost::fail(HostFault fault, std::uint16_t err_code, const std::string& what) {
  const WallTime now = transport_.now();
  ++report_.faults[static_cast<std::size_t>(fault)];
  report_.last_fault = fmt::format("controller host {} ({}) {} {}", number_,
                                   transport_.text_of(address()), what, doing());
  if (failed_at_ == WallTime::max()) {
    failed_at_ = now;
    if (options_.news) options_.news({.cells = spec_.cells});
  }
  if (err_code != 0) {
    const LotpErr err{.code = err_code, .retryable = true, .detail = what, .seq = session_->seq()};
    transport_.send(address(), session_->message(LotpType::err, to_map(err)));
  }
  move_to(HostState::dead);
  const std::string refused = session_->counts().text();
  const bool replays = session_->minor() >= kLotpReplayMinor;
  end_incarnation();
  if (options_.on_fault == OnFault::model) {
    is_modelled_ = true;
    move_to(HostState::faulted);
    if (is_asked_) stop_cells();
    return;
  }
  if (options_.on_fault == OnFault::abort) {
    give_up(fmt::format("{}; refused messages: {}", what, refused), false);
  }
  // it would do the same again
  if (fault == HostFault::protocol || (fault == HostFault::ended && !was_greeted_)) {
    give_up(what, false);
  }
  if (fault == HostFault::diverged) {
    give_up(what + ": its law depends on more than what it is shown", spec_.kind == HostKind::own);
  }
  if (was_greeted_ && !is_deterministic_ && report_.exchanges > 0) {
    give_up(what + "; it is not deterministic, so that it cannot be brought back", false);
  }
  if (!replays && report_.exchanges > 0) {
    give_up(what + "; it speaks LOTP/1.0, in which nothing can be shown again", false);
  }
  if (journal_.bytes() > options_.most_journal_bytes) {
    give_up(fmt::format("{}; it makes no snapshots, and its journal is full", what), false);
  }
  while (!restarts_.empty() && restarts_.front() <= now - options_.restart_window) {
    restarts_.pop_front();
  }
  if (static_cast<int>(restarts_.size()) >= options_.most_restarts) {
    give_up(fmt::format("{}; it was started again {} times within {} s", what,
                        options_.most_restarts, options_.restart_window.count() / 1000),
            false);
  }
  const int doublings = static_cast<int>(std::min<std::size_t>(restarts_.size(), 16));
  const auto backoff = std::min(options_.first_backoff * (1 << doublings), options_.most_backoff);
  restarts_.push_back(now);
  deadline_ = now + backoff;
  move_to(HostState::backoff);
  // the user starts the next one, perhaps before this moment: nobody hears who is not awaited
  if (spec_.kind == HostKind::external) spawn();
}

void SupervisedHost::end_incarnation() {
  if (session_ != nullptr) add(session_->counts(), report_.heard);
  session_.reset();
  queue_.clear();
  transport_.end(address());
}

void SupervisedHost::give_up(const std::string& what, bool is_bug) {
  const std::string text = fmt::format("controller host {} ({}) {} {}", number_,
                                       transport_.text_of(address()), what, doing());
  if (session_ != nullptr) end_incarnation();
  move_to(HostState::faulted);
  report_.last_fault =
      text + (is_bug
                  ? "\n  it is a bug in darkline; please report it with the command and the "
                    "scenario"
                  : "\n  to mend it: run again; if it comes back, DARKLINE_TRANSPORT=inproc runs "
                    "the same controllers without a process, with the same results");
  if (is_bug) throw InternalError(report_.last_fault);
  throw IoError(report_.last_fault);
}

// A protective stop at this tick: every robot stands still under a number that it did not have.
void SupervisedHost::stop_cells() {
  for (const CellAsk& each : due_) {
    const auto at = std::ranges::find(spec_.cells, each.seen->cell);
    CellCommand& last = last_commands_[static_cast<std::size_t>(at - spec_.cells.begin())];
    const bool stands = last.state == PackMlState::aborted;
    last.cell = each.seen->cell;
    last.n_robots = each.seen->n_robots;
    last.state = PackMlState::aborted;
    last.next_wake_ns = kNeverNs;
    for (std::size_t r = 0; r < last.n_robots && !stands; ++r) {
      last.robots[r] = {.order = RobotOrder::stay, .step = last.robots[r].step + 1};
    }
    *each.command = last;
  }
  is_asked_ = false;
}

void SupervisedHost::say_bye() {
  if (session_ != nullptr) {
    transport_.send(address(), session_->message(LotpType::bye));
    add(session_->counts(), report_.heard);
    session_.reset();
  }
  if (state_ != HostState::faulted) move_to(HostState::done);
}

HostReport SupervisedHost::report() const {
  HostReport report = report_;
  report.incarnation = incarnation_;
  report.state = state_;
  report.who = transport_.text_of(address());
  report.journal_bytes = journal_.bytes();
  if (session_ != nullptr) add(session_->counts(), report.heard);
  return report;
}

}  // namespace darkline
