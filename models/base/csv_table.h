// A table of comma-separated values with a header: columns by name in any order, each row as wide
// as the header. For readers that say place, found, wanted and candidates.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/csv.h"
#include "models/base/date.h"

namespace darkline {

struct CsvColumn {
  const char* name;  // "rate_percent"
  bool required = true;
};

// What stands in one field. Every `read_...` throws InputError with the field's place.
class CsvCell {
 public:
  CsvCell(const CsvField& field, const char* column) : field_(&field), column_(column) {}

  const std::string& text() const { return field_->text; }
  const Place& place() const { return field_->place; }
  bool empty() const { return field_->text.empty(); }

  // Not empty, at most `longest` characters, all of them printable ASCII or UTF-8.
  const std::string& read_text(std::size_t longest) const;
  // a-z, A-Z, 0-9 and "_-./", 1 to 80 characters.
  const std::string& read_id() const;
  // A finite number within [low, high]; `what` is said to be wanted.
  double read_number(double low, double high, const std::string& what) const;
  Date read_date() const;

  // "found" is the text as it stands.
  [[noreturn]] void refuse(const std::string& wanted, std::vector<std::string> candidates = {},
                           const std::string& mend = {}) const;
  [[noreturn]] void refuse_found(const std::string& found, const std::string& wanted,
                                 std::vector<std::string> candidates = {},
                                 const std::string& mend = {}) const;

 private:
  const CsvField* field_;
  const char* column_;
};

class CsvTable {
 public:
  // `what` is the kind of table, for messages: "a tariff ledger".
  // @throws InputError: a header that lacks a required column, an unknown or repeated column, a
  //   row of another width, and what csv_rows refuses.
  CsvTable(std::string_view text, const std::string& file, std::span<const CsvColumn> columns,
           const std::string& what, const CsvBounds& bounds = {});

  std::size_t n_rows() const { return rows_.size() - 1; }  // without the header
  // `row` below n_rows(), `column` an index of the columns given. An optional column that the file
  // has not is empty and stands at the start of its row.
  CsvCell at(std::size_t row, std::size_t column) const;
  Place place(std::size_t row) const { return rows_[row + 1].front().place; }

 private:
  std::vector<CsvColumn> columns_;
  std::vector<std::vector<CsvField>> rows_;  // the first is the header
  std::vector<std::size_t> field_of_;        // (n_columns), none: no such column in the file
  std::vector<CsvField> absent_;             // (n_rows), an empty field at the start of each row
};

// The names of the header of a text, without its rows; empty if there is none. Never throws: for
// finding out what a file is.
std::vector<std::string> csv_header_names(std::string_view text);

}  // namespace darkline
