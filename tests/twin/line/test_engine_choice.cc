#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "tests/twin/line/engine_lines.h"
#include "twin/line/engine_choice.h"
#include "twin/line/replications.h"

namespace darkline {

BOOST_AUTO_TEST_SUITE(engine_choice)

BOOST_AUTO_TEST_CASE(a_line_that_is_safe_is_simulated_by_the_flow_engine) {
  line_test::LineDice dice(31);
  const LineModel model = line_test::random_line(dice, {});
  const EngineChoice choice = engine_for(model);
  BOOST_TEST(name_of(choice.engine) == "flow");
  BOOST_TEST(choice.note.empty());
  BOOST_TEST(name_of(engine_for(model, EngineRequest::event).engine) == "event");
  BOOST_TEST(engine_for(model, EngineRequest::event).note.empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_safe_falls_back_to_the_event_engine_with_a_sentence) {
  line_test::LineDice dice(32);
  LineModel model = line_test::random_line(dice, {});
  while (model.links.size() < 5) model = line_test::random_line(dice, {});
  for (LineLink& link : model.links) link.places = 1'000'000;
  for (const EngineRequest request : {EngineRequest::automatic, EngineRequest::flow}) {
    const EngineChoice choice = engine_for(model, request);
    BOOST_TEST(name_of(choice.engine) == "event");
    BOOST_TEST(choice.note.find("memory") != std::string::npos, choice.note);
    BOOST_TEST(choice.note.back() == '.');
  }
  const LineResult result = run_replications(model, 1, 1, 1);
  BOOST_TEST(name_of(result.engine.engine) == "event");
}

BOOST_AUTO_TEST_CASE(the_numbers_of_a_run_do_not_depend_on_the_engine) {
  line_test::LineDice dice(33);
  const LineModel model = line_test::random_line(dice, {});
  const LineResult events = run_replications(model, 5, 3, 1, {}, {}, EngineRequest::event);
  const LineResult flow = run_replications(model, 5, 3, 2, {}, {}, EngineRequest::flow);
  BOOST_TEST(name_of(events.engine.engine) == "event");
  BOOST_TEST(name_of(flow.engine.engine) == "flow");
  for (std::size_t r = 0; r < 3; ++r) {
    BOOST_TEST(line_test::same_result(events.replications[r], flow.replications[r]), r);
    BOOST_TEST(line_test::same_bodies(events.replications[r], flow.replications[r]), r);
    BOOST_TEST(!flow.replications[r].lead_times.empty(), r);
  }
}

BOOST_AUTO_TEST_CASE(engines_are_asked_for_by_name) {
  BOOST_CHECK(engine_request("auto") == EngineRequest::automatic);
  BOOST_CHECK(engine_request("event") == EngineRequest::event);
  BOOST_CHECK(engine_request("flow") == EngineRequest::flow);
  BOOST_CHECK_THROW(engine_request("fast"), UsageError);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace darkline
