#include "viewer/osg_geometry.h"

#include "viewer/osg_convert.h"

namespace darkline {

osg::ref_ptr<osg::Geometry> new_geometry() {
  osg::ref_ptr<osg::Geometry> geometry = new osg::Geometry;
  geometry->setUseDisplayList(false);
  geometry->setUseVertexBufferObjects(true);
  geometry->setCullingActive(false);
  return geometry;
}

osg::ref_ptr<osg::Geometry> instanced_geometry(std::span<const TriangleMesh> parts,
                                               std::size_t n_instances) {
  osg::ref_ptr<osg::Vec3Array> positions = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec3Array> normals = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec4Array> colors = new osg::Vec4Array;
  osg::ref_ptr<osg::FloatArray> texels = new osg::FloatArray;
  osg::ref_ptr<osg::DrawElementsUInt> triangles = new osg::DrawElementsUInt(GL_TRIANGLES);
  triangles->setNumInstances(static_cast<int>(n_instances));
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const auto first = static_cast<unsigned>(positions->size());
    for (const Vertex& vertex : parts[part].vertices) {
      positions->push_back({vertex.p_m.x(), vertex.p_m.y(), vertex.p_m.z()});
      normals->push_back({vertex.normal.x(), vertex.normal.y(), vertex.normal.z()});
      colors->push_back(to_osg(vertex.color, vertex.glow));
      texels->push_back(static_cast<float>(3 * part));
    }
    for (const std::uint32_t corner : parts[part].triangles) triangles->push_back(first + corner);
  }
  osg::ref_ptr<osg::Geometry> geometry = new_geometry();
  geometry->setVertexArray(positions);
  geometry->setNormalArray(normals, osg::Array::BIND_PER_VERTEX);
  geometry->setColorArray(colors, osg::Array::BIND_PER_VERTEX);
  geometry->setTexCoordArray(0, texels, osg::Array::BIND_PER_VERTEX);
  geometry->addPrimitiveSet(triangles);
  return geometry;
}

osg::ref_ptr<osg::Program> program_of(const char* vertex, const char* fragment) {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->addShader(new osg::Shader(osg::Shader::VERTEX, vertex));
  program->addShader(new osg::Shader(osg::Shader::FRAGMENT, fragment));
  return program;
}

}  // namespace darkline
