#include "viewer/core/view_keys.h"

#include <array>

namespace darkline {
namespace {

constexpr std::array<KeyHelp, 23> kKeyHelp = {{
    {"left drag", "orbit about the point under the cursor"},
    {"right or middle drag", "move the hall with the hand"},
    {"wheel", "nearer to the point under the cursor, or away"},
    {"click", "select a robot, or the station of a pad"},
    {"double click", "select and go there"},
    {"Esc", "clear the selection"},
    {"F", "go to what is selected"},
    {"W A S D Q E", "walk ahead, left, back, right, down, up"},
    {"Home, P", "the whole plant, its plan"},
    {"1 to 9", "recall a view (Ctrl: store it)"},
    {"Ctrl F", "find a robot or station by its address"},
    {"Space", "play a recording, or stand"},
    {"Left, Right", "to the event before, to the next"},
    {"- = 0", "half the speed, twice the speed, real time"},
    {"L", "play over and over"},
    {"End", "the end of a recording, the edge of a live plant"},
    {"F1", "this help"},
    {"F6", "the floor: states, working, blocked, starved, down"},
    {"F7", "lights out"},
    {"F8", "shadows"},
    {"F9", "a tour: stop it, let it go on"},
    {"F12", "save the picture"},
    {"Ctrl Q", "leave"},
}};

}  // namespace

std::span<const KeyHelp> key_help() {
  return kKeyHelp;
}

}  // namespace darkline
