#include "viewer/core/story.h"

namespace darkline {
namespace {

StationPart part_of(const StationChange& change) {
  return {.t_ns = change.t_ns,
          .line = line_state(change.after),
          .state = change.after.state,
          .reason = change.after.reason};
}

RobotPart part_of(const RobotChange& change) {
  return {.t_ns = change.t_ns, .activity = change.activity, .number = change.number};
}

bool is_same(const StationPart& a, const StationPart& b) {
  return a.line == b.line && a.state == b.state && a.reason == b.reason;
}

bool is_same(const RobotPart& a, const RobotPart& b) {
  return a.activity == b.activity && a.number == b.number;
}

template <class Part, class Change>
std::vector<Part> parts_of(std::span<const Change> changes, std::int64_t now_ns, std::size_t most) {
  std::vector<Part> parts;
  std::int64_t until_ns = now_ns;
  for (std::size_t i = changes.size(); i-- > 0;) {
    Part part = part_of(changes[i]);
    // it began where the first of its equals did
    while (i > 0 && is_same(part_of(changes[i - 1]), part)) part.t_ns = changes[--i].t_ns;
    part.lasts_ns = until_ns - part.t_ns;
    until_ns = part.t_ns;
    // what lasted no time was never seen
    if (part.lasts_ns > 0 || parts.empty()) parts.push_back(part);
    if (parts.size() == most) break;
  }
  return parts;
}

}  // namespace

std::vector<StationPart> last_parts(std::span<const StationChange> changes, std::int64_t now_ns,
                                    std::size_t most) {
  return parts_of<StationPart>(changes, now_ns, most);
}

std::vector<RobotPart> last_parts(std::span<const RobotChange> changes, std::int64_t now_ns,
                                  std::size_t most) {
  return parts_of<RobotPart>(changes, now_ns, most);
}

std::vector<LinkPart> last_link_parts(std::span<const StationChange> changes, std::size_t most) {
  std::vector<LinkPart> parts;
  for (std::size_t i = changes.size(); i-- > 1 && parts.size() < most;) {
    const bool lost = changes[i].after.controller_lost;
    if (lost == changes[i - 1].after.controller_lost) continue;
    parts.push_back({.t_ns = changes[i].t_ns, .lost = lost, .gone_ms = changes[i].gone_ms});
  }
  return parts;
}

}  // namespace darkline
