#include "models/tariffs/tariff_vocabulary.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "models/base/csv_table.h"
#include "models/base/file.h"

namespace darkline {
namespace {

constexpr std::size_t kMostBytes = 1U << 20U;
constexpr std::size_t kLongestText = 200;

enum CountryColumn : std::size_t { code, name, also, union_column, duty_base, source, n_country };
constexpr std::array<CsvColumn, n_country> kCountryColumns = {
    {{"code"}, {"name"}, {"also"}, {"union"}, {"duty_base"}, {"source"}}};

enum GoodColumn : std::size_t { hs, title, kind, n_good };
constexpr std::array<CsvColumn, n_good> kGoodColumns = {{{"hs"}, {"title"}, {"kind"}}};

std::string upper(std::string_view text) {
  std::string large(text);
  std::ranges::transform(large, large.begin(), [](char one) {
    return one >= 'a' && one <= 'z' ? static_cast<char>(one - 'a' + 'A') : one;
  });
  return large;
}

DutyBase base_of(const CsvCell& cell) {
  if (cell.text() == "FOB") return DutyBase::fob;
  if (cell.text() == "CIF") return DutyBase::cif;
  if (cell.text() != "-") cell.refuse("FOB, CIF, or - where it is not known");
  return DutyBase::unknown;
}

std::string optional_text(const CsvCell& cell) {
  return cell.empty() ? std::string() : cell.read_text(kLongestText);
}

std::vector<Country> countries_of(std::string_view text, const std::string& file) {
  const CsvTable table(text, file, kCountryColumns, "a table of countries");
  std::vector<Country> all;
  std::map<std::string, Place> first_of;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    const CsvCell id = table.at(row, code);
    const auto [first, fresh] = first_of.emplace(id.read_id(), id.place());
    if (!fresh) id.refuse(fmt::format("a code once; the first is at {}", first->second.text()));
    all.push_back({.code = id.text(),
                   .name = table.at(row, name).read_text(kLongestText),
                   .also = optional_text(table.at(row, also)),
                   .union_code = optional_text(table.at(row, union_column)),
                   .duty_base = base_of(table.at(row, duty_base)),
                   .source = optional_text(table.at(row, source))});
  }
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    if (!all[row].union_code.empty() && !first_of.contains(all[row].union_code)) {
      table.at(row, union_column).refuse("the code of a customs union of this table");
    }
  }
  return all;
}

std::vector<Good> goods_of(std::string_view text, const std::string& file) {
  const CsvTable table(text, file, kGoodColumns, "a table of goods");
  std::vector<Good> all;
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    const CsvCell cell = table.at(row, hs);
    const std::string digits = hs_digits(cell.text());
    if (digits.size() < 6) cell.refuse("an HS code of 6, 8 or 10 digits, such as 8479.50");
    if (std::ranges::find(all, digits, &Good::hs) != all.end()) cell.refuse("each HS code once");
    all.push_back({.hs = digits,
                   .title = table.at(row, title).read_text(kLongestText),
                   .kind = table.at(row, kind).read_text(kLongestText)});
  }
  return all;
}

}  // namespace

const char* name_of(DutyBase base) {
  switch (base) {
    case DutyBase::fob:
      return "FOB";
    case DutyBase::cif:
      return "CIF";
    case DutyBase::unknown:
      break;
  }
  return "-";
}

TariffVocabulary TariffVocabulary::from_texts(std::string_view countries,
                                              const std::string& countries_file,
                                              std::string_view goods,
                                              const std::string& goods_file) {
  TariffVocabulary vocabulary;
  vocabulary.countries_ = countries_of(countries, countries_file);
  vocabulary.goods_ = goods_of(goods, goods_file);
  return vocabulary;
}

const Country& TariffVocabulary::country(std::string_view text) const {
  const std::string typed = upper(text);
  for (const Country& each : countries_) {
    if (typed == each.code || (!each.also.empty() && typed == each.also) ||
        typed == upper(each.name)) {
      return each;
    }
  }
  // a code is too short for edits to tell what was meant: those that start alike
  constexpr std::size_t kLongestCode = 3, kMost = 4;
  std::vector<std::string> codes, names, alike;
  for (const Country& each : countries_) {
    codes.push_back(each.code);
    names.push_back(each.name);
    const bool is_alike =
        !typed.empty() && typed.size() <= kLongestCode && typed[0] == each.code[0];
    if (is_alike && alike.size() < kMost) alike.push_back(each.code);
  }
  throw InputError({.found = fmt::format("\"{}\"", text.substr(0, 40)),
                    .wanted = fmt::format("a country: {}", fmt::join(codes, ", ")),
                    .candidates = alike.empty() ? nearest_names(text, names) : alike});
}

const std::string& TariffVocabulary::territory_of(const Country& country) {
  return country.union_code.empty() ? country.code : country.union_code;
}

const Good* TariffVocabulary::good(std::string_view hs_code) const {
  const Good* best = nullptr;
  for (const Good& each : goods_) {
    if (hs_code.starts_with(each.hs) && (best == nullptr || each.hs.size() > best->hs.size())) {
      best = &each;
    }
  }
  return best;
}

std::string hs_digits(std::string_view text) {
  constexpr std::size_t kMostDigits = 10;
  std::string digits;
  for (const char one : text) {
    if (one == '.' || one == ' ') continue;
    if (one < '0' || one > '9') return {};
    digits += one;
  }
  const bool good = digits.size() >= 2 && digits.size() <= kMostDigits && digits.size() % 2 == 0;
  return good ? digits : std::string();
}

std::string hs_text(std::string_view digits) {
  std::string text(digits.substr(0, 4));
  for (std::size_t at = 4; at < digits.size(); at += 2) {
    text += '.';
    text += digits.substr(at, 2);
  }
  return text;
}

TariffVocabulary shipped_tariff_vocabulary() {
  const std::filesystem::path folder = data_folder() / "tariffs";
  const auto countries = folder / "countries.csv", goods = folder / "goods.csv";
  return TariffVocabulary::from_texts(read_file(countries, kMostBytes), countries.string(),
                                      read_file(goods, kMostBytes), goods.string());
}

}  // namespace darkline
