#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "models/cell/spot_list.h"
#include "models/cell/weld_schedule.h"
#include "tests/support/throws.h"

using namespace darkline;

namespace {

const std::string kHeader = "id,station,x_m,y_m,z_m,nx,ny,nz";

std::vector<ListedSpot> read(const std::string& text) {
  return spot_list_from_text(text, "a.csv");
}

// One spot under the least header; `more` are further columns and their fields.
std::vector<ListedSpot> read_one(const std::string& columns, const std::string& fields) {
  return read(kHeader + columns + "\na1,cell/st01,0.5,0.9,0.8,0,1,0" + fields + "\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_list)

BOOST_AUTO_TEST_CASE(every_column_of_a_full_line_is_read) {
  const auto spots = read(
      "gun,id,zone,station,x_mm,y_mm,z_mm,nx,ny,nz,robot,sequence,thickness_mm,material,"
      "process_time_s\n"
      "heavy,a1,cell,3,500,-900.5,800,0,-3,4,r2,7,1.2+1.5,dp600,\n"
      ",a2,,cell/st01,500,900,800,0,1,0,,,,,0.25\n");
  BOOST_REQUIRE(spots.size() == 2U);
  const ListedSpot& a = spots[0];
  BOOST_TEST(a.id == "a1");
  BOOST_TEST(a.station == "cell/st03");
  BOOST_TEST((a.p_CS_m - Eigen::Vector3d(0.5, -0.9005, 0.8)).norm() < 1e-12);
  BOOST_TEST((a.n_C - Eigen::Vector3d(0.0, -0.6, 0.8)).norm() < 1e-12);  // of length 5
  BOOST_TEST(a.robot == 2);
  BOOST_TEST(a.in_sequence);
  BOOST_TEST(a.sequence == 7);
  BOOST_TEST(a.gun == "heavy");
  BOOST_TEST(a.schedule.weld_s == 0.340);
  BOOST_TEST(a.place.line == 2);
  const ListedSpot& b = spots[1];
  BOOST_TEST(b.station == "cell/st01");
  BOOST_TEST(b.robot == 0);
  BOOST_TEST(!b.in_sequence);
  BOOST_TEST(b.gun == "standard");
  BOOST_TEST(b.schedule.weld_s == 0.25);
  // without a stack: 1.0+1.2 mm, high-strength low-alloy
  BOOST_TEST(b.schedule.force_n == weld_schedule(SheetStack{}).force_n);
}

BOOST_AUTO_TEST_CASE(a_header_without_units_or_with_two_of_them_is_refused) {
  DARKLINE_TEST_THROWS(read("id,station,x,y_m,z_m,nx,ny,nz\n"
                            "a,cell/st01,0,1,1,0,1,0\n"),
                       InputError, "a.csv:1:12", "\"x\" without a unit", "\"x_m\" or \"x_mm\"");
  DARKLINE_TEST_THROWS(read("id,station,x_m,y_mm,z_m,nx,ny,nz\n"
                            "a,cell/st01,0,1,1,0,1,0\n"),
                       InputError, "a.csv:1:16", "\"y_mm\" beside positions in metres");
  DARKLINE_TEST_THROWS(read_one(",thickness", ",1+1"), InputError, "thickness_mm");
  DARKLINE_TEST_THROWS(read_one(",process_time", ",1"), InputError, "process_time_s");
}

BOOST_AUTO_TEST_CASE(millimetres_under_metres_and_metres_under_millimetres_are_noticed) {
  DARKLINE_TEST_THROWS(read(kHeader + "\na,cell/st01,0.5,900,800,0,1,0\n"), InputError,
                       "a.csv:2:17", "y = 900 m", "at most 20 m", "\"y_mm\"");
  DARKLINE_TEST_THROWS(read("id,station,x_mm,y_mm,z_mm,nx,ny,nz\n"
                            "a,cell/st01,0.5,0.9,0.8,0,1,0\n"),
                       InputError, "within 20 mm", "x_m");
}

BOOST_AUTO_TEST_CASE(unknown_and_missing_columns_are_named_with_candidates) {
  DARKLINE_TEST_THROWS(read_one(",sequense", ",1"), InputError, "a.csv:1:", "\"sequense\"",
                       "sequence");
  DARKLINE_TEST_THROWS(read("id,station,x_m,y_m,z_m,nx,ny\na,cell/st01,0,1,1,0,1\n"), InputError,
                       "a column \"nz\"");
  DARKLINE_TEST_THROWS(read("id,station,x_m,y_m,nx,ny,nz\na,cell/st01,0,1,0,1,0\n"), InputError,
                       "\"z_m\" or \"z_mm\"");
  DARKLINE_TEST_THROWS(read_one(",nx", ",1"), InputError, "\"nx\" a second time");
  DARKLINE_TEST_THROWS(read("id;station;x_m\n1;2;3\n"), InputError, "semicolons");
  DARKLINE_TEST_THROWS(read(kHeader + "\n"), InputError, "no spot");
  DARKLINE_TEST_THROWS(read(""), InputError, "an empty file");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused_with_its_place) {
  for (const char* bad : {"nan", "inf", "1e999", "0x10", "1.2.3", "", "five", "1 m"}) {
    DARKLINE_TEST_THROWS(read(kHeader + "\na,cell/st01,0.5," + bad + ",0.8,0,1,0\n"), InputError,
                         "a.csv:2:17", "y of the spot, as a number");
  }
  DARKLINE_TEST_THROWS(read(kHeader + "\na,cell/st01,\"0,5\",1,0.8,0,1,0\n"), InputError,
                       "a.csv:2:13", "point");
}

BOOST_AUTO_TEST_CASE(a_normal_of_any_length_but_nought_will_do) {
  BOOST_TEST(
      (read(kHeader + "\na,cell/st01,0,1,1,0,0.001,0\n")[0].n_C - Eigen::Vector3d::UnitY()).norm() <
      1e-12);
  DARKLINE_TEST_THROWS(read(kHeader + "\na,cell/st01,0,1,1,0,0,0\n"), InputError, "a.csv:2:19",
                       "a normal of no length");
}

BOOST_AUTO_TEST_CASE(an_id_may_stand_once) {
  const std::string line = ",cell/st01,0,1,1,0,1,0\n";
  DARKLINE_TEST_THROWS(read(kHeader + "\na" + line + "b" + line + "a" + line), InputError,
                       "a.csv:4:1", "\"a\" a second time", "a.csv:2:1");
  DARKLINE_TEST_THROWS(read(kHeader + "\n" + line), InputError, "a.csv:2:1",
                       "1 to 64 printable characters");
}

BOOST_AUTO_TEST_CASE(a_station_is_an_address_or_a_place_in_a_zone) {
  const auto station_of = [](const std::string& zone, const std::string& station) {
    return read("zone," + kHeader + "\n" + zone + ",a," + station + ",0,1,1,0,1,0\n")[0].station;
  };
  BOOST_TEST(station_of("cell", "2") == "cell/st02");
  BOOST_TEST(station_of("cell", "st12") == "cell/st12");
  BOOST_TEST(station_of("", "cell/st02") == "cell/st02");
  BOOST_TEST(station_of("cell", "cell/st02") == "cell/st02");
  DARKLINE_TEST_THROWS(station_of("roof", "cell/st02"), InputError, "roof", "cell");
  DARKLINE_TEST_THROWS(station_of("", "2"), InputError, "address of a station");
  DARKLINE_TEST_THROWS(station_of("cell", "second"), InputError, "\"second\"");
  DARKLINE_TEST_THROWS(station_of("cell", "0"), InputError, "from 1");
  DARKLINE_TEST_THROWS(station_of("cell", "cell/st02/r1"), InputError, "a robot");
}

BOOST_AUTO_TEST_CASE(stacks_materials_times_and_guns_are_held_to_what_is_known) {
  DARKLINE_TEST_THROWS(read_one(",thickness_mm", ",1.0"), InputError, "1 sheets", "1.0+1.2");
  DARKLINE_TEST_THROWS(read_one(",thickness_mm", ",1.0+"), InputError, "1.0+1.2");
  DARKLINE_TEST_THROWS(read_one(",thickness_mm", ",1.0+12"), InputError, "0.4 to 4 mm");
  DARKLINE_TEST_THROWS(read_one(",material", ",dp60"), InputError, "dp600");
  DARKLINE_TEST_THROWS(read_one(",process_time_s", ",250"), InputError, "0.280");
  DARKLINE_TEST_THROWS(read_one(",gun", ",heavy"), InputError, "a gun for no robot");
  DARKLINE_TEST_THROWS(read_one(",robot,gun", ",1,havy"), InputError, "heavy");
  DARKLINE_TEST_THROWS(read_one(",robot", ",left"), InputError, "r2");
  DARKLINE_TEST_THROWS(read_one(",sequence", ",1.5"), InputError, "whole number");
  DARKLINE_TEST_THROWS(read(kHeader + ",robot,gun\na,cell/st01,0,1,1,0,1,0,1,heavy\n"
                                      "b,cell/st01,0,1,1,0,1,0,1,\n"),
                       InputError, "a.csv:3:", "one gun a robot");
}

BOOST_AUTO_TEST_CASE(a_line_of_another_length_is_refused) {
  DARKLINE_TEST_THROWS(read(kHeader + "\na,cell/st01,0,1,1,0,1\n"), InputError, "7 fields",
                       "8, as in the header");
}

BOOST_AUTO_TEST_SUITE_END()
