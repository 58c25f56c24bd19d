// The command line of darkline-viewer.
#pragma once

namespace darkline {

// Runs the program and returns its exit code (error.h); messages go to stderr.
int run_viewer(int argc, const char* const* argv);

}  // namespace darkline
