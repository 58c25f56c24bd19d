#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/quantity.h"
#include "models/base/random_stream.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

constexpr std::array<Dimension, 15> kDimensions = {
    Dimension::none,  Dimension::time,           Dimension::length,   Dimension::speed,
    Dimension::mass,  Dimension::force,          Dimension::energy,   Dimension::power,
    Dimension::money, Dimension::percent,        Dimension::per_hour, Dimension::energy_price,
    Dimension::wage,  Dimension::money_per_mass, Dimension::per_year};

// The units of a dimension; for pure numbers the empty one.
std::vector<std::string> units(Dimension dimension) {
  return dimension == Dimension::none ? std::vector<std::string>{""} : units_of(dimension);
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(quantities)

BOOST_AUTO_TEST_CASE(a_number_with_its_unit_is_held_in_the_base_unit) {
  BOOST_TEST(parse_quantity("51 s", Dimension::time) == 51.0);
  BOOST_TEST(parse_quantity("6 h", Dimension::time) == 21600.0);
  BOOST_TEST(parse_quantity("1 y", Dimension::time) == 31536000.0);
  BOOST_TEST(parse_quantity("40 kUSD", Dimension::money) == 40e3);
  BOOST_TEST(parse_quantity("1 kWh", Dimension::energy) == 3.6e6);
  BOOST_TEST(parse_quantity("120 1/min", Dimension::per_hour) == 7200.0);
  BOOST_TEST(parse_quantity("24 1/d", Dimension::per_hour) == 1.0);
  BOOST_TEST(parse_quantity("60 JPH", Dimension::per_hour) == 60.0);
  BOOST_TEST(parse_quantity("75 USD/MWh", Dimension::energy_price) == 0.075);
  BOOST_TEST(parse_quantity("3", Dimension::none) == 3.0);
}

// The value is the double nearest to what is written, not a product of two rounded ones: in
// doubles 28.8 * 0.01 is one bit off 0.288.
BOOST_AUTO_TEST_CASE(a_decimal_unit_shifts_the_point_before_rounding) {
  BOOST_TEST(28.8 * 0.01 != 0.288);
  BOOST_TEST(parse_quantity("28.8 %", Dimension::percent) == 0.288);
  BOOST_TEST(parse_quantity("172.5 %", Dimension::percent) == 1.725);
  BOOST_TEST(parse_quantity("10 %/y", Dimension::per_year) == 0.1);
  BOOST_TEST(parse_quantity("1.1 ms", Dimension::time) == 0.0011);
  BOOST_TEST(parse_quantity("2.3e2 mm", Dimension::length) == 0.23);
  BOOST_TEST(parse_quantity("2.3E+2 mm", Dimension::length) == 0.23);
  BOOST_TEST(parse_quantity("31.4 MUSD", Dimension::money) == 31.4e6);
}

BOOST_AUTO_TEST_CASE(white_space_and_a_plus_sign_do_not_matter) {
  for (const char* text : {"51 s", "51s", "  51\t s ", "+51 s", "51.0 s", "5.1e1 s", "051 s"}) {
    BOOST_TEST(parse_quantity(text, Dimension::time) == 51.0, text);
  }
  BOOST_TEST(parse_quantity("-51 s", Dimension::time) == -51.0);
}

BOOST_AUTO_TEST_CASE(spellings_that_people_use_are_taken) {
  BOOST_TEST(parse_quantity("51 sec", Dimension::time) == 51.0);
  BOOST_TEST(parse_quantity("2 hours", Dimension::time) == 7200.0);
  BOOST_TEST(parse_quantity("5 percent", Dimension::percent) == 0.05);
  BOOST_TEST(parse_quantity("40 k$", Dimension::money) == 40e3);
}

BOOST_AUTO_TEST_CASE(every_unit_goes_out_and_comes_back) {
  for (const Dimension dimension : kDimensions) {
    for (const std::string& unit : units(dimension)) {
      const std::string text = "3 " + unit;
      const double value = parse_quantity(text, dimension);
      const std::string back = format_quantity(value, dimension, unit);
      BOOST_TEST(back == (unit.empty() ? "3" : text));
      BOOST_TEST(parse_quantity(back, dimension) == value);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_dimension_has_a_name_and_its_base_unit_among_its_units) {
  for (const Dimension dimension : kDimensions) {
    BOOST_TEST(!name_of(dimension).empty());
    const auto all = units_of(dimension);
    if (dimension == Dimension::none) {
      BOOST_TEST(all.empty());
      continue;
    }
    const std::string base(base_unit_of(dimension));
    BOOST_TEST((std::find(all.begin(), all.end(), base) != all.end()), base);
  }
}

BOOST_AUTO_TEST_CASE(a_bare_number_is_refused_with_the_number_and_its_unit) {
  DARKLINE_TEST_THROWS(parse_quantity("51", Dimension::time), InputError, "found \"51\"",
                       "a time with its unit", "did you mean \"51 s\"?", "a bare number");
  DARKLINE_TEST_THROWS(parse_quantity("27.5", Dimension::percent), InputError, "\"27.5 %\"");
  DARKLINE_TEST_THROWS(parse_quantity(" 40 ", Dimension::money), InputError, "\"40 USD\"");
}

BOOST_AUTO_TEST_CASE(a_unit_of_another_dimension_is_refused_with_the_units_that_fit) {
  DARKLINE_TEST_THROWS(parse_quantity("51 kg", Dimension::time), InputError, "\"51 kg\"",
                       "\"kg\" is a mass", "the units of a time are s, ms, min, h, d, y");
  for (const Dimension wanted : kDimensions) {
    for (const Dimension written : kDimensions) {
      if (wanted == written || written == Dimension::none) continue;
      for (const std::string& unit : units(written)) {
        DARKLINE_TEST_THROWS(parse_quantity("3 " + unit, wanted), InputError, "3 " + unit,
                             name_of(wanted));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_unit_is_refused_with_the_nearest_or_all) {
  DARKLINE_TEST_THROWS(parse_quantity("51 secs", Dimension::time), InputError, "did you mean sec");
  DARKLINE_TEST_THROWS(parse_quantity("4 kUDS", Dimension::money), InputError, "did you mean kUSD");
  DARKLINE_TEST_THROWS(parse_quantity("51 furlongs", Dimension::mass), InputError,
                       "did you mean kg, g, t");
}

BOOST_AUTO_TEST_CASE(a_unit_behind_a_pure_number_is_refused) {
  DARKLINE_TEST_THROWS(parse_quantity("3 s", Dimension::none), InputError,
                       "a number without a unit", "leave the unit out");
}

BOOST_AUTO_TEST_CASE(what_is_no_finite_decimal_number_is_refused) {
  for (const char* text : {"",
                           " ",
                           "s",
                           "fast",
                           "NaN s",
                           "nan s",
                           "inf s",
                           "-inf s",
                           "infinity s",
                           "0x10 s",
                           "0x1p3 s",
                           "1e400 s",
                           "-1e400 s",
                           "1e308 h",
                           "1e306 d",
                           "1e99999999999 s",
                           "--5 s",
                           "+-5 s",
                           "-+5 s",
                           "++5 s",
                           "+ 5 s",
                           "- 5 s",
                           "1,5 s",
                           "1 000 s",
                           "1'000 s",
                           ". s",
                           "e5 s",
                           "\xC2\xBD s",
                           "5 \xC2\xB5s",
                           "\xEF\xBC\x95 s",
                           "5\xC2\xA0s",
                           "5 s\n",
                           "5 s 5 s"}) {
    BOOST_TEST(testing::complaint_about_throw<InputError>(
                   [&] { parse_quantity(text, Dimension::time); }, {"a time with its unit"}) == "",
               "\"" << text << "\"");
  }
}

// The largest double is 1.8e308: 1e305 kg fits, a thousand times as much does not; and 1e310 ppm
// is 1e304, although 1e310 alone is too large.
BOOST_AUTO_TEST_CASE(what_counts_is_the_value_in_the_base_unit) {
  BOOST_TEST(parse_quantity("1e305 t", Dimension::mass) == 1e308);
  DARKLINE_TEST_THROWS(parse_quantity("1e306 t", Dimension::mass), InputError, "1e306 t");
  BOOST_TEST(parse_quantity("1e310 ppm", Dimension::percent) == 1e304);
  DARKLINE_TEST_THROWS(parse_quantity("1e310", Dimension::none), InputError, "1e310");
  DARKLINE_TEST_THROWS(parse_quantity("1e310 h", Dimension::time), InputError, "1e310 h");
  DARKLINE_TEST_THROWS(parse_quantity("1e-330 %", Dimension::percent), InputError, "1e-330 %");
  BOOST_TEST(parse_quantity("0e5 %", Dimension::percent) == 0.0);
  BOOST_TEST(parse_quantity("-0 s", Dimension::time) == 0.0);
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_in_the_message) {
  const auto error = testing::thrown_by<InputError>(
      [] { parse_quantity(std::string(100'000, 'x'), Dimension::time); });
  BOOST_REQUIRE(error.has_value());
  BOOST_TEST(std::string(error->what()).size() < 1000U);
}

BOOST_AUTO_TEST_CASE(a_value_is_written_with_the_fewest_digits) {
  BOOST_TEST(format_quantity(51.0, Dimension::time) == "51 s");
  BOOST_TEST(format_quantity(0.275, Dimension::percent) == "27.5 %");
  BOOST_TEST(format_quantity(0.288, Dimension::percent) == "28.8 %");
  BOOST_TEST(format_quantity(40e3, Dimension::money, "kUSD") == "40 kUSD");
  BOOST_TEST(format_quantity(40.5, Dimension::money, "MUSD") == "4.05e-05 MUSD");
  BOOST_TEST(format_quantity(405.0, Dimension::money, "MUSD") == "0.000405 MUSD");
  BOOST_TEST(format_quantity(21600.0, Dimension::time, "h") == "6 h");
  BOOST_TEST(format_quantity(0.0, Dimension::time, "h") == "0 h");
  BOOST_TEST(format_quantity(-0.5, Dimension::percent) == "-50 %");
  BOOST_TEST(format_quantity(1e12, Dimension::money, "kUSD") == "1000000000 kUSD");
  BOOST_TEST(format_quantity(1e300, Dimension::mass, "t") == "1e+297 t");
  BOOST_TEST(format_quantity(2.5, Dimension::none) == "2.5");
}

// 1.1 * 3600 and its upper neighbour's product are one double; the short one is written.
BOOST_AUTO_TEST_CASE(what_a_person_wrote_comes_back_as_written) {
  for (int tenths = 1; tenths < 2000; ++tenths) {
    const std::string number =
        std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
    for (const Dimension dimension : kDimensions) {
      for (const std::string& unit : units(dimension)) {
        const std::string text = unit.empty() ? number : number + " " + unit;
        const std::string back = format_quantity(parse_quantity(text, dimension), dimension, unit);
        BOOST_REQUIRE_EQUAL(back, text);
      }
    }
  }
}

// Values over all of the doubles' range and of everyday size, in every unit: what is written parses
// back to the same bits.
BOOST_AUTO_TEST_CASE(what_is_written_parses_back_to_the_same_bits) {
  const RandomStream stream(1, 0, 1, DrawPurpose::cycle_variation);
  int in_base_unit = 0;
  std::uint32_t n = 0;
  for (const Dimension dimension : kDimensions) {
    for (const std::string& unit : units(dimension)) {
      for (int i = 0; i < 500; ++i, ++n) {
        const auto words = stream.words(n);
        double value = i % 2 == 0 ? std::bit_cast<double>(words[0])
                                  : std::pow(10.0, 12 * to_unit_interval(words[0]) - 4);
        if (!std::isfinite(value)) value = 1.0;
        if ((words[1] & 1) != 0) value = -value;
        const std::string text = format_quantity(value, dimension, unit);
        BOOST_REQUIRE_MESSAGE(same_bits(parse_quantity(text, dimension), value),
                              text << " from " << value << " in " << unit);
        if (!text.ends_with(unit)) ++in_base_unit;
      }
    }
  }
  BOOST_TEST(in_base_unit > 0, "no value was out of a unit's reach: is the fall-back tested?");
  for (const double edge :
       {std::numeric_limits<double>::min(), 5e-324, std::numeric_limits<double>::max(), -0.0}) {
    for (const Dimension dimension : kDimensions) {
      for (const std::string& unit : units(dimension)) {
        BOOST_TEST(
            same_bits(parse_quantity(format_quantity(edge, dimension, unit), dimension), edge));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
