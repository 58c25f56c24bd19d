#include "twin/live/cell_study.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "cells/cell_preparation.h"
#include "cells/cycle_sampling.h"
#include "cells/plan_key.h"
#include "models/base/error.h"
#include "models/base/parallel.h"
#include "twin/live/lockstep.h"

namespace darkline {
namespace {

enum class State : std::uint8_t { pending, known, by_law };

// One station variant; planned, unless its profile is known without.
struct Task {
  StationId station;
  std::size_t variant = 0;
  std::size_t profile = 0;  // its place in CellStudy::profiles
  std::shared_ptr<RememberedCell> cell;
  StationLaw law;
  std::string hash;
  State state = State::pending;
};

class Study {
 public:
  Study(const FactoryModel& factory, const StudyOptions& options)
      : factory_(factory),
        options_(options),
        tier_(study_physics(factory.scenario)),
        keys_(factory, kDefaultSamples, kControllerVersion) {}

  CellStudy run() {
    plan();
    study_the_rest();
    for (CycleProfile& profile : study_.profiles) report_dressing(factory_, profile);
    return std::move(study_);
  }

 private:
  void plan() {
    const std::size_t n_variants = factory_.variants.size();
    tasks_.resize(factory_.stations.size() * n_variants);
    study_.profiles.resize(tasks_.size());
    in_parallel(
        tasks_.size(), options_.jobs, [] { return 0; },
        [&](int, std::size_t i) {
          stop_if_asked(options_.stop);
          Task& task = tasks_[i];
          task.station = StationId(i / n_variants);
          task.variant = i % n_variants;
          task.profile = i;
          find_or_plan(task);
        });
    for (Task& task : tasks_) {
      if (task.state == State::by_law) ++study_.by_law;
      if (task.state == State::known) ++study_.from_cache;
      if (task.state == State::pending) pending_.push_back(&task);
    }
  }

  void find_or_plan(Task& task) {
    const std::string key = options_.cache != nullptr ? keys_.of(task.station, task.variant) : "";
    if (may_look()) {
      const std::optional<std::string> hash = options_.cache->find_plan(key);
      if (hash && take_from_cache(task, *hash)) return;
    }
    task.cell = prepared(task);
    const CellConfig& config = task.cell->cell.config;
    if (config.robots.empty()) {
      study_.profiles[task.profile] = process_law_profile(factory_, task.station, task.variant);
      task.state = State::by_law;
      return;
    }
    task.law = station_law(factory_, task.station, task.variant, config);
    task.hash = study_hash(config, task.law, kDefaultSamples, kControllerVersion, tier_);
    if (options_.cache != nullptr) options_.cache->store_plan(key, task.hash);
    if (may_look()) take_from_cache(task, task.hash);
  }

  std::shared_ptr<RememberedCell> prepared(const Task& task) const {
    CellMemory* const memory = options_.memory;
    if (memory == nullptr) {
      auto cell = std::make_shared<RememberedCell>();
      cell->cell.config = prepare_cell(factory_, task.station, task.variant);
      return cell;
    }
    const std::string key = keys_.of_cell(task.station, task.variant);
    if (auto known = memory->find(key, factory_.scenario)) return known;
    return memory->keep(key, prepare_for_takts(factory_, task.station, task.variant));
  }

  bool may_look() const { return options_.cache != nullptr && !options_.fresh; }

  bool take_from_cache(Task& task, const std::string& hash) {
    std::optional<CycleProfile> found = options_.cache->find(hash);
    if (!found) return false;
    study_.profiles[task.profile] = std::move(*found);
    task.state = State::known;
    return true;
  }

  void study_the_rest() {
    std::vector<Task*> unmeasured, measured;
    for (Task* task : pending_) (task->cell->measured ? measured : unmeasured).push_back(task);
    const std::size_t groups = (unmeasured.size() + kCellsPerHost - 1) / kCellsPerHost;
    report("");
    in_parallel(
        groups, options_.jobs, [&] { return make_link(options_.transport); },
        [&](std::unique_ptr<ControllerLink>& link, std::size_t group) {
          const std::size_t first = group * kCellsPerHost;
          const std::size_t n = std::min(kCellsPerHost, unmeasured.size() - first);
          study_group(*link, std::span(unmeasured).subspan(first, n));
        });
    in_parallel(
        measured.size(), options_.jobs, [] { return 0; },
        [&](int, std::size_t i) { sample(*measured[i]); });
    study_.studied = pending_.size();
  }

  void study_group(ControllerLink& link, std::span<Task* const> tasks) {
    std::vector<CellConfig> nominal;
    for (const Task* task : tasks) {
      nominal.push_back(task->cell->cell.config);
      nominal.back().process = without_scatter(nominal.back().process);
    }
    std::vector<CellMeasurement> measured =
        measure_cells(link, std::move(nominal), tier_, options_.stop);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      tasks[i]->cell->measured = std::make_shared<const CellMeasurement>(std::move(measured[i]));
      sample(*tasks[i]);
    }
  }

  void sample(const Task& task) {
    const CellConfig& config = task.cell->cell.config;
    CycleProfile profile = sample_cycles(config, *task.cell->measured, task.law, task.hash);
    if (options_.cache != nullptr) options_.cache->store(profile);
    const std::lock_guard lock(mutex_);
    study_.profiles[task.profile] = std::move(profile);
    ++done_;
    report(config.station);
  }

  void report(const std::string& station) const {
    if (options_.progress && !pending_.empty()) {
      options_.progress(done_, pending_.size(), station);
    }
  }

  const FactoryModel& factory_;
  const StudyOptions& options_;
  Fidelity tier_;
  PlanKeys keys_;
  std::vector<Task> tasks_;
  std::vector<Task*> pending_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  CellStudy study_;
};

}  // namespace

CellStudy study_cells(const FactoryModel& factory, const StudyOptions& options) {
  return Study(factory, options).run();
}

}  // namespace darkline
