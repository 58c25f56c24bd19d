// A real window on a real screen (Xvfb) with a real hand before it (xdotool).
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <stb/stb_image.h>

#include "models/base/file.h"
#include "tests/support/run_program.h"
#include "tests/viewer/picture_support.h"

namespace darkline::testing {

inline constexpr PictureSize kWindowSize = {1024, 640};
inline const std::string kData = std::string(DARKLINE_SOURCE_DIR) + "/models";

inline bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 400; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

// Empty where there is no such file yet.
inline std::string text_in(const std::filesystem::path& file) {
  return std::filesystem::exists(file) ? read_file(file, 1U << 20U) : std::string();
}

class Child {
 public:
  // `out`: where its output goes.
  Child(std::vector<std::string> words, const std::vector<std::string>& environment,
        const std::filesystem::path& folder, const std::filesystem::path& out) {
    std::fflush(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      for (const std::string& each : environment) ::putenv(const_cast<char*>(each.c_str()));
      if (::chdir(folder.c_str()) != 0) ::_exit(126);
      if (::freopen(out.c_str(), "w", stdout) == nullptr) ::_exit(126);
      if (::freopen((out.string() + ".err").c_str(), "w", stderr) == nullptr) ::_exit(126);
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
  }
  ~Child() {
    if (pid_ > 0) ::kill(pid_, SIGTERM), wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool has_ended() {
    if (pid_ > 0 && ::waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = 0;
    return pid_ == 0;
  }
  pid_t pid() const { return pid_; }
  int exit_code() const { return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128; }

 private:
  void wait() { ::waitpid(std::exchange(pid_, 0), &status_, 0); }
  pid_t pid_ = 0;
  int status_ = 0;
};

// A screen of the window's size; its number is its own choice.
class Screen {
 public:
  Screen(const std::filesystem::path& folder, const std::string& more)
      : server_({"sh", "-c", fmt::format("exec Xvfb -displayfd 1 {} 2>Xvfb.log", more)}, {}, folder,
                without(folder / "display")) {
    const bool is_up =
        comes_true([&] { return text_in(folder / "display").find('\n') != std::string::npos; });
    BOOST_REQUIRE_MESSAGE(is_up, "Xvfb does not start: see packages.txt [test]");
    number_ = text_in(folder / "display");
    number_.erase(number_.find('\n'));
  }
  std::string variable() const { return "DISPLAY=:" + number_; }

 private:
  // What an earlier screen of the folder left would be taken for this one's answer.
  static std::filesystem::path without(const std::filesystem::path& file) {
    std::filesystem::remove(file);
    return file;
  }
  Child server_;
  std::string number_;
};

struct Picture3 {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
  Eigen::Vector3i at(int x, int y) const {
    const auto i = static_cast<std::size_t>(3 * (y * width + x));
    return {rgb[i], rgb[i + 1], rgb[i + 2]};
  }
};

inline Picture3 read_png(const std::filesystem::path& file) {
  const std::string bytes = read_file(file, 64U << 20U);
  Picture3 picture;
  int channels = 0;
  std::uint8_t* const pixels = ::stbi_load_from_memory(
      reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()),
      &picture.width, &picture.height, &channels, 3);
  BOOST_REQUIRE(pixels != nullptr);
  picture.rgb.assign(pixels, pixels + 3 * picture.width * picture.height);
  ::stbi_image_free(pixels);
  return picture;
}

// The window of a file, which `write` makes in the folder; the log has begun.
class OpenWindow {
 public:
  OpenWindow(const std::string& file,
             const std::function<void(const std::filesystem::path&)>& write,
             std::vector<std::string> more = {})
      : screen(folder.path(),
               fmt::format("-screen 0 {}x{}x24", kWindowSize.width, kWindowSize.height)) {
    write(folder.path() / file);
    const std::string program = (program_folder() / "darkline-viewer").string();
    std::vector<std::string> words = {program,    "view",
                                      file,       "--log",
                                      "--width",  std::to_string(kWindowSize.width),
                                      "--height", std::to_string(kWindowSize.height)};
    words.insert(words.end(), more.begin(), more.end());
    window = std::make_unique<Child>(words, environment(), folder.path(), folder.path() / "log");
    BOOST_REQUIRE_MESSAGE(says("floor states, "), complaints());
  }

  std::vector<std::string> environment() const {
    return {screen.variable(), "DARKLINE_DATA=" + kData, "LP_NUM_THREADS=0", "LC_ALL=C"};
  }
  std::string log() const { return text_in(folder.path() / "log"); }
  std::string complaints() const { return text_in(folder.path() / "log.err"); }
  bool says(const std::string& line) const {
    return comes_true([&] { return log().find(line) != std::string::npos; });
  }
  // In the last line that tells how it looks.
  bool says_last(const std::string& words) const {
    return comes_true([&] {
      const std::string all = log();
      const std::size_t at = all.rfind("floor ");
      return at != std::string::npos && all.find(words, at) != std::string::npos;
    });
  }
  void hand(const std::vector<std::string>& moves) const {
    std::vector<std::string> words = {"xdotool"};
    words.insert(words.end(), moves.begin(), moves.end());
    Child xdotool(words, environment(), folder.path(), folder.path() / "xdotool");
    BOOST_REQUIRE(comes_true([&] { return xdotool.has_ended(); }));
    BOOST_REQUIRE_MESSAGE(xdotool.exit_code() == 0, text_in(folder.path() / "xdotool.err"));
  }
  void click(const Eigen::Vector2d& at) const {
    hand({"mousemove", std::to_string(std::lround(at.x())), std::to_string(std::lround(at.y())),
          "click", "1"});
  }
  Picture3 picture() {
    hand({"key", "F12"});
    const std::string name = fmt::format("darkline-{}.png", ++pictures_);
    BOOST_REQUIRE(says("saved " + name));
    return read_png(folder.path() / name);
  }
  // Ends well, and has not said anything on its way.
  void leave() {
    hand({"key", "ctrl+q"});
    BOOST_TEST(comes_true([&] { return window->has_ended(); }));
    BOOST_TEST(window->exit_code() == 0);
    BOOST_TEST(complaints() == "");
  }

  ScratchFolder folder;
  Screen screen;
  std::unique_ptr<Child> window;

 private:
  int pictures_ = 0;
};

inline double mean_of(const Picture3& picture) {
  double sum = 0.0;
  for (const std::uint8_t value : picture.rgb) sum += value;
  return sum / static_cast<double>(picture.rgb.size());
}

}  // namespace darkline::testing
