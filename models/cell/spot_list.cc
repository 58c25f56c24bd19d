#include "models/cell/spot_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/base/address.h"
#include "models/base/csv.h"
#include "models/base/file.h"
#include "models/cell/weld_schedule.h"

namespace darkline {
namespace {

constexpr int kMostNumber = 1'000'000;

enum Column : std::size_t {
  id,
  zone,
  station,
  x,
  y,
  z,
  nx,
  ny,
  nz,
  robot,
  sequence,
  thickness,
  material,
  process_time,
  gun,
  n_columns
};
constexpr std::array<const char*, n_columns> kNames = {"id",       "zone",
                                                       "station",  "x",
                                                       "y",        "z",
                                                       "nx",       "ny",
                                                       "nz",       "robot",
                                                       "sequence", "thickness_mm",
                                                       "material", "process_time_s",
                                                       "gun"};

struct Found {
  Place place = {};
  std::string text = {};
};

[[noreturn]] void refuse(const Place& place, std::string found, std::string wanted,
                         std::vector<std::string> candidates = {}, std::string mend = {}) {
  throw InputError({.place = place,
                    .found = std::move(found),
                    .wanted = std::move(wanted),
                    .candidates = std::move(candidates),
                    .mend = std::move(mend)});
}

std::vector<std::string> header_names() {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < n_columns; ++c) {
    if (c >= x && c <= z) {
      names.push_back(std::string(kNames[c]) + "_m");
      names.push_back(std::string(kNames[c]) + "_mm");
    } else {
      names.emplace_back(kNames[c]);
    }
  }
  return names;
}

// Which field of a row is which column, and the unit of the positions.
class Header {
 public:
  explicit Header(const std::vector<CsvField>& row) : row_(row) {
    at_.fill(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) take(i);
    require_all();
  }

  bool has(Column column) const { return at_[column] < row_.size(); }
  std::size_t at(Column column) const { return at_[column]; }
  double unit_m() const { return in_mm_ ? 1e-3 : 1.0; }
  bool in_mm() const { return in_mm_; }

 private:
  void take(std::size_t i) {
    const CsvField& field = row_[i];
    const auto names = header_names();
    if (std::ranges::find(names, field.text) == names.end()) refuse_name(field, names);
    std::string name = field.text;
    const bool is_position = name[0] >= 'x' && name[0] <= 'z' && name.size() > 1 && name[1] == '_';
    if (is_position) {
      const bool mm = name.ends_with("_mm");
      name.resize(1);
      if (unit_given_ && mm != in_mm_) {
        refuse(field.place,
               fmt::format("\"{}\" beside positions in {}", field.text,
                           in_mm_ ? "millimetres" : "metres"),
               "one unit for all three of x, y and z");
      }
      unit_given_ = true;
      in_mm_ = mm;
    }
    const auto column = static_cast<std::size_t>(std::ranges::find(kNames, name) - kNames.begin());
    if (at_[column] < row_.size()) {
      refuse(field.place, fmt::format("the column \"{}\" a second time", field.text),
             fmt::format("it once; the first stands at {}", row_[at_[column]].place.text()));
    }
    at_[column] = i;
  }

  [[noreturn]] static void refuse_name(const CsvField& field,
                                       const std::vector<std::string>& names) {
    if (field.text.find(';') != std::string::npos) {
      refuse(field.place, "columns separated by semicolons", "columns separated by commas");
    }
    for (std::size_t c = x; c <= z; ++c) {
      if (field.text != kNames[c]) continue;
      refuse(field.place, fmt::format("the column \"{}\" without a unit", field.text),
             fmt::format("\"{0}_m\" or \"{0}_mm\"", field.text));
    }
    for (const char* name : {"thickness_mm", "process_time_s"}) {
      const std::string_view bare = std::string_view(name).substr(0, field.text.size());
      if (field.text.size() < 7 || bare != field.text) continue;
      refuse(field.place, fmt::format("the column \"{}\" without a unit", field.text),
             fmt::format("\"{}\"", name));
    }
    refuse(field.place, fmt::format("an unknown column, \"{}\"", field.text),
           fmt::format("columns of a spot list: {}", fmt::join(names, ", ")),
           nearest_names(field.text, names));
  }

