// The four ways by which duties reach the cost of a vehicle, kept apart:
//
//   capital goods  robots and guns, from their origin to the plant's country
//   inputs         electrode caps and sheet steel, to the plant's country
//   vehicle        the car, from the plant's country to its market
//   AI compute     inference computers, to the plant's country
//
// A plant that buys its robots at home pays no duty on them, whatever another country levies on
// such robots; the duty on its cars is another matter. Mixing the two is the first error that is
// made about tariffs and automation.
//
// From what the ledger lists to what the plant pays, `paid`:
//   pass-through  the buyer's price rises by lambda t FOB, the maker gives the rest (E6):
//                 paid = lambda t, for robots, guns, caps and inference computers. (Steel has its
//                 pass-through in the cost model. The vehicle's duty is shown in full: who bears
//                 it is a question of price, not of landed cost.)
//   sourcing      several origins of robots: the CES mixture of their landed prices (sourcing.h)
//   relief        of the duty on inputs of exported cars, what a free-trade zone never levied and
//                 what is claimed back: paid x (1 - exported (z + (1 - z) drawback)). Production
//                 equipment is used up at home and gets neither.
// Where the ledger knows no base duty for a route (or, for inputs and computers, not yet on that
// day), the duty typed under [cost] stands and the channel says that it is not established.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/date.h"
#include "models/economics/provenance.h"
#include "models/scenario/scenario.h"

namespace darkline {

enum class TariffChannel : std::uint8_t { capital_goods, inputs, vehicle, ai_compute };
inline constexpr std::size_t kTariffChannels = 4;
const char* name_of(TariffChannel channel);  // "capital goods"

struct ChannelDuty {
  TariffChannel channel = TariffChannel::capital_goods;
  std::string good;                     // "robots"
  std::string hs, origin, destination;  // several origins: "CN 60 %, JP 40 %"
  double listed = 0.0;                  // of the FOB value (vehicle: of its customs value)
  double low = 0.0, high = 0.0;         // of what is listed
  double paid = 0.0;                    // what [cost] is given
  double passed = 1.0;                  // paid over listed: what of a duty reaches the buyer
  bool domestic = false;
  bool established = true;  // else the ledger has no base duty, and [cost] stands
  bool complete = true;     // else some layer's rate is not known: a lower bound
  Confidence confidence = Confidence::primary;
  std::string note;  // what the ledger says of a route that it does not have
};

struct TradeDuties {
  std::optional<Date> day;  // none: the duties of [cost] stand, and no channel is listed
  std::vector<ChannelDuty> channels;
};

// The duties of a scenario. Reads the shipped ledger and the scenario's own rows.
// @throws InputError, with the key's place: a bad day, country, code or share; a day before the
//   ledger; a duty that is typed beside one of the ledger. @throws IoError
TradeDuties trade_duties(const Scenario& scenario);

// What is paid on robots and guns on trade.date and on each later day of the ledger (the scenario's
// own rows included) on which that changes; in time. Empty without a date. Where the ledger has no
// base duty what stands under [cost] holds.
struct CapitalDuty {
  Date day;
  double robots = 0.0, guns = 0.0;  // as `paid` above
};
// @throws as trade_duties.
std::vector<CapitalDuty> capital_duties(const Scenario& scenario);

// The scenario with those duties under [cost].
Scenario with_duties(Scenario scenario, const TradeDuties& duties);

}  // namespace darkline
