// The recording of a plant: what was written is read again, and what is damaged is told.
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/stream/deflate.h"
#include "models/stream/plant_player.h"
#include "models/stream/plant_recording.h"
#include "tests/support/small_plant.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using testing::kSecondNs;

namespace {

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string recorded(const testing::TemporaryFolder& folder, int n_slices) {
  const auto path = folder.path() / "plant.dlrec";
  PlantRecordingWriter writer(path);
  for (const auto& chunk : testing::lived_chunks(n_slices)) writer.add(chunk);
  writer.close();
  BOOST_TEST(writer.bytes() == std::filesystem::file_size(path));
  return file_bytes(path);
}

std::unique_ptr<PlantRecordingReader> reader_of(const std::string& bytes) {
  return std::make_unique<PlantRecordingReader>(std::make_unique<std::istringstream>(bytes),
                                                "plant.dlrec");
}

// Reads all that a reader has; throws where it is damaged.
void read_all(const PlantRecordingReader& reader) {
  for (std::size_t i = 0; i < reader.n_states(); ++i) reader.state(i);
  for (std::size_t i = 0; i < reader.n_slices(); ++i) reader.slice(i);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plant_recording)

BOOST_AUTO_TEST_CASE(what_is_deflated_inflates_to_itself_and_to_no_other_length) {
  std::vector<std::byte> bytes;
  for (std::uint32_t i = 0; i < 3'000'000; ++i) bytes.push_back(static_cast<std::byte>(i * i / 7));
  for (const std::size_t n :
       {std::size_t{0}, std::size_t{1}, std::size_t{1} << 20U, bytes.size()}) {
    const auto part = std::span(bytes).first(n);
    const auto small = deflate(part);
    const auto again = inflate(small, n);
    BOOST_TEST(std::equal(again.begin(), again.end(), part.begin(), part.end()));
    BOOST_CHECK_THROW(inflate(small, n + 1), std::invalid_argument);
    if (n > 0) BOOST_CHECK_THROW(inflate(small, n - 1), std::invalid_argument);
    BOOST_CHECK_THROW(inflate(std::span(small).first(small.size() - 1), n), std::invalid_argument);
  }
}

BOOST_FIXTURE_TEST_CASE(what_was_recorded_is_read_again, testing::TemporaryFolder) {
  const std::string bytes = recorded(*this, 7);
  BOOST_TEST(is_plant_recording(bytes));
  const auto reader = reader_of(bytes);
  BOOST_TEST((reader->end() == RecordingEnd::whole));
  BOOST_TEST(reader->complaint() == "");
  BOOST_TEST(reader->scene().robots[2].address == "z10_body/st02/r1");
  BOOST_TEST(reader->n_slices() == 7U);
  BOOST_TEST(reader->n_states() == 3U);  // at 0, 30 and 60 s
  BOOST_TEST(reader->end_ns() == 70 * kSecondNs);
  const auto slices = testing::lived_slices(reader->shape(), 7, 1);
  for (std::size_t i = 0; i < slices.size(); ++i) BOOST_TEST((reader->slice(i) == slices[i]));
  for (std::size_t r = 0; r < 3; ++r) {
    BOOST_REQUIRE(reader->programs()[r].size() == 2U);
    const int n = reader->shape().joints[r];
    for (const double q : {1.0, 0.5}) {
      const PlantProgram& program = reader->programs()[r][q == 1.0 ? 0 : 1];
      const PlantProgram wanted = testing::there_and_back(q, n);
      BOOST_TEST(program.spot == 7U);
      BOOST_TEST(program.is_job == wanted.is_job);
      for (std::size_t s = 0; s < 2; ++s) {
        BOOST_TEST((program.segments[s].c == wanted.segments[s].c));  // to the bit
        BOOST_TEST(program.segments[s].duration_s == wanted.segments[s].duration_s);
      }
    }
  }
}

// A state is what the events before it have led to.
BOOST_FIXTURE_TEST_CASE(stored_states_are_those_of_the_events, testing::TemporaryFolder) {
  const auto reader = reader_of(recorded(*this, 7));
  PlantState state = state_at_start(reader->shape());
  std::size_t next = 0;
  for (std::size_t i = 0; i < reader->n_slices(); ++i) {
    state.t_ns = reader->slice_span(i).start_ns;
    if (next < reader->n_states() && reader->state_ns(next) == state.t_ns) {
      BOOST_TEST((reader->state(next++) == state));
    }
    for (const PlantEvent& event : reader->slice(i).events) apply(state, event);
  }
  BOOST_TEST(next == reader->n_states());
}

// However many of its bytes are there, a file reads up to its last whole chunk and says so.
BOOST_FIXTURE_TEST_CASE(a_recording_that_breaks_off_reads_up_to_there, testing::TemporaryFolder) {
  const std::string bytes = recorded(*this, 5);
  const auto whole = reader_of(bytes);
  std::int64_t last_ns = -1;
  for (std::size_t n = 0; n < bytes.size(); n += n < 100 ? 1 : 37) {
    std::unique_ptr<PlantRecordingReader> cut;
    try {
      cut = reader_of(bytes.substr(0, n));
    } catch (const InputError& error) {
      BOOST_TEST(last_ns == -1);  // only as long as the scene is not whole
      continue;
    }
    BOOST_TEST((cut->end() == RecordingEnd::cut));
    BOOST_TEST(cut->complaint().find("plant.dlrec breaks off at byte ") == 0U);
    BOOST_TEST(cut->end_ns() >= std::max<std::int64_t>(last_ns, 0));
    last_ns = cut->end_ns();
    for (std::size_t i = 0; i < cut->n_slices(); ++i) {
      BOOST_TEST((cut->slice(i) == whole->slice(i)));
    }
  }
  BOOST_TEST(last_ns == 50 * kSecondNs);
  // cut in the index: everything is there
  const auto without = reader_of(bytes.substr(0, bytes.size() - 1));
  BOOST_TEST(without->n_slices() == 5U);
  BOOST_TEST(without->complaint().find("00:00:50 of the plant") != std::string::npos);
}

// Every single bit that flips is noticed: at opening, by a complaint, or where it is read.
BOOST_FIXTURE_TEST_CASE(no_bit_flips_unnoticed, testing::TemporaryFolder) {
  const std::string bytes = recorded(*this, 3);
  for (std::size_t at = 0; at < bytes.size(); at += at < 80 ? 1 : 11) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
    bool noticed = false;
    try {
      const auto reader = reader_of(flipped);
      noticed = reader->end() != RecordingEnd::whole;
      read_all(*reader);
    } catch (const InputError& error) {
      noticed = true;
      BOOST_TEST(std::string(error.what()).find("plant.dlrec") != std::string::npos);
    }
    BOOST_TEST(noticed, "bit of byte " << at);
  }
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_says_what_and_where, testing::TemporaryFolder) {
  DARKLINE_TEST_THROWS(reader_of("{\"schema\": 1}"), InputError, "plant.dlrec",
                       "another kind of file", "--record");
  std::string bytes = recorded(*this, 3);
  std::string later = bytes;
  later[8] = 9;
  DARKLINE_TEST_THROWS(reader_of(later), InputError, "a recording of format 9", "format 1");
  // in the last slice: the file opens, and the place is told where it is read
  std::size_t at = bytes.rfind("DLPLEND") - 8;
  std::uint64_t index_at = 0;
  std::memcpy(&index_at, bytes.data() + at, sizeof(index_at));
  bytes[index_at - 1] = static_cast<char>(bytes[index_at - 1] ^ 1);
  const auto reader = reader_of(bytes);
  DARKLINE_TEST_THROWS(reader->slice(2), InputError, "do not fit their checksum",
                       "00:00:20 of the plant", "byte ");
  BOOST_CHECK_THROW(PlantRecordingReader("/no/such/file"), IoError);
}

