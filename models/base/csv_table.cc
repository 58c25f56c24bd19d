#include "models/base/csv_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kLongestShown = 60;

std::string shown(const std::string& text) {
  if (text.empty()) return "nothing";
  return text.size() <= kLongestShown ? fmt::format("\"{}\"", text)
                                      : fmt::format("\"{}...\"", text.substr(0, kLongestShown));
}

std::vector<std::string> names_of(std::span<const CsvColumn> columns) {
  std::vector<std::string> names;
  for (const CsvColumn& column : columns) names.emplace_back(column.name);
  return names;
}

[[noreturn]] void refuse_header(const Place& place, std::string found, std::string wanted,
                                std::vector<std::string> candidates = {}) {
  throw InputError({.place = place,
                    .found = std::move(found),
                    .wanted = std::move(wanted),
                    .candidates = std::move(candidates)});
}

bool is_id_letter(char one) {
  return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
         one == '_' || one == '-' || one == '.' || one == '/';
}

}  // namespace

const std::string& CsvCell::read_text(std::size_t longest) const {
  const bool printable = std::ranges::all_of(
      text(), [](char one) { return static_cast<unsigned char>(one) >= ' ' && one != '\x7F'; });
  if (empty() || text().size() > longest || !printable) {
    refuse(fmt::format("1 to {} printable characters", longest));
  }
  return text();
}

const std::string& CsvCell::read_id() const {
  constexpr std::size_t kLongestId = 80;
  if (empty() || text().size() > kLongestId || !std::ranges::all_of(text(), is_id_letter)) {
    refuse(fmt::format("1 to {} letters, digits, and _ - . /", kLongestId));
  }
  return text();
}

double CsvCell::read_number(double low, double high, const std::string& what) const {
  std::string_view digits = text();
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) {
    const bool comma = text().find(',') != std::string::npos;
    const bool percent = text().find('%') != std::string::npos;
    refuse(fmt::format("{}, as a number", what), {},
           comma     ? "write the decimals behind a point"
           : percent ? "leave the unit to the column's name"
                     : "");
  }
  if (value < low || value > high) refuse(fmt::format("{}, from {} to {}", what, low, high));
  return value;
}

Date CsvCell::read_date() const {
  try {
    return parse_date(text());
  } catch (const InputError& error) {
    InputProblem problem = error.problem();
    problem.place = place();
    problem.key = column_;
    throw InputError(std::move(problem));
  }
}

void CsvCell::refuse(const std::string& wanted, std::vector<std::string> candidates,
                     const std::string& mend) const {
  refuse_found(shown(text()), wanted, std::move(candidates), mend);
}

void CsvCell::refuse_found(const std::string& found, const std::string& wanted,
                           std::vector<std::string> candidates, const std::string& mend) const {
  throw InputError({.place = place(),
                    .key = column_,
                    .found = found,
                    .wanted = wanted,
                    .candidates = std::move(candidates),
                    .mend = mend});
}

CsvTable::CsvTable(std::string_view text, const std::string& file,
                   std::span<const CsvColumn> columns, const std::string& what,
                   const CsvBounds& bounds)
    : columns_(columns.begin(), columns.end()),
      rows_(csv_rows(text, file, bounds)),
      field_of_(columns.size(), kNone) {
  const std::vector<std::string> names = names_of(columns);
  const std::string wanted = fmt::format("columns of {}: {}", what, fmt::join(names, ", "));
  if (rows_.empty()) refuse_header({.file = file, .line = 1, .column = 1}, "nothing", wanted);
  const std::vector<CsvField>& header = rows_.front();
  for (std::size_t f = 0; f < header.size(); ++f) {
    const auto found = std::ranges::find(names, header[f].text);
    if (found == names.end()) {
      const bool semicolons = header[f].text.find(';') != std::string::npos;
      refuse_header(header[f].place,
                    semicolons ? "columns separated by semicolons"
                               : fmt::format("an unknown column, {}", shown(header[f].text)),
                    semicolons ? "columns separated by commas" : wanted,
                    nearest_names(header[f].text, names));
    }
    std::size_t& field = field_of_[static_cast<std::size_t>(found - names.begin())];
    if (field != kNone) {
      refuse_header(header[f].place, fmt::format("the column \"{}\" a second time", *found),
                    fmt::format("it once; the first stands at {}", header[field].place.text()));
    }
    field = f;
  }
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].required && field_of_[c] == kNone) {
      refuse_header(header.front().place, fmt::format("a header without \"{}\"", names[c]), wanted);
    }
  }
  for (std::size_t r = 1; r < rows_.size(); ++r) {
    if (rows_[r].size() != header.size()) {
      refuse_header(rows_[r].back().place, fmt::format("{} fields", rows_[r].size()),
                    fmt::format("{}, as in the header", header.size()));
    }
    absent_.push_back({.text = {}, .place = rows_[r].front().place});
  }
}

CsvCell CsvTable::at(std::size_t row, std::size_t column) const {
  const std::size_t field = field_of_[column];
  return {field == kNone ? absent_[row] : rows_[row + 1][field], columns_[column].name};
}

std::vector<std::string> csv_header_names(std::string_view text) {
  constexpr std::size_t kLongestHeader = 4096;
  const std::string_view line = text.substr(0, std::min(text.find('\n'), kLongestHeader));
  std::vector<std::string> names;
  try {
    const auto rows = csv_rows(line, "");
    if (rows.empty()) return names;
    for (const CsvField& field : rows.front()) names.push_back(field.text);
  } catch (const InputError&) {  // not a header of ours
    names.clear();
  }
  return names;
}

}  // namespace darkline
