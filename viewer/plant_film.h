// Pictures of a session one after another, as a movie shows them: drawn at twice the size and
// averaged, with title, clock, caption and legend.
#pragma once

#include <memory>
#include <string>

#include "viewer/core/view_session.h"
#include "viewer/frame_renderer.h"

namespace darkline {

class PlantFilm {
 public:
  // The session outlives the film; it moves with it. @throws IoError as FrameRenderer.
  PlantFilm(ViewSession& session, const PictureSize& size);

  // The same moment of the same session gives the same bytes on one machine, whatever was drawn
  // before. @throws IoError
  Picture picture(const TourMoment& moment);

 private:
  ViewSession& session_;
  PictureSize size_;
  int times_ = 1;
  std::unique_ptr<FrameRenderer> renderer_;
  std::size_t scene_version_ = 0;
  DrawList list_, shadows_;
};

}  // namespace darkline
