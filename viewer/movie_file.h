// A movie that is being written: pictures go to the program ffmpeg, which makes an MP4 file of them
// (H.264, 4:2:0, so that every player takes it).
#pragma once

#include <filesystem>
#include <memory>

#include "viewer/renderer.h"

namespace darkline {

class MovieFile {
 public:
  struct Settings {
    PictureSize size;  // both even: colours are stored for 2 x 2 pixels
    int fps = 25;
    int crf = 20;  // x264's measure of what may be lost: 0 nothing, 51 nearly all
  };

  // @throws IoError if ffmpeg is not there (names the package) or cannot be started.
  MovieFile(std::filesystem::path file, const Settings& settings);
  ~MovieFile();  // without close() no file is left
  MovieFile(const MovieFile&) = delete;
  MovieFile& operator=(const MovieFile&) = delete;

  // The next picture, of the size of the settings. @throws IoError with what ffmpeg said.
  void add(const Picture& picture);

  // The file is there, whole, when this returns. @throws IoError
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace darkline
