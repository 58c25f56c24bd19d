// darkline view: a run's hall in a window.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/core/camera.h"

namespace darkline {

struct ViewOptions {
  std::filesystem::path hall_json;    // written by darkline run, or a recording; empty: `live`
  std::string live;                   // the plant's feed; empty: the only one there is
  std::filesystem::path run;          // the run folder of a recording; empty: hall_json's own
  std::filesystem::path against;      // a second hall or recording to compare with; empty: none
  std::filesystem::path against_run;  // its run folder
  std::filesystem::path data;         // with robots/; empty: the shipped one
  std::string camera = "overview";
  std::filesystem::path tour;     // runs over and over until a hand takes over; empty: none
  std::filesystem::path palette;  // colours in place of the standard ones; empty: those
  PictureSize size = {1280, 720};
  bool lights_out = false;
  std::string language;  // "en", "pl", "zh"; empty: as the environment says
  bool log = false;
};

// Until the window is closed. @throws IoError, InputError, UsageError as HallWindow, the readers
// and camera_named.
void view_hall(const ViewOptions& options);

}  // namespace darkline
