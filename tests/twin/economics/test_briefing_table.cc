// What docs/economics.md says of where the briefing went has to exist.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "models/base/error.h"
#include "models/base/file.h"
#include "models/economics/fact_book.h"
#include "models/scenario/scenario_schema.h"
#include "twin/economics/compute_routes.h"

namespace fs = std::filesystem;

namespace darkline {
namespace {

const fs::path kRoot = DARKLINE_SOURCE_DIR;

std::string table_text() {
  const std::string page = read_file(kRoot / "docs/economics.md", 1U << 20U);
  const auto from = page.find("## Where the briefing went");
  const auto to = page.find("## What is not modelled");
  BOOST_REQUIRE(from != std::string::npos);
  BOOST_REQUIRE(to != std::string::npos);
  return page.substr(from, to - from);
}

// What stands between back quotes in the rows of the tables.
std::vector<std::string> names_in(const std::string& text) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while ((at = text.find('`', at)) != std::string::npos) {
    const std::size_t end = text.find('`', at + 1);
    BOOST_REQUIRE(end != std::string::npos);
    names.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return names;
}

bool is_key(const std::string& name) {
  const auto keys = scenario_keys();
  return std::any_of(keys.begin(), keys.end(),
                     [&](const auto& key) { return key.spec.path == name; });
}

// A fact; one star stands for a part of its name.
bool is_fact(const std::string& name) {
  const auto star = name.find('*');
  const std::string head = name.substr(0, star);
  const std::string tail = star == std::string::npos ? "" : name.substr(star + 1);
  for (const std::string& id : shipped_fact_book().ids()) {
    if (star == std::string::npos
            ? id == name
            : id.size() > head.size() + tail.size() && id.compare(0, head.size(), head) == 0 &&
                  id.compare(id.size() - tail.size(), tail.size(), tail) == 0) {
      return true;
    }
  }
  return false;
}

bool is_route(const std::string& name) {
  const auto routes = compute_routes();
  if (std::any_of(routes.begin(), routes.end(),
                  [&](const ComputeRoute& route) { return name == route.name; })) {
    return true;
  }
  return is_fact("infer." + name + ".*");
}

bool is_regime(const std::string& name) {
  try {
    export_regime(name);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

bool is_supplier(const std::string& name) {
  const std::string network = read_file(kRoot / "models/economics/supply_network.csv", 1U << 20U);
  return network.find("\n" + name + ",") != std::string::npos;
}

bool is_command(const std::string& name) {
  return name == "cost --invest" || name == "darkline validate";
}

bool exists(const std::string& name) {
  if (fs::path(name).extension() == ".toml") {
    return fs::exists(kRoot / "models/scenarios" / name);
  }
  return is_key(name) || is_fact(name) || is_route(name) || is_regime(name) || is_supplier(name) ||
         is_command(name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(briefing_table)

BOOST_AUTO_TEST_CASE(every_key_route_regime_fact_and_scenario_named_there_exists) {
  const std::vector<std::string> names = names_in(table_text());
  BOOST_TEST(names.size() > 100U);
  for (const std::string& name : names) BOOST_TEST(exists(name), name);
  BOOST_TEST(!exists("compute.rout"));
  BOOST_TEST(!exists("route.ascend.mtbs"));
  BOOST_TEST(!exists("s18_none.toml"));
}

BOOST_AUTO_TEST_CASE(every_route_and_every_named_scenario_stands_in_it) {
  const std::vector<std::string> names = names_in(table_text());
  const auto named = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const ComputeRoute& route : compute_routes()) {
    BOOST_TEST(named(route.name), route.name);
  }
  for (const auto& entry : fs::directory_iterator(kRoot / "models/scenarios")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".toml" || name.size() < 3 || name[0] != 's' ||
        std::isdigit(static_cast<unsigned char>(name[1])) == 0) {
      continue;
    }
    BOOST_TEST(named(name), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace darkline
