// How a row of the scenario language names the field that it fills.
#pragma once

// `expression` in terms of the record `name`, as a function that gives the field.
// NOLINTNEXTLINE(bugprone-macro-parentheses): types and names cannot stand in parentheses
#define DARKLINE_FIELD(record, name, type, expression) \
  static_cast<type& (*)(record&)>([](record& name) -> type& { return expression; })
