// Movies of a recording, read back with ffmpeg.
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "models/base/error.h"
#include "models/base/file.h"
#include "tests/support/run_program.h"
#include "tests/support/small_plant.h"
#include "tests/support/throws.h"
#include "tests/viewer/picture_support.h"
#include "viewer/film_progress.h"
#include "viewer/movie_command.h"
#include "viewer/movie_file.h"
#include "viewer/plant_film.h"
#include "viewer/session_file.h"

namespace {

using namespace darkline;
using namespace darkline::testing;
namespace fs = std::filesystem;

constexpr PictureSize kSize = {320, 180};
constexpr std::size_t kFrameBytes = 3UL * kSize.width * kSize.height;
const fs::path kData = fs::path(DARKLINE_SOURCE_DIR) / "models";

// What a command of the shell prints.
std::string printed(const std::string& command) {
  FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 1 << 16> buffer = {};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    text.append(buffer.data(), n);
  }
  const int status = ::pclose(pipe);
  BOOST_REQUIRE_MESSAGE(WIFEXITED(status) && WEXITSTATUS(status) == 0, command + ": " + text);
  return text;
}

// The little plant, its arms standing apart and moving.
struct Recorded {
  Recorded() {
    HallSnapshot hall = small_hall();
    for (std::size_t r = 0; r < hall.robots.size(); ++r) {
      hall.robots[r].X_WB =
          make_pose(Eigen::Matrix3d::Identity(), {5.0 + 5.0 * static_cast<double>(r), 7.0, 0.0});
      hall.robots[r].q_rad.assign(6, 0.25);
    }
    PlantRecordingWriter writer(file());
    PlantChunker chunker(hall, [&](const auto& chunk) { writer.add(chunk); });
    PlantSlice slice;
    slice.end_ns = kSliceNs;
    for (std::uint32_t r = 0; r < 3; ++r) {
      const std::uint32_t program = chunker.add_program(r, there_and_back(1.2, 6));
      for (std::int64_t t = 0; t < 5; ++t) {
        slice.events.push_back({.t_ns = 2 * t * kSecondNs,
                                .kind = PlantEvent::Kind::robot,
                                .subject = r,
                                .value = 1,
                                .program = program});
      }
    }
    std::stable_sort(slice.events.begin(), slice.events.end(), comes_before);
    chunker.add(slice);
    writer.close();
  }
  fs::path file() const { return folder.path() / "plant.dlrec"; }
  fs::path operator/(const std::string& name) const { return folder.path() / name; }
  RenderOptions options(const std::string& out) const {
    RenderOptions options;
    options.hall_json = file();
    options.out = folder.path() / out;
    options.data = kData;
    options.size = kSize;
    return options;
  }
  // Everything but what was there from the start.
  std::ptrdiff_t new_files() const {
    return std::distance(fs::directory_iterator(folder.path()), {}) - 1;
  }
  ScratchFolder folder;
};

