#include "twin/study/study_store.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/base/content_hash.h"
#include "models/base/error.h"
#include "models/base/version.h"

namespace darkline {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "darkline.study/2";

// "cost.robot_duty" in "%": "cost_robot_duty_percent", a name for every statistics program.
std::string column_name(const std::string& path, const std::string& unit) {
  std::string name;
  for (const char c : path + (unit.empty() ? "" : "_") + unit) {
    if (c == '%') {
      name += "percent";
    } else if (c == '/') {
      name += "_per_";
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
    }
  }
  return name;
}

StudyColumn factor_column(const StudyFactor& factor) {
  const NamedKey& key = factor.key;
  StudyColumn column{
      column_name(key.path, key.unit), key.path, key.unit, key.meaning, ColumnRole::factor, {}};
  column.is_choice = factor.is_choice;
  column.group = factor.group;
  column.low = factor.low;
  column.high = factor.high;
  column.levels = factor.values.size();
  if (key.kind == KeyKind::text || key.kind == KeyKind::list) {
    for (const StudyLevel& level : factor.values) column.labels.push_back(level.text);
    column.labels.push_back(factor.base.text);
    column.high = static_cast<double>(factor.values.size() - 1);
  } else if (factor.law == FactorLaw::values) {
    const auto [least, most] =
        std::minmax_element(factor.values.begin(), factor.values.end(),
                            [](const auto& a, const auto& b) { return a.number < b.number; });
    column.low = least->number;
    column.high = most->number;
  }
  return column;
}

// Where answers come from differences of points or from what lies within them, and as long as the
// files stay small.
bool keeps_samples(const StudyPlan& plan) {
  constexpr double kMostValues = 4e6;
  const StudyFile& study = plan.study;
  const bool asked =
      study.design == StudyDesign::one_at_a_time || study.design == StudyDesign::latin_hypercube ||
      study.design == StudyDesign::sobol || study.design == StudyDesign::monte_carlo ||
      (study.design == StudyDesign::grid && study.choices > 1);
  const auto& simulation = study.base.simulation;
  const auto most = plan.precision               ? static_cast<double>(plan.precision->most)
                    : simulation.precision > 0.0 ? static_cast<double>(simulation.most_replications)
                                                 : static_cast<double>(simulation.replications);
  return asked &&
         static_cast<double>(study.points) * static_cast<double>(plan.responses.size()) * most <=
             kMostValues;
}

std::string plan_hash(const StudyPlan& plan) {
  ContentHash hash;
  for (const InputFile& file : plan.study.files) hash.add("file", file.sha256);
  hash.add("base", effective_toml(plan.study.base));
  return hash.hex();
}

const Response& ranked_response(const StudyPlan& plan) {
  return *std::find_if(plan.responses.begin(), plan.responses.end(),
                       [&](const Response& each) { return each.name == plan.study.best; });
}

double indifference_of(const StudyPlan& plan) {
  const auto& asked = plan.study.indifference;
  return asked ? in_unit_of(ranked_response(plan), *asked, "study.indifference") : 0.0;
}

std::optional<StudyBreakEven> break_even_of(const Json& json) {
  if (!json.contains("break_even")) return std::nullopt;
  const Json& from = json.at("break_even");
  StudyBreakEven asked{.factor = from.at("factor"), .response = from.at("response")};
  for (const Json& at : from.at("reference")) asked.reference.push_back({at.at(0), at.at(1)});
  return asked;
}

[[noreturn]] void refuse(const SqliteFile& file, const std::string& found) {
  throw InputError({.place = {.file = file.path().string()},
                    .found = found,
                    .wanted = "results that darkline study wrote"});
}

}  // namespace

std::string unit_text(const std::string& unit) {
  if (unit == "usd") return "USD";
  if (unit == "per_h") return "1/h";
  if (unit == "per_y") return "1/y";
  if (unit == "kwh") return "kWh";
  return unit == "share" || unit == "count" ? "" : unit;
}