  void require_all() const {
    for (const Column column : {id, station, x, y, z, nx, ny, nz}) {
      if (at_[column] < row_.size()) continue;
      refuse(row_.front().place, "a header without it",
             column >= x && column <= z
                 ? fmt::format("a column \"{0}_m\" or \"{0}_mm\"", kNames[column])
                 : fmt::format("a column \"{}\"", kNames[column]));
    }
  }

  const std::vector<CsvField>& row_;
  std::array<std::size_t, n_columns> at_ = {};
  bool unit_given_ = false, in_mm_ = false;
};

double number(const Found& field, const std::string& what) {
  std::string_view text = field.text;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    const bool comma = field.text.find(',') != std::string::npos;
    refuse(field.place, field.text.empty() ? "nothing" : fmt::format("\"{}\"", field.text),
           fmt::format("{}, as a number", what), {},
           comma ? "write the decimals behind a point" : "");
  }
  return value;
}

int whole_number(const Found& field, int low, const std::string& what) {
  const double value = number(field, what);
  if (value != std::floor(value) || value < low || value > kMostNumber) {
    refuse(field.place, fmt::format("\"{}\"", field.text),
           fmt::format("{}, a whole number from {} to {}", what, low, kMostNumber));
  }
  return static_cast<int>(value);
}

// The lines below the header, one by one.
class LineReader {
 public:
  LineReader(const Header& header, std::size_t n_fields) : header_(header), n_fields_(n_fields) {}

  ListedSpot read(const std::vector<CsvField>& row) {
    row_ = &row;
    if (row.size() != n_fields_) {
      refuse(row.back().place, fmt::format("{} fields", row.size()),
             fmt::format("{}, as in the header", n_fields_));
    }
    ListedSpot spot;
    spot.place = row.front().place;
    spot.id = read_id();
    spot.station = read_station();
    spot.station_place = get(station).place;
    spot.p_CS_m = {position(x), position(y), position(z)};
    spot.n_C = normal();
    if (has(robot)) {
      spot.robot = numbered(get(robot), 'r', "a robot of the station, such as r2");
      spot.robot_place = get(robot).place;
    }
    spot.in_sequence = has(sequence);
    if (spot.in_sequence) spot.sequence = whole_number(get(sequence), 0, "a place in the sequence");
    spot.schedule = schedule();
    if (has(gun)) spot.gun = read_gun(spot.robot);
    return spot;
  }

 private:
  Found get(Column column) const {
    const CsvField& field = (*row_)[header_.at(column)];
    return {field.place, field.text};
  }
  // the column is there and not empty in this line
  bool has(Column column) const { return header_.has(column) && !get(column).text.empty(); }

  std::string read_id() {
    const Found field = get(id);
    const bool printable = std::ranges::all_of(field.text, [](char one) {
      return static_cast<unsigned char>(one) >= ' ' && one != '\x7F';
    });
    if (field.text.empty() || field.text.size() > 64 || !printable) {
      refuse(field.place, fmt::format("an id of {} characters", field.text.size()),
             "1 to 64 printable characters");
    }
    const auto [first, fresh] = first_of_.emplace(field.text, field.place);
    if (!fresh) {
      refuse(field.place, fmt::format("the id \"{}\" a second time", field.text),
             fmt::format("an id for each spot; the first stands at {}", first->second.text()));
    }
    return field.text;
  }

  // "3" or "st03" with a prefix of one or two letters.
  static int numbered(const Found& field, std::string_view prefix, const std::string& what) {
    Found digits = field;
    if (digits.text.starts_with(prefix)) digits.text.erase(0, prefix.size());
    const bool only_digits = !digits.text.empty() && std::ranges::all_of(digits.text, [](char one) {
      return one >= '0' && one <= '9';
    });
    if (!only_digits) refuse(field.place, fmt::format("\"{}\"", field.text), what);
    return whole_number(digits, 1, what);
  }
  static int numbered(const Found& field, char prefix, const std::string& what) {
    return numbered(field, std::string_view(&prefix, 1), what);
  }

