#include "viewer/imgui_layer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <osg/GL>
#include <osg/RenderInfo>
#include <osg/State>

#include "viewer/panel_fonts.h"

namespace darkline {
namespace {

int key_of(int symbol) {
  using Event = osgGA::GUIEventAdapter;
  switch (symbol) {
    case Event::KEY_BackSpace:
      return ImGuiKey_Backspace;
    case Event::KEY_Delete:
      return ImGuiKey_Delete;
    case Event::KEY_Return:
      return ImGuiKey_Enter;
    case Event::KEY_Escape:
      return ImGuiKey_Escape;
    case Event::KEY_Left:
      return ImGuiKey_LeftArrow;
    case Event::KEY_Right:
      return ImGuiKey_RightArrow;
    case Event::KEY_Home:
      return ImGuiKey_Home;
    case Event::KEY_End:
      return ImGuiKey_End;
    default:
      return -1;
  }
}

// Whether a panel of the last frame is there. ImGui's own answer is of where the mouse was then,
// which a quick hand has left.
bool is_over_a_panel(const ImVec2& at) {
  for (ImGuiWindow* const window : ImGui::GetCurrentContext()->Windows) {
    const bool takes_mouse = (window->Flags & ImGuiWindowFlags_NoMouseInputs) == 0;
    if (window->Active && !window->Hidden && takes_mouse && window->Rect().Contains(at)) {
      return true;
    }
  }
  return false;
}

}  // namespace

// The first frame finds a context of OpenGL, which ImGui's backend needs.
class ImguiLayer::Draw : public osg::Camera::DrawCallback {
 public:
  explicit Draw(std::function<void()> panels) : panels_(std::move(panels)) {}

  void operator()(osg::RenderInfo& info) const override {
    osg::State& state = *info.getState();
    state.disableAllVertexArrays();
    state.setActiveTextureUnit(0);
    if (!is_ready_) is_ready_ = ImGui_ImplOpenGL3_Init("#version 130");
    ImGuiIO& io = ImGui::GetIO();
    // a click that came and went since the last frame is seen for one
    for (std::size_t i = 0; i < 2; ++i) {
      io.MouseDown[i] = std::exchange(pressed[i], false) || down[i];
    }
    io.KeysDown[ImGuiKey_Enter] = io.WantTextInput && std::exchange(entered, false);
    if (io.WantTextInput) {
      for (const ImWchar letter : std::exchange(typed, {})) io.AddInputCharacter(letter);
    }
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    panels_();
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    state.dirtyAllModes();
    state.dirtyAllAttributes();
    state.dirtyAllVertexArrays();
  }

  // For the field that is open, or opening.
  mutable std::basic_string<ImWchar> typed;
  mutable bool entered = false;
  // The left button and the right one: held now, and gone down since the last frame.
  mutable std::array<bool, 2> down = {}, pressed = {};

  void shut_down() const {
    if (std::exchange(is_ready_, false)) ImGui_ImplOpenGL3_Shutdown();
  }

 private:
  std::function<void()> panels_;
  mutable bool is_ready_ = false;
};

ImguiLayer::ImguiLayer(osg::Camera& camera, const std::string& words, std::function<void()> panels)
    : camera_(camera), draw_(new Draw(std::move(panels))) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // no file beside the user's
  add_panel_fonts(*io.Fonts, words);
  for (int key : {ImGuiKey_Backspace, ImGuiKey_Delete, ImGuiKey_Enter, ImGuiKey_Escape,
                  ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_Home, ImGuiKey_End}) {
    io.KeyMap[key] = key;
  }
  camera_.setPostDrawCallback(draw_);
}

ImguiLayer::~ImguiLayer() {
  camera_.setPostDrawCallback(nullptr);
  draw_->shut_down();
  ImGui::DestroyContext();
}

void ImguiLayer::resize(const PictureSize& size) {
  height_px_ = static_cast<float>(size.height);
  ImGui::GetIO().DisplaySize = ImVec2(static_cast<float>(size.width), height_px_);
}

bool ImguiLayer::waits() const {
  return draw_->entered || !draw_->typed.empty();
}

bool ImguiLayer::is_unsettled() const {
  const auto& windows = ImGui::GetCurrentContext()->Windows;
  return std::any_of(windows.begin(), windows.end(), [](const ImGuiWindow* window) {
    const float reach = window->DC.CursorMaxPos.y - window->DC.CursorStartPos.y;
    return window->Active && !window->Hidden && std::abs(reach - window->ContentSize.y) >= 1.F;
  });
}

// OpenSceneGraph counts y from below.
ImVec2 ImguiLayer::place_of(const osgGA::GUIEventAdapter& event) const {
  return {event.getX(), height_px_ - event.getY()};
}

void ImguiLayer::take_mouse(const osgGA::GUIEventAdapter& event) {
  using Event = osgGA::GUIEventAdapter;
  ImGui::GetIO().MousePos = place_of(event);
  const auto type = event.getEventType();
  const bool presses = type == Event::PUSH || type == Event::DOUBLECLICK;
  constexpr int kMasks[] = {Event::LEFT_MOUSE_BUTTON, Event::RIGHT_MOUSE_BUTTON};
  for (std::size_t i = 0; i < 2; ++i) {
    draw_->down[i] = (event.getButtonMask() & kMasks[i]) != 0;
    if (presses && draw_->down[i]) draw_->pressed[i] = true;
  }
}

bool ImguiLayer::take(const osgGA::GUIEventAdapter& event, bool text_is_expected) {
  using Event = osgGA::GUIEventAdapter;
  ImGuiIO& io = ImGui::GetIO();
  const bool down = event.getEventType() == Event::KEYDOWN;
  switch (event.getEventType()) {
    case Event::MOVE:
    case Event::DRAG:
    case Event::PUSH:
    case Event::DOUBLECLICK:
    case Event::RELEASE:
      take_mouse(event);
      return is_over_a_panel(io.MousePos);
    case Event::SCROLL:
      io.MousePos = place_of(event);
      if (!is_over_a_panel(io.MousePos)) return false;
      io.MouseWheel += event.getScrollingMotion() == Event::SCROLL_UP ? 1.F : -1.F;
      return true;
    case Event::KEYDOWN:
    case Event::KEYUP: {
      io.KeyCtrl = (event.getModKeyMask() & Event::MODKEY_CTRL) != 0;
      io.KeyShift = (event.getModKeyMask() & Event::MODKEY_SHIFT) != 0;
      const int key = key_of(event.getUnmodifiedKey());
      if (key == ImGuiKey_Enter) {
        draw_->entered = draw_->entered || (down && text_is_expected);
        return io.WantCaptureKeyboard || text_is_expected;
      }
      if (key >= 0) io.KeysDown[key] = down;
      const int symbol = event.getKey();
      const bool is_letter = down && !io.KeyCtrl && symbol >= 0x20 && symbol < 0xFF00;
      if (is_letter && (io.WantTextInput || text_is_expected)) {
        draw_->typed += static_cast<ImWchar>(symbol);
        return true;
      }
      return io.WantCaptureKeyboard;
    }
    default:
      return false;
  }
}

}  // namespace darkline
