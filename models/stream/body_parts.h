// What of a car body stands somewhere: the parts that a body shop joins, as a set.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace darkline {

enum class BodyPart : std::uint8_t {
  front_end,  // engine bay: rails, towers, dash panel
  front_floor,
  rear_floor,
  side_left,  // side frame: sill, pillars, roof rail, rear wing
  side_right,
  roof,
  doors,
  lids,  // hood, front wings, tailgate
};
inline constexpr std::array<const char*, 8> kBodyPartNames = {
    "front_end", "front_floor", "rear_floor", "side_left", "side_right", "roof", "doors", "lids"};

class BodyParts {
 public:
  constexpr BodyParts() = default;
  constexpr BodyParts(BodyPart part)  // NOLINT(google-explicit-constructor): one is a set
      : bits_(static_cast<std::uint8_t>(1U << static_cast<unsigned>(part))) {}
  static constexpr BodyParts all() { return BodyParts(0xFF); }
  static constexpr BodyParts underbody() {
    return BodyParts(BodyPart::front_end) | BodyPart::front_floor | BodyPart::rear_floor;
  }

  constexpr bool has(BodyPart part) const { return (bits_ & BodyParts(part).bits_) != 0; }
  constexpr bool is_empty() const { return bits_ == 0; }
  constexpr std::uint8_t bits() const { return bits_; }
  constexpr int count() const {
    int n = 0;
    for (unsigned rest = bits_; rest != 0; rest &= rest - 1) ++n;
    return n;
  }
  constexpr BodyParts without(BodyParts other) const {
    return BodyParts(static_cast<unsigned>(bits_) & ~static_cast<unsigned>(other.bits_));
  }
  friend constexpr BodyParts operator|(BodyParts a, BodyParts b) {
    return BodyParts(static_cast<unsigned>(a.bits_) | b.bits_);
  }
  friend constexpr BodyParts operator&(BodyParts a, BodyParts b) {
    return BodyParts(static_cast<unsigned>(a.bits_) & b.bits_);
  }
  constexpr auto operator<=>(const BodyParts&) const = default;

 private:
  constexpr explicit BodyParts(unsigned bits) : bits_(static_cast<std::uint8_t>(bits)) {}
  std::uint8_t bits_ = 0;
};

}  // namespace darkline