  std::string read_station() {
    const Found field = get(station);
    const std::string in_zone = has(zone) ? get(zone).text : "";
    if (const auto parts = parse_address(field.text); parts && parts->station > 0) {
      if (parts->robot > 0) {
        refuse(field.place, fmt::format("\"{}\", a robot", field.text), "a station");
      }
      if (!in_zone.empty() && in_zone != parts->zone) {
        refuse(get(zone).place, fmt::format("zone \"{}\" of station {}", in_zone, field.text),
               fmt::format("\"{}\", or an empty field", parts->zone));
      }
      return station_address(parts->zone, parts->station);
    }
    if (in_zone.empty()) {
      refuse(field.place, fmt::format("\"{}\"", field.text),
             "the address of a station, such as z60_framing/st03, or a zone beside it");
    }
    if (!is_zone_name(in_zone)) {
      refuse(get(zone).place, fmt::format("\"{}\"", in_zone), "a zone, such as z60_framing");
    }
    const int place = numbered(field, "st", "a station of the zone, such as 3, st03");
    return station_address(in_zone, place);
  }

  double position(Column column) const {
    const Found field = get(column);
    const double value = number(field, fmt::format("{} of the spot", kNames[column]));
    const double m = value * header_.unit_m();
    if (std::abs(m) > kFarthestSpotM) {
      refuse(
          field.place, fmt::format("{} = {} m", kNames[column], m),
          fmt::format("at most {} m from the middle of the station", kFarthestSpotM), {},
          header_.in_mm() ? "" : fmt::format("millimetres stand under \"{}_mm\"", kNames[column]));
    }
    return m;
  }

  Eigen::Vector3d normal() const {
    constexpr double kLongest = 1e6;
    Eigen::Vector3d n;
    for (const Column column : {nx, ny, nz}) {
      const double part = number(get(column), "a part of the sheet's normal");
      if (std::abs(part) > kLongest) {
        refuse(get(column).place, fmt::format("\"{}\"", get(column).text),
               "a part of the sheet's normal, such as 0.6");
      }
      n[static_cast<Eigen::Index>(column - nx)] = part;
    }
    constexpr double kShortest = 1e-6;
    if (n.norm() < kShortest) {
      refuse(get(nx).place, "a normal of no length",
             "the direction from the sheet to the gun, such as 0, 1, 0");
    }
    return n.normalized();
  }

  WeldSchedule schedule() const {
    SheetStack stack;
    if (has(thickness)) stack.thickness_mm = sheets(get(thickness));
    if (has(material)) {
      const auto named = sheet_material(get(material).text);
      const auto known = sheet_material_names();
      if (!named) {
        refuse(get(material).place, fmt::format("\"{}\"", get(material).text),
               fmt::format("one of {}", fmt::join(known, ", ")),
               nearest_names(get(material).text, known));
      }
      stack.material = *named;
    }
    if (!has(process_time)) return weld_schedule(stack);
    const Found field = get(process_time);
    const double weld_s = number(field, "the seconds that the current flows");
    constexpr double kLeastS = 0.01, kMostS = 10.0;
    if (weld_s < kLeastS || weld_s > kMostS) {
      refuse(field.place, fmt::format("{} s", weld_s),
             fmt::format("{} to {} s in which the current flows", kLeastS, kMostS), {},
             weld_s > kMostS ? "milliseconds are written as 0.280" : "");
    }
    return weld_schedule(stack, weld_s);
  }

