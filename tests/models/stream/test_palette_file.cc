// Palette files: what they say, and what is refused with which words.
#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/stream/palette_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using namespace darkline::testing;

namespace {

const std::vector<PaletteName> kNames = {
    {"states", "down"}, {"states", "starved"}, {"floor", "difference", 3}};

PaletteFile read(const std::string& text) {
  return read_palette_text("p.toml", text, kNames);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(palette_file)

BOOST_AUTO_TEST_CASE(colours_are_read_in_the_order_of_the_names_and_the_rest_is_left_out) {
  const PaletteFile palette = read(
      "[floor]\ndifference = [\"#000001\", \"#0000FF\", \"#ffffff\"]\n"
      "[states]\nstarved = \"#F0e442\"\n[palette]\ntitle = \"Night\"\nsource = \"me\"\n");
  BOOST_TEST(palette.title == "Night");
  BOOST_REQUIRE(palette.entries.size() == 2U);
  BOOST_TEST(palette.entries[0].name == 1U);
  BOOST_TEST((palette.entries[0].rgb == std::vector<std::uint32_t>{0xF0E442}));
  BOOST_TEST(palette.entries[1].name == 2U);
  BOOST_TEST((palette.entries[1].rgb == std::vector<std::uint32_t>{0x000001, 0x0000FF, 0xFFFFFF}));
  BOOST_TEST(read("").entries.empty());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_there_is_refused_with_what_may_have_been_meant) {
  DARKLINE_TEST_THROWS(read("[states]\ndwon = \"#d55e00\""), InputError, "p.toml:2", "states.dwon",
                       "an unknown name", "down");
  DARKLINE_TEST_THROWS(read("[state]\ndown = \"#d55e00\""), InputError, "p.toml:1", "state",
                       "states");
  DARKLINE_TEST_THROWS(read("[palette]\ntitel = \"x\""), InputError, "palette.titel", "title");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_colour_is_refused_where_it_stands) {
  for (const char* const bad : {"\"d55e00\"", "\"#d55e0\"", "\"#d55e000\"", "\"#d55e0g\"",
                                "\"#+55e00\"", "\"# 55e00\"", "\"red\"", "\"\"", "5", "[]"}) {
    DARKLINE_TEST_THROWS(read(std::string("[states]\n\ndown = ") + bad), InputError, "p.toml:3",
                         "states.down", "six hexadecimal digits");
  }
}

BOOST_AUTO_TEST_CASE(a_list_has_as_many_colours_as_its_scale) {
  for (const char* const bad : {"[]", "[\"#000000\", \"#000000\"]", "\"#000000\""}) {
    DARKLINE_TEST_THROWS(read(std::string("[floor]\ndifference = ") + bad), InputError, "p.toml:2",
                         "floor.difference", "a list of 3 colours");
  }
  DARKLINE_TEST_THROWS(read("[floor]\ndifference = [\"#000000\", \"#12\", \"#000000\"]"),
                       InputError, "p.toml:2", "#12", "six hexadecimal digits");
}

BOOST_AUTO_TEST_CASE(what_is_no_palette_at_all_is_refused) {
  DARKLINE_TEST_THROWS(read("[states\n"), InputError, "p.toml");
  DARKLINE_TEST_THROWS(read("states = 5"), InputError, "p.toml:1", "a table [states]");
  DARKLINE_TEST_THROWS(read("[palette]\ntitle = \"a\\nb\""), InputError, "palette.title",
                       "a line of at most 200 bytes");
}

BOOST_AUTO_TEST_CASE(a_file_is_read_up_to_its_most_bytes_or_not_at_all) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "p.toml";
  DARKLINE_TEST_THROWS(read_palette(file, kNames), IoError, "p.toml");
  DARKLINE_TEST_THROWS(read_palette(folder.path(), kNames), IoError, folder.path().string());
  write_file_whole(file, std::string(kMostPaletteBytes, '#'));
  BOOST_TEST(read_palette(file, kNames).entries.empty());
  write_file_whole(file, std::string(kMostPaletteBytes + 1, '#'));
  DARKLINE_TEST_THROWS(read_palette(file, kNames), InputError, "a file of more than 262144 bytes");
}

BOOST_AUTO_TEST_SUITE_END()
