// `darkline-viewer render` with a movie, or with the camera of a tour.
#pragma once

#include "viewer/core/tour_player.h"
#include "viewer/render_command.h"

namespace darkline {

// Whether the file that is asked for is a movie (.mp4) and not a picture.
bool is_movie(const RenderOptions& options);

// The tour of the options: that of their file, or one shot of --camera from --from to --to.
// @throws UsageError for times that the recording does not have, InputError as the reader.
TourPlayer tour_of(const RenderOptions& options, const HallSnapshot& hall, TimeSpan plant);

// Writes the movie whole or not at all, with progress on a terminal.
// @throws as render_hall; IoError if ffmpeg is not there; Interrupted on Ctrl-C.
void render_movie(const RenderOptions& options);

}  // namespace darkline
