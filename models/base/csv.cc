#include "models/base/csv.h"

#include <utility>

#include <fmt/format.h>

namespace darkline {
namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const std::string& file, const CsvBounds& bounds)
      : text_(text), file_(file), bounds_(bounds) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
  }

  std::vector<std::vector<CsvField>> rows() {
    std::vector<std::vector<CsvField>> all;
    while (at_ < text_.size()) {
      auto row = next_row();
      if (row.size() == 1 && row[0].text.empty()) continue;  // an empty line
      if (all.size() == bounds_.most_rows) {
        refuse(row[0].place, "more rows", fmt::format("at most {} rows", bounds_.most_rows));
      }
      all.push_back(std::move(row));
    }
    return all;
  }

 private:
  std::vector<CsvField> next_row() {
    std::vector<CsvField> row;
    for (bool more = true; more;) {
      if (row.size() == bounds_.most_fields) {
        refuse(here(), "more fields", fmt::format("at most {} in a row", bounds_.most_fields));
      }
      row.push_back(next_field());
      more = at_ < text_.size() && text_[at_] == ',';
      if (more) ++at_;
    }
    end_line();
    return row;
  }

  CsvField next_field() {
    skip_blanks();
    CsvField field{.text = {}, .place = here()};
    if (at_ < text_.size() && text_[at_] == '"') {
      take_quoted(field);
    } else {
      take_bare(field);
    }
    return field;
  }

  void take_quoted(CsvField& field) {
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) {
        refuse(field.place, "a quote that is not closed", "a second quote at the field's end");
      }
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      append(field, text_[at_]);
      if (text_[at_] == '\n') start_line(at_ + 1);
    }
    ++at_;
    skip_blanks();
    if (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) {
      refuse(here(), "text behind a closing quote", "a comma or the end of the line");
    }
  }

  void take_bare(CsvField& field) {
    for (; at_ < text_.size() && text_[at_] != ',' && !at_line_end(); ++at_) {
      if (text_[at_] == '"') {
        refuse(here(), "a quote within a field", "the whole field in quotes, its quotes doubled");
      }
      append(field, text_[at_]);
    }
    while (!field.text.empty() && (field.text.back() == ' ' || field.text.back() == '\t')) {
      field.text.pop_back();
    }
  }

  void append(CsvField& field, char one) {
    if (one == '\0') {
      refuse(here(), "a NUL byte", "text", "check that this is no binary file");
    }
    if (field.text.size() == bounds_.longest_field) {
      refuse(field.place, "a longer field",
             fmt::format("at most {} characters", bounds_.longest_field));
    }
    field.text += one;
  }

  bool at_line_end() const {
    const char one = text_[at_];
    return one == '\n' || (one == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  void end_line() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size()) ++at_;  // the line feed
    start_line(at_);
  }

  void start_line(std::size_t at) {
    ++line_;
    line_start_ = at;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  Place here() const {
    return {.file = file_, .line = line_, .column = static_cast<int>(at_ - line_start_) + 1};
  }

  [[noreturn]] static void refuse(Place place, std::string found, std::string wanted,
                                  std::string mend = {}) {
    throw InputError({.place = std::move(place),
                      .found = std::move(found),
                      .wanted = std::move(wanted),
                      .mend = std::move(mend)});
  }

  std::string_view text_;
  const std::string& file_;
  const CsvBounds& bounds_;
  std::size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<std::vector<CsvField>> csv_rows(std::string_view text, const std::string& file,
                                            const CsvBounds& bounds) {
  if (text.size() > bounds.most_bytes) {
    throw InputError({.place = {.file = file},
                      .found = fmt::format("{} bytes", text.size()),
                      .wanted = fmt::format("at most {} bytes", bounds.most_bytes)});
  }
  return Splitter(text, file, bounds).rows();
}

}  // namespace darkline