  static std::vector<double> sheets(const Found& field) {
    const std::string wanted =
        fmt::format("{} to {} sheets of {} to {} mm, such as 1.0+1.2", kFewestSheets, kMostSheets,
                    kThinnestSheetMm, kThickestSheetMm);
    std::vector<double> all;
    std::string_view rest = field.text;
    for (bool more = true; more;) {
      const std::size_t plus = rest.find('+');
      more = plus != std::string_view::npos;
      std::string_view one = rest.substr(0, plus);
      rest = more ? rest.substr(plus + 1) : std::string_view();
      while (one.starts_with(' ')) one.remove_prefix(1);
      while (one.ends_with(' ')) one.remove_suffix(1);
      double mm = 0.0;
      const auto [end, error] = std::from_chars(one.data(), one.data() + one.size(), mm);
      const bool good = error == std::errc() && end == one.data() + one.size() &&
                        mm >= kThinnestSheetMm && mm <= kThickestSheetMm;
      if (!good) refuse(field.place, fmt::format("\"{}\"", field.text), wanted);
      all.push_back(mm);
    }
    if (all.size() < kFewestSheets || all.size() > kMostSheets) {
      refuse(field.place, fmt::format("{} sheets", all.size()), wanted);
    }
    return all;
  }

  std::string read_gun(int of_robot) const {
    const Found field = get(gun);
    if (std::ranges::find(gun_names(), field.text) == gun_names().end()) {
      refuse(field.place, fmt::format("\"{}\"", field.text),
             fmt::format("one of {}", fmt::join(gun_names(), ", ")),
             nearest_names(field.text, gun_names()));
    }
    if (of_robot == 0) {
      refuse(field.place, "a gun for no robot", "the robot that carries it, under \"robot\"");
    }
    return field.text;
  }

  const Header& header_;
  std::size_t n_fields_;
  const std::vector<CsvField>* row_ = nullptr;
  std::map<std::string, Place> first_of_;
};

// One robot carries one gun.
void require_one_gun_a_robot(const std::vector<ListedSpot>& spots) {
  std::map<std::pair<std::string, int>, const ListedSpot*> first_of;
  for (const ListedSpot& spot : spots) {
    if (spot.robot == 0) continue;
    const auto& first = first_of.try_emplace({spot.station, spot.robot}, &spot).first->second;
    if (first->gun == spot.gun) continue;
    refuse(spot.robot_place,
           fmt::format("gun {} on {}", spot.gun, robot_address(spot.station, spot.robot)),
           fmt::format("one gun a robot; spot {} at {} has {}", first->id, first->place.text(),
                       first->gun));
  }
}

// Nothing is welded within 20 mm of the middle of the floor.
void require_millimetres(const Header& header, const std::vector<ListedSpot>& spots) {
  constexpr double kNearestM = 0.020;
  const bool all_near = std::ranges::all_of(
      spots, [](const ListedSpot& spot) { return spot.p_CS_m.cwiseAbs().maxCoeff() < kNearestM; });
  if (!header.in_mm() || !all_near) return;
  refuse(spots.front().place, "every spot within 20 mm of the middle of the station's floor",
         "positions in millimetres, as the header says", {}, "metres stand under \"x_m\"");
}

}  // namespace

const std::vector<std::string>& gun_names() {
  static const std::vector<std::string> names = {"standard", "light", "heavy"};
  return names;
}

GunModel gun_of(std::string_view name) {
  GunModel gun;
  const double share = name == "light" ? 70.0 / 110.0 : name == "heavy" ? 150.0 / 110.0 : 1.0;
  gun.mass_kg *= share;
  gun.I_C_kg_m2 *= share;
  return gun;
}

std::vector<ListedSpot> spot_list_from_text(std::string_view text, const std::string& file) {
  const auto rows = csv_rows(text, file, {.most_bytes = kMostSpotListBytes});
  if (rows.size() < 2) {
    refuse({.file = file}, rows.empty() ? "an empty file" : "a header and no spot",
           "a header line and at least one spot");
  }
  const Header header(rows.front());
  LineReader reader(header, rows.front().size());
  std::vector<ListedSpot> spots;
  spots.reserve(rows.size() - 1);
  for (std::size_t i = 1; i < rows.size(); ++i) spots.push_back(reader.read(rows[i]));
  require_millimetres(header, spots);
  require_one_gun_a_robot(spots);
  return spots;
}

std::vector<ListedSpot> read_spot_list(const std::filesystem::path& file) {
  return spot_list_from_text(read_file(file, kMostSpotListBytes), file.string());
}

}  // namespace darkline
