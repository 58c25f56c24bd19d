// The duty on a good, from one country to another, on a day: what the layers of a tariff ledger
// (models/tariffs/tariff_ledger.h) come to.
//
// The order, in shares of the customs value:
//
//   1  A purchase within one customs territory pays nothing, and nothing below applies.
//   2  Of each (authority, list) the most specific row in force whose conditions hold speaks.
//   3  de_minimis: a shipment of at most its amount pays nothing.
//   4  base b = (1 - p) MFN + p FTA, p the share of the goods that claims the preference; a base
//      with an amount is at least amount / value.
//   5  Each other row comes to   c = s (1 - w) x, with
//        x  add: its rate, at least amount / value;
//           floor: max(0, rate - r), r = b with what authorities that have floors came to before it
//           quota: q rate + (1 - q) beyond, q = min(quantity, quota) / quantity, or the share
//           within the quota that was stated
//        s  its share: 1; non_qualifying 1 - p; foreign_content (1 - p) + p x content from abroad;
//           metal_content: the metal's share
//        w  how much of the value is under one of the authorities of `unless`: the largest over
//           them of 1 (full, foreign_content), 1 - p (non_qualifying) or the metal's share; an
//           undertaking that is kept counts 1. A floor that adds nothing silences all the same, and
//           so does a row that is silenced itself.
//   6  Of the lists of one authority the highest c counts, never the sum.
//   7  total = (b + sum of c) (1 - drawback x share exported again); fees on top if asked for.
//
// The total never falls when a rate rises (drawback apart): b + max(0, f - b) = max(f, b). The
// range of a total is that order with all rates at their lows and at their highs.
//
// Source: economics facts 3.2, 4.1 (E1 to E5).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/economics/fact_book.h"
#include "models/tariffs/tariff_ledger.h"

namespace darkline {

// What the duty depends on beside good, route and day. Shares are within [0, 1].
struct DutyOptions {
  double preference_share = 1.0;       // of the goods that claim a trade agreement's preference
  double foreign_content = 1.0;        // of the value of those, from outside the destination
  double metal_content = 1.0;          // of the value
  double in_quota_share = 1.0;         // of the goods, where no quantity is given
  std::optional<double> quantity;      // a year, in the quota's unit; above 0
  std::optional<double> value_usd;     // of one unit; above 0
  std::optional<double> shipment_usd;  // of a whole shipment, for de minimis
  double freight_share = 0.0;  // freight and insurance to the border over the FOB price; 0 or more
  double exported_again = 0.0;
  bool undertaking = false;  // the seller keeps to an undertaking that names it
  bool fees = false;
  std::string producer, use;  // words of the ledger; empty: not stated
  std::optional<double> tpp, bandwidth_gb_s;
};

enum class LayerFate : std::uint8_t {
  counted,
  silenced,       // by another authority
  lower_list,     // another list of its authority is higher
  unmet,          // a condition does not hold
  less_specific,  // a more specific row speaks
  not_asked,      // fees, drawback, undertakings and de minimis that do not apply
};

struct DutyLayer {
  const TariffRow* row = nullptr;  // of the route
  LayerFate fate = LayerFate::counted;
  double rate = 0.0;  // what it adds, a share of the customs value
  std::string how;    // "25 %, on 60 % of the value"
};

// Its rows are those of the route, which must outlive it.
struct Duty {
  double total = 0.0;  // a share of the customs value
  double low = 0.0, high = 0.0;
  double of_fob = 0.0;  // a share of the FOB price: total x (1 + freight) where the base is CIF
  bool domestic = false;
  bool complete = true;  // false: some layer's rate is not established, total is a lower bound
  Confidence confidence = Confidence::primary;  // the least sure that counts
  std::vector<DutyLayer> layers;                // that count, base first
  std::vector<DutyLayer> left_out;              // in force on the day, with the reason
};

struct DutyTotal {
  double total = 0.0;
  bool complete = true;
};

// One good on one route, with the rows that may ever matter to it. Setting it up allocates and
// converts money; asking it for totals does not.
class TariffRoute {
 public:
  // `hs` as people write it, of 6 digits or more.
  // @throws InputError: an unknown good or country, a good or route without a base duty in the
  //   ledger (with what there is), more than 60 authorities.
  TariffRoute(const TariffLedger& ledger, const TariffVocabulary& vocabulary, const FactBook& facts,
              std::string_view hs, std::string_view origin, std::string_view destination);

