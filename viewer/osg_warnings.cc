#include "viewer/osg_warnings.h"

#include <string>

#include <osg/Notify>

#include "models/base/error.h"

namespace darkline {

class OsgWarnings::Handler : public osg::NotifyHandler {
 public:
  void notify(osg::NotifySeverity severity, const char* message) override {
    if (severity <= osg::WARN) text += message;
  }
  std::string text;
};

OsgWarnings::OsgWarnings() : handler_(new Handler) {
  osg::setNotifyLevel(osg::WARN);
  osg::setNotifyHandler(handler_.get());
}

OsgWarnings::~OsgWarnings() {
  osg::setNotifyHandler(new osg::StandardNotifyHandler);
}

void OsgWarnings::check() const {
  if (handler_->text.empty()) return;
  throw IoError("OpenSceneGraph cannot draw the picture: " + handler_->text);
}

}  // namespace darkline
