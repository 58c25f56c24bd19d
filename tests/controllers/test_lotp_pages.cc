// What stands in text because it cannot include the table: docs/lotp.md and the Python types.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "controllers/lotp_maps.h"
#include "models/base/file.h"

using namespace darkline;

namespace {

struct FieldRow {
  std::string of, type, name, text;
  std::size_t count, offset;
};
const std::vector<FieldRow> kFields = {
#define LOTP_FIELD(of, type, count, name, offset, minor, initial, text) \
  {#of, #type, #name, text, count, offset},
#include "controllers/lotp_fields.def"
};

struct TypeRow {
  std::string name, sender, body, text;
  int number, minor;
};
const std::vector<TypeRow> kTypes = {
#define LOTP_TYPE(name, number, minor, sender, body, text) \
  {#name, sender, body, text, number, minor},
#include "controllers/lotp_fields.def"
};

struct ErrorRow {
  std::string name, sender, text;
  int number;
};
const std::vector<ErrorRow> kErrors = {
#define LOTP_ERROR(name, number, sender, text) {#name, sender, text, number},
#include "controllers/lotp_fields.def"
};

struct RejectRow {
  std::string name, text;
  int error;
};
const std::vector<RejectRow> kRejects = {
#define LOTP_REJECT(name, error, text) {#name, text, error},
#include "controllers/lotp_fields.def"
};

struct ValueRow {
  std::string of, name, text;
  int number;
};
const std::vector<ValueRow> kValues = {
#define LOTP_VALUE(of, name, number, text) {#of, #name, text, number},
#include "controllers/lotp_fields.def"
};

struct KeyRow {
  std::string of, name, type, text;
  int minor;
};
const std::vector<KeyRow> kKeys = {
#define LOTP_KEY(of, name, type, minor, text) {#of, #name, type, text, minor},
#include "controllers/lotp_fields.def"
};

struct PartRow {
  std::string of, name, type, text;
  int place;
};
const std::vector<PartRow> kParts = {
#define LOTP_PART(of, name, type, place, text) {#of, #name, type, text, place},
#include "controllers/lotp_fields.def"
};

const std::map<std::string, std::size_t> kSizes = {{"obs_robot", sizeof(LotpObsRobot)},
                                                   {"cmd_robot", sizeof(LotpCmdRobot)}};

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return text;
}

// "robot_state" to "RobotState".
std::string camel(const std::string& text) {
  std::string out;
  bool starts = true;
  for (const char c : text) {
    if (c == '_') {
      starts = true;
    } else {
      out += starts ? upper(std::string(1, c)) : std::string(1, c);
      starts = false;
    }
  }
  return out;
}

bool is_pad(const FieldRow& field) {
  return field.name.starts_with("pad");
}

// Of a field whose text is the name of an enumeration: its values.
std::string text_of(const std::string& text) {
  std::string values;
  for (const ValueRow& row : kValues) {
    if (row.of != text) continue;
    values += fmt::format("{}{} {}", values.empty() ? "" : ", ", row.number, row.name);
  }
  return values.empty() ? text : values;
}

// --- docs/lotp.md

bool is_variable(const FieldRow& field) {
  bool is = false;
#define LOTP_VARIABLE(of_row, name_row, since) \
  is = is || (field.of == #of_row && field.name == #name_row);
#include "controllers/lotp_fields.def"
  return is;
}

void add_fields(const std::string& of, std::string base, std::size_t start, std::string& table) {
  for (const FieldRow& row : kFields) {
    if (row.of != of) continue;
    const auto nested = kSizes.find(row.type);
    if (nested != kSizes.end()) {
      add_fields(row.type, fmt::format(" + {} r", nested->second), start + row.offset, table);
      if (is_variable(row)) {
        base = fmt::format(" + {} n", nested->second);
        start -= row.count * nested->second;
      }
      continue;
    }
    const std::string count = row.count == 1 ? "" : fmt::format("[{}]", row.count);
    table += fmt::format("| {}{} | {}{} | {} | {} |\n", start + row.offset, base, row.type, count,
                         is_pad(row) ? "" : row.name, text_of(row.text));
  }
}

std::string fields_as_table(const std::string& of) {
  std::string table = "| offset | type | field | |\n|---|---|---|---|\n";
  add_fields(of, "", 0, table);
  return table;
}

std::string types_as_table() {
  std::string table = "| type | name | from | body | minor | |\n|---|---|---|---|---|---|\n";
  for (const TypeRow& row : kTypes) {
    table += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.number, upper(row.name),
                         row.sender, row.body, row.minor, row.text);
  }
  return table;
}

std::string errors_as_table() {
  std::string table = "| code | name | from | |\n|---|---|---|---|\n";
  for (const ErrorRow& row : kErrors) {
    table +=
        fmt::format("| {} | {} | {} | {} |\n", row.number, upper(row.name), row.sender, row.text);
  }
  return table;
}

std::string rejects_as_table() {
  std::string table = "| | | reason | ERR code |\n|---|---|---|---|\n";
  int n = 0;
  for (const RejectRow& row : kRejects) {
    const auto code = std::ranges::find(kErrors, row.error, &ErrorRow::number);
    const std::string error =
        code == kErrors.end() ? "none sent" : fmt::format("{} {}", row.error, upper(code->name));
    table += fmt::format("| {} | {} | `{}` | {} |\n", ++n, row.text, row.name, error);
  }
  return table;
}

std::string keys_as_table(const std::string& of) {
  std::string table = "| key | type | minor | |\n|---|---|---|---|\n";
  for (const KeyRow& row : kKeys) {
    if (row.of != of) continue;
    table += fmt::format("| {} | {} | {} | {} |\n", row.name, row.type, row.minor, row.text);
  }
  return table;
}

std::string parts_as_table() {
  std::string table = "| array | place | part | type | |\n|---|---|---|---|---|\n";
  for (const PartRow& row : kParts) {
    table += fmt::format("| {} | {} | {} | {} | {} |\n", row.of, row.place, row.name, row.type,
                         text_of(row.text));
  }
  return table;
}

std::string values_as_table() {
  std::string table = "| of | value | name | |\n|---|---|---|---|\n";
  for (const ValueRow& row : kValues) {
    if (row.text.empty()) continue;
    table += fmt::format("| {} | {} | {} | {} |\n", row.of, row.number, row.name, row.text);
  }
  return table;
}

// "1464", or "24 + 120 n" where n robots stand in an item.
std::string bytes_as_text(std::uint8_t minor, std::size_t LotpStrides::*bytes) {
  const std::size_t none = lotp_strides(minor, 0).*bytes;
  const std::size_t each = lotp_strides(minor, 1).*bytes - none;
  return each == 0 ? fmt::format("{}", none) : fmt::format("{} + {} n", none, each);
}

std::string hashes_as_table() {
  std::string table = "| minor | schema_hash | bytes of Obs | bytes of Cmd |\n|---|---|---|---|\n";
  for (std::uint8_t minor = kLotpOldestMinor; minor <= kLotpMinor; ++minor) {
    table += fmt::format("| {} | `{}` | {} | {} |\n", minor, lotp_schema_hash(minor),
                         bytes_as_text(minor, &LotpStrides::obs),
                         bytes_as_text(minor, &LotpStrides::cmd));
  }
  return table;
}

std::string block(const std::string& name) {
  if (name == "header" || name == "obs" || name == "cmd") return fields_as_table(name);
  if (name == "types") return types_as_table();
  if (name == "errors") return errors_as_table();
  if (name == "refusals") return rejects_as_table();
  if (name == "parts") return parts_as_table();
  if (name == "values") return values_as_table();
  if (name == "versions") return hashes_as_table();
  if (name == "schema") return "```text\n" + lotp_schema() + "```\n";
  return keys_as_table(name);
}

// The page with what stands between each "<!-- table: NAME -->" and "<!-- end -->" made anew.
std::string with_tables(const std::string& page, std::vector<std::string>& names) {
  const std::string begin = "<!-- table: ";
  const std::string close = " -->\n";
  std::string out;
  std::size_t copied = 0;
  for (std::size_t mark = page.find(begin); mark != std::string::npos;
       mark = page.find(begin, copied)) {
    const std::size_t name = mark + begin.size();
    const std::size_t after = page.find(close, name);
    BOOST_REQUIRE(after != std::string::npos);
    names.push_back(page.substr(name, after - name));
    out += page.substr(copied, after + close.size() - copied) + block(names.back());
    copied = page.find("<!-- end -->", after);
    BOOST_REQUIRE(copied != std::string::npos);
  }
  return out + page.substr(copied);
}

// --- python/darkline_controller/types.py

// "head" and the parts, comma between, over lines of at most 100, with "tail" at the end.
std::string wrapped(std::string head, const std::vector<std::string>& parts,
                    const std::string& tail) {
  constexpr std::size_t kWidth = 100;
  std::string out;
  std::string line = std::move(head);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string part = parts[i] + (i + 1 < parts.size() ? "," : tail);
    const bool opens = line.ends_with('(') || line.ends_with('[') || line.ends_with('{');
    if (line.size() + 1 + part.size() > kWidth) {
      out += line + "\n";
      line = "    " + part;
    } else {
      line += (opens ? "" : " ") + part;
    }
  }
  return out + line + "\n";
}

std::string numpy_type(const FieldRow& field) {
  if (kSizes.contains(field.type)) return upper(field.type);
  const char kind = field.type[0] == 'f' ? 'f' : field.type[0] == 'i' ? 'i' : 'u';
  return fmt::format("\"<{}{}\"", kind, std::stoi(field.type.substr(1)) / 8);
}

std::string dtype_of(const std::string& of) {
  std::vector<std::string> parts;
  for (const FieldRow& row : kFields) {
    if (row.of != of) continue;
    const std::string shape = row.count == 1 ? "" : fmt::format(", ({},)", row.count);
    parts.push_back(fmt::format("(\"{}\", {}{})", row.name, numpy_type(row), shape));
  }
  return wrapped(upper(of) + " = np.dtype([", parts, "])");
}

template <class Rows>
std::string enum_of(const std::string& name, const Rows& rows, const std::string& of = {}) {
  std::vector<std::string> members;
  for (const auto& row : rows) {
    if constexpr (std::is_same_v<Rows, std::vector<ValueRow>>) {
      if (row.of != of) continue;
    }
    members.push_back(fmt::format("\"{}\": {}", upper(row.name), row.number));
  }
  return wrapped(fmt::format("{} = IntEnum(\"{}\", {{", name, name), members, "})");
}

std::string value_enum(const std::string& of) {
  return enum_of(camel(of), kValues, of);
}

std::string tuple_of(const std::string& of) {
  std::vector<std::string> parts;
  for (const PartRow& row : kParts) {
    if (row.of != of) continue;
    const std::string type = row.type == "f64[7]" ? "list[float]"
                             : row.type == "f32"  ? "float"
                                                  : "int";
    parts.push_back(fmt::format("(\"{}\", {})", row.name, type));
  }
  return wrapped(fmt::format("{} = NamedTuple(\"{}\", [", camel(of), camel(of)), parts, "])");
}

std::string python_types() {
  std::string text =
      "\"\"\"What stands on the wire of LOTP/1; made from controllers/lotp_fields.def by its "
      "test.\"\"\"\n\n"
      "from enum import IntEnum\nfrom typing import NamedTuple\n\nimport numpy as np\n\n";
  text += fmt::format("MINOR = {}\n", kLotpMinor);
  std::vector<std::string> hashes;
  for (std::uint8_t minor = kLotpOldestMinor; minor <= kLotpMinor; ++minor) {
    hashes.push_back(fmt::format("{}: \"{}\"", minor, lotp_schema_hash(minor)));
  }
  text += wrapped("SCHEMA_HASH = {", hashes, "}  # of each minor version");
  for (const char* of : {"header", "obs_robot", "obs", "cmd_robot", "cmd"}) text += dtype_of(of);
  text += "\n# Why a message is refused, in order, with the code of its ERR; 0: none is sent.\n";
  std::vector<std::string> reasons;
  for (const RejectRow& row : kRejects)
    reasons.push_back(fmt::format("\"{}\": {}", row.name, row.error));
  text += wrapped("REFUSALS = {", reasons, "}");
  text += "\n# Enumerations: of the header, of ERR, of Obs, Cmd and a program's steps.\n" +
          enum_of("Type", kTypes);
  text += enum_of("Error", kErrors);
  text += value_enum("robot_state");
  text += value_enum("robot_alarm");
  text += value_enum("robot_order");
  text += value_enum("step_kind");
  text += value_enum("packml_state");
  text += "\n# What WELCOME carries as arrays.\n" + tuple_of("step");
  text += tuple_of("zone");
  text += tuple_of("tip");
  return text;
}

void require_page(const std::string& path, const std::string& wanted) {
  const std::filesystem::path page = std::filesystem::path(DARKLINE_SOURCE_DIR) / path;
  const char* bless = std::getenv("DARKLINE_BLESS");
  if (bless != nullptr && std::string(bless) == "1") write_file_whole(page, wanted);
  const bool same = read_file(page, 1U << 20U) == wanted;
  BOOST_TEST(same, page << " is old: run this test with DARKLINE_BLESS=1 and look at the change");
}

std::string read_page(const std::string& path) {
  return read_file(std::filesystem::path(DARKLINE_SOURCE_DIR) / path, 1U << 20U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lotp_pages)

BOOST_AUTO_TEST_CASE(the_tables_of_the_document_are_what_the_table_says) {
  std::vector<std::string> names;
  const std::string wanted = with_tables(read_page("docs/lotp.md"), names);
  require_page("docs/lotp.md", wanted);
  // every table is there, once
  std::sort(names.begin(), names.end());
  const std::vector<std::string> all = {
      "cell",     "cmd",       "err",    "errors",   "header", "hello",  "obs",      "parts",
      "refusals", "replay_ok", "schema", "snapshot", "types",  "values", "versions", "welcome"};
  BOOST_TEST(names == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_types_of_python_are_what_the_table_says) {
  require_page("python/darkline_controller/types.py", python_types());
}

BOOST_AUTO_TEST_CASE(errors_are_numbered_without_a_gap_but_for_5) {
  int number = 0;
  for (const ErrorRow& row : kErrors) {
    number += number == 4 ? 2 : 1;  // 5 was never sent: ZeroMQ does not let a second host be heard
    BOOST_TEST(row.number == number, row.name);
  }
}

BOOST_AUTO_TEST_CASE(the_maps_have_the_keys_of_the_table_and_no_others) {
  // a key stands in msgpack as 0xa0 + its length, then the text; none is longer than 31
  const auto require_keys = [](const std::string& of, const std::string& map, std::size_t size) {
    std::size_t n = 0;
    for (const KeyRow& row : kKeys) {
      if (row.of != of) continue;
      ++n;
      const std::string key = static_cast<char>(0xa0U + row.name.size()) + row.name;
      BOOST_TEST(map.find(key) != std::string::npos, of << "." << row.name);
    }
    BOOST_TEST(n == size, of);
    BOOST_TEST((static_cast<unsigned char>(map[0]) == 0x80U + size), of);
  };
  LotpWelcome welcome;
  welcome.cells = {{.cell = 3}};
  require_keys("hello", to_map(LotpHello{}), 8);
  require_keys("welcome", to_map(welcome), 12);
  require_keys("err", to_map(version_err("")), 6);
  require_keys("snapshot", to_map(LotpSnapshot{}), 2);
  require_keys("replay_ok", to_map(LotpReplayOk{}), 2);
  const std::string map = to_map(welcome);
  require_keys("cell", map.substr(map.find("\x91\x84") + 1), 4);
}

BOOST_AUTO_TEST_SUITE_END()
