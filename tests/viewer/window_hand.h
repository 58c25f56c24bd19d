// A window for tests: a screen of its own (Xvfb), a program on it, and a real hand (xdotool).
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
#include "viewer/core/camera.h"

namespace darkline::testing {

namespace fs = std::filesystem;

inline bool comes_true(const std::function<bool()>& what) {
  for (int i = 0; i < 400; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

// Empty where there is no such file yet.
inline std::string text_of(const fs::path& file) {
  return fs::exists(file) ? read_file(file, 1U << 20U) : std::string();
}

class Child {
 public:
  // `out`: where its output goes.
  Child(std::vector<std::string> words, const std::vector<std::string>& environment,
        const fs::path& folder, const fs::path& out) {
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
  int exit_code() const { return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128; }

 private:
  void wait() { ::waitpid(std::exchange(pid_, 0), &status_, 0); }
  pid_t pid_ = 0;
  int status_ = 0;
};

// A screen of the window's size; its number is its own choice.
class Screen {
 public:
  Screen(const fs::path& folder, const std::string& more)
      : server_({"sh", "-c", fmt::format("exec Xvfb -displayfd 1 {} 2>Xvfb.log", more)}, {}, folder,
                folder / "display") {
    const bool is_up =
        comes_true([&] { return text_of(folder / "display").find('\n') != std::string::npos; });
    BOOST_REQUIRE_MESSAGE(is_up, "Xvfb does not start: see packages.txt [test]");
    number_ = text_of(folder / "display");
    number_.erase(number_.find('\n'));
  }
  std::string variable() const { return "DISPLAY=:" + number_; }

 private:
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

inline Picture3 read_png(const fs::path& file) {
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

// darkline-viewer view with these words on a screen of its own, logging.
class ViewerOnScreen {
 public:
  ViewerOnScreen(const fs::path& folder, const PictureSize& size, std::vector<std::string> words,
                 const std::string& program)
      : folder_(folder),
        screen_(folder, fmt::format("-screen 0 {}x{}x24", size.width, size.height)) {
    words.insert(words.begin(), {program, "view"});
    words.insert(words.end(), {"--log", "--width", std::to_string(size.width), "--height",
                               std::to_string(size.height)});
    window_ = std::make_unique<Child>(words, environment(), folder, folder / "log");
    BOOST_REQUIRE_MESSAGE(says("floor states, lights on"), text_of(folder / "log.err"));
  }

  std::vector<std::string> environment() const {
    return {screen_.variable(), std::string("DARKLINE_DATA=") + DARKLINE_SOURCE_DIR + "/models",
            "LP_NUM_THREADS=0"};
  }
  std::string log() const { return text_of(folder_ / "log"); }
  bool says(const std::string& line) const {
    return comes_true([&] { return log().find(line) != std::string::npos; });
  }
  void hand(std::vector<std::string> moves) const {
    moves.insert(moves.begin(), "xdotool");
    Child xdotool(moves, environment(), folder_, folder_ / "xdotool");
    BOOST_REQUIRE(comes_true([&] { return xdotool.has_ended(); }));
    BOOST_REQUIRE_MESSAGE(xdotool.exit_code() == 0, text_of(folder_ / "xdotool.err"));
  }
  Picture3 picture(int number) const {
    hand({"key", "F12"});
    BOOST_REQUIRE(says(fmt::format("saved darkline-{}.png", number)));
    return read_png(folder_ / fmt::format("darkline-{}.png", number));
  }

 private:
  fs::path folder_;
  Screen screen_;
  std::unique_ptr<Child> window_;
};

}  // namespace darkline::testing
