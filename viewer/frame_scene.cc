#include "viewer/frame_scene.h"

#include "viewer/core/hall_ground.h"
#include "viewer/hall_light.h"
#include "viewer/osg_convert.h"
#include "viewer/osg_geometry.h"
#include "viewer/osg_scene.h"
#include "viewer/shaders.h"

namespace darkline {
namespace {

osg::ref_ptr<osg::Group> drawn_with(osg::Group* nodes, const char* vertex, const char* fragment) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  group->setCullingActive(false);
  group->addChild(nodes);
  group->getOrCreateStateSet()->setAttributeAndModes(program_of(vertex, fragment));
  return group;
}

}  // namespace

FrameScene::FrameScene(const Theme& theme)
    : root_(new osg::Group), eye_W_(new osg::Uniform("eye_W", osg::Vec3())) {
  root_->setCullingActive(false);
  root_->addChild(background_node(theme));
  osg::StateSet* state = root_->getOrCreateStateSet();
  state->addUniform(eye_W_);
  add_hall_light(*state, theme);
  state->addUniform(new osg::Uniform("shadow", to_osg(mix(theme.pad, Color{0.F, 0.F, 0.F}, 0.4F))));
  state->addUniform(new osg::Uniform("shadow_z", static_cast<float>(kPadTop_m + 0.012)));
  root_->addChild(drawn_with(nodes_.root(), kFrameVertexShader, kFrameFragmentShader));
  root_->addChild(drawn_with(shadow_nodes_.root(), kFlatShadowVertexShader, kFrameFragmentShader));
}

void FrameScene::update(const DrawList& list, const DrawList& shadows, const Camera& seen,
                        double aspect, osg::Camera& camera) {
  nodes_.update(list);
  shadow_nodes_.update(shadows);
  eye_W_->set(to_osg(seen.eye_m));
  camera.setViewMatrix(to_osg(view_matrix(seen)));
  camera.setProjectionMatrix(to_osg(projection_matrix(seen, aspect)));
}

}  // namespace darkline
