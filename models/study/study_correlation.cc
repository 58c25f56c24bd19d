#include "models/study/study_correlation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <fmt/format.h>

#include "models/study/study_table.h"

namespace darkline {
namespace {

constexpr std::size_t kMostCorrelations = 1'225;  // each pair of 50 factors

class CorrelationReader {
 public:
  explicit CorrelationReader(StudyFile& study) : study_(study) {
    for (std::size_t f = 0; f < study.factors.size(); ++f) {
      if (!study.factors[f].is_choice) drawn_.push_back(f);
    }
    const auto n = static_cast<Eigen::Index>(drawn_.size());
    rank_ = Eigen::MatrixXd::Identity(n, n);
  }

  void read(const toml::node& node) {
    const toml::array* array = node.as_array();
    if (array == nullptr || !array->is_array_of_tables() || array->size() > kMostCorrelations) {
      throw InputError(
          {.place = {.file = study_.file},
           .key = "correlation",
           .found = shown_node(node),
           .wanted = fmt::format("at most {} tables [[correlation]]", kMostCorrelations)});
    }
    for (const toml::node& one : *array) {
      read_one(StudyTable(*one.as_table(), study_.file, "correlation", {"keys", "rank"}));
    }
  }

  void finish() {
    std::size_t n = drawn_.size();
    for (std::size_t k = 0; k < n; ++k) study_.factors[drawn_[k]].group = k;
    // the least number of a group wanders through it
    for (bool changed = true; std::exchange(changed, false);) {
      for (std::size_t a = 0; a < n; ++a) {
        for (std::size_t b = 0; b < n; ++b) {
          if (rank_(index(a), index(b)) == 0.0 || group(a) <= group(b)) continue;
          group(a) = group(b);
          changed = true;
        }
      }
    }
    std::vector<std::size_t> seen;
    for (std::size_t k = 0; k < n; ++k) {
      const auto at = std::find(seen.begin(), seen.end(), group(k));
      if (at == seen.end()) seen.push_back(group(k));
      group(k) =
          static_cast<std::size_t>(std::find(seen.begin(), seen.end(), group(k)) - seen.begin());
    }
    study_.groups = seen.size();
    if (seen.size() == n) return;  // all are independent
    check_definite();
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) {
        study_.rank_correlation.push_back(rank_(index(a), index(b)));
      }
    }
  }

 private:
  static Eigen::Index index(std::size_t k) { return static_cast<Eigen::Index>(k); }
  std::size_t& group(std::size_t k) { return study_.factors[drawn_[k]].group; }

  std::size_t factor_of(const StudyTable& table, const toml::node& node) const {
    const std::string path = table.text_of("keys", node, "the key of a factor");
    std::vector<std::string> known;
    for (std::size_t k = 0; k < drawn_.size(); ++k) {
      known.push_back(study_.factors[drawn_[k]].key.path);
      if (known.back() == path) return k;
    }
    table.refuse("keys", node, "the key of a factor that is drawn", nearest_names(path, known));
  }

  void read_one(const StudyTable& table) {
    if (!is_sampled(study_.design) || study_.design == StudyDesign::latin_hypercube ||
        study_.design == StudyDesign::elementary_effects) {
      throw InputError(
          {.place = table.place(),
           .key = "correlation",
           .found = fmt::format("design {}", name_of(study_.design)),
           .wanted = "sobol, monte_carlo or sobol_indices, whose draws can be joined"});
    }
    const toml::array& keys = table.list("keys", "a list of two keys of factors");
    if (keys.size() != 2) table.refuse("keys", *table.find("keys"), "two keys");
    const std::size_t a = factor_of(table, keys[0]), b = factor_of(table, keys[1]);
    if (a == b) table.refuse("keys", *table.find("keys"), "two different keys");
    if (rank_(index(a), index(b)) != 0.0) {
      table.refuse("keys", *table.find("keys"), "each pair of keys once");
    }
    const toml::node& node = table.get("rank", "Spearman's rank correlation");
    const std::optional<double> rank = node.value<double>();
    if (!node.is_number() || !rank || !(std::abs(*rank) < 1.0) || *rank == 0.0) {
      table.refuse("rank", node, "a number between -1 and 1, and not 0");
    }
    rank_(index(a), index(b)) = rank_(index(b), index(a)) = *rank;
    place_ = table.place_of(node);
  }

  void check_definite() const {
    const Eigen::MatrixXd copula = rank_.unaryExpr(&copula_correlation);
    const Eigen::LLT<Eigen::MatrixXd> root(copula);
    if (root.info() == Eigen::Success) return;
    throw InputError({.place = place_,
                      .key = "correlation",
                      .found = "ranks that contradict each other",
                      .wanted = "a correlation matrix that is positive definite",
                      .mend = "bring one of them nearer to 0: of two factors that both go with a "
                              "third, each must go with the other to some degree"});
  }

  StudyFile& study_;
  std::vector<std::size_t> drawn_;
  Eigen::MatrixXd rank_;
  Place place_;  // of the last one
};

}  // namespace

double copula_correlation(double rank) {
  return 2.0 * std::sin(std::numbers::pi * rank / 6.0);
}

void read_correlations(const toml::table& root, StudyFile& study) {
  if (!is_sampled(study.design) && root.get("correlation") == nullptr) return;
  CorrelationReader reader(study);
  if (const toml::node* node = root.get("correlation")) reader.read(*node);
  reader.finish();
}

}  // namespace darkline
