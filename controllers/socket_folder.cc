#include "controllers/socket_folder.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <stdlib.h>

#include "models/base/error.h"
#include "models/base/file.h"

namespace darkline::internal {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "darkline-";

}  // namespace

SocketFolder::SocketFolder() {
  const fs::path folder = fs::temp_directory_path();
  remove_leftovers(folder, kPrefix);
  std::string path = (folder / (name_of_process(kPrefix) + "-XXXXXX")).string();
  if (::mkdtemp(path.data()) == nullptr) {
    throw IoError(fmt::format("cannot make a folder {}: {}", path, std::strerror(errno)));
  }
  path_ = path;
}

SocketFolder::~SocketFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string SocketFolder::endpoint() const {
  const std::string socket = (path_ / "bus").string();
  constexpr std::size_t kLongest = 107;
  if (socket.size() > kLongest) {
    throw IoError(
        fmt::format("cannot bind {}: longer than {} bytes\n  to mend it: set TMPDIR to a shorter "
                    "folder",
                    socket, kLongest));
  }
  return "ipc://" + socket;
}

}  // namespace darkline::internal
