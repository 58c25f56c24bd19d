#include "controllers/misbehaving_law.h"

#include <chrono>
#include <cstdlib>
#include <thread>

namespace darkline {

LotpReject MisbehavingLaw::update(std::span<const CellObservation> due,
                                  std::span<CellCommand> commands) {
  if (draws_.strikes(rates_[BusFault::quits])) std::_Exit(0);
  if (draws_.strikes(rates_[BusFault::is_slow])) {
    std::this_thread::sleep_for(std::chrono::milliseconds(draws_.below(100)));
  }
  if (draws_.strikes(rates_[BusFault::is_busy])) {
    for (volatile bool is_busy = true; is_busy;) {
    }
  }
  return law_.update(due, commands);
}

}  // namespace darkline
