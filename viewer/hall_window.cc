#include "viewer/hall_window.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <osg/GL>
#include <osgGA/GUIEventHandler>
#include <osgViewer/Viewer>

#include "models/base/error.h"
#include "models/base/file.h"
#include "viewer/frame_buffer.h"
#include "viewer/frame_scene.h"
#include "viewer/imgui_layer.h"
#include "viewer/osg_warnings.h"
#include "viewer/panels/panels.h"

namespace darkline {
namespace {

using Event = osgGA::GUIEventAdapter;
using Clock = std::chrono::steady_clock;

constexpr const char* kWithoutScreen =
    "\n  to mend it: darkline render draws the same hall without a screen; over ssh, try ssh -X";

SpecialKey special_of(int symbol) {
  switch (symbol) {
    case Event::KEY_Escape:
      return SpecialKey::escape;
    case Event::KEY_Home:
      return SpecialKey::home;
    case Event::KEY_End:
      return SpecialKey::end;
    case Event::KEY_Left:
      return SpecialKey::left;
    case Event::KEY_Right:
      return SpecialKey::right;
    case Event::KEY_Space:
      return SpecialKey::space;
    case Event::KEY_F1:
      return SpecialKey::f1;
    case Event::KEY_F2:
      return SpecialKey::f2;
    case Event::KEY_F3:
      return SpecialKey::f3;
    case Event::KEY_F4:
      return SpecialKey::f4;
    case Event::KEY_F5:
      return SpecialKey::f5;
    case Event::KEY_F6:
      return SpecialKey::f6;
    case Event::KEY_F7:
      return SpecialKey::f7;
    case Event::KEY_F8:
      return SpecialKey::f8;
    case Event::KEY_F9:
      return SpecialKey::f9;
    case Event::KEY_F12:
      return SpecialKey::f12;
    default:
      return SpecialKey::none;
  }
}

MouseButton button_of(int button) {
  if (button == Event::RIGHT_MOUSE_BUTTON) return MouseButton::right;
  return button == Event::MIDDLE_MOUSE_BUTTON ? MouseButton::middle : MouseButton::left;
}

osg::ref_ptr<osg::GraphicsContext> open_window(const PictureSize& size, const std::string& title) {
  const char* const display = std::getenv("DISPLAY");
  if (display == nullptr || *display == '\0') {
    throw IoError(std::string("no screen to open a window on: DISPLAY is not set") +
                  kWithoutScreen);
  }
  osg::ref_ptr<osg::GraphicsContext::Traits> traits = new osg::GraphicsContext::Traits;
  traits->readDISPLAY();
  traits->setUndefinedScreenDetailsToDefaultScreen();
  traits->x = traits->y = 0;
  traits->width = size.width;
  traits->height = size.height;
  traits->windowDecoration = true;
  traits->doubleBuffer = true;
  traits->depth = 24;
  traits->windowName = title;
  osg::ref_ptr<osg::GraphicsContext> context =
      osg::GraphicsContext::createGraphicsContext(traits.get());
  if (!context) {
    throw IoError(
        fmt::format("cannot open a window on the screen {}: it is not there, has no "
                    "OpenGL (GLX), or fewer than 24 bits of colour{}",
                    display, kWithoutScreen));
  }
  return context;
}

// The next darkline-N.png of the folder that is not there yet.
std::string free_picture_name() {
  for (int i = 1;; ++i) {
    const std::string name = fmt::format("darkline-{}.png", i);
    if (!std::filesystem::exists(name)) return name;
  }
}

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

struct HallWindow::Impl {
  Impl(ViewSession& of, bool logs) : session(of), log(logs) {}

  // Saves the finished picture, panels and all, when one was asked for.
  struct Save : public osg::Camera::DrawCallback {
    explicit Save(Impl& window) : my(window) {}
    void operator()(osg::RenderInfo&) const override {
      if (!my.session.take_picture_wish()) return;
      const std::string name = free_picture_name();
      const PictureSize& size = my.session.size();
      try {
        write_file_whole(name, to_png(mean_picture(read_pixels(size), size, 1)));
        my.panels.say(my.session.texts()(Text::saved, name));
      } catch (const Error& error) {
        my.panels.say(error.what());
      }
      my.note("saved " + name);
      my.frames_due = 2;
    }
    Impl& my;
  };

  struct Hand : public osgGA::GUIEventHandler {
    explicit Hand(Impl& window) : my(window) {}
    bool handle(const Event& event, osgGA::GUIActionAdapter&) override { return my.handle(event); }
    Impl& my;
  };

  ~Impl() {
    // the panels' textures and programs are of this context
    if (layer && context->makeCurrent()) layer.reset();
  }

