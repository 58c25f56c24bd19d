// The rows of the scenario language for the line: flow, reliability, simulation, quality.
#include "models/scenario/line_keys.h"

#include <array>

#include "models/scenario/key_field.h"

namespace darkline {
namespace {

// clang-format off: one row a key
const std::array<Key<Scenario>, 49> kLineKeys = {{
    {{"flow.supply_every", Dimension::time, "s", 0, 604800.0, "0 s", "60 s",
      "Time between two deliveries of bodies to the stations that no zone feeds; 0 s: there is "
      "always one."},
     DARKLINE_FIELD(Scenario, s, double, s.flow.supply_every_s)},
    {{"flow.supply_batch", Dimension::none, "", 1, 100000, "1", "8", "Bodies of a delivery."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.flow.supply_batch)},
    {{"flow.supply_law", Dimension::none, "", 0, 0, "constant", "exponential",
      "Law of times between deliveries, of those of reliability.stop_law."},
     DARKLINE_FIELD(Scenario, s, std::string, s.flow.supply_law)},
    {{"flow.supply_shape", Dimension::none, "", 0.1, 1000, "1", "2",
      "Shape of a Weibull, gamma or Erlang law, coefficient of variation of a lognormal one."},
     DARKLINE_FIELD(Scenario, s, double, s.flow.supply_shape)},
    {{"flow.dispatch_every", Dimension::time, "s", 0, 604800.0, "0 s", "600 s",
      "Time between two fetches of bodies from the yard behind the line; 0 s: bodies go at once."},
     DARKLINE_FIELD(Scenario, s, double, s.flow.dispatch_every_s)},
    {{"flow.dispatch_batch", Dimension::none, "", 1, 100000, "1", "10",
      "Bodies of a fetch, or as many as there are."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.flow.dispatch_batch)},
    {{"flow.dispatch_law", Dimension::none, "", 0, 0, "constant", "exponential",
      "Law of times between fetches, of those of reliability.stop_law."},
     DARKLINE_FIELD(Scenario, s, std::string, s.flow.dispatch_law)},
    {{"flow.dispatch_shape", Dimension::none, "", 0.1, 1000, "1", "2",
      "Shape of a Weibull, gamma or Erlang law, coefficient of variation of a lognormal one."},
     DARKLINE_FIELD(Scenario, s, double, s.flow.dispatch_shape)},
    {{"flow.yard_places", Dimension::none, "", 1, 1000000, "20", "20",
      "Places of that yard; while it is full the last station is blocked."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.flow.yard_places)},
    {{"reliability.micro_stop_mtbf", Dimension::time, "h", 1, 3600000000.0, "6 h", "6 h",
      "Mean working time between failures of a station: part present, clamp, expulsion retry."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.micro_stop.mtbf_s)},
    {{"reliability.micro_stop_mttr", Dimension::time, "min", 0, 36000000.0, "1 min", "1 min",
      "Mean time to repair of a station: part present, clamp, expulsion retry."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.micro_stop.mttr_s)},
    {{"reliability.fixture_mtbf", Dimension::time, "h", 1, 3600000000.0, "60 h", "60 h",
      "Mean working time between failures of a station: fixture, controller, safety."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.fixture.mtbf_s)},
    {{"reliability.fixture_mttr", Dimension::time, "min", 0, 36000000.0, "8 min", "8 min",
      "Mean time to repair of a station: fixture, controller, safety."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.fixture.mttr_s)},
    {{"reliability.gun_mtbf", Dimension::time, "h", 1, 3600000000.0, "500 h", "500 h",
      "Mean working time between failures of each spot-welding robot: gun, dress pack, timer."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.gun.mtbf_s)},
    {{"reliability.gun_mttr", Dimension::time, "min", 0, 36000000.0, "12 min", "12 min",
      "Mean time to repair of each spot-welding robot: gun, dress pack, timer."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.gun.mttr_s)},
    {{"reliability.tool_mtbf", Dimension::time, "h", 1, 3600000000.0, "150 h", "150 h",
      "Mean working time between failures of each other robot: its tool."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.tool.mtbf_s)},
    {{"reliability.tool_mttr", Dimension::time, "min", 0, 36000000.0, "8 min", "8 min",
      "Mean time to repair of each other robot: its tool."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.tool.mttr_s)},
    {{"reliability.robot_mtbf", Dimension::time, "h", 1, 3600000000.0, "15000 h", "15000 h",
      "Mean working time between failures of each robot: arm, drive, cable."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.robot.mtbf_s)},
    {{"reliability.robot_mttr", Dimension::time, "min", 0, 36000000.0, "90 min", "90 min",
      "Mean time to repair of each robot: arm, drive, cable."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.robot.mttr_s)},
    {{"reliability.repair_spread", Dimension::none, "", 0, 5, "1", "1",
      "Coefficient of variation of repair times (lognormal); 0: constant."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.repair_cv)},
    {{"reliability.repair_factor", Dimension::none, "", 0.01, 100, "1", "1",
      "Multiplies all times to repair."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.repair_factor)},
    {{"reliability.technicians", Dimension::none, "", 0, 1000, "0", "0",
      "Technicians who share all repairs, first come first served; 0: always one at hand."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.reliability.technicians)},
    {{"reliability.staffed", Dimension::percent, "%", 0, 1, "100 %", "100 %",
      "Share of each day, from its start, with people on site; the rest is dark."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.staffed_share)},
    {{"reliability.dark_repair_factor", Dimension::none, "", 1, 100, "2", "2",
      "Multiplies repairs that start while nobody is on site."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.dark_repair_factor)},
    {{"reliability.stop_law", Dimension::none, "", 0, 0, "exponential", "weibull",
      "Law of working times between failures: exponential, weibull, gamma, erlang, lognormal, "
      "constant; uniform or triangular from 0 to twice the mean."},
     DARKLINE_FIELD(Scenario, s, std::string, s.reliability.stop_law)},
    {{"reliability.stop_shape", Dimension::none, "", 0.1, 1000, "1", "1.5",
      "Shape of a Weibull, gamma or Erlang law, coefficient of variation of a lognormal one."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.stop_shape)},
    {{"reliability.repair_law", Dimension::none, "", 0, 0, "lognormal", "gamma",
      "Law of times to repair, of those above; lognormal with repair_spread."},
     DARKLINE_FIELD(Scenario, s, std::string, s.reliability.repair_law)},
    {{"reliability.repair_shape", Dimension::none, "", 0.1, 1000, "1", "2",
      "Shape of a Weibull, gamma or Erlang law of repairs."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.repair_shape)},
    {{"reliability.specialists", Dimension::none, "", 0, 1000, "0", "1",
      "Of the technicians, those who alone repair robots (arm, drive, cable); 0: all do."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.reliability.specialists)},
    {{"reliability.walk", Dimension::time, "s", 0, 3600, "0 s", "5 s",
      "Way of a technician past one station; he comes from his last repair."},
     DARKLINE_FIELD(Scenario, s, double, s.reliability.walk_s)},
    {{"reliability.technicians_by_shift", Dimension::none, "", 0, 1000, "[]", "[6, 4, 2]",
      "Technicians on duty in each of as many equal parts of a day; []: reliability.technicians at "
      "all hours. Repairs that nobody is there for wait; the specialists are among them first."},
     DARKLINE_FIELD(Scenario, s, std::vector<std::int64_t>, s.reliability.technicians_by_shift)},
    {{"reliability.calendar_stops", Dimension::none, "", 0, 0, "-", "robot, fixture",
      "Classes of failures whose time runs on while a station waits or is closed, of micro_stop, "
      "fixture, gun, tool and robot, with commas between them; -: all fail by working time."},
     DARKLINE_FIELD(Scenario, s, std::string, s.reliability.calendar_stops)},
    {{"simulation.replications", Dimension::none, "", 2, 100000, "10", "10",
      "Independent runs of the line."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.simulation.replications)},
    {{"simulation.horizon", Dimension::time, "h", 3600, 3600000000.0, "1000 h", "1000 h",
      "Production time of a run that counts, after the warm-up."},
     DARKLINE_FIELD(Scenario, s, double, s.simulation.horizon_s)},
    {{"simulation.warm_up", Dimension::time, "h", 0, 360000000.0, "48 h", "48 h",
      "Time before counting starts: the line fills."},
     DARKLINE_FIELD(Scenario, s, double, s.simulation.warm_up_s)},
    {{"simulation.seed", Dimension::none, "", 0, 9000000000000000.0, "1", "1",
      "Names the random numbers; two scenarios with one seed share them."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.simulation.seed)},
    {{"simulation.confidence", Dimension::percent, "%", 0.5, 0.9999, "95 %", "95 %",
      "Of the intervals."},
     DARKLINE_FIELD(Scenario, s, double, s.simulation.confidence)},
    {{"simulation.physics", Dimension::none, "", 0, 0, "bullet", "fleet",
      "What moves the arms of a cell study: bullet (rigid bodies in Bullet), fleet (the same "
      "equations, many arms at once), replay (where they were told to be, torques by inverse "
      "dynamics) or surrogate (replay without a clock, and without controllers)."},
     DARKLINE_FIELD(Scenario, s, std::string, s.simulation.physics)},
    {{"simulation.robots", Dimension::none, "", 0, 0, "welders", "all",
      "Which robots of a station a cell study moves: welders (the other roles take what the sizing "
      "law says) or all (every robot by a generated program, which nobody has optimised: robots "
      "wait for each other, and stations may need longer than the takt)."},
     DARKLINE_FIELD(Scenario, s, std::string, s.simulation.robots)},
    {{"simulation.warm_up_rule", Dimension::none, "", 0, 0, "fixed", "mser5",
      "How long the warm-up is: fixed (simulation.warm_up) or mser5, found from pilot runs: the "
      "longer of where their output settles (MSER-5) and ten bodies a station."},
     DARKLINE_FIELD(Scenario, s, std::string, s.simulation.warm_up_rule)},
    {{"simulation.precision", Dimension::percent, "%", 0, 1, "0 %", "0.5 %",
      "Half-width over mean that all of simulation.precision_of are to reach: replications are "
      "added until they do; 0: simulation.replications, whatever they give."},
     DARKLINE_FIELD(Scenario, s, double, s.simulation.precision)},
    {{"simulation.precision_of", Dimension::none, "", 0, 0, "net_jph", "net_jph, lead_time",
      "Figures that simulation.precision is asked of: net_jph, lead_time, work_in_process, "
      "energy."},
     DARKLINE_FIELD(Scenario, s, std::string, s.simulation.precision_of)},
    {{"simulation.most_replications", Dimension::none, "", 2, 100000, "1000", "200",
      "No more than this for simulation.precision."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.simulation.most_replications)},
    {{"simulation.sensitivity_stations", Dimension::none, "", 0, 65535, "3", "10",
      "Stations of which it is tried what one per cent more speed and one per cent shorter repairs "
      "give, the likeliest bottlenecks first; 0: none."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.simulation.sensitivity_stations)},
    {{"quality.rework", Dimension::percent, "%", 0, 1, "0.4 %", "0.4 %",
      "Bodies that need manual rework [0.3 to 4 %]."},
     DARKLINE_FIELD(Scenario, s, double, s.quality.rework)},
    {{"quality.scrap", Dimension::percent, "%", 0, 0.9, "0.05 %", "0.05 %",
      "Bodies that are lost."},
     DARKLINE_FIELD(Scenario, s, double, s.quality.scrap)},
    {{"quality.rework_zone", Dimension::none, "", 0, 0, "-", "z75_metrology",
      "Zone whose last station works a second time on bodies that need rework, and again while "
      "they do; - for rework beside the line."},
     DARKLINE_FIELD(Scenario, s, std::string, s.quality.rework_zone)},
    {{"quality.most_reworks", Dimension::none, "", 1, 100, "3", "3",
      "Of one body there; one that needs more is scrap."},
     DARKLINE_FIELD(Scenario, s, std::int64_t, s.quality.most_reworks)},
    {{"quality.rework_scrap", Dimension::percent, "%", 0, 0.9, "0 %", "0.1 %",
      "Bodies found beyond repair where rework is found in the line (rework_zone, and links that "
      "carry rework); they leave the line there."},
     DARKLINE_FIELD(Scenario, s, double, s.quality.rework_scrap)},
}};
// clang-format on

}  // namespace

std::span<const Key<Scenario>> line_keys() {
  return kLineKeys;
}

}  // namespace darkline
