// The words of tariffs: customs territories and goods. Both are tables of the shipped data,
// models/tariffs/countries.csv and goods.csv.
//
// countries.csv: code (ISO 3166, two letters, or the name of a customs union), name, also (another
// code in use), union (the customs union that it belongs to), duty_base (FOB, CIF, or - where we
// have no source), source.
// goods.csv: hs (6 to 10 digits), title, kind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/error.h"

namespace darkline {

// What duties are a share of: the price at the exporting port, or that with freight and insurance
// to the border.
enum class DutyBase : std::uint8_t { unknown, fob, cif };
const char* name_of(DutyBase base);  // "FOB"; "-" if it is not known

struct Country {
  std::string code;  // "DE", "EU"
  std::string name;
  std::string also;        // "UK" for GB; may be empty
  std::string union_code;  // "EU" for DE; empty: none
  DutyBase duty_base = DutyBase::unknown;
  std::string source;
};

struct Good {
  std::string hs;     // digits only, "847950"
  std::string title;  // "industrial robots, not elsewhere specified"
  std::string kind;   // "robots": what it is for the plant
};

class TariffVocabulary {
 public:
  // @throws InputError
  static TariffVocabulary from_texts(std::string_view countries, const std::string& countries_file,
                                     std::string_view goods, const std::string& goods_file);

  const std::vector<Country>& countries() const { return countries_; }
  const std::vector<Good>& goods() const { return goods_; }

  // By code, other code or name, in any case.
  // @throws InputError without a place: found, wanted, candidates.
  const Country& country(std::string_view text) const;
  // The code under which it levies duties: "EU" for DE.
  static const std::string& territory_of(const Country& country);
  // The good whose code is `hs` or the longest that `hs` starts with; null if there is none.
  const Good* good(std::string_view hs) const;

 private:
  std::vector<Country> countries_;
  std::vector<Good> goods_;
};

// "8479.50" and "8479 50" as digits: "847950". Empty if there is anything but digits, dots and
// blanks, or other than an even number of 2 to 10 digits.
std::string hs_digits(std::string_view text);
// "847950" as people write it: "8479.50".
std::string hs_text(std::string_view digits);

// The shipped tables. @throws InputError, IoError
TariffVocabulary shipped_tariff_vocabulary();

}  // namespace darkline
