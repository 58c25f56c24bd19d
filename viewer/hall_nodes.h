// A hall that moves, as OpenSceneGraph nodes that stay from frame to frame: per group of a draw
// list one texture buffer of records, and one geometry that is drawn for every record.
#pragma once

#include <cstddef>
#include <vector>

#include <osg/Group>
#include <osg/Image>
#include <osg/PrimitiveSet>
#include <osg/TextureBuffer>

#include "viewer/core/draw_list.h"

namespace darkline {

// Texture units of the hall's programs.
inline constexpr int kRecordsUnit = 1;
inline constexpr int kShadowUnit = 2;

class HallNodes {
 public:
  HallNodes();

  // Everything, and what of it casts shadows; both show what the last update said.
  osg::Group* root() { return root_.get(); }
  osg::Group* casters() { return casters_.get(); }

  // Shows the list. Meshes are taken over when a group first needs them, so they must not change.
  void update(const DrawList& list);

 private:
  struct Slot {
    const std::vector<TriangleMesh>* parts = nullptr;
    osg::ref_ptr<osg::Group> node;
    osg::ref_ptr<osg::Image> records;
    osg::ref_ptr<osg::DrawElementsUInt> draw;  // null where there is nothing to draw
    std::size_t room = 0;                      // floats
    bool is_shown = false;
  };
  Slot& slot_for(const DrawGroup& group);
  static void make_room(Slot& slot, std::size_t floats);

  osg::ref_ptr<osg::Group> root_, casters_;
  std::vector<Slot> slots_;
};

}  // namespace darkline