StudyHead head_of(const StudyPlan& plan, const std::string& program) {
  const StudyFile& study = plan.study;
  StudyHead head{.title = study.title,
                 .design = name_of(study.design),
                 .points = study.points,
                 .draws = study.draws,
                 .choices = study.choices,
                 .groups = study.groups,
                 .confidence = study.base.simulation.confidence,
                 .best = study.best,
                 .best_is_least = study.best_is_least,
                 .indifference = indifference_of(plan),
                 .precision = {},
                 .most_replications = plan.precision ? plan.precision->most : 0,
                 .plan = plan_hash(plan),
                 .program = program,
                 .columns = {},
                 .keeps_samples = keeps_samples(plan),
                 .break_even = study.break_even};
  if (plan.precision) {
    for (const PrecisionRule::Goal& goal : plan.precision->goals) {
      head.precision.push_back(
          {plan.responses[goal.response].name, goal.half_width, goal.is_relative});
    }
  }
  for (const StudyFactor& factor : study.factors) head.columns.push_back(factor_column(factor));
  head.columns.push_back({"replications", "replications", "", "independent runs of the line",
                          ColumnRole::replications});
  for (const Response& r : plan.responses) {
    const std::string name = r.name + "_" + r.unit;
    head.columns.push_back({name, r.name, r.unit, r.meaning, ColumnRole::mean});
    head.columns.push_back(
        {name + "_half_width", r.name, r.unit,
         fmt::format("half the {:g} % interval of {}", 100.0 * head.confidence, r.name),
         ColumnRole::half_width});
  }
  return head;
}

std::string to_json(const StudyHead& head) {
  Json json{{"schema", kSchema},
            {"title", head.title},
            {"design", head.design},
            {"points", head.points},
            {"draws", head.draws},
            {"choices", head.choices},
            {"groups", head.groups},
            {"confidence", head.confidence},
            {"best", head.best},
            {"best_is_least", head.best_is_least},
            {"plan", head.plan},
            {"program", head.program},
            {"keeps_samples", head.keeps_samples},
            {"indifference", head.indifference}};
  for (const StudyColumn& c : head.columns) {
    json["columns"].push_back({{"name", c.name},
                               {"title", c.title},
                               {"unit", c.unit},
                               {"meaning", c.meaning},
                               {"role", static_cast<int>(c.role)},
                               {"labels", c.labels},
                               {"is_choice", c.is_choice},
                               {"group", c.group},
                               {"low", c.low},
                               {"high", c.high},
                               {"levels", c.levels}});
  }
  for (const StudyGoal& goal : head.precision) {
    json["precision"].push_back({goal.response, goal.half_width, goal.is_relative});
  }
  json["most_replications"] = head.most_replications;
  if (head.break_even) {
    Json& asked = json["break_even"] = {{"factor", head.break_even->factor},
                                        {"response", head.break_even->response}};
    for (const auto& at : head.break_even->reference) {
      asked["reference"].push_back({at.factor, at.level});
    }
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StudyHead study_head_from_json(const std::string& text, const std::string& file) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != kSchema) throw Json::other_error::create(500, "schema", nullptr);
    StudyHead head{.title = json.at("title"),
                   .design = json.at("design"),
                   .points = json.at("points"),
                   .draws = json.at("draws"),
                   .choices = json.at("choices"),
                   .groups = json.at("groups"),
                   .confidence = json.at("confidence"),
                   .best = json.at("best"),
                   .best_is_least = json.at("best_is_least"),
                   .indifference = json.at("indifference"),
                   .precision = {},
                   .most_replications = json.at("most_replications"),
                   .plan = json.at("plan"),
                   .program = json.at("program"),
                   .columns = {},
                   .keeps_samples = json.at("keeps_samples"),
                   .break_even = break_even_of(json)};
    if (json.contains("precision")) {
      for (const Json& goal : json.at("precision")) {
        head.precision.push_back({goal.at(0), goal.at(1), goal.at(2)});
      }
    }
    for (const Json& c : json.at("columns")) {
      const int role = c.at("role");
      if (role < 0 || role > 3) throw Json::other_error::create(500, "role", nullptr);
      head.columns.push_back({c.at("name"), c.at("title"), c.at("unit"), c.at("meaning"),
                              static_cast<ColumnRole>(role),
                              c.at("labels").get<std::vector<std::string>>(), c.at("is_choice"),
                              c.at("group"), c.at("low"), c.at("high"), c.at("levels")});
    }
    return head;
  } catch (const Json::exception&) {
    throw InputError({.place = {.file = file},
                      .found = "another kind of database",
                      .wanted = "results that darkline study wrote"});
  }
}

std::string shard_file_name(std::uint64_t shard, std::uint64_t n_shards) {
  return fmt::format("shard_{}_of_{}.db", shard, n_shards);
}