  void open() {
    context = open_window(session.size(), session.hall().title + " - darkline");
    viewer.setThreadingModel(osgViewer::ViewerBase::SingleThreaded);
    viewer.setKeyEventSetsDone(0);
    osg::Camera& camera = *viewer.getCamera();
    camera.setGraphicsContext(context);
    camera.setViewport(0, 0, session.size().width, session.size().height);
    prepare_camera(camera);
    viewer.setLightingMode(osg::View::NO_LIGHT);
    layer = std::make_unique<ImguiLayer>(
        camera,
        all_words(session.texts().language()) + session.hall().title + session.hall().caption,
        [this] { panels.build(session); });
    layer->resize(session.size());
    camera.setFinalDrawCallback(new Save(*this));
    viewer.addEventHandler(new Hand(*this));
    show_scene();
    viewer.realize();
    warnings.check();
  }

  void show_scene() {
    frame_scene = std::make_unique<FrameScene>(session.theme());
    scene_version = session.scene_version();
    viewer.setSceneData(frame_scene->root());
  }

  void note(const std::string& line) const {
    if (!log) return;
    fmt::print("{}\n", line);
    std::fflush(stdout);
  }

  bool handle(const Event& event) {
    const auto type = event.getEventType();
    if (type == Event::FRAME) return false;
    frames_due = 2;  // the panels answer one frame late, and may then ask for more
    if (type == Event::RESIZE) {
      session.resize({event.getWindowWidth(), event.getWindowHeight()});
      layer->resize(session.size());
      viewer.getCamera()->setViewport(0, 0, session.size().width, session.size().height);
      return true;
    }
    const bool is_panels = layer->take(event, session.field() != ViewSession::Field::none);
    const Eigen::Vector2d at(static_cast<double>(event.getX()),
                             session.size().height - static_cast<double>(event.getY()));
    switch (type) {
      case Event::PUSH:
        if (!is_panels) session.press(button_of(event.getButton()), at);
        return true;
      case Event::DOUBLECLICK:
        if (!is_panels) session.double_click(at);
        return true;
      case Event::DRAG:
        session.drag(at);
        return true;
      case Event::RELEASE:
        session.release(at);
        return true;
      case Event::SCROLL:
        if (!is_panels) {
          session.wheel(event.getScrollingMotion() == Event::SCROLL_UP ? 1.0 : -1.0, at);
        }
        return true;
      case Event::KEYDOWN:
        press_key(event, is_panels);
        return true;
      default:
        return false;
    }
  }

  void press_key(const Event& event, bool is_panels) {
    const int symbol = event.getUnmodifiedKey();
    const SpecialKey special = special_of(symbol);
    panels.say({});  // what was said has been read
    const bool control = (event.getModKeyMask() & Event::MODKEY_CTRL) != 0;
    // a text that is typed keeps its letters; the function keys are ours
    const bool is_function = symbol >= Event::KEY_F1 && symbol <= Event::KEY_F12;
    if (is_panels && !is_function && symbol != Event::KEY_Escape && !control) return;
    const bool letter = symbol >= 0x21 && symbol < 0x7F;
    session.key({.letter = letter ? static_cast<char32_t>(symbol) : U'\0',
                 .special = special,
                 .control = control,
                 .shift = (event.getModKeyMask() & Event::MODKEY_SHIFT) != 0});
  }

  // What has changed for somebody who does not see the window.
  void log_changes() {
    if (!log) return;
    const auto& selection = session.selection();
    const std::string now = selection ? "selected " + session.address_of(*selection) : "selected -";
    if (now != logged_selection) note(now);
    logged_selection = now;
    std::string look =
        fmt::format("floor {}, {}, shadows {}, help {}", title_of(session.floor_map()),
                    session.lights_out() ? "lights out" : "lights on",
                    session.shown().shadows ? "on" : "off", session.shown().help ? "on" : "off");
    const bool on_tour = session.presenter() != nullptr && session.presenter()->is_on();
    if (on_tour) {
      look = "on tour";
    } else if (const TimeController* const time = session.time()) {
      look += fmt::format(", {}{:g}x", time->plays() ? "" : "standing, ", time->speed());
      if (!time->plays()) look += " at " + plant_clock(time->now_ns());
    }
    const ViewSession::Shown& shown = session.shown();
    for (const auto& [on, name] :
         {std::pair(shown.info, "info"), std::pair(shown.profiler, "profiler"),
          std::pair(shown.labels, "labels"), std::pair(shown.full_screen, "full screen")}) {
      if (on) look += fmt::format(", {}", name);
    }
    for (const auto& [kind, name] :
         {std::pair(TickKind::robot, "robot"), std::pair(TickKind::station, "station"),
          std::pair(TickKind::controller, "controller")}) {
      if (!session.shows_alarms(kind)) look += fmt::format(", no {} alarms", name);
    }
    if (!session.followed().empty()) look += ", follows " + session.followed();
    if (!session.notice().empty()) look += ", says: " + session.notice();
    if (session.insight().shows_difference()) look += ", difference";
    if (session.is_second()) look += ", B";
    if (look != logged_look) note(look);
    logged_look = std::move(look);
    const CostTicker* const costs = session.insight().costs();
    const std::string cost =
        costs != nullptr && session.insight().shows_costs() ? cost_line(*costs) : std::string();
    if (cost != logged_cost && !cost.empty()) note(cost);
    logged_cost = cost;
  }

