// A session on what a file holds: a run's hall, or the recording of a plant.
#pragma once

#include <filesystem>
#include <string>

#include "viewer/core/view_session.h"

namespace darkline {

// `data` has robots/ in it; empty: the shipped one.
// @throws InputError, IoError as the readers; UsageError for a camera that is not there.
ViewSession session_of_file(const std::filesystem::path& file, const std::filesystem::path& data,
                            const std::string& camera, const PictureSize& size, bool lights_out);

}  // namespace darkline
