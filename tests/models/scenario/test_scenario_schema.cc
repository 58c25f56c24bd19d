#include <cstdlib>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/base/file.h"
#include "models/scenario/key_values.h"
#include "models/scenario/scenario_schema.h"
#include "tests/models/scenario/scenario_texts.h"

using namespace darkline;

namespace {

// `visit(key, record)` for every row, with a record that the key fits.
template <class Visit>
void for_every_key(Visit visit) {
  const Scenario scenario = default_scenario();
  const ZoneConfig zone;
  const LinkConfig link;
  const VariantConfig variant;
  const ChangeoverConfig changeover;
  for (const auto& key : scenario_keys()) visit(key, scenario);
  for (const auto& key : zone_keys()) visit(key, zone);
  for (const auto& key : link_keys()) visit(key, link);
  for (const auto& key : variant_keys()) visit(key, variant);
  for (const auto& key : changeover_keys()) visit(key, changeover);
}

bool starts_a_sentence(std::string_view text) {
  return text.size() > 4 && text.front() >= 'A' && text.front() <= 'Z';
}

constexpr const char* kIntroduction =
    R"(# Scenario files

A scenario is a TOML file that says what the factory is and what is asked of it. It states only what
differs from the defaults below. A number that measures something carries its unit as text
(`takt = "51 s"`, `robot_price = "40 kUSD"`); a bare number, or a unit that measures something else,
is refused with its place in the file. Counts and factors are bare numbers.

A key such as `plant.takt` stands as `takt` under `[plant]`. Zones, links, variants and
changeovers are lists of tables: each begins with `[[zone]]`, `[[link]]`, `[[variant]]` or
`[[changeover]]`. `extends = "other.toml"`, on top of a file, reads the other file first; a zone or
variant of the same name, or a link or changeover with the same ends, is then changed in place.

A body goes from zone to zone by links. One that leads back carries something else than bodies on
their way: `carries = "rework"` takes those with a fault, and `carries = "carriers"` empty skids. A
line whose loops are overfull stands still: the run ends, with exit code 65, and names its stations.

`--set plant.takt="60 s"`, `--set zone.z60_framing.spots=480` and
`--set link.z60_framing.z65_roof.places=6` change a key for one run.
`darkline scenario FILE --effective` prints a scenario with all its values, `darkline scenario
--keys` prints the table below.

)";

}  // namespace

BOOST_AUTO_TEST_SUITE(scenario_schema)

BOOST_AUTO_TEST_CASE(every_default_and_every_example_can_be_read_and_lies_in_the_range) {
  for_every_key([](const auto& key, auto record) {
    BOOST_TEST_CONTEXT(key.spec.path) {
      if (!key.spec.default_value.empty()) {
        BOOST_CHECK_NO_THROW(set_from_text(key, record, key.spec.default_value));
      }
      BOOST_TEST((is_text(key) || !key.spec.example.empty()));
      BOOST_CHECK_NO_THROW(set_from_text(key, record, key.spec.example));
      BOOST_TEST((is_text(key) || key.spec.low < key.spec.high));
    }
  });
}

BOOST_AUTO_TEST_CASE(every_key_says_what_it_means) {
  for_every_key([](const auto& key, const auto&) {
    BOOST_TEST_CONTEXT(key.spec.path) {
      BOOST_TEST(starts_a_sentence(key.spec.text));
      BOOST_TEST(key.spec.text.ends_with('.'));
      // in the table of docs/scenario.md these would end a cell or a line
      BOOST_TEST(key.spec.text.find_first_of("|\n") == std::string_view::npos);
      BOOST_TEST(!kind_of(key).empty());
    }
  });
}

BOOST_AUTO_TEST_CASE(every_key_is_shown_in_a_unit_of_its_dimension) {
  for_every_key([](const auto& key, const auto&) {
    const auto units = units_of(key.spec.dimension);
    const bool known = key.spec.dimension == Dimension::none
                           ? key.spec.unit.empty()
                           : std::find(units.begin(), units.end(), key.spec.unit) != units.end();
    BOOST_TEST(known, key.spec.path << " in " << key.spec.unit);
  });
}

