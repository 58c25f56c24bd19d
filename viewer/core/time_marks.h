// Moments that somebody wants to come back to, in their order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace darkline {

class TimeMarks {
 public:
  static constexpr std::int64_t kNearNs = 20'000'000;  // half a frame of 1/25 s: the same moment

  // Marks a moment, or takes away the mark that is there. Whether one is there now.
  bool toggle(std::int64_t t_ns);

  // The first one after a moment, the last one before it.
  std::optional<std::int64_t> next(std::int64_t t_ns) const;
  std::optional<std::int64_t> previous(std::int64_t t_ns) const;

  const std::vector<std::int64_t>& all() const { return all_ns_; }

 private:
  std::vector<std::int64_t> all_ns_;
};

}  // namespace darkline