  // The whole screen without a frame, or the place that the window had before.
  void fill_screen() {
    auto* const window = dynamic_cast<osgViewer::GraphicsWindow*>(context.get());
    if (window == nullptr || fills_screen == session.shown().full_screen) return;
    fills_screen = session.shown().full_screen;
    int x = 0, y = 0, width = 0, height = 0;
    if (fills_screen) {
      window->getWindowRectangle(x, y, width, height);
      place_before = {x, y, width, height};
      osg::GraphicsContext::ScreenIdentifier screen;
      screen.readDISPLAY();
      screen.setUndefinedScreenDetailsToDefaultScreen();
      unsigned screen_width = 0, screen_height = 0;
      osg::GraphicsContext::getWindowingSystemInterface()->getScreenResolution(screen, screen_width,
                                                                               screen_height);
      window->setWindowDecoration(false);
      window->setWindowRectangle(0, 0, static_cast<int>(screen_width),
                                 static_cast<int>(screen_height));
    } else {
      window->setWindowDecoration(true);
      window->setWindowRectangle(place_before[0], place_before[1], place_before[2],
                                 place_before[3]);
    }
    window->grabFocusIfPointerInWindow();
  }

  void draw() {
    const auto begins = Clock::now();
    if (scene_version != session.scene_version()) show_scene();
    update_draw_list(list, session.scene(), session.camera(), session.size());
    if (session.shown().shadows) {
      update_shadow_list(shadows, session.scene(), session.camera(), session.size());
    } else {
      shadows.groups.clear();
    }
    const auto listed = Clock::now();
    frame_scene->update(list, shadows, session.camera(), session.size().aspect(),
                        *viewer.getCamera());
    viewer.renderingTraversals();
    warnings.check();
    const auto ends = Clock::now();
    panels.time_frame({.list_ms = milliseconds(listed - begins),
                       .draw_ms = milliseconds(ends - listed),
                       .draws = list.groups.size() + shadows.groups.size(),
                       .triangles = list.n_triangles + shadows.n_triangles,
                       .robots_by_lod = std::to_array(list.robots_by_lod)});
  }

  void run() {
    constexpr auto kIdle = std::chrono::milliseconds(8);
    note(fmt::format("showing {}", session.hall().title));
    auto last = Clock::now();
    std::size_t version = 0;
    while (!viewer.done()) {
      viewer.advance();
      viewer.eventTraversal();
      viewer.updateTraversal();
      if (viewer.done() || session.wants_to_leave() || session.wants_successor()) break;
      const auto now = Clock::now();
      session.advance(std::chrono::duration<double>(now - last).count());
      last = now;
      log_changes();
      fill_screen();
      const bool types = session.field() != ViewSession::Field::none && layer->waits();
      const bool stands = version == session.version() && frames_due == 0;
      if (stands && !types && !layer->is_unsettled()) {
        std::this_thread::sleep_for(kIdle);
        continue;
      }
      version = session.version();
      frames_due = std::max(0, frames_due - 1);
      draw();
    }
  }

  ViewSession& session;
  bool log;
  OsgWarnings warnings;
  osg::ref_ptr<osg::GraphicsContext> context;
  osgViewer::Viewer viewer;
  std::unique_ptr<FrameScene> frame_scene;
  std::unique_ptr<ImguiLayer> layer;
  Panels panels;
  DrawList list, shadows;
  std::size_t scene_version = 0;
  int frames_due = 2;
  bool fills_screen = false;
  std::array<int, 4> place_before = {};  // x, y, width, height
  std::string logged_selection = "selected -", logged_look, logged_cost;
};

HallWindow::HallWindow(ViewSession& session, bool log)
    : impl_(std::make_unique<Impl>(session, log)) {
  impl_->open();
}

HallWindow::~HallWindow() = default;

void HallWindow::run() {
  impl_->run();
}

}  // namespace darkline
