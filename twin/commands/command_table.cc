#include "twin/commands/command_table.h"

#include <array>

namespace darkline {
namespace {

const std::array<OptionSpec, 5> kCommonOptions = {{
    {"--json", "", "print the result as JSON on standard output"},
    {"--seed", "N", "seed of all random numbers, in place of the scenario's"},
    {"--jobs", "N", "worker threads; the result does not depend on it"},
    {"--set", "KEY=VALUE", "change one key of the scenario; see darkline scenario --keys", true},
    {"--help", "", "show this help"},
}};

const auto kCommands = std::to_array<CommandSpec>({
    {"run",
     "SCENARIO",
     "study the cells, simulate the line, price the body",
     "Takes a scenario from its weld list to unit cost: every cell is studied under physics with "
     "a controller process in the loop (or taken from the cache), the line is simulated in "
     "independent replications, and key figures, unit cost and the table of robot price against "
     "tariffs are written to a run folder.\n"
     "Ctrl-C stops it; finished cell studies stay in the cache, so that running the same command "
     "again goes on from there.",
     {{"--out", "DIR", "run folder; default: runs/<name of the scenario>"},
      {"--fresh", "", "study every cell again, whatever the cache holds"},
      {"--engine", "auto|event|flow",
       "engine of the line; all give the same numbers, and auto takes the fastest that is safe"},
      {"--trace", "FILE", "also write every event of the line's first replication to a file"},
      {"--verify-trace", "FILE",
       "only simulate that replication again, and stop at the first event that differs"}},
     {{"run models/scenarios/01_one_cell.toml", "one welding cell, in a second"},
      {"run models/scenarios/ningbo_2024.toml", "the body shop of 820 robots"},
      {"run models/scenarios/ningbo_2024.toml --set plant.buffer_factor=1.5 --out runs/wide",
       "the same with half as many waiting places again"}},
     run_command},
    {"compare",
     "SCENARIO [OTHER]",
     "two scenarios on the same random numbers: what differs, with its error",
     "Simulates the line of two scenarios, or of one scenario and the same with the changes of "
     "--set, and prints the differences of their figures with intervals. Both use the seed and the "
     "number of replications of the first, so that stops and cycles that both have fall alike and "
     "most of the noise cancels; by how much is shown. A difference whose interval holds 0 is "
     "called not told apart.",
     {},
     {{"compare models/scenarios/ningbo_2020.toml --set plant.buffer_factor=2",
       "what twice the waiting places give"},
      {"compare models/scenarios/ningbo_2020.toml models/scenarios/ningbo_2024.toml",
       "two scenarios"}},
     compare_command},
    {"screen",
     "SCENARIO",
     "many variants of a line at once: which is best, with its error",
     "Combines all values of all --vary, and screens the line of each combination by the lane "
     "engine, many replications at a time, on common random numbers. Where technicians are limited "
     "the lanes are approximate: their bias is measured against the flow engine on some of the "
     "replications, taken out, and printed. A line that the lanes cannot take is simulated by the "
     "engine that is safe for it, and that is said. The best are confirmed by the planning engines "
     "with random numbers that screening has not seen, the same as those of darkline run.",
     {{"--vary", "KEY=V1,V2,...",
       "values to try of one key of the scenario; each further --vary multiplies the combinations, "
       "of which there are at most 1,000",
       true},
      {"--replications", "N", "of screening, each combination; default: 32"},
      {"--finalists", "K", "combinations to confirm; default: 3"}},
     {{"screen models/scenarios/04_buffers.toml --vary plant.buffer_factor=0,1,2,4",
       "what waiting places give"},
      {"screen models/scenarios/ningbo_2024.toml --vary reliability.technicians=6,8,10 --vary "
       "plant.buffer_factor=1,2",
       "people against places"}},
     screen_command},
    {"trace",
     "FILE",
     "pictures of a traced line: stations over time and bodies in buffers",
     "Reads what darkline run --trace wrote and draws a window of it: gantt.svg, what each station "
     "did when (working, blocked, starved, down), and buffers.svg, how many bodies waited between "
     "stations against their places. With --json it also prints shares and means of the window.",
     {{"--from", "TIME", "start of the window, such as \"8 h\"; default: the start of the run"},
      {"--to", "TIME", "its end; default: an hour later"},
      {"--out", "DIR", "folder of the pictures; default: beside the trace"}},
     {{"trace line.trace --from \"20 h\" --to \"21 h\" --out pictures", "an hour of a line"}},
     trace_command},
    {"study",
     "STUDY",
     "many scenarios at once: which choice is best, and what each factor does",
     "Reads a study file (docs/study.md): a base scenario, factors (keys of it with their values, "
     "ranges or distributions), a design that says at which points, and the figures to look at. "
     "A line is simulated once for all points that share it and kept in the cache; costs are "
     "worked out in batches. Writes study.db (SQLite) and study.csv, a row a point, and prints how "
     "far the figures reach, the best point with its interval, and the effect of each factor.\n"
     "With --shard i/N it does every N-th point from the i-th on, anywhere, in any order; darkline "
     "merge puts the shards together. Ctrl-C, or a kill, loses the points at hand; the same "
     "command goes on from there.\n"
     "A study of kind size finds the plant that makes a net JPH for the fewest dollars (robots, "
     "waiting places, technicians, split lines), one of kind pareto does so for several, one of "
     "kind buffers shares waiting places over a line, one of kind when says on which day to buy "
     "robots whose price falls, one of kind optimise looks for the best values of some keys.",
     {{"--out", "DIR", "folder of the results; default: runs/<name of the study>"},
      {"--shard", "i/N", "only that part of the points, i from 1 to N; default: all"},
      {"--fresh", "", "begin anew, whatever the folder and the cache hold"},
      {"--slurm", "", "submit all shards as a job array of Slurm (docs/cluster.md)"},
      {"--shards", "N", "of the array, at most 1,000; default: one for every 1,000 points"}},
     {{"study models/studies/cell_price_tariff.toml", "a small one, in a second"},
      {"study models/studies/size_ningbo_40.toml", "what to buy for 40 net jobs an hour"},
      {"study models/studies/cell_price_tariff.toml --shard 3/8 --out shards", "a part of it"}},
     study_command},
    {"merge",
     "PATH...",
     "put the shards of a study together",
     "Reads the shards' files, or all of a folder, checks that they are of one study and one "
     "program and that every point is there once, and writes study.db and study.csv. Their bytes "
     "do not depend on the number of shards, their order, threads or interruptions; the SHA-256 of "
     "the table is printed.",
     {{"--out", "DIR", "where to; default: beside the first shard"}},
     {{"merge shards", "what eight shards wrote to that folder"}},
     merge_command},
    {"live",
     "SCENARIO",
     "run cells on one clock, with physics and controllers",
     "Steps all robots of a plant, or of the zones and stations named by --only, on one simulated "
     "clock with a controller in the loop of every cell, cycle after cycle, as fast as it goes. "
     "Each station gets its next body as soon as it has given one away; what stations wait for "
     "each other is in `darkline run`.\n"
     "Arms on their program are replayed, arms whose electrode is on a sheet are under batched "
     "dynamics, and the cells named by --open are in Bullet.",
     {{"--for", "TIME", "of the plant; default: 120 s"},
      {"--only", "ADDRESS", "a zone or a station; default: the whole plant", true},
      {"--open", "ADDRESS", "a zone or a station to be moved in Bullet", true},
      {"--tier", "TIER", "auto, replay, fleet or bullet for all arms; default: auto"},
      {"--contacts", "", "look for contacts of arms with each other and with what stands there"},
      {"--stop-at-contact", "",
       "the same, and a robot that touches something stops with alarm 301"},
      {"--controllers", "", "controllers as processes over ZeroMQ; else linked in"},
      {"--cells-per-process", "N", "how many cells a controller process carries; default: 10"},
      {"--controller", "ADDRESS=COMMAND", "a program of yours commands that station (docs/lotp.md)",
       true},
      {"--external", "ADDRESS",
       "a zone or station whose controllers you start yourself, at --endpoint", true},
      {"--endpoint", "ENDPOINT",
       "where they come: ipc://PATH, or tcp://HOST:PORT for keys of darkline keys"},
      {"--keys", "DIR", "folder of the keys; default: ~/.config/darkline/keys"},
      {"--on-fault", "MODE",
       "what becomes of a controller that dies or hangs: recover (start it again, same result), "
       "abort, or model (its robots stop, the result is degraded); default: recover"},
      {"--record", "FILE",
       "write down what robots, stations and bodies do; darkline render draws any moment of it"},
      {"--publish", "", "let viewers on this machine watch what is going on"},
      {"--journal", "FILE",
       "write down what the controllers see and say; darkline bus replay reads it"},
      {"--resume", "FILE",
       "go on with the run of that journal: it is done again and held against the journal"},
      {"--mqtt", "HOST:PORT", "tell a broker how the stations are (docs/telemetry.md)"},
      {"--mqtt-password", "FILE", "USER:PASSWORD for it"},
      {"--pace", "X",
       "seconds of the plant in a second, 1 for real time; default: as fast as it "
       "goes"}},
     {{"live models/scenarios/01_one_cell.toml", "one cell"},
      {"live models/scenarios/ningbo_2024.toml --open z60_framing/st03",
       "the whole plant, one cell of it in Bullet"},
      {"live models/scenarios/ningbo_2024.toml --for \"15 min\" --record plant.dlrec",
       "a quarter of an hour to look at: darkline render plant.dlrec --time 00:12:30"}},
     live_command},
    {"bus",
     "WHAT [FILE]",
     "what concerns controllers and their messages: monitor, rehearse, replay",
     "monitor: finds the live plants of this user and shows, twice a second, what they say: the "
     "controller processes with their states, restarts, refused messages and last faults, round "
     "trips, and the stations' states. What is older than two seconds is called stale. With --once "
     "it prints one table, with --json lines of JSON.\n"
     "replay FILE: runs the controllers again over the journal of a run and compares what they "
     "command, to the bit. It says how many exchanges and cells the journal holds and what time of "
     "the plant it spans; where a command differs it names the first tick, cell and robot and ends "
     "with exit 65. A journal that breaks off, because its run was killed, is read up to its last "
     "whole exchange.\n"
     "rehearse: runs a plant of toy cells through the real bus and by a call, and compares the two "
     "at every tick. With --faults chaos the controller processes are killed, stopped, loop for "
     "ever and leave at random, and the twin hears garbage, doubled, late, spoiled and forged "
     "messages; all of it follows from the seed but for the moments. It tells what was provoked, "
     "refused and survived, how long recoveries took, and what was left behind. Ends with exit 70 "
     "if a state differs or something is left, 74 if a fault ended the run.",
     {{"--once", "", "monitor: print one table and end"},
      {"--cells", "N", "rehearse: cells of the plant; default 164"},
      {"--processes", "N", "rehearse: of controllers, among which the cells are dealt; default 16"},
      {"--ticks", "N", "rehearse: control periods; default 10000"},
      {"--faults", "KIND", "rehearse: none (default) or chaos"},
      {"--on-fault", "WAY", "rehearse: recover (default), abort or model"}},
     {{"bus monitor", "live, in place; Ctrl-C ends it"},
      {"bus replay run.journal", "equal, or where it differs first"},
      {"bus rehearse --cells 40 --processes 4 --ticks 1000 --faults chaos",
       "what a bus survives, in half a minute"}},
     bus_command},
    {"check",
     "FILE...",
     "validate input files without running them",
     "Reads scenarios (*.toml), robots (*.robot.toml, *.urdf), and tables (*.csv: spot lists, "
     "tariff ledgers, facts) as a run would and says what is wrong, "
     "with file, line, column, what was found and what is wanted. Silence is success; with --json "
     "a verdict is printed for each file.",
     {},
     {{"check models/scenarios/ningbo_2024.toml", "one scenario"},
      {"check models/robots/cn_220_2650.robot.toml", "one robot"},
      {"check models/tariffs/ledger_us.csv models/economics/facts.csv", "tables"}},
     check_command},
    {"robot",
     "FILE",
     "explain one robot: joints, reach, masses, loads, what was assumed",
     "Reads a robot (*.robot.toml, or any *.urdf file with its meshes) and prints its joints with "
     "limits, its reach, what each joint holds at its worst still pose, and whether the masses can "
     "be those of bodies. What a file does not say is assumed and stands under warnings.\n"
     "Meshes (STL, OBJ, COLLADA) are looked for in the folder of the URDF file, its parents, and "
     "the folders of $DARKLINE_ROBOT_PATH and $ROS_PACKAGE_PATH.",
     {{"--png", "OUT", "draw it at home to a picture"}},
     {{"robot models/robots/kuka_kr210_r2700_2.robot.toml", "a shipped robot"},
      {"robot my_arm.urdf --png my_arm.png", "any URDF file, with a picture"}},
     robot_command},
    {"cell",
     "SCENARIO [STATION]",
     "explain one station: its robots' seconds, torque, energy, what paces it",
     "Studies one station under physics with its controller in the loop and prints a row for each "
     "robot (moving, process, waiting for zones and answers, energy, torque), what paces the "
     "station and why, the spread of its cycle, its zones, and what to do next. With --out it "
     "writes a Gantt chart (gantt.svg), the profile and a recording for darkline render.\n"
     "Without a station it lists all of them with their seconds and shares, from the cache or "
     "studied now.",
     {{"--variant", "NAME", "product variant; default: the first one"},
      {"--without-zones", "", "robots do not wait for each other: shows what the zones keep apart"},
      {"--out", "DIR", "folder for gantt.svg, profile.json and recording.json"}},
     {{"cell models/scenarios/ningbo_2024.toml z60_framing/st03", "one station"},
      {"cell models/scenarios/ningbo_2024.toml z60_framing/st03 --out cell",
       "with its Gantt chart and a recording"},
      {"cell models/scenarios/02_three_stations.toml", "all stations in a table"}},
     cell_command},
    {"cost",
     "RUN",
     "explain the cost of a body: a waterfall, and why each item is what it is",
     "Reads the folder of a run and prints what a body costs, item by item, with the uncertainty "
     "that the line gives it; conversion, body in white and landed vehicle are the sums of what "
     "stands above them, to the cent. With --why the formula of an item, its inputs, and who says "
     "so, how sure and in which range. With --zones the conversion cost by zone and robot.",
     {{"--why", "ITEM", "one item: its formula, inputs and sources"},
      {"--zones", "", "conversion cost by zone of the shop and by robot"},
      {"--invest", "",
       "robots as an investment: price, people, return, waiting, tariffs they bear"},
      {"--trade", "", "duties of the day by site, origin of robots and market, and their cost"},
      {"--resilience", "", "what a cut in supply takes, and choices over the duties since 2018"},
      {"--doubt", "", "inputs by how far their range moves the cost, assumptions counted"},
      {"--svg", "FILE", "also draw the waterfall to a picture"}},
     {{"cost runs/ningbo_2024 --svg cost.svg", "the waterfall, with a picture"},
      {"cost runs/ningbo_2024 --why robot_stations", "why the robots cost what they do"}},
     cost_command},
    {"tariff",
     "",
     "the duty on a good, from one country to another, on a day",
     "Adds up the layers of the tariff ledger (models/tariffs) for one good and route: base duty, "
     "preference, additional duties, floors, quotas. With --explain every layer with its legal "
     "source, what is in force and does not count, and what the total does not know. With "
     "--timeline the duty over time as a table, and with --svg as a picture. With --coverage what "
     "the ledger knows: goods by destination, and with --destination its duties by origin.\n"
     "Goods: 8479.50 robots, 8515.21 spot-welding robots and guns, 8515.31 arc welding, 8703.80 "
     "electric cars, 8542.31 processors, 7210.49 zinc-coated sheet, and the rest of "
     "models/tariffs/goods.csv. Countries: two letters, such as CN, US, EU, DE.",
     {{"--hs", "CODE", "HS code of the good, 6 to 10 digits: 8479.50"},
      {"--origin", "COUNTRY", "where it was made"},
      {"--destination", "COUNTRY", "where it is brought to"},
      {"--date", "DAY", "year-month-day: 2025-04-10"},
      {"--explain", "", "show each layer with its legal source"},
      {"--timeline", "", "the duty over time instead of on a day"},
      {"--coverage", "", "what the ledger knows, instead of one good and route"},
      {"--from", "DAY", "start of the timeline; default: 2018-01-01"},
      {"--to", "DAY", "end of the timeline, not included; default: 2027-01-01"},
      {"--svg", "FILE", "also draw the timeline to a picture"},
      {"--ledger", "FILE", "rows that add to the ledger or replace rows of it", true},
      {"--preference", "SHARE", "of the goods that claim a preference; default: 100 %"},
      {"--foreign-content", "SHARE", "of their value, from abroad; default: 100 %"},
      {"--metal-content", "SHARE", "of the value that is metal; default: 100 %"},
      {"--in-quota", "SHARE", "of the goods within a quota; default: 100 %"},
      {"--quantity", "N", "imports a year, in the quota's unit; in place of --in-quota"},
      {"--value", "MONEY", "price of one unit, such as \"20000 USD\": for least duties"},
      {"--shipment", "MONEY", "value of a shipment: for de-minimis rules"},
      {"--freight", "SHARE", "freight and insurance over the FOB price; default: 0 %"},
      {"--exported-again", "SHARE", "of the goods, for drawback; default: 0 %"},
      {"--producer", "NAME", "for duties that differ by maker: geely"},
      {"--use", "NAME", "what it is for: industrial, ev"},
      {"--tpp", "N", "total processing performance of a chip"},
      {"--bandwidth", "N", "memory bandwidth of a chip, GB/s"},
      {"--undertaking", "", "the maker keeps to a price undertaking that names it"},
      {"--fees", "", "count customs fees too"}},
     {{"tariff --hs 8479.50 --origin CN --destination US --date 2025-04-10 --explain",
       "a Chinese robot at the height of 2025"},
      {"tariff --hs 8703.80 --origin CN --destination EU --date 2026-01-01 --producer geely",
       "an electric car with its countervailing duty"},
      {"tariff --hs 8479.50 --origin CN --destination US --timeline --svg duty.svg",
       "eight years of it, with a picture"},
      {"tariff --coverage --destination BR", "what Brazil levies on what, by origin"}},
     tariff_command},
    {"scenario",
     "[SCENARIO]",
     "show a resolved scenario, or the language of scenarios",
     "With --effective prints the scenario with every key, defaults and what it extends "
     "included; the output is a scenario file itself. With --keys prints every key with unit, "
     "range, default and meaning.",
     {{"--effective", "", "print the resolved scenario as TOML"},
      {"--keys", "", "print the table of keys (Markdown; with --json as JSON)"}},
     {{"scenario --keys", "every key that a scenario may hold"},
      {"scenario models/scenarios/08_dark_shift.toml --effective", "with all defaults"}},
     scenario_command},
    {"render",
     "RUN",
     "draw the hall of a run or a recording to a picture or a movie, without a display",
     "Starts darkline-viewer, found beside darkline, on the hall of a run folder: robots at "
     "joint angles from the study, stations coloured by their state. Or on a recording: any moment "
     "of the plant that darkline live --record wrote, or of a station's cycle, with its zones and "
     "spots, that darkline cell --out wrote.\n"
     "With --out NAME.mp4 it makes a movie of a plant's recording, by ffmpeg: from one camera, or "
     "as "
     "a tour says (docs/viewer.md; models/tours holds some).",
     {{"--out", "FILE", "picture *.png or movie *.mp4; default: beside what is drawn"},
      {"--time", "TIME", "moment of a recording: 00:12:30 or \"12.3 s\"; default: its start"},
      {"--at", "TIME", "the same"},
      {"--camera", "VIEW", "overview, plan, aisle or the address of a station or robot"},
      {"--tour", "FILE", "what the camera does and when, in place of --camera and --time"},
      {"--second", "TIME", "a picture of that second of the tour"},
      {"--from", "TIME", "where a movie begins in the recording; default: its start"},
      {"--to", "TIME", "where it ends; default: the recording's end"},
      {"--speed", "X", "seconds of the plant in a second of the movie; default: 1"},
      {"--fps", "N", "pictures in a second of the movie; default: 25"},
      {"--crf", "N", "what a movie may lose: 0 nothing, 51 nearly all; default: 20"},
      {"--width", "PIXELS", "default: 1920; of a movie 1280"},
      {"--height", "PIXELS", "default: 1080; of a movie 720"},
      {"--palette", "FILE",
       "colours in place of the standard ones, such as those of models/palettes"},
      {"--lights-out", "", "the hall in the dark"}},
     {{"render runs/ningbo_2024 --out hall.png", "the whole hall"},
      {"render runs/ningbo_2024 --camera z60_framing/st03 --out cell.png", "one cell"},
      {"render plant.dlrec --time 00:12:30 --camera aisle --out aisle.png",
       "a moment of a plant that was recorded"},
      {"render plant.dlrec --tour models/tours/ningbo_2024.toml --out plant.mp4",
       "a movie of it, with captions"}},
     render_command},
    {"view",
     "[RUN]",
     "show the hall of a run, a recorded or a living plant in a window",
     "Starts darkline-viewer, found beside darkline, on the hall of a run folder, on what "
     "darkline live --record wrote, or, without one, on the plant that darkline live --publish "
     "shows: orbit, walk, select robots and stations, find them by "
     "address, colour the floor by what stations do with their time; play a recording, go to any "
     "moment and any alarm of it. F1 in the window shows its keys. Without a screen: darkline "
     "render.",
     {{"--live", "NAME", "which living plant, where there are several"},
      {"--run", "DIR", "the run that says what bodies of a recording cost"},
      {"--against", "RUN", "a second run or recording to compare with"},
      {"--against-run", "DIR", "the run that says what bodies of the second recording cost"},
      {"--camera", "VIEW", "overview, plan, aisle or the address of a station or robot"},
      {"--tour", "FILE",
       "show that tour over and over, until a key, click or wheel takes over; F9 goes on with it"},
      {"--width", "PIXELS", "default: 1280"},
      {"--height", "PIXELS", "default: 720"},
      {"--language", "LANGUAGE", "en, pl or zh; default: as LC_ALL or LANG say, else en"},
      {"--palette", "FILE",
       "colours in place of the standard ones, such as those of models/palettes"},
      {"--lights-out", "", "the hall in the dark"},
      {"--log", "", "print what is selected and switched, a line each"}},
     {{"view", "the plant that lives"},
      {"view runs/ningbo_2024", "the whole hall"},
      {"view runs/ningbo_2024 --against runs/ningbo_2020", "what differs between two runs"},
      {"view plant.dlrec --camera z60_framing/st03", "one cell of a recorded plant"},
      {"view plant.dlrec --tour models/tours/ningbo_2024.toml", "a show that runs by itself"}},
     view_command},
    {"validate",
     "",
     "the built-in proof: exact results beside simulated ones",
     "Runs the line engine on cases whose answer is known (closed forms, exact chains, published "
     "values) and prints expected and simulated values with standard error and z. Ends with exit "
     "70 if one of them is off.\n\n"
     "With --deep the controllers' bus is rehearsed instead, on a simulated transport on which "
     "everything goes wrong: 10,000 seeds, each another plant and another set of faults, and in "
     "each the plant's state is to equal that of the run without faults at every tick. A seed that "
     "fails is named.",
     {{"--deep", "", "rehearse the controllers' bus"},
      {"--seeds", "N", "with --deep: how many, from --seed on; default 10000 from 0"}},
     {{"validate", "about half a minute"}, {"validate --deep", "a minute or two"}},
     validate_command},
    {"bench",
     "",
     "the speed of darkline on this machine, as ratios within one run",
     "Times the main job (first run, and again from the cache) and its parts: cell physics, "
     "controller round trips, the line's engines (against SimPy where python3-simpy3 is there), "
     "cost evaluation, frames of the moving hall.",
     {{"--scenario", "FILE", "default: the shipped ningbo_2024.toml"},
      {"--bus", "", "only the bus of controller processes, in some seconds"},
      {"--line", "", "only the engines of the line, in half a minute once its cells are studied"},
      {"--view", "", "only frames of the moving hall, drawn in software, in some seconds"},
      {"--stream", "", "only recording the plant and showing it again, in some minutes"}},
     {{"bench", "two to three minutes"}},
     bench_command},
    {"keys",
     "ACTION [NAME]",
     "keys of controllers on other machines: new, list, revoke, server",
     "Controllers on other machines reach the twin over tcp only with a key that is on the twin's "
     "allow-list. `keys new NAME` makes a pair, allows it, and says which two files to move to the "
     "controller's machine; `keys list` shows who is allowed and who is revoked; `keys revoke "
     "NAME` takes the right back, also from a twin that runs; `keys server` makes the twin's own "
     "pair, if need be, and prints the file with its public key.\n"
     "Keys lie in $XDG_CONFIG_HOME/darkline/keys, else ~/.config/darkline/keys, which nobody else "
     "can enter. docs/security.md shows the whole way.",
     {{"--keys", "DIR", "folder of the keys"},
      {"--cells", "LIST", "for new: cells it may command, \"3, 7-9\"; default: all"}},
     {{"keys new press_shop --cells 3,7-9", "a key for the controller of four cells"},
      {"keys list", "who may come in"},
      {"keys revoke press_shop", "not any more"}},
     keys_command},
    {"manual",
     "",
     "print the manual page (roff)",
     "Made from the same table as --help.",
     {},
     {{"manual | man -l -", "read it"}},
     manual_command},
    {"completion",
     "",
     "print the bash completion script",
     "Made from the same table as --help.",
     {},
     {{"completion > ~/.local/share/bash-completion/completions/darkline", "install it"}},
     completion_command},
});

}  // namespace

std::span<const CommandSpec> command_table() {
  return kCommands;
}
std::span<const OptionSpec> common_options() {
  return kCommonOptions;
}

}  // namespace darkline
