// Values of keys between text, TOML spelling and fields; the shared part of schema, reader and
// `--set`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/scenario/scenario_schema.h"

namespace darkline {

template <class Record>
bool is_text(const Key<Record>& key) {
  return key.field.index() == 2;
}

// Checks a number against the key's range. @throws InputError without a place.
void require_in_range(const KeySpec& spec, double value, std::string_view found);

// A bound of the key's range for people: in the key's unit, or in the base unit where that is
// shorter ("60 s", not "0.016666666666666666 h").
std::string bound_text(const KeySpec& spec, double bound);

// The elements of "140 kUSD, 40 kUSD" or "[5, 5, 4]".
std::vector<std::string> split_list(std::string_view text);

// A count without unit. @throws InputError without a place.
std::int64_t parse_count(const KeySpec& spec, std::string_view text);

// Sets a field from a text as a file would hold it, without quotes.
// @throws InputError without a place or key.
template <class Record>
void set_from_text(const Key<Record>& key, Record& record, std::string_view text) {
  const KeySpec& spec = key.spec;
  const auto number = [&](std::string_view one) {
    const double value = parse_quantity(one, spec.dimension);
    require_in_range(spec, value, one);
    return value;
  };
  switch (key.field.index()) {
    case 0:
      std::get<0>(key.field)(record) = number(text);
      break;
    case 1:
      std::get<1>(key.field)(record) = parse_count(spec, text);
      break;
    case 2:
      std::get<2>(key.field)(record) = text;
      break;
    case 3: {
      std::vector<double> values;
      for (const std::string& one : split_list(text)) values.push_back(number(one));
      std::get<3>(key.field)(record) = std::move(values);
      break;
    }
    default: {
      std::vector<std::int64_t> values;
      for (const std::string& one : split_list(text)) values.push_back(parse_count(spec, one));
      std::get<4>(key.field)(record) = std::move(values);
    }
  }
}

// A text in quotes, with TOML's escapes.
std::string toml_quoted(std::string_view text);

// A value as it stands in a file: "51 s" in quotes, counts bare, lists in brackets.
template <class Record>
std::string written(const Key<Record>& key, std::string_view value) {
  const bool bare = key.field.index() == 1 || key.field.index() == 4 ||
                    (key.spec.dimension == Dimension::none && !is_text(key));
  if (key.field.index() < 3) return bare ? std::string(value) : toml_quoted(value);
  std::string list = "[";
  for (const std::string& one : split_list(value)) {
    list += (list.size() > 1 ? ", " : "") + (bare ? one : toml_quoted(one));
  }
  return list + "]";
}

// The field's value as set_from_text takes it.
template <class Record>
std::string text_of_field(const Key<Record>& key, const Record& record) {
  auto& fields = const_cast<Record&>(record);  // the accessor serves reading and writing
  const auto number = [&](double value) {
    return format_quantity(value, key.spec.dimension, key.spec.unit);
  };
  std::string text;
  const auto append = [&](const std::string& one) { text += (text.empty() ? "" : ", ") + one; };
  switch (key.field.index()) {
    case 0:
      return number(std::get<0>(key.field)(fields));
    case 1:
      return std::to_string(std::get<1>(key.field)(fields));
    case 2:
      return std::get<2>(key.field)(fields);
    case 3:
      for (const double value : std::get<3>(key.field)(fields)) append(number(value));
      return text;
    default:
      for (const auto value : std::get<4>(key.field)(fields)) append(std::to_string(value));
      return text;
  }
}

}  // namespace darkline
