#include "models/tariffs/tariff_ledger.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "models/base/file.h"
#include "models/tariffs/tariff_row_reader.h"

namespace darkline {
namespace {

constexpr std::size_t kMostBytes = 4U << 20U;

constexpr std::array<TariffRuleInfo, 9> kRules = {{
    {TariffRule::base, "base", "base duty"},
    {TariffRule::preference, "preference", "preferential duty in place of the base"},
    {TariffRule::add, "add", "additional duty"},
    {TariffRule::floor, "floor", "all-in floor: adds what the base lacks to it"},
    {TariffRule::quota, "quota", "tariff-rate quota"},
    {TariffRule::undertaking, "undertaking", "price undertaking: silences other layers"},
    {TariffRule::de_minimis, "de_minimis", "small shipments come in free"},
    {TariffRule::drawback, "drawback", "duty given back on what is exported again"},
    {TariffRule::fee, "fee", "customs fee"},
}};

bool share_one(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::any_of(
      a, [&](const std::string& each) { return std::ranges::find(b, each) != b.end(); });
}

// Whether some value of the attribute meets both.
bool compatible(const TariffCondition& a, const TariffCondition& b) {
  using Kind = TariffCondition::Kind;
  if (a.kind == Kind::within) return std::max(a.low, b.low) < std::min(a.high, b.high);
  if (a.kind == Kind::is && b.kind == Kind::is) return share_one(a.words, b.words);
  if (a.kind == Kind::is_not && b.kind == Kind::is_not) return true;
  const TariffCondition& is = a.kind == Kind::is ? a : b;
  const TariffCondition& is_not = a.kind == Kind::is ? b : a;
  return std::ranges::any_of(is.words, [&](const std::string& word) {
    return std::ranges::find(is_not.words, word) == is_not.words.end();
  });
}

bool compatible(const std::vector<TariffCondition>& a, const std::vector<TariffCondition>& b) {
  for (const TariffCondition& one : a) {
    for (const TariffCondition& other : b) {
      if (one.attribute == other.attribute && !compatible(one, other)) return false;
    }
  }
  return true;
}

void require_ids_once(const std::vector<TariffRow>& rows) {
  std::map<std::string_view, const TariffRow*> first_of;
  for (const TariffRow& row : rows) {
    const auto [first, fresh] = first_of.emplace(row.id, &row);
    if (fresh) continue;
    throw InputError(
        {.place = row.place,
         .key = "id",
         .found = fmt::format("\"{}\" a second time", row.id),
         .wanted = fmt::format("each id once; the first is at {}", first->second->place.text())});
  }
}

[[noreturn]] void refuse_overlap(const TariffRow& a, const TariffRow& b) {
  throw InputError(
      {.place = b.place,
       .key = "from",
       .found = fmt::format("\"{}\", {} of {} from {} to {}", b.id, b.authority, b.destination,
                            text_of(b.from), text_of(b.to)),
       .wanted = fmt::format("no day in common with \"{}\" at {}, which holds for the same goods "
                             "and origins from {} to {}",
                             a.id, a.place.text(), text_of(a.from), text_of(a.to)),
       .mend = fmt::format("end one where the other starts, or call the row \"{}\" to replace it",
                           a.id)});
}

// Rows of one layer lie together and are compared while their days meet.
void require_no_overlap(const std::vector<TariffRow>& rows) {
  const auto layer_of = [](const TariffRow* row) {
    return std::tie(row->destination, row->authority, row->list);
  };
  std::vector<const TariffRow*> sorted;
  for (const TariffRow& row : rows) sorted.push_back(&row);
  std::ranges::stable_sort(sorted, [&](const TariffRow* a, const TariffRow* b) {
    return std::make_tuple(layer_of(a), a->from) < std::make_tuple(layer_of(b), b->from);
  });
  std::vector<const TariffRow*> open;
  for (const TariffRow* row : sorted) {
    std::erase_if(open, [&](const TariffRow* before) {
      return layer_of(before) != layer_of(row) || before->to <= row->from;
    });
    for (const TariffRow* before : open) {
      if (overlap(*before, *row)) refuse_overlap(*before, *row);
    }
    open.push_back(row);
  }
}

}  // namespace

std::span<const TariffRuleInfo> tariff_rules() {
  return kRules;
}
const TariffRuleInfo& info_of(TariffRule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

const char* name_of(TariffShare share) {
  constexpr std::array<const char*, 4> kNames = {"full", "non_qualifying", "foreign_content",
                                                 "metal_content"};
  return kNames[static_cast<std::size_t>(share)];
}

const char* name_of(TariffAttribute attribute) {
  constexpr std::array<const char*, kTariffAttributes> kNames = {"producer", "use", "tpp",
                                                                 "bandwidth_gb_s"};
  return kNames[static_cast<std::size_t>(attribute)];
}

bool overlap(const TariffRow& a, const TariffRow& b) {
  return a.destination == b.destination && a.authority == b.authority && a.list == b.list &&
         a.from < b.to && b.from < a.to && share_one(a.hs, b.hs) &&
         share_one(a.origins, b.origins) && a.when.size() == b.when.size() &&
         compatible(a.when, b.when);
}

std::vector<TariffRow> TariffLedger::rows_of(std::string_view text, const std::string& file,
                                             const TariffVocabulary& vocabulary) {
  return tariff_rows_from_text(text, file, vocabulary);
}

TariffLedger TariffLedger::merged(const TariffLedger& base, std::vector<TariffRow> more) {
  require_ids_once(more);
  std::map<std::string_view, std::size_t> replacement;
  for (std::size_t i = 0; i < more.size(); ++i) replacement[more[i].id] = i;
  TariffLedger ledger;
  for (const TariffRow& row : base.rows_) {
    if (!replacement.contains(row.id)) ledger.rows_.push_back(row);
  }
  for (TariffRow& row : more) ledger.rows_.push_back(std::move(row));
  if (ledger.rows_.size() > kMostTariffRows) {
    throw InputError({.place = ledger.rows_.back().place,
                      .found = fmt::format("{} rows together", ledger.rows_.size()),
                      .wanted = fmt::format("at most {}", kMostTariffRows)});
  }
  require_no_overlap(ledger.rows_);
  return ledger;
}

std::vector<TariffRow> read_tariff_rows(const std::filesystem::path& file,
                                        const TariffVocabulary& vocabulary) {
  return tariff_rows_from_text(read_file(file, kMostBytes), file.string(), vocabulary);
}

TariffLedger shipped_tariff_ledger(const TariffVocabulary& vocabulary) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(data_folder() / "tariffs")) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("ledger_") && name.ends_with(".csv")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<TariffRow> rows;
  for (const auto& file : files) {
    std::vector<TariffRow> more = read_tariff_rows(file, vocabulary);
    rows.insert(rows.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
  }
  return TariffLedger::merged(TariffLedger(), std::move(rows));
}

}  // namespace darkline
