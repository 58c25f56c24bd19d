#include <bit>
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/file.h"
#include "models/scenario/scenario_reader.h"
#include "models/scenario/scenario_schema.h"
#include "tests/models/scenario/scenario_texts.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace darkline;
using darkline::testing::scenario_of;
using darkline::testing::TemporaryFolder;

namespace {

// The fields of two records that differ, by the paths of their keys; doubles by their bits.
template <class Record>
void compare(std::span<const Key<Record>> keys, const Record& a, const Record& b,
             std::vector<std::string>& different) {
  const auto bits = [](const std::vector<double>& values) {
    std::vector<std::uint64_t> all;
    for (const double value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
    return all;
  };
  Record one = a, two = b;
  for (const Key<Record>& key : keys) {
    const bool same = std::visit(
        [&](auto field) {
          using Value = std::remove_reference_t<decltype(field(one))>;
          if constexpr (std::is_same_v<Value, double>) {
            return bits({field(one)}) == bits({field(two)});
          } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
            return bits(field(one)) == bits(field(two));
          } else {
            return field(one) == field(two);
          }
        },
        key.field);
    if (!same) different.emplace_back(key.spec.path);
  }
}

std::vector<std::string> differences(const Scenario& a, const Scenario& b) {
  std::vector<std::string> different;
  compare(scenario_keys(), a, b, different);
  const auto compare_all = [&](auto keys, const auto& as, const auto& bs, const char* name) {
    if (as.size() != bs.size()) different.emplace_back(std::string("number of ") + name);
    for (std::size_t i = 0; i < std::min(as.size(), bs.size()); ++i) {
      compare(keys, as[i], bs[i], different);
    }
  };
  compare_all(zone_keys(), a.zones, b.zones, "zones");
  compare_all(link_keys(), a.links, b.links, "links");
  compare_all(variant_keys(), a.variants, b.variants, "variants");
  compare_all(changeover_keys(), a.changeovers, b.changeovers, "changeovers");
  return different;
}

}  // namespace

// The text must be refused with an InputError that says all of these.
#define REFUSED(text, ...) DARKLINE_TEST_THROWS(scenario_of(text), InputError, __VA_ARGS__)

BOOST_AUTO_TEST_SUITE(scenario_reader)