BOOST_AUTO_TEST_CASE(no_key_and_no_field_has_two_rows) {
  std::set<std::string_view> paths;
  std::size_t rows = 0;
  for_every_key([&](const auto& key, const auto&) {
    ++rows;
    BOOST_TEST(paths.insert(key.spec.path).second, key.spec.path);
  });
  BOOST_TEST(paths.size() == rows);

  Scenario scenario;
  std::set<const void*> fields;
  for (const auto& key : scenario_keys()) {
    const void* field = std::visit(
        [&](auto access) { return static_cast<const void*>(&access(scenario)); }, key.field);
    BOOST_TEST(fields.insert(field).second, key.spec.path << " fills the field of another key");
  }
}

BOOST_AUTO_TEST_CASE(what_is_set_from_text_is_written_as_the_same_text) {
  for_every_key([](const auto& key, auto record) {
    set_from_text(key, record, key.spec.example);
    const std::string once = text_of_field(key, record);
    set_from_text(key, record, once);
    BOOST_TEST(text_of_field(key, record) == once, key.spec.path);
  });
}

// A scenario without a title is called after its file; all else in the sections has a default.
BOOST_AUTO_TEST_CASE(of_the_sections_only_the_title_has_no_default) {
  for (const auto& key : scenario_keys()) {
    BOOST_TEST(key.spec.default_value.empty() == (key.spec.path == "scenario.title"),
               key.spec.path);
  }
  BOOST_TEST(keys_as_markdown().find("| `scenario.title` | a text |  | the file's name |") !=
             std::string::npos);
}

// A minute is 1/60 h, which no short decimal gives.
BOOST_AUTO_TEST_CASE(bounds_are_shown_in_the_shorter_unit) {
  const KeySpec spec{"plant.shift", Dimension::time, "h", 60, 86400, "", "", ""};
  BOOST_TEST(bound_text(spec, spec.low) == "60 s");
  BOOST_TEST(bound_text(spec, spec.high) == "24 h");
}

BOOST_AUTO_TEST_CASE(lists_are_taken_apart_at_commas) {
  using Texts = std::vector<std::string>;
  BOOST_TEST(split_list("1 s, 2 s") == (Texts{"1 s", "2 s"}), boost::test_tools::per_element());
  BOOST_TEST(split_list("[5, 5,4]") == (Texts{"5", "5", "4"}), boost::test_tools::per_element());
  BOOST_TEST(split_list("[\"1 s\", \"2 s\"]") == (Texts{"1 s", "2 s"}),
             boost::test_tools::per_element());
  BOOST_TEST(split_list("").empty());
  BOOST_TEST(split_list("[]").empty());
}

// DARKLINE_BLESS=1 writes the page anew.
BOOST_AUTO_TEST_CASE(the_page_of_the_language_is_what_the_table_says) {
  const std::filesystem::path page =
      std::filesystem::path(DARKLINE_SOURCE_DIR) / "docs/scenario.md";
  const std::string wanted = kIntroduction + keys_as_markdown();
  const char* bless = std::getenv("DARKLINE_BLESS");
  if (bless != nullptr && std::string(bless) == "1") write_file_whole(page, wanted);
  const bool same = read_file(page, 1 << 20) == wanted;
  BOOST_TEST(same, page << " is old: run this test with DARKLINE_BLESS=1 and look at the change");
}

BOOST_AUTO_TEST_CASE(the_keys_for_programs_hold_every_key) {
  const std::string json = keys_as_json();
  for_every_key([&](const auto& key, const auto&) {
    const std::string row = "\"key\": \"" + std::string(key.spec.path) + "\"";
    BOOST_TEST(json.find(row) != std::string::npos, key.spec.path);
  });
}

BOOST_AUTO_TEST_SUITE_END()
