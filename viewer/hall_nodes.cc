#include "viewer/hall_nodes.h"

#include <algorithm>
#include <cstring>

#include <osg/CullFace>
#include <osg/Geometry>

#include "viewer/osg_geometry.h"

namespace darkline {
namespace {

osg::ref_ptr<osg::Group> group_of_all() {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  group->setCullingActive(false);  // where instances stand is known to the shader alone
  return group;
}

}  // namespace

HallNodes::HallNodes() : root_(group_of_all()), casters_(group_of_all()) {}

void HallNodes::make_room(Slot& slot, std::size_t floats) {
  slot.room = std::max(floats, 2 * slot.room);
  slot.records = new osg::Image;
  slot.records->allocateImage(static_cast<int>(slot.room / 4), 1, 1, GL_RGBA, GL_FLOAT);
  slot.records->setInternalTextureFormat(GL_RGBA32F_ARB);
  slot.records->setDataVariance(osg::Object::DYNAMIC);
  osg::ref_ptr<osg::TextureBuffer> texture = new osg::TextureBuffer(slot.records);
  texture->setInternalFormat(GL_RGBA32F_ARB);
  texture->setUnRefImageDataAfterApply(false);
  slot.node->getOrCreateStateSet()->setTextureAttribute(kRecordsUnit, texture);
}

HallNodes::Slot& HallNodes::slot_for(const DrawGroup& group) {
  for (Slot& slot : slots_) {
    if (slot.parts == group.parts && !slot.is_shown) return slot;
  }
  Slot slot{.parts = group.parts, .node = group_of_all(), .records = {}, .draw = {}};
  osg::StateSet* state = slot.node->getOrCreateStateSet();
  state->addUniform(new osg::Uniform("stride", static_cast<int>(group.texels())));
  if (group.is_closed) state->setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  if (group.lies_under) state->setRenderBinDetails(1, "RenderBin");
  const auto is_seen = [](const TriangleMesh& mesh) { return !mesh.triangles.empty(); };
  if (std::ranges::any_of(*group.parts, is_seen)) {
    const osg::ref_ptr<osg::Geometry> geometry = instanced_geometry(*group.parts, 1);
    slot.draw = static_cast<osg::DrawElementsUInt*>(geometry->getPrimitiveSet(0));
    slot.node->addChild(geometry);
  }
  root_->addChild(slot.node);
  if (group.casts_shadow) casters_->addChild(slot.node);
  slots_.push_back(std::move(slot));
  return slots_.back();
}

void HallNodes::update(const DrawList& list) {
  for (Slot& slot : slots_) slot.is_shown = false;
  for (const DrawGroup& group : list.groups) {
    Slot& slot = slot_for(group);
    slot.is_shown = true;
    if (group.records.size() > slot.room) make_room(slot, group.records.size());
    std::memcpy(slot.records->data(), group.records.data(), group.records.size() * sizeof(float));
    slot.records->dirty();
    if (slot.draw) slot.draw->setNumInstances(static_cast<int>(group.n_instances));
  }
  // none of a group is not a count of 0, which would be a plain draw
  for (const Slot& slot : slots_) slot.node->setNodeMask(slot.is_shown ? ~0U : 0U);
}

}  // namespace darkline
