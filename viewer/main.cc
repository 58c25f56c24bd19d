#include <malloc.h>

#include "viewer/command_line.h"

namespace {

// Mesa's software driver takes some tens of MB for each frame and gives them back. Left to itself
// the C library hands them to the system at once, and half the time of a frame goes into the page
// faults of getting them again.
void keep_memory_between_frames() {
  constexpr int kLargestOfHeap_bytes = 32 << 20;  // the most that glibc takes
  constexpr int kKept_bytes = 256 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kLargestOfHeap_bytes);
  ::mallopt(M_TRIM_THRESHOLD, kKept_bytes);
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory_between_frames();
  return darkline::run_viewer(argc, argv);
}