BOOST_AUTO_TEST_CASE(chunks_of_what_cannot_be_are_refused) {
  const PlantShape shape = shape_of(testing::small_hall());
  PlantSlice slice{.start_ns = 0, .end_ns = kSecondNs, .events = {}, .traces = {}};
  slice.events = {{.t_ns = 0, .kind = PlantEvent::Kind::station, .subject = 1, .value = 3}};
  const auto chunk = slice_chunk(slice, shape, 0);
  BOOST_TEST((read_slice(chunk, shape) == slice));
  PlantShape smaller = shape;
  smaller.stations = 1;
  BOOST_CHECK_THROW(read_slice(chunk, smaller), std::invalid_argument);
  smaller = shape;
  smaller.joints.pop_back();
  BOOST_CHECK_THROW(read_slice(chunk, smaller), std::invalid_argument);
  BOOST_CHECK_THROW(read_state(chunk, shape), std::invalid_argument);
  const PlantProgram program = testing::there_and_back(1.0, 6);
  NewProgram fast{0, program};
  fast.program.segments[0].c[3][2] = std::numeric_limits<double>::quiet_NaN();
  BOOST_CHECK_THROW(read_programs(programs_chunk(std::span(&fast, 1), shape, 0, 0), shape),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(joints_of_a_trace_are_within_half_a_step) {
  for (double q = -6.5; q < 6.5; q += 0.0137) {
    BOOST_TEST(std::abs(trace_joint(q) * JointTrace::kResolution - q) <= 1.0001e-4);
  }
  BOOST_TEST(trace_joint(100.0) == 32'767);  // the end of the range
}

BOOST_AUTO_TEST_SUITE_END()
