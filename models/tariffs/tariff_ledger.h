// The tariff ledger: duties as dated layers, each with its legal source. What they come to on a
// good, a route and a day is twin/economics/tariff_duty.h.
//
// A ledger is comma-separated values with a header; the columns may stand in any order:
//
//   id             what the row is called; a row of a user's ledger replaces the shipped row of
//                  its id, and is added if there is none
//   destination    the territory that levies it: a code of countries.csv ("US", "EU")
//   hs             prefixes of HS codes, "8479.50|8515.21"; * for every good
//   origin         codes, "CN|KR"; "EU" holds its members; * for every other origin
//   authority      the legal basis, "S301"; MFN for the base duty, FTA for preferences
//   list           list or annex within it (optional); of several lists the highest counts
//   rule           one of tariff_rules() below
//   rate_percent   25 for 25 %; "-" if the law is known and its rate is not established: the total
//                  is then a lower bound and says so
//   low_percent, high_percent   the range, if the rate is not sure (optional)
//   beyond_percent the rate beyond a quota                               (rule quota)
//   quota, quota_unit   how much a year comes in at rate_percent; may be empty   (quota,
//   undertaking) amount, currency    money per unit: the least duty (base, add), the least import
//   price
//                  (undertaking), the highest value of a shipment (de_minimis)
//   unless         authorities that silence the row on the value that they are levied on, "S232"
//   share          empty: of the whole value; non_qualifying: not of goods that claim the
//                  preference; foreign_content: of those, on the content from abroad only;
//                  metal_content: on the metal only
//   when           conditions, "producer is geely|zeekr; tpp 14000..17500; use not ev"; intervals
//                  are open. Words: producer, use. Numbers: tpp, bandwidth_gb_s
//   from, to       first day in force; first day out of force, empty: open
//   as_of          the day on which this was known
//   confidence     E, S, C, A or M (models/economics/provenance.h)
//   source         the legal source; never empty
//   note           (optional)
//
// Which row speaks. Within one (destination, authority, list) the most specific row that matches:
// the longest HS prefix, then a country before its union before *, then the most conditions. Two
// rows that are equally specific and share a good, an origin and a day are refused.
//
// Refused besides, with place, found, wanted and candidates: unknown columns, rules, countries, HS
// codes of a wrong shape, a rate above 1000 % ("2500" for "25.00"), an amount without a currency,
// days that end before they start, a row without a source. Bounds: 4 MiB, 4,999 rows, 20 codes in a
// field, 400 characters a field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/date.h"
#include "models/base/error.h"
#include "models/economics/provenance.h"
#include "models/tariffs/tariff_vocabulary.h"

namespace darkline {

enum class TariffRule : std::uint8_t {
  base,         // the duty of the schedule; authority MFN
  preference,   // replaces the base for goods that claim it; authority FTA
  add,          // adds its rate
  floor,        // all-in: adds what the base lacks to it, max(0, rate - base)
  quota,        // rate_percent within the quota, beyond_percent beyond it
  undertaking,  // silences rows that name its authority, for sellers that keep to it
  de_minimis,   // no duty at all on shipments of at most `amount`
  drawback,     // gives back its rate of the duty on what is exported again
  fee,          // a fee of customs, no duty: counted only where it is asked for
};
struct TariffRuleInfo {
  TariffRule rule;
  const char* name;
  const char* text;  // for people
};
std::span<const TariffRuleInfo> tariff_rules();
const TariffRuleInfo& info_of(TariffRule rule);

enum class TariffShare : std::uint8_t { full, non_qualifying, foreign_content, metal_content };
const char* name_of(TariffShare share);  // "metal_content"

enum class TariffAttribute : std::uint8_t { producer, use, tpp, bandwidth_gb_s };
inline constexpr std::size_t kTariffAttributes = 4;
const char* name_of(TariffAttribute attribute);
constexpr bool is_number(TariffAttribute attribute) {
  return attribute == TariffAttribute::tpp || attribute == TariffAttribute::bandwidth_gb_s;
}

struct TariffCondition {
  enum class Kind : std::uint8_t { is, is_not, within };
  TariffAttribute attribute = TariffAttribute::producer;
  Kind kind = Kind::is;
  std::vector<std::string> words;  // is, is_not
  double low = 0.0, high = 0.0;    // within: low < x < high
};

struct TariffRow {
  std::string id;
  std::string destination;           // a territory
  std::vector<std::string> hs;       // digits; "" is every good
  std::vector<std::string> origins;  // codes; "*"
  std::string authority, list;
  TariffRule rule = TariffRule::add;
  std::optional<double> rate;    // a share of the customs value; none: not established
  double low = 0.0, high = 0.0;  // its range; both the rate where no range is given
  double beyond = 0.0;
  std::optional<double> quota;  // a year
  std::string quota_unit;
  std::optional<double> amount;
  std::string currency;
  std::vector<std::string> unless;
  TariffShare share = TariffShare::full;
  std::vector<TariffCondition> when;
  std::string when_text;  // as it stands in the file
  Date from, to, as_of;   // in force in [from, to)
  Confidence confidence = Confidence::unverified;
  std::string source, note;
  Place place;
};

inline constexpr double kHighestTariffRate = 10.0;
inline constexpr std::size_t kMostTariffRows = 4'999;

class TariffLedger {
 public:
  // The rows of one file. They may still overlap: `merged` looks.
  // @throws InputError
  static std::vector<TariffRow> rows_of(std::string_view text, const std::string& file,
                                        const TariffVocabulary& vocabulary);

  // `base` with the rows of `more`: those of a known id replace it, the others are added.
  // @throws InputError where two rows of one layer share a good, an origin and a day, and for an
  //   id that occurs twice in one of the two.
  static TariffLedger merged(const TariffLedger& base, std::vector<TariffRow> more);

  const std::vector<TariffRow>& rows() const { return rows_; }

 private:
  std::vector<TariffRow> rows_;
};

// Whether the two speak with the same right on some good, origin, day and attributes.
bool overlap(const TariffRow& a, const TariffRow& b);

// All models/tariffs/ledger_*.csv of the shipped data as one. @throws InputError, IoError
TariffLedger shipped_tariff_ledger(const TariffVocabulary& vocabulary);
// A user's ledger. @throws InputError, IoError
std::vector<TariffRow> read_tariff_rows(const std::filesystem::path& file,
                                        const TariffVocabulary& vocabulary);

}  // namespace darkline
