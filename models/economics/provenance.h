// How sure a fact is, as the letters that data files carry.
#pragma once

#include <array>
#include <cstdint>

namespace darkline {

// From sure to unsure; the order is used: the least sure of several is their largest.
enum class Confidence : std::uint8_t {
  primary,      // E: read in a primary text
  secondary,    // S: read in a named secondary source
  computed,     // C: follows from stated inputs
  approximate,  // A: rounded, derived, or a decision of ours that is named
  unverified,   // M: not checked against a text; results that rest on it say so
};

struct ConfidenceInfo {
  Confidence confidence;
  const char* letter;  // "E"
  const char* text;    // "read in a primary text"
};
inline constexpr std::array<ConfidenceInfo, 5> kConfidences = {{
    {Confidence::primary, "E", "read in a primary text"},
    {Confidence::secondary, "S", "read in a secondary source"},
    {Confidence::computed, "C", "computed from stated inputs"},
    {Confidence::approximate, "A", "approximate"},
    {Confidence::unverified, "M", "not verified"},
}};

constexpr const ConfidenceInfo& info_of(Confidence confidence) {
  return kConfidences[static_cast<std::size_t>(confidence)];
}

}  // namespace darkline
