// Typed indices: an Id<StationTag> is a place in the model's table of stations and nothing else.
// Names (addresses) exist only at the edges: files, errors, topics, logs.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace darkline {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}

  constexpr std::size_t index() const { return index_; }
  constexpr bool valid() const { return index_ != kNone; }
  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::uint32_t index_ = kNone;
};

using ZoneId = Id<struct ZoneTag>;
using StationId = Id<struct StationTag>;
using RobotId = Id<struct RobotTag>;

}  // namespace darkline
