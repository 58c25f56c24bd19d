// What OpenSceneGraph would print while this lives: a warning means a wrong picture, a shader that
// does not compile for instance, so it is kept and thrown.
#pragma once

#include <osg/ref_ptr>

namespace darkline {

class OsgWarnings {
 public:
  OsgWarnings();
  ~OsgWarnings();
  OsgWarnings(const OsgWarnings&) = delete;
  OsgWarnings& operator=(const OsgWarnings&) = delete;

  // @throws IoError if there were any.
  void check() const;

 private:
  class Handler;
  osg::ref_ptr<Handler> handler_;
};

}  // namespace darkline