BOOST_AUTO_TEST_CASE(what_a_file_leaves_out_has_its_default) {
  const Scenario s = scenario_of("[plant]\ntakt = \"60 s\"\n");
  BOOST_TEST(s.plant.takt_s == 60.0);
  BOOST_TEST(s.plant.transfer_s == 11.2);
  BOOST_TEST(s.reliability.micro_stop.mtbf_s == 6 * 3600.0);
  BOOST_TEST(s.simulation.replications == 10);
  BOOST_TEST(s.table.robot_duty == (std::vector<double>{0.0, 0.275, 1.0, 1.725, 2.5}),
             boost::test_tools::per_element());
  BOOST_TEST(s.info.title == "a");  // the name of the file
  BOOST_TEST((s.zones.empty() && s.links.empty() && s.variants.empty()));
  BOOST_TEST(differences(scenario_of(""), default_scenario()) ==
                 std::vector<std::string>{"scenario.title"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_kind_of_value_is_read) {
  const Scenario s = scenario_of(R"(
[scenario]
title = 'A "quoted" title'
[plant]
shifts_per_day = 2.5
days_per_year = 250
split_from_stations = 8
[cost]
robot_price = "40 kUSD"
[table]
robot_price = ["140 kUSD", "40000 USD"]
vehicle_duty = []
[[zone]]
name = "doors"
stations = [5, 4]
[[variant]]
name = "long"
share = "30 %"
)");
  BOOST_TEST(s.info.title == "A \"quoted\" title");
  BOOST_TEST(s.plant.shifts_per_day == 2.5);
  BOOST_TEST(s.plant.days_per_year == 250.0);
  BOOST_TEST(s.plant.split_from_stations == 8);
  BOOST_TEST(s.cost.robot_usd == 40e3);
  BOOST_TEST(s.table.robot_usd == (std::vector<double>{140e3, 40e3}),
             boost::test_tools::per_element());
  BOOST_TEST(s.table.vehicle_duty.empty());
  BOOST_REQUIRE(s.zones.size() == 1U);
  BOOST_TEST(s.zones[0].stations == (std::vector<std::int64_t>{5, 4}),
             boost::test_tools::per_element());
  BOOST_TEST(s.zones[0].title == "-");
  BOOST_REQUIRE(s.variants.size() == 1U);
  BOOST_TEST(s.variants[0].share == 0.3);
  BOOST_TEST(s.variants[0].work_factor == 1.0);
}

BOOST_AUTO_TEST_CASE(places_say_where_a_key_was_set) {
  const Scenario s =
      scenario_of("[plant]\n  takt = \"60 s\"\n[[zone]]\nname=\"a\"\nstations=[1]\n");
  BOOST_TEST(s.place_of("plant.takt").text() == "a.toml:2:10");
  BOOST_TEST(s.place_of("plant.transfer").text() == "a.toml");
  BOOST_TEST(s.zones[0].place.line == 3);
}

BOOST_AUTO_TEST_CASE(a_wrong_unit_is_refused_with_its_place_and_the_units_that_fit) {
  REFUSED("[plant]\ntakt = \"60 kg\"\n", "a.toml:2:8: plant.takt: ", "found \"60 kg\"",
          "wanted a time with its unit", "s, ms, min, h, d, y");
  REFUSED("[table]\nrobot_price = [\"40 kUSD\", \"40 s\"]\n", "a.toml:2:15: table.robot_price",
          "found \"40 s\"", "an amount of money");
}

BOOST_AUTO_TEST_CASE(a_bare_number_is_refused_with_the_number_and_its_unit) {
  REFUSED("[plant]\ntakt = 60\n", "a.toml:2:8: plant.takt: ", "found \"60\"", "\"60 s\"",
          "a bare number is refused");
  REFUSED("[plant]\ntakt = 60.5\n", "\"60.5 s\"");
  REFUSED("[plant]\ntakt = \"60\"\n", "a.toml:2:8", "\"60 s\"");
  REFUSED("[table]\nrobot_duty = [0, 27.5]\n", "a.toml:2:14", "\"0 %\"");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused_with_the_nearest) {
  REFUSED("[plant]\n\ntakkt = \"60 s\"\n", "a.toml:3:9: plant.takkt: ", "an unknown name",
          "a key of [plant]", "did you mean takt?", "darkline scenario --keys");
  REFUSED("[[zone]]\nname = \"a\"\nspot = 3\n", "a.toml:3:8: zone.spot", "spots");
  REFUSED("[plant.takt]\nx = 1\n", "a.toml:1:1: plant.takt", "a table", "a time, such as");
}

BOOST_AUTO_TEST_CASE(an_unknown_section_is_refused_with_the_nearest) {
  REFUSED("[palnt]\ntakt = \"60 s\"\n", "a.toml:1:1: palnt: ", "a section of a scenario",
          "did you mean plant?");
  REFUSED("[zones]\n", "did you mean zone?");
  REFUSED("takt = \"60 s\"\n", "a.toml:1:8: takt: ", "a section of a scenario");
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_type_is_refused_with_an_example) {
  REFUSED("[plant]\ntakt = true\n", "a.toml:2:8: plant.takt: ", "found true",
          "a time, such as takt = \"51 s\"");
  REFUSED("[plant]\ntakt = [\"60 s\"]\n", "a.toml:2:8: plant.takt: ", "found a list");
  REFUSED("[plant]\ntakt = 2024-01-01\n", "a date or time");
  REFUSED("[plant]\nsplit_from_stations = \"8\"\n", "found \"8\"", "a count, such as");
  REFUSED("[plant]\nsplit_from_stations = 8.5\n", "found \"8.5\"", "a whole number");
  REFUSED("[plant]\nshifts_per_day = nan\n", "a.toml:2:18: plant.shifts_per_day", "nan");
  REFUSED("[scenario]\ntitle = 3\n", "found 3", "a text, such as title = ");
  REFUSED("[table]\nrobot_price = \"40 kUSD\"\n", "found \"40 kUSD\"", "a list");
  REFUSED("plant = 3\n", "a.toml:1:9: plant: ", "found 3", "a table: [plant]");
  REFUSED("zone = 3\n", "a.toml:1:8: zone: ", "a list of tables: [[zone]]");
  REFUSED("[zone]\nname = \"a\"\n", "a table", "[[zone]]");
}

// A list is kept as one text inside: an element with a comma must not become two.
BOOST_AUTO_TEST_CASE(an_element_of_a_list_is_one_value) {
  REFUSED("[table]\nrobot_price = [\"140 kUSD, 40 kUSD\"]\n", "a.toml:2:15: table.robot_price",
          "found \"140 kUSD, 40 kUSD\"", "a list");
  REFUSED("[table]\nrobot_price = [\"\", \"40 kUSD\"]\n", "found \"\"");
  REFUSED("[table]\nrobot_price = [\"[40 kUSD]\"]\n", "found \"[40 kUSD]\"");
  REFUSED("[table]\nrobot_price = ['\"40 kUSD\"']\n", "table.robot_price");
  REFUSED("[[zone]]\nname = \"a\"\nstations = [[1], 2]\n", "a.toml:3:12: zone.stations", "a list");
}

BOOST_AUTO_TEST_CASE(a_key_that_must_be_given_is_asked_for) {
  REFUSED("[[zone]]\nstations = [1]\n", "a.toml:1:1: zone.name: ", "found nothing",
          "a text, such as name = \"z60_framing\"");
  REFUSED("[[zone]]\nname = \"a\"\n",
          "a.toml:1:1: zone.stations: ", "a list of counts, such as stations = [6]");
  REFUSED("[[link]]\nfrom = \"a\"\n", "a.toml:1:1: link.to");
  REFUSED("[[variant]]\nname = \"a\"\n", "a.toml:1:1: variant.share", "share = \"30 %\"");
}

BOOST_AUTO_TEST_CASE(the_same_thing_twice_is_refused_with_the_place_of_the_first) {
  const std::string zone = "[[zone]]\nname = \"a\"\nstations = [1]\n";
  REFUSED(zone + zone, "a.toml:4:1: zone: ", "the same zone a second time", "stands at a.toml:1:1");
  const std::string link = "[[link]]\nfrom = \"a\"\nto = \"b\"\n";
  REFUSED(link + link, "a.toml:4:1: link: ", "the same link a second time");
  const std::string variant = "[[variant]]\nname = \"a\"\nshare = \"50 %\"\n";
  REFUSED(variant + variant, "a.toml:4:1: variant: ", "the same variant a second time");
  REFUSED("[plant]\ntakt = \"60 s\"\ntakt = \"61 s\"\n", "a.toml:3:", "not TOML");
}

BOOST_AUTO_TEST_CASE(a_number_out_of_range_is_refused_with_the_range) {
  REFUSED("[cost]\nrobot_price = \"-40 kUSD\"\n",
          "a.toml:2:15: cost.robot_price: ", "found \"-40 kUSD\"",
          "an amount of money from 0 kUSD to 1000000000 kUSD");
  REFUSED("[plant]\ntakt = \"0 s\"\n", "a time from 1 s to 3600 s");
  REFUSED("[process]\nexpulsion = \"51 %\"\n", "a share from 0 % to 50 %");
  REFUSED("[simulation]\nreplications = 1\n", "a.toml:2:16: simulation.replications", "2 to");
  REFUSED("[simulation]\nreplications = 99999999999999999999\n", "a.toml:2:");
  REFUSED("[table]\nrobot_duty = [\"0 %\", \"2000 %\"]\n", "found \"2000 %\"", "1000 %");
}

BOOST_AUTO_TEST_CASE(too_many_zones_links_or_variants_are_refused) {
  std::string text;
  for (int i = 0; i < 201; ++i) {
    text += "[[zone]]\nname = \"z" + std::to_string(i) + "\"\nstations = [1]\n";
  }
  REFUSED(text, "a.toml:601:1: zone: ", "found 201 of them", "at most 200");
  text.clear();
  for (int i = 0; i < 51; ++i) {
    text += "[[variant]]\nname = \"v" + std::to_string(i) + "\"\nshare = \"1 %\"\n";
  }
  REFUSED(text, "variant: ", "at most 50");
}

BOOST_FIXTURE_TEST_CASE(a_file_of_ten_megabytes_is_refused, TemporaryFolder) {
  const auto file = write("big.toml", std::string(10'000'000, '#'));
  DARKLINE_TEST_THROWS(read_scenario(file), InputError, file.string(), "more than 1048576 bytes");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused_with_their_place) {
  REFUSED(std::string("[plant]\ntakt\0 = 3", 16), "a.toml:2:5: ", "a NUL byte", "binary file");
  REFUSED(std::string("\0", 1), "a.toml:1:1: ", "a NUL byte");
  REFUSED("[plant]\n\xFF\xFE = 3\n", "a.toml:", "not TOML", "utf-8");
  REFUSED("[scenario]\ntitle = \"a\\u0000b\"\n", "a.toml:2:9: scenario.title");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_toml_is_refused_with_its_place) {
  REFUSED("[plant]\ntakt = \n", "a.toml:2:", "not TOML");
  REFUSED("[plant\n", "a.toml:1:", "not TOML");
  REFUSED("<robot name=\"kuka\">\n", "a.toml:1:", "not TOML");
  REFUSED("[#", "a.toml:1:", "not TOML");
  REFUSED("\xC4\x85 = 3", "a.toml:1:", "not TOML");
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_refused) {
  REFUSED("x = " + std::string(100'000, '['), "a.toml:1:", "not TOML");
  std::string tables = "x = ";
  for (int i = 0; i < 50'000; ++i) tables += "{a=";
  REFUSED(tables, "a.toml:1:", "not TOML");
}

BOOST_FIXTURE_TEST_CASE(a_missing_file_is_an_io_error, TemporaryFolder) {
  DARKLINE_TEST_THROWS(read_scenario(path() / "none.toml"), IoError, "none.toml");
}

BOOST_FIXTURE_TEST_CASE(a_file_changes_what_it_extends, TemporaryFolder) {
  write("base.toml",
        "[plant]\ntakt = \"60 s\"\ntransfer = \"10 s\"\n"
        "[[zone]]\nname = \"a\"\nstations = [2]\nspots = 40\n"
        "[[zone]]\nname = \"b\"\nstations = [1]\n"
        "[[link]]\nfrom = \"a\"\nto = \"b\"\nplaces = 3\n");
  const auto file = write("below/top.toml",
                          "extends = \"../base.toml\"\n[plant]\ntakt = \"50 s\"\n"
                          "[[zone]]\nname = \"a\"\nspots = 50\n"
                          "[[zone]]\nname = \"c\"\nstations = [1]\n"
                          "[[link]]\nfrom = \"a\"\nto = \"b\"\nplaces = 5\n");
  const ReadScenario read = read_scenario(file);
  const Scenario& s = read.scenario;
  BOOST_TEST(s.plant.takt_s == 50.0);
  BOOST_TEST(s.plant.transfer_s == 10.0);
  BOOST_REQUIRE(s.zones.size() == 3U);
  BOOST_TEST(s.zones[0].spots == 50);
  BOOST_TEST(s.zones[0].stations == std::vector<std::int64_t>{2}, boost::test_tools::per_element());
  BOOST_TEST(s.zones[2].name == "c");
  BOOST_REQUIRE(s.links.size() == 1U);
  BOOST_TEST(s.links[0].places == 5);
  // messages name the file that says it
  BOOST_TEST(s.place_of("plant.takt").text() == file.string() + ":3:8");
  BOOST_TEST(s.place_of("plant.transfer").file.ends_with("base.toml"));
  // the provenance names both, the scenario first
  BOOST_REQUIRE(read.files.size() == 2U);
  BOOST_TEST(read.files[0].name == "top.toml");
  BOOST_TEST(read.files[1].name == "base.toml");
  BOOST_TEST(read.files[0].sha256 == sha256_hex(read_file(file, 1000)));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_extended_is_refused_with_its_place, TemporaryFolder) {
  const auto refused = [&](const std::string& extends, std::string_view because) {
    const auto file = write("a.toml", "\nextends = " + extends + "\n");
    DARKLINE_TEST_THROWS(read_scenario(file), InputError,
                         file.string() + ":2:11: extends: ", because);
  };
  refused("\"none.toml\"", "there is none at " + path().string());
  refused("\".\"", "there is none at");
  refused("\"/dev/zero\"", "there is none at");
  refused("\"" + std::string(5000, 'x') + "\"", "there is none at");
  refused("\"a\\u0000b\"", "the name of a scenario file");
  refused("3", "found 3");
  refused("[\"b.toml\"]", "found a list");
  write("plain", "");
  refused("\"plain/b.toml\"", "there is none at");
}

BOOST_FIXTURE_TEST_CASE(a_circle_of_files_is_refused, TemporaryFolder) {
  const auto itself = write("a.toml", "extends = \"./a.toml\"\n");
  DARKLINE_TEST_THROWS(read_scenario(itself), InputError, "a.toml:1:11: extends", "circle");
  const auto b = write("b.toml", "extends = \"c.toml\"\n");
  write("c.toml", "extends = \"b.toml\"\n");
  DARKLINE_TEST_THROWS(read_scenario(b), InputError, "c.toml:1:11: extends", "circle");
}

BOOST_FIXTURE_TEST_CASE(four_files_may_extend_each_other_and_five_not, TemporaryFolder) {
  write("1.toml", "[plant]\ntakt = \"55 s\"\n");
  for (int i = 2; i <= 5; ++i) {
    write(std::to_string(i) + ".toml", "extends = \"" + std::to_string(i - 1) + ".toml\"\n");
  }
  BOOST_TEST(read_scenario(path() / "4.toml").scenario.plant.takt_s == 55.0);
  DARKLINE_TEST_THROWS(read_scenario(path() / "5.toml"), InputError, "2.toml:1:11: extends",
                       "at most 4 files");
}

BOOST_AUTO_TEST_CASE(set_changes_keys_of_sections_zones_and_variants) {
  const std::string text =
      "[[zone]]\nname = \"a\"\nstations = [1]\n[[variant]]\nname = \"v\"\nshare = \"100 %\"\n";
  const Scenario s = scenario_of(
      text, {"plant.takt=60 s", "scenario.title=x=y", "zone.a.spots=480", "zone.a.stations=[2, 3]",
             "variant.v.share=50 %", "table.robot_price=1 USD, 2 kUSD", "plant.takt=61 s"});
  BOOST_TEST(s.plant.takt_s == 61.0, "the last one counts");
  BOOST_TEST(s.info.title == "x=y");
  BOOST_TEST(s.zones[0].spots == 480);
  BOOST_TEST(s.zones[0].stations == (std::vector<std::int64_t>{2, 3}),
             boost::test_tools::per_element());
  BOOST_TEST(s.variants[0].share == 0.5);
  BOOST_TEST(s.table.robot_usd == (std::vector<double>{1.0, 2000.0}),
             boost::test_tools::per_element());
  BOOST_TEST(s.place_of("plant.takt").text() == "--set");
}

BOOST_AUTO_TEST_CASE(a_bad_set_is_refused) {
  const auto set = [](const std::string& text) {
    return scenario_of("[[zone]]\nname = \"z60_framing\"\nstations = [1]\n", {text});
  };
  DARKLINE_TEST_THROWS(set("plant.takt"), UsageError, "plant.takt", "key=value");
  DARKLINE_TEST_THROWS(set("plant.takkt=60 s"), InputError,
                       "--set: plant.takkt: ", "an unknown key", "did you mean plant.takt");
  DARKLINE_TEST_THROWS(set("zone.z60_framing.spot=3"), InputError, "zone.z60_framing.spots");
  DARKLINE_TEST_THROWS(set("zone.z60_farming.spots=3"), InputError, "zone.z60_framing.spots");
  DARKLINE_TEST_THROWS(set("plant.takt=60"), InputError, "--set: plant.takt: ", "\"60 s\"");
  DARKLINE_TEST_THROWS(set("plant.takt="), InputError, "--set: plant.takt: ", "found \"\"");
  DARKLINE_TEST_THROWS(set("plant.takt=1 d"), InputError, "1 s to 3600 s");
  DARKLINE_TEST_THROWS(set("zone.z60_framing.spots=1.5"), InputError, "a whole number");
  DARKLINE_TEST_THROWS(set("=3"), InputError, "an unknown key");
  DARKLINE_TEST_THROWS(set("scenario.title=\xFF"), InputError, "--set: scenario.title", "UTF-8");
}

BOOST_AUTO_TEST_CASE(the_effective_form_gives_the_same_values_to_the_bit) {
  for (const auto& file : testing::shipped_scenarios()) {
    const Scenario once = read_scenario(file).scenario;
    const std::string text = effective_toml(once);
    const Scenario twice = read_scenario_text("effective.toml", text).scenario;
    BOOST_TEST(differences(once, twice) == std::vector<std::string>{},
               boost::test_tools::per_element());
    BOOST_TEST(effective_toml(twice) == text, file);
    BOOST_TEST(text.find("extends") == std::string::npos, file);
  }
}

// 51.3 s is no double times 60 or 3600; the key's own unit would lose its last bit.
BOOST_AUTO_TEST_CASE(the_effective_form_keeps_values_written_in_other_units) {
  const Scenario once = scenario_of(
      "[scenario]\ntitle = \"\\u0001 \\\" \\\\ \\n \xC3\xBC\"\n"
      "[reliability]\nmicro_stop_mttr = \"51.3 s\"\nmicro_stop_mtbf = \"0.7 d\"\n"
      "[cost]\nrobot_life = \"4382.7 d\"\nrobot_price = \"0.1 USD\"\nrobot_duty = \"3 ppm\"\n"
      "[energy]\nair_per_body = \"16.3 MJ\"\n");
  const Scenario twice = scenario_of(effective_toml(once));
  BOOST_TEST(differences(once, twice) == std::vector<std::string>{},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