  bool domestic() const { return domestic_; }
  const std::string& hs() const { return hs_; }  // digits
  const std::string& title() const { return title_; }
  const Country& origin() const { return origin_; }
  const Country& destination() const { return destination_; }
  Date first_day() const;    // of a base duty; kFirstDate for a domestic purchase
  Date known_until() const;  // the latest as_of of its rows
  // The days on which something may change, first_day() among them.
  std::vector<Date> days_of_change() const;
  // The words that rows of the route know of an attribute, sorted.
  std::vector<std::string> words_of(TariffAttribute attribute) const;

  // @throws InputError for a day before the ledger, or one without a base duty.
  Duty duty_on(Date day, const DutyOptions& options = {}) const;
  // The same without words. Preconditions: `day` not before first_day(); shares within [0, 1].
  DutyTotal total_on(Date day, const DutyOptions& options) const;

 private:
  static constexpr std::size_t kMostSpeaking = 64;
  enum class Bound : std::uint8_t { value, low, high };
  struct Compiled {
    std::size_t row = 0;  // of rows_
    std::size_t authority = 0, layer = 0;
    std::uint64_t unless = 0;  // bits of authorities
    double amount_usd = 0.0;   // 0: none
  };
  struct Segment {
    Date from;
    bool has_base = false;
    std::vector<std::size_t> candidates;  // of compiled_; by layer, the most specific first
  };
  struct Speaking {
    std::size_t compiled = 0;
    double rate = 0.0;
    LayerFate fate = LayerFate::counted;
    std::size_t by = 0;  // the authority that silences it
    double scale = 1.0;  // s (1 - w)
  };
  struct Tally {
    std::array<Speaking, kMostSpeaking> speaking;
    std::size_t n = 0;
    double base = 0.0, total = 0.0;
    bool complete = true;
    bool de_minimis = false;
  };

  void take_rows(const TariffLedger& ledger, const FactBook& facts);
  void make_segments();
  [[noreturn]] void refuse_route(const TariffLedger& ledger,
                                 const TariffVocabulary& vocabulary) const;
  [[noreturn]] void refuse_day(Date day) const;
  const Segment* segment_on(Date day) const;
  void choose(const Segment& segment, const DutyOptions& options, Tally& tally) const;
  void take_base(const DutyOptions& options, Bound bound, Tally& tally) const;
  void take_layers(const DutyOptions& options, Bound bound, Tally& tally) const;
  double levied_rate(const Compiled& compiled, const DutyOptions& options, Bound bound,
                     double lifted) const;
  void take_authority(std::size_t authority, const DutyOptions& options, Bound bound,
                      double& lifted, Tally& tally) const;
  void take_total(const DutyOptions& options, Bound bound, Tally& tally) const;
  void evaluate(const Segment& segment, const DutyOptions& options, Bound bound,
                Tally& tally) const;
  std::string how(const Speaking& speaking, const Tally& tally) const;

  std::string hs_, title_;
  Country origin_, destination_;
  bool domestic_ = false;
  std::vector<TariffRow> rows_;
  std::vector<Compiled> compiled_;  // one a row
  std::vector<std::string> authorities_;
  std::vector<Segment> segments_;  // in time
};

// What a route pays over time under fixed options.
struct DutyStep {
  Date from;
  double total = 0.0;
  bool complete = true;
};
class DutySchedule {
 public:
  DutySchedule(const TariffRoute& route, const DutyOptions& options);

  const std::vector<DutyStep>& steps() const { return steps_; }  // neighbours differ
  // By bisection. Precondition: not before the first step.
  double total_on(Date day) const;

 private:
  std::vector<DutyStep> steps_;
};

}  // namespace darkline
