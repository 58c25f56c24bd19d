// A hand that knows nothing at the window: keys, clicks, drags, wheels and sizes drawn from a seed.
//
//   DARKLINE_RANDOM_USE_S     for how long, in seconds (default 10)
//   DARKLINE_RANDOM_USE_SEED  of which draws (default 1)
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/support/small_plant.h"
#include "tests/viewer/synthetic_hall.h"
#include "tests/viewer/window_support.h"

namespace {

using namespace darkline;
using namespace darkline::testing;

// What lies between warm and worn: Mesa compiles a shader for each new combination of states, and
// keeps it. A leak of one frame's records (0.3 MB) would be past it in two hundred frames.
constexpr double kMostGrowth_mb = 64.0;

double number_of_environment(const char* name, double otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr ? otherwise : std::atof(value);
}

double resident_mb(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string word; status >> word;) {
    double kb = 0.0;
    if (word == "VmRSS:" && status >> kb) return kb / 1024.0;
  }
  return 0.0;
}

void write_recording(const std::filesystem::path& file) {
  const HallSnapshot hall = synthetic_hall({{"z1", {5}, 40}, {"z2", {4}, 24}}, shipped_models());
  PlantRecordingWriter writer(file);
  PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
  for (std::uint32_t r = 0; r < hall.robots.size(); ++r) {
    for (const double q : {0.9, 0.1}) {
      chunker.add_program(r, there_and_back(q, chunker.shape().joints[r]));
    }
  }
  for (const PlantSlice& slice : lived_slices(chunker.shape(), 6, 3, 400)) chunker.add(slice);
  writer.close();
}

class RandomHand {
 public:
  explicit RandomHand(std::uint32_t seed) : draw_(seed) {}

  // A few moves, as words for xdotool.
  std::vector<std::string> moves() {
    static const std::vector<std::string> kKeys = {"F1",          "F2",
                                                   "F3",          "F4",
                                                   "F6",          "F7",
                                                   "F8",          "space",
                                                   "Left",        "Right",
                                                   "Home",        "End",
                                                   "minus",       "equal",
                                                   "0",           "l",
                                                   "f",           "t",
                                                   "p",           "1",
                                                   "2",           "4",
                                                   "ctrl+7",      "7",
                                                   "w",           "a",
                                                   "s",           "d",
                                                   "e",           "m",
                                                   "j",           "k",
                                                   "bracketleft", "bracketright",
                                                   "comma",       "period",
                                                   "g",           "ctrl+f",
                                                   "Return",      "shift+Right",
                                                   "BackSpace",   "colon",
                                                   "Escape",      "Escape",
                                                   "Escape"};
    std::vector<std::string> words;
    for (int i = 0; i < 8; ++i) {
      switch (below(6)) {
        case 0:
        case 1:
        case 2:
          add(words, {"key", kKeys[below(kKeys.size())]});
          break;
        case 3: {
          move_to_anywhere(words);
          const std::string button = std::to_string(1 + below(3));
          add(words, {"mousedown", button});
          move_to_anywhere(words);
          move_to_anywhere(words);
          add(words, {"mouseup", button});
          break;
        }
        case 4:
          move_to_anywhere(words);
          if (below(4) == 0) {
            add(words, {"click", "--repeat", "2", "--delay", "40", "1"});
          } else {
            add(words, {"click", "1"});
          }
          break;
        default:
          move_to_anywhere(words);
          add(words, {"click", "--repeat", std::to_string(1 + below(6)), "--delay", "5",
                      std::to_string(4 + below(2))});
      }
    }
    return words;
  }

  std::vector<std::string> another_size() {
    return {"search",
            "--name",
            "darkline",
            "windowsize",
            std::to_string(340 + below(684)),
            std::to_string(240 + below(400))};
  }

  std::size_t below(std::size_t n) { return draw_() % n; }

 private:
  static void add(std::vector<std::string>& words, std::vector<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
  }
  void move_to_anywhere(std::vector<std::string>& words) {
    add(words, {"mousemove", std::to_string(below(static_cast<std::size_t>(kWindowSize.width))),
                std::to_string(below(static_cast<std::size_t>(kWindowSize.height)))});
  }
  std::minstd_rand draw_;
};

// A picture of one colour has none; the plainest sky with a panel on it has more than 10 levels.
double spread_of(const Picture3& picture) {
  const double mean = mean_of(picture);
  double sum = 0.0;
  for (const std::uint8_t value : picture.rgb) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(picture.rgb.size()));
}

BOOST_AUTO_TEST_SUITE(window_random_use)

BOOST_AUTO_TEST_CASE(nothing_that_a_hand_does_ends_it_blanks_it_or_makes_it_grow) {
  using Clock = std::chrono::steady_clock;
  const double lasts_s = number_of_environment("DARKLINE_RANDOM_USE_S", 10.0);
  const auto seed =
      static_cast<std::uint32_t>(number_of_environment("DARKLINE_RANDOM_USE_SEED", 1.0));
  RandomHand hand(seed);
  OpenWindow open("plant.dlrec", write_recording);
  open.hand({"key", "space"});
  const auto begins = Clock::now();
  const auto gone_s = [&] { return std::chrono::duration<double>(Clock::now() - begins).count(); };
  const double warm_s = std::min(60.0, 0.5 * lasts_s);
  double warm_mb = 0.0, last_mb = 0.0;
  int rounds = 0;
  for (; gone_s() < lasts_s; ++rounds) {
    open.hand(hand.moves());
    BOOST_REQUIRE_MESSAGE(!open.window->has_ended(), "ended in round " << rounds << " of seed "
                                                                       << seed << ": "
                                                                       << open.complaints());
    BOOST_REQUIRE_MESSAGE(open.complaints().empty(), open.complaints());
    if (rounds % 5 == 4) open.hand(hand.another_size());
    if (rounds % 10 == 9) {
      open.hand({"key", "Escape"});
      BOOST_TEST(spread_of(open.picture()) > 10.0, "round " << rounds);
    }
    last_mb = resident_mb(open.window->pid());
    if (gone_s() < warm_s) warm_mb = std::max(warm_mb, last_mb);
  }
  BOOST_TEST_MESSAGE(fmt::format("{} rounds in {:.0f} s; {:.1f} MB warm, {:.1f} MB at the end",
                                 rounds, gone_s(), warm_mb, last_mb));
  BOOST_TEST(rounds > 2);
  BOOST_TEST(warm_mb > 10.0);
  BOOST_TEST(last_mb - warm_mb < kMostGrowth_mb);
  open.hand({"key", "Escape"});
  open.leave();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
