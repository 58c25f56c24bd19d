// A fresh folder for a local socket that only the own user can enter, removed with what is in it;
// after a kill, by the next one that is made.
#pragma once

#include <filesystem>
#include <string>

namespace darkline::internal {

class SocketFolder {
 public:
  // @throws IoError if it cannot be made.
  SocketFolder();
  ~SocketFolder();
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // @throws IoError if the path is longer than a local socket's may be.
  std::string endpoint() const;

 private:
  std::filesystem::path path_;
};

}  // namespace darkline::internal
