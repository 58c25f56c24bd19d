#include "twin/report/cell_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/sim_time.h"
#include "twin/report/station_load.h"
#include "twin/report/wrapped.h"

namespace darkline {
namespace {

constexpr double kWorthEvening = 0.05;  // of imbalance: below it there is nothing to gain

std::string last_part(const std::string& address) {
  return address.substr(address.rfind('/') + 1);
}

std::string words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

const char* verb_of(const RobotCycle& robot) {
  return robot.role == name_of(RobotRole::spot_welding) ? "welding" : "its process";
}

const RobotCycle* slowest(const CycleProfile& profile) {
  const auto found = std::max_element(
      profile.robots.begin(), profile.robots.end(),
      [](const RobotCycle& a, const RobotCycle& b) { return a.total_s < b.total_s; });
  return found == profile.robots.end() ? nullptr : &*found;
}

// The welder with the least to do.
const RobotCycle* idlest_welder(const CycleProfile& profile) {
  const RobotCycle* idlest = nullptr;
  for (const RobotCycle& robot : profile.robots) {
    if (robot.role != name_of(RobotRole::spot_welding)) continue;
    if (idlest == nullptr || robot.total_s < idlest->total_s) idlest = &robot;
  }
  return idlest;
}

struct LawRole {
  RobotRole role = RobotRole::spot_welding;
  double cycle_s = 0.0;  // transfer included, as the law counts it
};

// Of the roles that no simulated robot plays the one that takes longest by law.
LawRole slowest_by_law(const StationStudy& study) {
  LawRole slowest;
  for (const RobotRole role : kRoles) {
    bool simulated = false;
    for (const RobotCycle& robot : study.profile.robots) {
      simulated = simulated || (robot.role == name_of(role) && robot.total_s > 0.0);
    }
    const double cycle_s = study.law.cycle_s[index_of(role)];
    if (!simulated && cycle_s > slowest.cycle_s) slowest = {role, cycle_s};
  }
  return slowest;
}

std::string parts_of(const RobotCycle& robot) {
  const auto share = [&](double part_s) { return 100.0 * part_s / robot.total_s; };
  std::string text = fmt::format(
      "{} finishes last: {:.1f} s, of which {:.1f} s {} ({:.0f} %), {:.1f} s moving ({:.0f} %)",
      last_part(robot.robot), robot.total_s, robot.process_s, verb_of(robot),
      share(robot.process_s), robot.move_s, share(robot.move_s));
  if (robot.zone_wait_s > 0.0) {
    text += fmt::format(", {:.1f} s waiting for zones ({:.0f} %)", robot.zone_wait_s,
                        share(robot.zone_wait_s));
  }
  return text + fmt::format(" and {:.2f} s for the controller's answers", robot.wait_s);
}

std::string advice(const FactoryModel& factory, const StationStudy& study, const RobotCycle& last) {
  const CycleProfile& profile = study.profile;
  const double room_s = factory.scenario.plant.takt_s - profile.quantile_s(0.95);
  const RobotCycle* idle = idlest_welder(profile);
  if (last.zone_wait_s > 0.1 * last.total_s) {
    return fmt::format(
        "{} loses {:.1f} s to zones: give it spots outside them, or let the robots begin at "
        "different ends",
        last_part(last.robot), last.zone_wait_s);
  }
  if (profile.imbalance > kWorthEvening && idle != nullptr && last.spots > 0) {
    const double spot_s = (last.process_s + last.wait_s) / last.spots + 0.4;  // and its step
    const int spots = static_cast<int>((last.total_s - idle->total_s) / (2.0 * spot_s));
    if (spots > 0) {
      return fmt::format(
          "{} {} from {} to {}, where it reaches them, would even them out: about {:.1f} s less",
          spots, spots == 1 ? "spot" : "spots", last_part(last.robot), last_part(idle->robot),
          spots * spot_s);
    }
  }
  if (room_s < 0.0) {
    return fmt::format(
        "one cycle in twenty is {:.1f} s or more beyond the takt, and the robots are even: the "
        "station needs another one, or fewer spots",
        -room_s);
  }
  return fmt::format("19 of 20 cycles have {:.1f} s or more to spare within the takt", room_s);
}

std::string robot_lines(const FactoryModel& factory, const StationStudy& study) {
  std::string text =
      fmt::format("\n{:<6}{:<14}{:<30}{:>6}{:>6}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10}{:>7}{:>7}{:>9}\n",
                  "robot", "role", "model", "spots", "jobs", "move", "process", "zones", "answers",
                  "sum", "kWh", "peak", "rms", "caps");
  for (std::size_t r = 0; r < study.profile.robots.size(); ++r) {
    const RobotCycle& robot = study.profile.robots[r];
    text += fmt::format(
        "{:<6}{:<14}{:<30}{:>6}{:>6}{:>7.2f} s{:>7.2f} s{:>7.2f} s{:>7.2f} s{:>7.2f} s{:>10.5f}"
        "{:>5.0f} %{:>5.0f} %{:>7.2f} %\n",
        last_part(robot.robot), words(robot.role), study.config.robots[r].model.title, robot.spots,
        robot.jobs, robot.move_s, robot.process_s, robot.zone_wait_s, robot.wait_s, robot.total_s,
        robot.energy_kwh, 100.0 * robot.peak_torque_share, 100.0 * robot.rms_torque_share,
        100.0 * robot.wear);
  }
  for (const RobotRole role : kRoles) {
    const double cycle_s = study.law.cycle_s[index_of(role)];
    const bool moved =
        std::any_of(study.profile.robots.begin(), study.profile.robots.end(),
                    [&](const RobotCycle& robot) { return robot.role == name_of(role); });
    if (moved || cycle_s <= 0.0) continue;
    text += fmt::format("{:<6}{:<14}by process law: {:.1f} s of cycle\n", "-", words(name_of(role)),
                        cycle_s);
  }
  text += fmt::format(
      "  means of {} sampled cycles; torque as shares of the limits; caps: share of a pair's life "
      "a cycle\n",
      study.profile.cycle_s.size());
  if (study.profile.parts.dress_s > 0.0) {
    text += fmt::format(
        "  tip dressing beyond the transfer: {:.2f} s a cycle on average, added by the line "
        "({:.1f} s every {} spots)\n",
        study.profile.parts.dress_s,
        factory.scenario.process.dress_s * (1.0 - factory.scenario.process.dress_hidden),
        factory.scenario.process.dress_every_spots);
  }
  return text;
}

std::string cycle_lines(const FactoryModel& factory, const StationStudy& study, StationId station,
                        std::size_t variant) {
  const CycleProfile& profile = study.profile;
  const double takt_s = factory.scenario.plant.takt_s;
  std::string text = fmt::format(
      "\nCycle\n  {:.2f} s on average, {:.2f} s to {:.2f} s (5 % to 95 %), transfer of {:.1f} s "
      "included; takt {:.1f} s\n",
      profile.mean_cycle_s(), profile.quantile_s(0.05), profile.quantile_s(0.95),
      profile.parts.transfer_s, takt_s);
  const double law = law_weld_load(factory, station, variant);
  if (law > 0.0) {
    text += fmt::format(
        "  weld load {:.0f} % of the time between transfers as simulated, {:.0f} % by the sizing "
        "law ({:.1f} s a spot and {:.0f} s approach)\n",
        100.0 * simulated_weld_load(factory, profile), 100.0 * law,
        factory.scenario.process.law_spot_s, factory.scenario.plant.approach_s);
    text += fmt::format("  imbalance {:.1f} %: the busiest welder against their mean\n",
                        100.0 * profile.imbalance);
  }
  return text;
}

std::string zone_lines(const StationStudy& study) {
  if (study.config.zones.empty()) return "";
  std::string text = "\nInterference zones\n";
  for (const InterferenceZone& zone : study.config.zones) {
    std::string robots;
    for (const std::size_t r : zone.robots) {
      robots += (robots.empty() ? "" : ", ") + last_part(study.config.robots.at(r).address);
    }
    double held_s = 0.0, waited_s = 0.0;
    for (const auto& event : study.recording.events) {
      if (event.number != zone.number) continue;
      const double s = to_seconds(BusDuration{event.end_ns - event.start_ns});
      if (event.kind == CellRecording::EventKind::zone_hold) held_s += s;
      if (event.kind == CellRecording::EventKind::zone_wait) waited_s += s;
    }
    text += fmt::format("  zone {:<3} {:<24} held {:.1f} s, waited for {:.1f} s a cycle\n",
                        zone.number, robots, held_s, waited_s);
  }
  return text;
}

// What touched in the nominal cycle, and what of the plan is too near to be kept apart.
std::string contact_lines(const StationStudy& study) {
  std::string text;
  for (const std::string& finding : study.config.findings) text += wrapped(finding, 2, 100);
  if (!text.empty()) text = "\nWhat no zone can keep apart\n" + text;
  if (study.contacts.empty()) return text;
  text += "\nContacts, each where it was first seen\n";
  for (const SeenContact& seen : study.contacts) {
    text += wrapped(fmt::format("at {:.2f} s {}", to_seconds(BusDuration{seen.t_ns}),
                                text_of(seen.contact, study.config)),
                    2, 100);
  }
  return text;
}

nlohmann::ordered_json contacts_json(const StationStudy& study) {
  auto rows = nlohmann::ordered_json::array();
  for (const SeenContact& seen : study.contacts) {
    const Eigen::Vector3d& p = seen.contact.p_C_m;
    rows.push_back({{"t_s", to_seconds(BusDuration{seen.t_ns})},
                    {"text", text_of(seen.contact, study.config)},
                    {"p_C_m", {p.x(), p.y(), p.z()}},
                    {"depth_m", seen.contact.depth_m}});
  }
  return rows;
}

nlohmann::ordered_json zones_json(const StationStudy& study) {
  auto rows = nlohmann::ordered_json::array();
  for (const InterferenceZone& zone : study.config.zones) {
    auto robots = nlohmann::ordered_json::array();
    for (const std::size_t r : zone.robots) robots.push_back(study.config.robots.at(r).address);
    rows.push_back({{"number", zone.number}, {"robots", robots}, {"nominal_s", zone.nominal_s}});
  }
  return rows;
}

}  // namespace

CellVerdict verdict_of(const FactoryModel& factory, const StationStudy& study) {
  const RobotCycle* last = slowest(study.profile);
  const LawRole law = slowest_by_law(study);
  const double simulated_s = last == nullptr ? 0.0 : last->total_s + study.law.transfer_s;
  CellVerdict verdict;
  if (last == nullptr || law.cycle_s > simulated_s) {
    verdict.pace = law.cycle_s > 0.0
                       ? fmt::format("{} paces the station by the process law: {:.1f} s of cycle",
                                     words(name_of(law.role)), law.cycle_s)
                       : fmt::format("no robot has work here: approach and transfer take {:.1f} s",
                                     study.profile.mean_cycle_s());
    if (last != nullptr) {
      verdict.pace += fmt::format("; of the simulated robots {} is last after {:.1f} s",
                                  last_part(last->robot), last->total_s);
    }
    const double room_s = factory.scenario.plant.takt_s - study.profile.mean_cycle_s();
    verdict.next =
        room_s >= 0.0
            ? fmt::format("{:.1f} s of the takt are left", room_s)
            : fmt::format("{:.1f} s beyond the takt: another {} robot, or less of its work",
                          -room_s, words(name_of(law.role)));
    return verdict;
  }
  verdict.pace = parts_of(*last);
  verdict.next = advice(factory, study, *last);
  return verdict;
}

std::string cell_text(const FactoryModel& factory, const StationStudy& study, StationId station,
                      std::size_t variant) {
  const CellVerdict verdict = verdict_of(factory, study);
  std::string text =
      fmt::format("{}{}: {} robots, {} under physics ({}), {} spots\n", factory[station].address,
                  study.profile.variant.empty() ? "" : ", variant " + study.profile.variant,
                  factory[station].robots.size(), study.profile.robots_moved,
                  name_of(study.profile.fidelity), study.profile.spots);
  text += robot_lines(factory, study);
  text += "\nWhat paces it\n" + wrapped(verdict.pace, 2, 100);
  text += cycle_lines(factory, study, station, variant);
  text += zone_lines(study);
  text += contact_lines(study);
  text += "\nNext\n" + wrapped(verdict.next, 2, 100);
  return text;
}

std::string cell_json(const FactoryModel& factory, const StationStudy& study, StationId station,
                      std::size_t variant) {
  const CellVerdict verdict = verdict_of(factory, study);
  const CycleProfile& profile = study.profile;
  nlohmann::ordered_json json{{"schema", "darkline.cell/1"},
                              {"station", factory[station].address},
                              {"variant", profile.variant},
                              {"fidelity", name_of(profile.fidelity)},
                              {"cycle",
                               {{"mean_s", profile.mean_cycle_s()},
                                {"p5_s", profile.quantile_s(0.05)},
                                {"p95_s", profile.quantile_s(0.95)},
                                {"n", profile.cycle_s.size()},
                                {"takt_s", factory.scenario.plant.takt_s}}},
                              {"weld_load", simulated_weld_load(factory, profile)},
                              {"law_weld_load", law_weld_load(factory, station, variant)},
                              {"pace", verdict.pace},
                              {"next", verdict.next},
                              {"zones", zones_json(study)},
                              {"contacts", contacts_json(study)},
                              {"findings", study.config.findings},
                              {"profile", nlohmann::ordered_json::parse(to_json(profile))}};
  return json.dump(1) + "\n";
}

}  // namespace darkline