std::string points_table_sql(const StudyHead& head) {
  std::string sql = "create table points (point integer primary key";
  for (const StudyColumn& column : head.columns) {
    sql += fmt::format(", \"{}\" {}", column.name,
                       !column.labels.empty()                    ? "text"
                       : column.role == ColumnRole::replications ? "integer"
                                                                 : "real");
  }
  return sql + (head.keeps_samples ? ", samples blob)" : ")");
}

std::string insert_point_sql(const StudyHead& head) {
  std::string sql = "insert or ignore into points values (?";
  for (std::size_t c = 0; c < head.columns.size(); ++c) sql += ",?";
  return sql + (head.keeps_samples ? ",?)" : ")");
}

StudyHead read_head(SqliteFile& file) {
  SqliteStatement has(file, "select count(*) from sqlite_master where name in ('head', 'points')");
  if (!has.step() || has.whole(0) != 2) refuse(file, "another kind of database");
  SqliteStatement head(file, "select json from head");
  if (!head.step()) refuse(file, "a file without a head");
  return study_head_from_json(head.text(0), file.path().string());
}

ShardFile::ShardFile(const std::filesystem::path& path, const StudyHead& head, bool fresh)
    : head_(head),
      file_(
          [&]() -> const std::filesystem::path& {
            if (fresh) {
              std::filesystem::remove(path);
              std::filesystem::remove(path.string() + "-journal");
            }
            return path;
          }(),
          SqliteFile::Access::create) {
  // A rollback journal, not a write-ahead log: results may lie on a network's file system.
  file_.execute("begin immediate");
  SqliteStatement tables(file_, "select count(*) from sqlite_master");
  tables.step();
  if (tables.whole(0) == 0) {
    file_.execute("create table head (json text)");
    file_.execute(points_table_sql(head_));
    SqliteStatement insert(file_, "insert into head values (?)");
    const std::string json = to_json(head_);
    insert.bind(1, json);
    insert.step();
  }
  tables.restart();
  file_.execute("commit");
  const StudyHead old = read_head(file_);
  const auto refuse_other = [&](const std::string& found, const std::string& wanted) {
    throw InputError({.place = {.file = path.string()},
                      .found = found,
                      .wanted = wanted,
                      .mend = "choose another --out, or begin anew with --fresh"});
  };
  if (old.plan != head_.plan) {
    refuse_other("results of another study file, base scenario or --set", "those of this one");
  }
  if (old.program != head_.program) {
    refuse_other("results of darkline " + old.program, "those of " + head_.program);
  }
}

std::vector<std::uint64_t> ShardFile::finished() {
  std::vector<std::uint64_t> points;
  SqliteStatement select(file_, "select point from points order by point");
  while (select.step()) points.push_back(static_cast<std::uint64_t>(select.whole(0)));
  return points;
}

void ShardFile::add(std::span<const std::uint64_t> points, std::span<const double> cells,
                    std::span<const double> samples) {
  const std::size_t n = head_.columns.size();
  const std::size_t n_samples = points.empty() ? 0 : samples.size() / points.size();
  const auto bytes_of = [&](std::size_t p) {
    const auto bytes = std::as_bytes(samples.subspan(p * n_samples, n_samples));
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  DARKLINE_CHECK(cells.size() == points.size() * n,
                 fmt::format("{} cells for {} points", cells.size(), points.size()));
  file_.execute("begin immediate");
  {
    SqliteStatement insert(file_, insert_point_sql(head_));
    for (std::size_t p = 0; p < points.size(); ++p) {
      insert.bind(1, static_cast<std::int64_t>(points[p]));
      for (std::size_t c = 0; c < n; ++c) {
        const double value = cells[p * n + c];
        const StudyColumn& column = head_.columns[c];
        const int parameter = static_cast<int>(c) + 2;
        if (!column.labels.empty()) {
          insert.bind(parameter, std::string_view(column.labels[static_cast<std::size_t>(value)]));
        } else if (column.role == ColumnRole::replications) {
          insert.bind(parameter, static_cast<std::int64_t>(value));
        } else {
          insert.bind(parameter, value);
        }
      }
      if (head_.keeps_samples) insert.bind_bytes(static_cast<int>(n) + 2, bytes_of(p));
      insert.step();
      insert.restart();
    }
  }
  file_.execute("commit");
}

}  // namespace darkline
