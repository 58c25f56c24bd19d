// Which program made a result.
#pragma once

#include <string>

namespace darkline {

// Version and build of the running program: "0.1.0+1f3a52c09b7d4e66". The digits are the linker's
// build id, a hash of all that the program was linked from; without one there is only the version.
std::string program_identity();

}  // namespace darkline
