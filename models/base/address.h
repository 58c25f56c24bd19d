// One address for a thing everywhere: in files, errors, topics, logs, CSV and the viewer.
//
//   z60_framing               a zone
//   z60_framing/st03          its third station
//   z60_framing/st03/r2       the second robot of that station
//
// A zone name is 1 to 40 characters of a-z, 0-9 and '_', starting with a letter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace darkline {

bool is_zone_name(std::string_view text);

std::string station_address(std::string_view zone, int station_number);
std::string robot_address(std::string_view station, int robot_number);

// The parts of an address; station and robot are 0 where the address stops before them.
struct AddressParts {
  std::string zone;
  int station = 0;
  int robot = 0;
};
std::optional<AddressParts> parse_address(std::string_view text);

// The number under which random streams know the thing: FNV-1a of the address, 32 bits. It
// depends on the name alone, so that adding a station does not move the others' draws. The
// factory model refuses two addresses with one number.
std::uint32_t stream_entity(std::string_view address);

}  // namespace darkline
