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

osg::ref_ptr<osg::Geometry> instanced_geometry(const TriangleMesh& mesh, std::size_t n_instances,
                                               std::size_t first_texel) {
  osg::ref_ptr<osg::Vec3Array> positions = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec3Array> normals = new osg::Vec3Array;
  osg::ref_ptr<osg::Vec4Array> colors = new osg::Vec4Array;
  for (const Vertex& vertex : mesh.vertices) {
    positions->push_back({vertex.p_m.x(), vertex.p_m.y(), vertex.p_m.z()});
    normals->push_back({vertex.normal.x(), vertex.normal.y(), vertex.normal.z()});
    colors->push_back(to_osg(vertex.color, vertex.glow));
  }
  osg::ref_ptr<osg::Geometry> geometry = new_geometry();
  geometry->setVertexArray(positions);
  geometry->setNormalArray(normals, osg::Array::BIND_PER_VERTEX);
  geometry->setColorArray(colors, osg::Array::BIND_PER_VERTEX);
  osg::ref_ptr<osg::DrawElementsUInt> triangles =
      new osg::DrawElementsUInt(GL_TRIANGLES, static_cast<unsigned>(mesh.triangles.size()),
                                mesh.triangles.data(), static_cast<int>(n_instances));
  geometry->addPrimitiveSet(triangles);
  geometry->getOrCreateStateSet()->addUniform(
      new osg::Uniform("offs", static_cast<int>(first_texel)));
  return geometry;
}

osg::ref_ptr<osg::Program> program_of(const char* vertex, const char* fragment) {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->addShader(new osg::Shader(osg::Shader::VERTEX, vertex));
  program->addShader(new osg::Shader(osg::Shader::FRAGMENT, fragment));
  return program;
}

}  // namespace darkline