int frames_apart(const std::string& raw, std::size_t a, std::size_t b) {
  int apart = 0;
  for (std::size_t i = 0; i < kFrameBytes; ++i) {
    const int way = static_cast<unsigned char>(raw[a * kFrameBytes + i]) -
                    static_cast<unsigned char>(raw[b * kFrameBytes + i]);
    if (std::abs(way) > 24) ++apart;
  }
  return apart;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(movie, Recorded)

BOOST_AUTO_TEST_CASE(two_seconds_of_a_recording_read_back_as_they_were_asked_for) {
  RenderOptions options = this->options("plant.mp4");
  options.from = "00:00:01";
  options.to = "00:00:05";
  options.speed = 2.0;
  options.fps = 10;
  render_hall(options);
  const std::string name = "'" + options.out.string() + "'";
  BOOST_TEST(printed("ffprobe -v error -count_frames -select_streams v -show_entries "
                     "stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames -of "
                     "csv=p=0 " +
                     name) == "h264,320,180,yuv420p,10/1,20\n");
  const std::string raw = printed("ffmpeg -v error -i " + name + " -f rawvideo -pix_fmt rgb24 -");
  BOOST_REQUIRE(raw.size() == 20 * kFrameBytes);
  // an arm turns by 0.95 rad in the first second of the plant and back in the next
  BOOST_TEST(frames_apart(raw, 0, 5) > 300);
  BOOST_TEST(frames_apart(raw, 0, 10) < frames_apart(raw, 0, 5) / 3);  // but for the clock
  for (std::size_t frame = 0; frame < 20; ++frame) {
    std::array<bool, 256> seen = {};
    for (std::size_t i = 0; i < kFrameBytes; ++i) {
      seen[static_cast<unsigned char>(raw[frame * kFrameBytes + i])] = true;
    }
    BOOST_TEST(std::count(seen.begin(), seen.end(), true) > 60);  // not blank
  }
  BOOST_TEST(new_files() == 1);  // nothing beside the movie
}

BOOST_AUTO_TEST_CASE(the_same_moment_has_the_same_pixels_whatever_was_shown_before) {
  const auto film_of = [&](const std::vector<double>& seconds) {
    ViewSession session = session_of_file(file(), kData, "overview", kSize, false);
    const TourPlayer tour(read_tour_text("t.toml",
                                         "[[shot]]\ncamera = \"overview\"\nfor = \"4 s\"\nmove = "
                                         "\"orbit\"\nturn = \"40 deg\"\ncaption = \"a caption\"\n"
                                         "[[shot]]\nfor = \"2 s\"\nlights_out = true\n"),
                          session.hall(), kSize.aspect(), {0, kSliceNs});
    PlantFilm film(session, kSize);
    std::vector<std::vector<std::uint8_t>> pictures;
    for (const double second : seconds) pictures.push_back(film.picture(tour.at(second)).rgb);
    return pictures;
  };
  const auto ahead = film_of({0.0, 1.0, 2.5, 5.0}), back = film_of({5.0, 2.5, 5.0, 1.0, 0.0});
  BOOST_TEST((ahead[0] == back[4]));
  BOOST_TEST((ahead[1] == back[3]));
  BOOST_TEST((ahead[2] == back[1]));
  BOOST_TEST((ahead[3] == back[0]));
  BOOST_TEST((ahead[0] != ahead[1]));
  const auto mean = [](const std::vector<std::uint8_t>& rgb) {
    double sum = 0.0;
    for (const std::uint8_t c : rgb) sum += c;
    return sum / static_cast<double>(rgb.size());
  };
  BOOST_TEST(mean(ahead[3]) < 0.6 * mean(ahead[2]));  // lights out
}

BOOST_AUTO_TEST_CASE(a_second_of_a_tour_is_a_picture) {
  write_file_whole(folder.path() / "t.toml",
                   "[[shot]]\ncamera = \"overview\"\nfor = \"4 s\"\nmove = \"dolly\"\nway = \"6 m\""
                   "\ncaption = \"a caption\"\n");
  RenderOptions options = this->options("a.png");
  options.tour = folder.path() / "t.toml";
  render_hall(options);
  options.out = folder.path() / "b.png";
  options.second = "3 s";
  render_hall(options);
  BOOST_TEST((read_file(folder.path() / "a.png", 1U << 20U) !=
              read_file(folder.path() / "b.png", 1U << 20U)));
}

BOOST_AUTO_TEST_CASE(without_ffmpeg_it_names_the_package_and_leaves_nothing) {
  const ProgramResult result = run_program(
      "darkline-viewer", {"render", file().string(), "--out", (*this / "x.mp4").string()},
      {"PATH=/nowhere", "DARKLINE_DATA=" + kData.string()});
  BOOST_TEST(result.exit_code == 74);
  BOOST_TEST(result.err.find("apt install ffmpeg") != std::string::npos, result.err);
  BOOST_TEST(new_files() == 0);
}

BOOST_AUTO_TEST_CASE(an_ffmpeg_that_fails_is_heard_and_leaves_nothing) {
  const fs::path bin = *this / "bin";
  fs::create_directories(bin);
  write_file_whole(bin / "ffmpeg", "#!/bin/sh\necho 'Unknown encoder libx264' >&2\nexit 1\n");
  fs::permissions(bin / "ffmpeg", fs::perms::owner_all);
  const ProgramResult result = run_program(
      "darkline-viewer",
      {"render", file().string(), "--out", (*this / "x.mp4").string(), "--to", "00:00:02"},
      {"PATH=" + bin.string() + ":/usr/bin:/bin", "DARKLINE_DATA=" + kData.string(),
       "LP_NUM_THREADS=0"});
  BOOST_TEST(result.exit_code == 74);
  BOOST_TEST(result.err.find("Unknown encoder libx264") != std::string::npos, result.err);
  BOOST_TEST(new_files() == 1);  // the folder bin
}

BOOST_AUTO_TEST_CASE(a_movie_that_is_given_up_leaves_the_old_file) {
  write_file_whole(folder.path() / "x.mp4", "old");
  {
    MovieFile movie(folder.path() / "x.mp4", {.size = kSize});
    movie.add({.size = kSize, .rgb = std::vector<std::uint8_t>(kFrameBytes, 40)});
  }
  BOOST_TEST(read_file(folder.path() / "x.mp4", 100) == "old");
  BOOST_TEST(new_files() == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_is_refused_before_anything_is_drawn) {
  using Change = std::function<void(RenderOptions&)>;
  const std::pair<Change, const char*> wrong[] = {
      {[](RenderOptions& o) { o.size.width = 321; }, "--width: found 321, wanted an even number"},
      {[](RenderOptions& o) { o.from = "00:00:05", o.to = "00:00:04"; }, "--to"},
      {[](RenderOptions& o) { o.to = "00:01:00"; }, "wanted a time from 00:00:00 to 00:00:10"},
      {[](RenderOptions& o) { o.at = "1 s"; }, "a movie has --from and --to"},
      {[](RenderOptions& o) { o.camera = "z10_body/st09"; }, "z10_body/st0"},
      {[](RenderOptions& o) { o.out = "x.avi"; }, "*.mp4"},
      {[](RenderOptions& o) { o.out = "x.png", o.to = "1 s"; }, "are for a movie"},
      {[](RenderOptions& o) { o.second = "1 s"; }, "--tour"}};
  for (const auto& [change, text] : wrong) {
    RenderOptions options = this->options("x.mp4");
    change(options);
    DARKLINE_TEST_THROWS(render_hall(options), UsageError, text);
  }
  BOOST_TEST(new_files() == 0);
}

BOOST_AUTO_TEST_CASE(the_time_left_follows_from_the_rate_so_far) {
  BOOST_TEST(film_progress_text("pictures", 120, 1000, 60.0) ==
             "120 of 1000 pictures, 2.0 a second, 7 min 20 s left");
  BOOST_TEST(film_progress_text("pictures", 990, 1000, 99.0) ==
             "990 of 1000 pictures, 10.0 a second, 1 s left");
}

BOOST_AUTO_TEST_CASE(the_shipped_tours_are_tours) {
  for (const auto& entry : fs::directory_iterator(kData / "tours")) {
    const Tour tour = read_tour(entry.path());
    BOOST_TEST(tour.shots.size() >= 3U, entry.path().string());
  }
}

BOOST_AUTO_TEST_SUITE_END()
