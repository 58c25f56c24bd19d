#include "controllers/host_journal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "models/base/content_hash.h"
#include "models/base/error.h"

namespace darkline {

void HostJournal::add(std::uint64_t seq, std::span<const std::byte> step,
                      std::span<const std::byte> act_body) {
  DARKLINE_CHECK(entries_.empty() || seq == entries_.back().seq + 1, "a gap in a host's journal");
  steps_.insert(steps_.end(), step.begin(), step.end());
  acts_.insert(acts_.end(), act_body.begin(), act_body.end());
  entries_.push_back({.seq = seq, .step_end = steps_.size(), .act_end = acts_.size()});
}

void HostJournal::add_snapshot(std::uint64_t seq, std::vector<std::byte> state) {
  before_ = std::exchange(last_, {.seq = seq, .state = std::move(state)});
  forget_until(before_->seq);
}

bool HostJournal::drop_snapshot() {
  if (!before_) return false;
  last_ = std::move(*before_);
  before_.reset();
  return true;
}

std::size_t HostJournal::first_since() const {
  const auto first = std::partition_point(entries_.begin(), entries_.end(),
                                          [&](const Entry& each) { return each.seq <= last_.seq; });
  return static_cast<std::size_t>(first - entries_.begin());
}

std::span<const std::byte> HostJournal::step(std::size_t i) const {
  const std::size_t at = first_since() + i;
  const std::size_t begin = at == 0 ? 0 : entries_[at - 1].step_end;
  return std::span(steps_).subspan(begin, entries_[at].step_end - begin);
}

std::string HostJournal::digest() const {
  const std::size_t first = first_since();
  const std::size_t begin = first == 0 ? 0 : entries_[first - 1].act_end;
  const auto since = std::span(acts_).subspan(begin);
  return sha256_hex({reinterpret_cast<const char*>(since.data()), since.size()}).substr(0, 16);
}

void HostJournal::forget_until(std::uint64_t seq) {
  const auto kept = std::partition_point(entries_.begin(), entries_.end(),
                                         [&](const Entry& each) { return each.seq <= seq; });
  if (kept == entries_.begin()) return;
  const Entry last_gone = *(kept - 1);
  entries_.erase(entries_.begin(), kept);
  for (Entry& each : entries_) {
    each.step_end -= last_gone.step_end;
    each.act_end -= last_gone.act_end;
  }
  const auto cut = [](std::vector<std::byte>& bytes, std::size_t n) {
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(n));
  };
  cut(steps_, last_gone.step_end);
  cut(acts_, last_gone.act_end);
}

}  // namespace darkline
