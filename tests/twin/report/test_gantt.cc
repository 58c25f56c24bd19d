#include <algorithm>
#include <string>

#include <boost/test/unit_test.hpp>

#include "twin/report/gantt.h"

using namespace darkline;

namespace {

Gantt sample() {
  Gantt gantt;
  gantt.title = "z60/st01 <&> \"r1\"";
  gantt.subtitle = "it's one cycle";
  gantt.end_s = 30.0;
  gantt.transfer_s = 10.0;
  gantt.takt_s = 50.0;
  gantt.rows = {{.name = "r1 spot welding",
                 .note = "30.0 s",
                 .bars = {{GanttBar::Kind::move, 0.0, 10.0, "", ""},
                          {GanttBar::Kind::weld, 10.0, 20.0, "spot 7", "7"},
                          {GanttBar::Kind::zone_wait, 20.0, 30.0, "zone 1", "Z1"}}},
                {.name = "r2 sealing",
                 .note = "5.0 s",
                 .bars = {{GanttBar::Kind::job, 0.0, 4.0, "seal", "seal"},
                          {GanttBar::Kind::dress, 4.0, 4.001, "dress", "dress"}}}};
  return gantt;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// The number behind `name="` in the first element at or after `from`.
double attribute(const std::string& text, std::size_t from, const std::string& name) {
  const std::size_t at = text.find(" " + name + "=\"", from);
  BOOST_REQUIRE(at != std::string::npos);
  return std::stod(text.substr(at + name.size() + 3));
}

// Where the rectangle of a bar begins, by the sentence that it says when pointed at.
std::size_t bar(const std::string& svg, const std::string& says) {
  const std::size_t at = svg.find("<title>" + says);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, "no bar says " << says);
  return svg.rfind("<rect", at);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gantt)

// The axis ends with the takt, 50 s: 10 s are a fifth of it, and equal times are equally wide.
BOOST_AUTO_TEST_CASE(bars_stand_and_end_where_their_seconds_are) {
  const std::string svg = gantt_svg(sample());
  const std::size_t move = bar(svg, "move: 0.00 s to 10.00 s, 10.00 s");
  const std::size_t weld = bar(svg, "spot 7: 10.00 s to 20.00 s, 10.00 s");
  const std::size_t wait = bar(svg, "zone 1: 20.00 s to 30.00 s, 10.00 s");
  const double ten_s = attribute(svg, move, "width");
  const auto near = boost::test_tools::tolerance(1e-3);
  BOOST_TEST(attribute(svg, weld, "width") == ten_s, near);
  BOOST_TEST(attribute(svg, weld, "x") - attribute(svg, move, "x") == ten_s, near);
  BOOST_TEST(attribute(svg, wait, "x") - attribute(svg, weld, "x") == ten_s, near);
  BOOST_TEST(5.0 * ten_s < attribute(svg, 0, "width"));  // of the picture
  // a bar too short to be seen is drawn as a line
  BOOST_TEST(attribute(svg, bar(svg, "dress"), "width") > 0.3);
}

BOOST_AUTO_TEST_CASE(kinds_differ_by_more_than_their_colour) {
  const std::string svg = gantt_svg(sample());
  for (const char* pattern : {"move", "weld", "job", "wait", "dress"}) {
    BOOST_TEST(count(svg, std::string("<pattern id=\"") + pattern + "\"") == 1U, pattern);
    BOOST_TEST(count(svg, std::string("url(#") + pattern + ")") == 2U,
               pattern << ": once in the legend, once as a bar");
  }
  for (const char* name :
       {">move<", ">weld<", ">other process<", ">waits for a zone<", ">tip dressing<"}) {
    BOOST_TEST(svg.find(name) != std::string::npos, name);
  }
  BOOST_TEST(svg.find("time in the cycle, s") != std::string::npos);
  BOOST_TEST(svg.find("takt 50.0 s") != std::string::npos);
  BOOST_TEST(svg.find("transfer 10.0 s") != std::string::npos);
  BOOST_TEST(svg.find(">7</text>") != std::string::npos);  // written into its bar
}

BOOST_AUTO_TEST_CASE(texts_cannot_break_the_picture) {
  const std::string svg = gantt_svg(sample());
  BOOST_TEST(svg.find("z60/st01 &lt;&amp;&gt; &quot;r1&quot;") != std::string::npos);
  BOOST_TEST(svg.find("it&#39;s") != std::string::npos);
  BOOST_TEST(xml_escaped(std::string("a\0b\n\x1b", 5)) == "ab");
  BOOST_TEST(count(svg, "<text") == count(svg, "</text>"));
  BOOST_TEST(count(svg, "<title>") == count(svg, "</title>"));
}

BOOST_AUTO_TEST_CASE(a_station_without_robots_is_an_empty_chart) {
  const std::string svg = gantt_svg({.title = "empty", .subtitle = {}, .rows = {}});
  BOOST_TEST(svg.starts_with("<svg"));
  BOOST_TEST(svg.find("nan") == std::string::npos);
  BOOST_TEST(svg.find("inf") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
