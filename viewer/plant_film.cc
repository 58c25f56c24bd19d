#include "viewer/plant_film.h"

#include "viewer/core/overlay.h"
#include "viewer/core/tour_overlay.h"
#include "viewer/egl_context.h"

namespace darkline {

PlantFilm::PlantFilm(ViewSession& session, const PictureSize& size)
    : session_(session), size_(size) {
  const PictureSize largest = EglContext::largest_picture();
  if (2 * size.width <= largest.width && 2 * size.height <= largest.height) times_ = 2;
}

Picture PlantFilm::picture(const TourMoment& moment) {
  constexpr DrawChoice kFilm = {.shadow_room_m = 0.0, .detail = 2.0};  // twice the size is drawn
  session_.show(moment);
  if (!renderer_ || scene_version_ != session_.scene_version()) {
    renderer_.reset();  // one context at a time
    renderer_ = std::make_unique<FrameRenderer>(size_, session_.theme(), times_);
    scene_version_ = session_.scene_version();
  }
  const HallScene& scene = session_.scene();
  const Camera& camera = session_.camera();
  update_draw_list(list_, scene, camera, size_, kFilm);
  update_shadow_list(shadows_, scene, camera, size_);
  Overlay overlay = build_overlay(session_.hall(), scene, camera, size_, session_.theme());
  const std::string clock =
      session_.time() == nullptr ? std::string() : running_clock(session_.time()->now_ns());
  add_tour_overlay(overlay, moment.caption, clock, size_, session_.theme());
  renderer_->draw(list_, shadows_, camera, &overlay);
  return renderer_->picture();
}

}  // namespace darkline
