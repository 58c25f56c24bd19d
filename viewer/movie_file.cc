#include "viewer/movie_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPart = ".darkline-movie-";  // behind it the process

fs::path ffmpeg_program() {
  const char* const path = std::getenv("PATH");
  const std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const fs::path program = fs::path(folders.substr(at, end - at)) / "ffmpeg";
    if (::access(program.c_str(), X_OK) == 0) return program;
    at = end + 1;
  }
  throw IoError("cannot write a movie: the program ffmpeg is not there: apt install ffmpeg");
}

std::vector<std::string> words_for(const fs::path& program, const fs::path& part,
                                   const MovieFile::Settings& settings) {
  return {program.string(), "-nostdin", "-v", "error", "-y",
          // what comes
          "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size",
          fmt::format("{}x{}", settings.size.width, settings.size.height), "-framerate",
          std::to_string(settings.fps), "-i", "pipe:0",
          // what is made of it, and how its colours are to be read
          "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-pix_fmt",
          "yuv420p", "-crf", std::to_string(settings.crf), "-colorspace", "bt709",
          "-color_primaries", "bt709", "-color_trc", "bt709", "-movflags", "+faststart", "-f",
          "mp4", part.string()};
}

}  // namespace

struct MovieFile::Impl {
  fs::path file, part;
  Settings settings;
  pid_t child = 0;
  int to_child = -1;  // its standard input
  int said = -1;      // what it writes to standard error: a file in memory, which never fills

  ~Impl() {
    if (to_child >= 0) ::close(to_child);
    if (child > 0) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
    if (said >= 0) ::close(said);
    std::error_code ignored;
    if (!part.empty()) fs::remove(part, ignored);
  }

  void start(const fs::path& program) {
    std::vector<std::string> words = words_for(program, part, settings);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::array<int, 2> pipe = {};
    said = ::memfd_create("ffmpeg", MFD_CLOEXEC);
    if (said < 0 || ::pipe2(pipe.data(), O_CLOEXEC) != 0) {
      throw IoError(fmt::format("cannot start ffmpeg: {}", std::strerror(errno)));
    }
    ::signal(SIGPIPE, SIG_IGN);  // a child that ends early is told by write()
    child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::setpgid(0, 0);  // Ctrl-C is ours to answer
      ::signal(SIGPIPE, SIG_DFL);
      ::dup2(pipe[0], STDIN_FILENO);
      ::dup2(said, STDOUT_FILENO);
      ::dup2(said, STDERR_FILENO);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(pipe[0]);
    to_child = pipe[1];
    if (child < 0) throw IoError(fmt::format("cannot start ffmpeg: {}", std::strerror(errno)));
  }

  [[noreturn]] void fail() {
    std::array<char, 400> text = {};
    const ssize_t n = ::pread(said, text.data(), text.size(), 0);
    std::string words(text.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    while (!words.empty() && words.back() == '\n') words.pop_back();
    throw IoError(fmt::format("cannot write {}: ffmpeg says: {}", file.string(),
                              words.empty() ? "nothing, and ends" : words));
  }

  // Its exit status.
  int wait() {
    ::close(std::exchange(to_child, -1));
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    child = 0;
    return status;
  }
};

MovieFile::MovieFile(fs::path file, const Settings& settings) : impl_(std::make_unique<Impl>()) {
  const fs::path program = ffmpeg_program();
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  remove_leftovers(folder, kPart);
  impl_->part = folder / (name_of_process(kPart) + ".mp4");
  impl_->file = std::move(file);
  impl_->settings = settings;
  impl_->start(program);
}

MovieFile::~MovieFile() = default;

void MovieFile::add(const Picture& picture) {
  DARKLINE_CHECK(picture.size.width == impl_->settings.size.width &&
                     picture.size.height == impl_->settings.size.height,
                 "a picture of another size than its movie's");
  const std::uint8_t* at = picture.rgb.data();
  for (std::size_t left = picture.rgb.size(); left > 0;) {
    const ssize_t n = ::write(impl_->to_child, at, left);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      impl_->wait();
      impl_->fail();
    }
    at += n;
    left -= static_cast<std::size_t>(n);
  }
}

void MovieFile::close() {
  const int status = impl_->wait();
  std::error_code error;
  const auto bytes = fs::file_size(impl_->part, error);
  if (status != 0 || error || bytes == 0) impl_->fail();
  const int written = ::open(impl_->part.c_str(), O_RDONLY | O_CLOEXEC);
  if (written >= 0) {
    ::fsync(written);
    ::close(written);
  }
  fs::rename(impl_->part, impl_->file, error);
  if (error) {
    throw IoError(fmt::format("cannot write {}: {}", impl_->file.string(), error.message()));
  }
  impl_->part.clear();
}

}  // namespace darkline
