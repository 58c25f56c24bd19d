// A tour that shows itself: over and over, until a hand takes over. The hand may let it go on, from
// the start of the shot at which it was taken over.
#pragma once

#include <utility>

#include "viewer/core/tour_player.h"

namespace darkline {

class Presenter {
 public:
  explicit Presenter(TourPlayer player) : player_(std::move(player)), moment_(player_.at(0.0)) {}

  bool is_on() const { return is_on_; }
  void take_over() { is_on_ = false; }
  void go_on();

  // So many seconds of wall time have passed; more than a quarter of a second counts as that. Where
  // it is not on, nothing.
  void advance(double wall_s);

  const TourMoment& moment() const { return moment_; }
  double second() const { return second_; }
  const Tour& tour() const { return player_.tour(); }

  // For a picture of another shape. The tour stays where it is.
  void show_on(TourPlayer player);

 private:
  TourPlayer player_;
  TourMoment moment_;
  double second_ = 0.0;
  bool is_on_ = true;
};

}  // namespace darkline
