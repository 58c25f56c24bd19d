#include "viewer/osg_scene.h"

#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <osg/BlendEquation>
#include <osg/BlendFunc>
#include <osg/Camera>
#include <osg/Depth>
#include <osgText/Font>
#include <osgText/Text>

#include "models/base/error.h"
#include "viewer/osg_convert.h"
#include "viewer/osg_geometry.h"
#include "viewer/shaders.h"

namespace darkline {
namespace {

constexpr int kBackgroundBin = 5;  // after all that hides it, before what lets it through
constexpr const char* kFonts = "/usr/share/fonts/truetype/dejavu";

osg::ref_ptr<osg::Geometry> flat_geometry(const std::vector<OverlayVertex>& vertices,
                                          const PictureSize& size, bool brightens) {
  osg::ref_ptr<osg::Vec3Array> positions = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec4Array> colors = new osg::Vec4Array;
  for (const OverlayVertex& vertex : vertices) {
    positions->push_back({static_cast<float>(vertex.p_px.x()),
                          static_cast<float>(size.height - vertex.p_px.y()), 0.F});
    osg::Vec4 color = to_osg(vertex.color, vertex.opacity);
    if (brightens) color *= vertex.opacity;
    colors->push_back(color);
  }
  osg::ref_ptr<osg::Geometry> geometry = new_geometry();
  geometry->setVertexArray(positions);
  geometry->setColorArray(colors, osg::Array::BIND_PER_VERTEX);
  geometry->addPrimitiveSet(
      new osg::DrawArrays(GL_TRIANGLES, 0, static_cast<int>(vertices.size())));
  osg::StateSet* state = geometry->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kOverlayVertexShader, kOverlayFragmentShader));
  // The brighter of light and picture: a sum would turn an amber lamp yellow in its own halo.
  if (brightens) state->setAttributeAndModes(new osg::BlendEquation(osg::BlendEquation::RGBA_MAX));
  state->setAttributeAndModes(new osg::BlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA));
  return geometry;
}

osg::ref_ptr<osgText::Font> font_of(bool bold) {
  const std::string path = fmt::format("{}/DejaVuSans{}.ttf", kFonts, bold ? "-Bold" : "");
  osg::ref_ptr<osgText::Font> font;
  if (std::filesystem::exists(path)) font = osgText::readRefFontFile(path);
  if (!font) {
    throw IoError(
        fmt::format("cannot read the font {}: install it: apt install fonts-dejavu-core", path));
  }
  return font;
}

osg::ref_ptr<osgText::Text> text_node(const OverlayText& line, const PictureSize& size,
                                      osgText::Font* font) {
  using Align = OverlayText::Align;
  osg::ref_ptr<osgText::Text> text = new osgText::Text;
  text->setFont(font);
  text->setFontResolution(64, 64);
  text->setCharacterSize(static_cast<float>(line.height_px));
  text->setAlignment(line.align == Align::left     ? osgText::TextBase::LEFT_CENTER
                     : line.align == Align::center ? osgText::TextBase::CENTER_CENTER
                                                   : osgText::TextBase::RIGHT_CENTER);
  text->setPosition(
      {static_cast<float>(line.p_px.x()), static_cast<float>(size.height - line.p_px.y()), 0.F});
  text->setColor(to_osg(line.color, 1.F));
  text->setText(line.text, osgText::String::ENCODING_UTF8);
  text->setCullingActive(false);
  return text;
}

// A camera of its own for flat things: no depth, drawn from the first child to the last.
osg::ref_ptr<osg::Camera> flat_camera(double width, double height) {
  osg::ref_ptr<osg::Camera> camera = new osg::Camera;
  camera->setReferenceFrame(osg::Transform::ABSOLUTE_RF);
  camera->setViewMatrix(osg::Matrix::identity());
  camera->setProjectionMatrix(osg::Matrix::ortho2D(0.0, width, 0.0, height));
  camera->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  camera->setCullingActive(false);
  camera->setRenderOrder(osg::Camera::POST_RENDER);
  camera->setClearMask(0);
  osg::StateSet* state = camera->getOrCreateStateSet();
  state->setMode(GL_LIGHTING, osg::StateAttribute::OFF);
  state->setMode(GL_BLEND, osg::StateAttribute::ON);
  state->setAttributeAndModes(new osg::Depth(osg::Depth::ALWAYS, 0.0, 1.0, false));
  return camera;
}

}  // namespace

osg::ref_ptr<osg::Node> overlay_node(const Overlay& overlay, const PictureSize& size) {
  osg::ref_ptr<osg::Camera> camera = flat_camera(size.width, size.height);
  int bin = 0;
  const auto add = [&](const osg::ref_ptr<osg::Node>& node) {
    node->getOrCreateStateSet()->setRenderBinDetails(bin++, "RenderBin");
    camera->addChild(node);
  };
  if (!overlay.light.empty()) add(flat_geometry(overlay.light, size, true));
  if (!overlay.shapes.empty()) add(flat_geometry(overlay.shapes, size, false));
  if (!overlay.texts.empty()) {
    const auto plain = font_of(false), bold = font_of(true);
    osg::ref_ptr<osg::Group> texts = new osg::Group;
    for (const OverlayText& line : overlay.texts) {
      texts->addChild(text_node(line, size, line.bold ? bold.get() : plain.get()));
    }
    add(texts);
  }
  return camera;
}

osg::ref_ptr<osg::Node> background_node(const Theme& theme) {
  osg::ref_ptr<osg::Vec3Array> corners = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec4Array> colors = new osg::Vec4Array;
  for (const auto& [x, y] : {std::pair(-1.F, -1.F), {1.F, -1.F}, {1.F, 1.F}, {-1.F, 1.F}}) {
    corners->push_back({x, y, 1.F});
    colors->push_back(to_osg(y < 0.F ? theme.background_bottom : theme.background_top, 1.F));
  }
  osg::ref_ptr<osg::Geometry> geometry = new_geometry();
  geometry->setVertexArray(corners);
  geometry->setColorArray(colors, osg::Array::BIND_PER_VERTEX);
  geometry->addPrimitiveSet(new osg::DrawArrays(GL_TRIANGLE_FAN, 0, 4));
  osg::StateSet* state = geometry->getOrCreateStateSet();
  state->setAttributeAndModes(program_of(kBackgroundVertexShader, kOverlayFragmentShader));
  state->setAttributeAndModes(new osg::Depth(osg::Depth::LEQUAL, 0.0, 1.0, false));
  state->setRenderBinDetails(kBackgroundBin, "RenderBin");
  return geometry;
}

}  // namespace darkline
