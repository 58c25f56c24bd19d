#include "viewer/core/source.h"

namespace darkline {

PlantPlayer& Source::player() {
  if (!player_) player_ = std::make_unique<PlantPlayer>(store());
  return *player_;
}

bool is_step(const PlantEvent& event) {
  return is_alarm(event) || event.kind == PlantEvent::Kind::body ||
         event.kind == PlantEvent::Kind::controller;
}

}  // namespace darkline
