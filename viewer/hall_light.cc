#include "viewer/hall_light.h"

#include "viewer/hall_nodes.h"
#include "viewer/osg_convert.h"

namespace darkline {

const Eigen::Vector3d& light_way() {
  static const Eigen::Vector3d way = Eigen::Vector3d(0.38, 0.42, -0.82).normalized();
  return way;
}

void add_hall_light(osg::StateSet& state, const Theme& theme) {
  state.addUniform(new osg::Uniform("records", kRecordsUnit));
  state.addUniform(new osg::Uniform("light_way_W", to_osg(light_way())));
  state.addUniform(new osg::Uniform("sky_light", to_osg(theme.sky_light)));
  state.addUniform(new osg::Uniform("ground_light", to_osg(theme.ground_light)));
  state.addUniform(new osg::Uniform("key_light", to_osg(theme.key_light)));
}

}  // namespace darkline
