// Who may include whom. The two tables below are the whole rule; a new edge is a decision,
// and this is the file where it is taken.

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;

namespace {

using Rooms = std::set<std::string>;

// A room is a top folder, or a folder one below it that has a row of its own. Each room sees
// itself and what stands in its row; "twin/*" is every room of twin. The rest is refused.
const std::map<std::string, Rooms> kMayInclude = {
    {"models", {}},
    {"cells", {"models"}},
    {"controllers", {"models"}},
    {"controllers/gateways", {"models", "controllers"}},
    {"twin", {"models", "cells", "controllers", "controllers/*", "twin/*"}},  // main, commands
    {"twin/line", {"models"}},
    {"twin/kpi", {"models", "twin/line"}},
    {"twin/economics", {"models", "twin/kpi"}},
    {"twin/study", {"models", "twin/line", "twin/kpi", "twin/economics"}},
    {"twin/live",
     {"models", "cells", "controllers", "controllers/gateways", "twin/line", "twin/kpi"}},
    {"twin/report", {"models", "cells", "controllers", "twin/*"}},
    {"viewer",
     {"models", "controllers", "viewer/core"}},  // the bus, to subscribe; never twin, never cells
    {"viewer/core", {"models"}},                 // no OpenGL in here either, see kHomes
};

struct Home {
  std::string_view library;
  std::string_view header;  // a regular expression for the start of the include
  Rooms rooms;
};

// Third-party headers that stay in one place.
const std::array<Home, 17> kHomes = {{
    {"toml++", R"(toml(\+\+/|\.hpp))", {"models"}},
    {"urdfdom", R"(urdf_|tinyxml)", {"models"}},
    {"Bullet", R"(bt[A-Z]|bullet/|Bullet[A-Z3]|LinearMath/)", {"cells"}},
    {"assimp", R"(assimp/)", {"models"}},
    {"zlib", R"(zlib\.h)", {"models"}},
    {"ZeroMQ", R"(zmq)", {"controllers"}},
    {"msgpack", R"(msgpack)", {"controllers"}},
    {"Modbus", R"(modbus)", {"controllers/gateways"}},
    {"MQTT", R"(mosquitto)", {"controllers/gateways"}},
    {"OpenTURNS", R"(openturns/)", {"twin", "twin/*"}},
    {"CLP", R"(coin/|Clp|Coin|Osi)", {"twin", "twin/*"}},
    {"NLopt", R"(nlopt)", {"twin", "twin/*"}},
    {"SQLite", R"(sqlite3|SQLiteCpp/)", {"twin", "twin/*"}},
    {"OpenSceneGraph", R"(osg|OpenThreads/)", {"viewer"}},
    {"the window", R"(imgui|imgui_|GL/|GLES|EGL/|X11/)", {"viewer"}},
    {"MuJoCo", R"(mujoco/)", {}},  // tests and benchmarks only
    {"KDL", R"(kdl/)", {}},
}};

// "twin/line/event_queue.h" lies in the room "twin/line", "twin/main.cc" in "twin".
std::string room_of(const std::string& path) {
  static const std::regex top_and_below("^([a-z_]+)/(?:([a-z_]+)/)?");
  std::smatch parts;
  if (!std::regex_search(path, parts, top_and_below)) return {};
  const std::string below = parts[1].str() + "/" + parts[2].str();
  return kMayInclude.contains(below) ? below : parts[1].str();
}

bool admits(const Rooms& rooms, const std::string& room) {
  const std::size_t slash = room.find('/');
  return rooms.contains(room) ||
         (slash != std::string::npos && rooms.contains(room.substr(0, slash) + "/*"));
}

// Why `line` of the file `path` (both from the root of the tree) is against the rule.
std::optional<std::string> objection(const std::string& path, const std::string& line) {
  static const std::regex include_line(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
  std::smatch include;
  if (!std::regex_search(line, include, include_line)) return std::nullopt;
  const std::string header = include[2];
  const std::string from = room_of(path);

  for (const Home& home : kHomes) {
    const std::regex starts("^(?:" + std::string(home.header) + ")");
    if (!std::regex_search(header, starts)) continue;
    if (admits(home.rooms, from)) return std::nullopt;
    return from + " may not include " + std::string(home.library);
  }
  if (include[1] == "<") return std::nullopt;

  const std::string to = room_of(header);
  if (!kMayInclude.contains(to)) return "\"" + header + "\" is not a path from the root";
  if (to == from || admits(kMayInclude.at(from), to)) return std::nullopt;
  return from + " may not include " + to;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(architecture)

BOOST_AUTO_TEST_CASE(every_include_keeps_to_the_table) {
  const fs::path root = DARKLINE_SOURCE_DIR;
  for (const char* folder : {"models", "cells", "controllers", "twin", "viewer"}) {
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      ++files;
      const std::string path = entry.path().lexically_relative(root).generic_string();
      std::ifstream in(entry.path());
      int number = 0;
      for (std::string line; std::getline(in, line);) {
        ++number;
        const auto why = objection(path, line);
        BOOST_TEST(!why, path << ":" << number << ": " << why.value_or(""));
      }
    }
    BOOST_TEST(files > 0, folder << " has no source file: is DARKLINE_SOURCE_DIR right?");
  }
}

BOOST_AUTO_TEST_CASE(an_upward_or_sideways_include_is_refused) {
  const auto refused = [](const char* path, const char* line) {
    return objection(path, line).has_value();
  };
  BOOST_TEST(refused("models/scenario.cc", "#include \"twin/line/event_queue.h\""));
  BOOST_TEST(refused("cells/arm.cc", "#include \"controllers/bus.h\""));
  BOOST_TEST(refused("viewer/main.cc", "#include \"twin/live/plant.h\""));
  BOOST_TEST(refused("viewer/core/picking.cc", "#include \"cells/arm.h\""));
  BOOST_TEST(refused("viewer/core/picking.cc", "#include \"viewer/window.h\""));
  BOOST_TEST(refused("twin/line/station.cc", "#include \"cells/cell_world.h\""));
  BOOST_TEST(refused("twin/line/station.cc", "#include \"twin/main.h\""));
  BOOST_TEST(refused("twin/economics/tariff.cc", "#include \"twin/line/station.h\""));
  BOOST_TEST(refused("twin/line/station.cc", "  #  include \"station.h\""));
  BOOST_TEST(refused("twin/line/station.cc", "#include \"../kpi/oee.h\""));
}

BOOST_AUTO_TEST_CASE(a_library_away_from_its_home_is_refused) {
  const auto refused = [](const char* path, const char* line) {
    return objection(path, line).has_value();
  };
  BOOST_TEST(refused("twin/live/plant.cc", "#include <btBulletDynamicsCommon.h>"));
  BOOST_TEST(refused("twin/live/plant.cc", "#include \"zmq.hpp\""));
  BOOST_TEST(refused("viewer/core/camera.cc", "#include <osg/Vec3d>"));
  BOOST_TEST(refused("viewer/core/camera.cc", "#include <imgui.h>"));
  BOOST_TEST(refused("cells/arm.cc", "#include <openturns/OT.hxx>"));
  BOOST_TEST(refused("controllers/host_loop.cc", "#include <modbus/modbus.h>"));
  BOOST_TEST(refused("twin/commands/live.cc", "#include <mosquitto.h>"));
  BOOST_TEST(refused("controllers/host_loop.cc", "#include \"controllers/gateways/modbus_map.h\""));
  BOOST_TEST(refused("models/price_book.cc", "#include <SQLiteCpp/SQLiteCpp.h>"));
  BOOST_TEST(refused("twin/main.cc", "#include <toml++/toml.h>"));
}

BOOST_AUTO_TEST_CASE(what_the_design_allows_is_allowed) {
  const auto allowed = [](const char* path, const char* line) { return !objection(path, line); };
  BOOST_TEST(allowed("models/scenario.cc", "#include <toml++/toml.h>"));
  BOOST_TEST(
      allowed("cells/cell_world.cc", "#include <BulletDynamics/Featherstone/btMultiBody.h>"));
  BOOST_TEST(allowed("controllers/zmq_bus.cc", "#include <zmq.hpp>"));
  BOOST_TEST(allowed("twin/live/plant.cc", "#include \"cells/cell_world.h\""));
  BOOST_TEST(allowed("twin/economics/uncertainty.cc", "#include <openturns/OT.hxx>"));
  BOOST_TEST(allowed("twin/main.cc", "#include \"twin/report/html.h\""));
  BOOST_TEST(allowed("viewer/scene.cc", "#include <osgDB/ReadFile>"));
  BOOST_TEST(allowed("viewer/scene.cc", "#include \"viewer/core/picking.h\""));
  BOOST_TEST(allowed("viewer/live_source.cc", "#include \"controllers/state_subscriber.h\""));
  BOOST_TEST(allowed("models/base/error.cc", "// #include \"twin/main.h\""));
  BOOST_TEST(allowed("models/base/error.cc", "#include <vector>"));
}

BOOST_AUTO_TEST_SUITE_END()
