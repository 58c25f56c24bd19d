// Facts with provenance: every number that prices rest on, with its range, its days and its source.
//
// A file of facts is comma-separated values with a header; the columns may stand in any order:
//
//   id          what it is: letters, digits and _ - . / ("cost.wage"); several rows may share one,
//               for different days
//   value       the number, in `unit`
//   unit        one of fact_units(), or money: a currency ("USD"), money per something ("EUR/kWh",
//               "USD/h"), or an exchange rate ("CNY/USD": yuan for a dollar)
//   low, high   the range in which the truth is thought to lie; low <= value <= high
//   base_year   the year whose money it is; for money only, and then not empty
//   as_of       the day on which it was known
//   valid_from  first day
//   valid_to    first day on which it holds no more; empty: open
//   source      who says so; never empty
//   confidence  E, S, C, A or M (provenance.h)
//   note        (optional)
//
// Refused, with place, found, wanted and candidates: a fact without source, unit, currency or base
// year; a value outside its range; days that end before they start; two rows of one id that share a
// day. Bounds: 4 MiB, 19,999 facts, 400 characters a field.
//
// Exchange and deflation are facts too: "exchange.eur" in "EUR/USD" (euros for a dollar, mean of
// the days that it is valid), "price_index.usd" in "index".
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/date.h"
#include "models/base/error.h"
#include "models/economics/provenance.h"

namespace darkline {

struct Fact {
  std::string id;
  double value = 0.0, low = 0.0, high = 0.0;  // in `unit`
  std::string unit;
  std::string currency;  // of the unit; empty if it is no money; of "CNY/USD" it is CNY
  int base_year = 0;     // 0 if it is no money
  Date as_of, from, to;  // valid in [from, to)
  Confidence confidence = Confidence::unverified;
  std::string source, note;
  Place place;
};

// A sum with all that it takes to compare it with another.
struct Money {
  double amount = 0.0;
  std::string currency;  // "USD"
  int year = 0;          // whose money it is
};

// ISO 4217 letters of the currencies that files may name.
const std::vector<std::string>& currency_names();
// Units that are no money.
const std::vector<std::string>& fact_units();

class FactBook {
 public:
  // @throws InputError
  static FactBook from_text(std::string_view text, const std::string& file);

  const std::vector<Fact>& facts() const { return facts_; }  // in the order of the file
  std::vector<std::string> ids() const;                      // sorted, each once

  // The fact of that id on that day.
  // @throws InputError: an unknown id (with candidates), or a day that none of its rows holds.
  const Fact& at(std::string_view id, Date day) const;

  // `money` in `currency` of the prices of `year`. First it is exchanged into dollars at the rate
  // of its own year, then carried to `year` by the dollar's price index, then exchanged at that
  // year's rate; what is the identity is left out. In one currency that has a price index of its
  // own, that one is used and nothing is exchanged.
  // @throws InputError for a currency or year without a fact.
  Money convert(const Money& money, std::string_view currency, int year) const;

 private:
  double per_usd(std::string_view currency, int year) const;
  double price_index(std::string_view currency, int year) const;

  std::vector<Fact> facts_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> rows_of_;  // by id, in time
};

// @throws InputError, IoError
FactBook read_fact_book(const std::filesystem::path& file);
// models/economics/facts.csv of the shipped data.
FactBook shipped_fact_book();

}  // namespace darkline
