#include "viewer/command_line.h"

int main(int argc, char** argv) {
  return darkline::run_viewer(argc, argv);
}
