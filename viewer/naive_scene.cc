#include "viewer/naive_scene.h"

#include <map>
#include <vector>

#include <osg/CullFace>
#include <osg/GL>
#include <osg/MatrixTransform>
#include <osgViewer/Viewer>

#include "viewer/egl_context.h"
#include "viewer/frame_buffer.h"
#include "viewer/hall_light.h"
#include "viewer/osg_convert.h"
#include "viewer/osg_geometry.h"
#include "viewer/osg_scene.h"
#include "viewer/osg_warnings.h"
#include "viewer/shaders.h"

namespace darkline {
namespace {

// The light of kFrameVertexShader under OpenSceneGraph's own matrices.
constexpr const char* kNaiveVertexShader = R"(#version 150 compatibility
uniform mat4 osg_ViewMatrixInverse;
uniform vec3 eye_W;
uniform vec3 light_way_W;
uniform vec3 sky_light;
uniform vec3 ground_light;
uniform vec3 key_light;
out vec3 color;

void main() {
  mat4 to_hall = osg_ViewMatrixInverse * gl_ModelViewMatrix;
  vec3 p_W = (to_hall * gl_Vertex).xyz;
  vec3 n = normalize(mat3(to_hall) * gl_Normal);
  vec3 to_eye = normalize(eye_W - p_W);
  vec3 albedo = gl_Color.rgb * gl_Color.rgb;
  vec3 light = mix(ground_light, sky_light, 0.5 + 0.5 * n.z);
  light += key_light * max(0.0, dot(n, -light_way_W));
  light += 0.12 * sky_light * max(0.0, dot(n, to_eye));
  color = sqrt(mix(albedo * light, albedo, gl_Color.a));
  gl_Position = gl_ModelViewProjectionMatrix * gl_Vertex;
}
)";

osg::Matrixd matrix_of(const Pose34f& pose) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topRows<3>() = pose.cast<double>();
  return to_osg(matrix);
}

}  // namespace

struct NaiveScene::Impl {
  explicit Impl(const PictureSize& frame_size) : size(frame_size), context(size) {}
  ~Impl() {
    context.make_current();
    window->close();
  }

  osg::Geometry* geometry_of(const TriangleMesh& mesh) {
    osg::ref_ptr<osg::Geometry>& known = geometries[&mesh];
    if (!known) {
      known = instanced_geometry({&mesh, 1}, 0);  // 0: drawn once
      known->setCullingActive(true);
    }
    return known;
  }

  osg::MatrixTransform* add(const TriangleMesh& mesh, const Pose34f& pose) {
    osg::ref_ptr<osg::MatrixTransform> node = new osg::MatrixTransform(matrix_of(pose));
    if (!mesh.triangles.empty()) node->addChild(geometry_of(mesh));
    hall->addChild(node);
    return node;
  }

  PictureSize size;
  OsgWarnings warnings;
  EglContext context;
  osg::ref_ptr<osg::Group> root = new osg::Group, hall = new osg::Group;
  osg::ref_ptr<osg::Uniform> eye_W = new osg::Uniform("eye_W", osg::Vec3());
  std::map<const TriangleMesh*, osg::ref_ptr<osg::Geometry>> geometries;
  std::vector<osg::MatrixTransform*> links;  // robot by robot
  osgViewer::Viewer viewer;
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window;
};

NaiveScene::NaiveScene(const HallScene& scene, const PictureSize& size, const Theme& theme)
    : impl_(std::make_unique<Impl>(size)) {
  Impl& my = *impl_;
  my.root->addChild(background_node(theme));
  my.root->addChild(my.hall);
  osg::StateSet* state = my.hall->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kNaiveVertexShader, kFrameFragmentShader));
  state->addUniform(my.eye_W);
  add_hall_light(*state, theme);
  for (const HallScene::RobotInstance& robot : scene.robots) {
    const auto& meshes = scene.robot_models[robot.model].links[0];
    for (std::size_t i = 0; i < meshes.size(); ++i) {
      my.links.push_back(my.add(meshes[i], robot.X_WL[i]));
    }
    const auto tool = static_cast<std::size_t>(robot.tool);
    my.links.push_back(my.add(scene.tools[tool][0].front(), robot.X_WT));
  }
  const Pose34f upright = Pose34f::Identity();
  for (const HallScene::Block& block : scene.ground) my.add(block.mesh.front(), upright);
  for (const HallScene::Body& body : scene.bodies) {
    my.add(scene.body_kinds.at(body.parts)[0].front(), body.X_WM);
  }
  for (const HallScene::Placed& panel : scene.fences) my.add(scene.fence.front(), panel.X_WM);

  for (const HallScene::Fixture& fixture : scene.fixtures) {
    my.add(scene.fixture_meshes[fixture.kind][fixture.is_closed ? 0 : 1].front(), fixture.X_WM);
  }
  for (const HallScene::Placed& figure : scene.technicians) {
    my.add(scene.technician[0].front(), figure.X_WM);
  }

  my.viewer.setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
  my.window = my.viewer.setUpViewerAsEmbeddedInWindow(0, 0, size.width, size.height);
  my.window->getState()->setCheckForGLErrors(osg::State::NEVER_CHECK_GL_ERRORS);
  prepare_camera(*my.viewer.getCamera());
  my.viewer.getCamera()->setCullingActive(true);
  my.viewer.setLightingMode(osg::View::NO_LIGHT);
  my.viewer.setSceneData(my.root);
  my.viewer.realize();
}

NaiveScene::~NaiveScene() = default;

void NaiveScene::draw(const HallScene& scene, const Camera& camera) {
  Impl& my = *impl_;
  std::size_t at = 0;
  for (const HallScene::RobotInstance& robot : scene.robots) {
    for (const Pose34f& pose : robot.X_WL) my.links[at++]->setMatrix(matrix_of(pose));
    my.links[at++]->setMatrix(matrix_of(robot.X_WT));
  }
  my.eye_W->set(to_osg(camera.eye_m));
  my.viewer.getCamera()->setViewMatrix(to_osg(view_matrix(camera)));
  my.viewer.getCamera()->setProjectionMatrix(to_osg(projection_matrix(camera, my.size.aspect())));
  my.context.make_current();
  my.viewer.frame(0.0);
  glFinish();
  my.warnings.check();
}

Picture NaiveScene::picture() const {
  impl_->context.make_current();
  return mean_picture(read_pixels(impl_->size), impl_->size, 1);
}

}  // namespace darkline
