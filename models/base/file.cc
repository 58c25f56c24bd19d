#include "models/base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "models/base/error.h"

namespace darkline {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const std::string& doing, const fs::path& path, int error_number) {
  throw IoError(fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(error_number)));
}

// Closes the descriptor and removes the temporary file unless the write was completed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& final_path) : path_(final_path.string() + ".XXXXXX") {
    descriptor_ = ::mkstemp(path_.data());
    if (descriptor_ < 0) fail("write", final_path, errno);
  }
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail("write", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void rename_to(const fs::path& final_path) {
    if (::fchmod(descriptor_, 0644) != 0 || ::fsync(descriptor_) != 0) fail("write", path_, errno);
    ::close(descriptor_);
    descriptor_ = -1;
    if (::rename(path_.c_str(), final_path.c_str()) != 0) fail("write", final_path, errno);
    path_.clear();
  }

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace

std::string read_file(const fs::path& path, std::size_t most_bytes) {
  std::error_code unknown;  // then opening it says why
  if (fs::is_directory(path, unknown)) fail("read", path, EISDIR);
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("read", path, errno);
  std::string bytes(most_bytes + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) fail("read", path, errno);
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > most_bytes) {
    throw InputError({.place = {.file = path.string()},
                      .found = fmt::format("a file of more than {} bytes", most_bytes),
                      .wanted = "a smaller file",
                      .mend = "check that this is the file you meant"});
  }
  return bytes;
}

void write_file_whole(const fs::path& path, std::string_view bytes) {
  TemporaryFile temporary(path);
  temporary.write(bytes);
  temporary.rename_to(path);
}

std::string name_of_process(std::string_view prefix) {
  return fmt::format("{}{}", prefix, ::getpid());
}

void remove_leftovers(const fs::path& folder, std::string_view prefix) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.compare(0, prefix.size(), prefix) != 0) continue;
    pid_t process = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data() + prefix.size(), end, process);
    if (error != std::errc{} || process <= 0) continue;
    const bool is_gone = ::kill(process, 0) != 0 && errno == ESRCH;
    if (is_gone) fs::remove_all(entry.path(), ignored);
  }
}

fs::path program_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) throw IoError("cannot find the running program: " + error.message());
  return program.parent_path();
}

fs::path data_folder() {
  if (const char* given = std::getenv("DARKLINE_DATA"); given != nullptr && *given != '\0') {
    return given;
  }
  const fs::path programs = program_folder();
  if (const fs::path installed = programs / "../share/darkline"; fs::exists(installed / "robots")) {
    return fs::canonical(installed);
  }
  for (fs::path up = programs; up.has_relative_path(); up = up.parent_path()) {
    if (fs::exists(up / "models/robots")) return up / "models";
  }
  throw IoError(fmt::format(
      "cannot find the shipped data (robots, scenarios) near {}; set DARKLINE_DATA to its folder",
      programs.string()));
}

}  // namespace darkline
