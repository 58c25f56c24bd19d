#include "cells/tiered_engine.h"

#include <algorithm>
#include <cmath>

#include "models/base/error.h"

namespace darkline {
namespace {

constexpr double kOnReference = 1e-5;       // rad
constexpr double kOnReferenceSpeed = 1e-4;  // rad/s
constexpr int kTicksOnReference = 10;

struct Deviation {
  double position = 0.0, speed = 0.0;
};

Deviation deviation(const Segment& segment, double elapsed_s, int n, const JointVector& q,
                    const JointVector& qd) {
  const Segment::Sample wanted = segment.at(elapsed_s, n);
  Deviation most;
  for (std::size_t j = 0; j < static_cast<std::size_t>(n); ++j) {
    const double miss = std::abs(q[j] - wanted.q[j]);
    const double slip = std::abs(qd[j] - wanted.qd[j]);
    if (!(miss <= most.position)) most.position = miss;  // also where it is not a number
    if (!(slip <= most.speed)) most.speed = slip;
  }
  return most;
}

}  // namespace

std::size_t TieredEngine::add(const RobotModel& robot, const Pose& X_CB,
                              const MotionPlanner& planner, const JointVector& q) {
  const std::size_t number = replay_.add(robot, X_CB, planner, q);
  Arm& arm = arms_.emplace_back();
  arm.X_CB = X_CB;
  arm.tool = &planner;
  return number;
}

void TieredEngine::follow(std::size_t number, const Segment& segment) {
  replay_.follow(number, segment);
  const Arm& arm = arms_[number];
  if (arm.tier == Fidelity::fleet) fleet_.set_segment(arm.slot, segment);
  if (arm.tier == Fidelity::bullet) open_[arm.cell]->follow(arm.number, segment);
}

void TieredEngine::carry(std::size_t number, const MotionPlanner& planner) {
  replay_.carry(number, planner);
  const Arm& arm = arms_[number];
  if (arm.tier == Fidelity::fleet) {
    fleet_.set_tool(arm.slot, planner.robot(), planner.gun(), planner.gravity_B_m_s2(),
                    planner.friction());
  }
  if (arm.tier == Fidelity::bullet) open_[arm.cell]->carry(arm.number, planner);
}

void TieredEngine::press(std::size_t number, const ElectrodeContact& contact) {
  replay_.press(number, contact);
  Arm& arm = arms_[number];
  arm.contact = true;
  arm.plane = contact;
  if (arm.tier == Fidelity::replay) enter_fleet(number);
  if (arm.tier == Fidelity::fleet) fleet_.set_contact(arm.slot, contact);
  if (arm.tier == Fidelity::bullet) open_[arm.cell]->press(arm.number, contact);
}

void TieredEngine::release(std::size_t number) {
  replay_.release(number);
  Arm& arm = arms_[number];
  arm.contact = false;
  if (arm.tier == Fidelity::fleet) fleet_.clear_contact(arm.slot);
  if (arm.tier == Fidelity::bullet) open_[arm.cell]->release(arm.number);
}

void TieredEngine::kick(std::size_t number, const JointVector& qd) {
  Arm& arm = arms_[number];
  if (arm.tier == Fidelity::replay) enter_fleet(number);
  if (arm.tier == Fidelity::bullet) {
    open_[arm.cell]->kick(arm.number, qd);
    return;
  }
  JointVector q = {}, before = {};
  fleet_.read(arm.slot, q, before);
  fleet_.set_state(arm.slot, q, qd);
}

void TieredEngine::step() {
  replay_.step();
  if (in_fleet_ > 0) fleet_.step();
  for (const auto& world : open_) {
    if (world) world->step();
  }
  ticks_by_tier_[static_cast<std::size_t>(Fidelity::replay)] +=
      static_cast<std::int64_t>(arms_.size() - in_fleet_ - in_bullet_);
  ticks_by_tier_[static_cast<std::size_t>(Fidelity::fleet)] += static_cast<std::int64_t>(in_fleet_);
  ticks_by_tier_[static_cast<std::size_t>(Fidelity::bullet)] +=
      static_cast<std::int64_t>(in_bullet_);
  if (in_fleet_ == 0) return;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_[slot].used && !arms_[slots_[slot].arm].contact) watch(slot);
  }
}

// Sends the arm of a slot back to replay once it has been on its reference for long enough.
void TieredEngine::watch(std::size_t slot) {
  const std::size_t number = slots_[slot].arm;
  Arm& arm = arms_[number];
  JointVector q = {}, qd = {};
  fleet_.read(slot, q, qd);
  const Deviation off = deviation(replay_.segment(number), replay_.elapsed_s(number),
                                  arm.tool->robot().n_joints(), q, qd);
  const bool on = off.position < kOnReference && off.speed < kOnReferenceSpeed;
  arm.on_reference = on ? arm.on_reference + 1 : 0;
  if (arm.on_reference >= kTicksOnReference) leave_fleet(number);
}

// The lowest slot of the arm's kind that is free, so that few batches are computed.
std::size_t TieredEngine::take_slot(std::size_t number) {
  const MotionPlanner& planner = replay_.planner(number);
  const CanonicalChain chain =
      canonical_chain(planner.robot(), planner.gun(), planner.gravity_B_m_s2());
  auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& each) {
    return !each.used && each.n_joints == chain.n_joints &&
           each.right_angles == chain.right_angles && each.slides == chain.has_slides();
  });
  if (slot == slots_.end()) {
    fleet_.add(planner.robot(), planner.gun(), planner.gravity_B_m_s2());
    slot = slots_.insert(slots_.end(),
                         {chain.n_joints, chain.right_angles, chain.has_slides(), false, 0});
  }
  slot->used = true;
  slot->arm = number;
  return static_cast<std::size_t>(slot - slots_.begin());
}

void TieredEngine::enter_fleet(std::size_t number) {
  Arm& arm = arms_[number];
  JointVector q = {}, qd = {};
  read(number, q, qd);
  arm.slot = take_slot(number);
  const MotionPlanner& planner = replay_.planner(number);
  fleet_.set_tool(arm.slot, planner.robot(), planner.gun(), planner.gravity_B_m_s2(),
                  planner.friction());
  fleet_.clear_contact(arm.slot);
  fleet_.set_state(arm.slot, q, qd);
  fleet_.set_segment(arm.slot, replay_.segment(number), replay_.elapsed_s(number));
  fleet_.set_active(arm.slot, true);
  arm.tier = Fidelity::fleet;
  arm.on_reference = 0;
  ++in_fleet_;
}

void TieredEngine::leave_fleet(std::size_t number) {
  Arm& arm = arms_[number];
  fleet_.clear_contact(arm.slot);
  fleet_.set_active(arm.slot, false);
  slots_[arm.slot].used = false;
  arm.tier = Fidelity::replay;
  --in_fleet_;
}

void TieredEngine::open(std::span<const std::size_t> arms) {
  auto world = std::make_unique<BulletEngine>();
  for (const std::size_t number : arms) {
    Arm& arm = arms_[number];
    DARKLINE_CHECK(arm.tier != Fidelity::bullet, "a cell that is open already");
    JointVector q = {}, qd = {};
    read(number, q, qd);
    const MotionPlanner& planner = replay_.planner(number);
    arm.number = world->add(planner.robot(), arm.X_CB, *arm.tool, q);
    if (&planner != arm.tool) world->carry(arm.number, planner);
    world->kick(arm.number, qd);
    world->follow(arm.number, replay_.segment(number), replay_.elapsed_s(number));
    if (arm.contact) world->press(arm.number, arm.plane);
    if (arm.tier == Fidelity::fleet) leave_fleet(number);
    arm.tier = Fidelity::bullet;
    arm.cell = open_.size();
  }
  in_bullet_ += arms.size();
  open_.push_back(std::move(world));
}

void TieredEngine::close(std::span<const std::size_t> arms) {
  if (arms.empty()) return;
  const std::size_t cell = arms_[arms.front()].cell;
  for (const std::size_t number : arms) {
    Arm& arm = arms_[number];
    DARKLINE_CHECK(arm.tier == Fidelity::bullet && arm.cell == cell, "a cell that is not open");
    // through the fleet, which goes on from the same position and speed until the arm is on its
    // reference
    enter_fleet(number);
    if (arm.contact) fleet_.set_contact(arm.slot, arm.plane);
  }
  in_bullet_ -= arms.size();
  open_[cell].reset();
}

void TieredEngine::read(std::size_t number, JointVector& q, JointVector& qd) const {
  const Arm& arm = arms_[number];
  if (arm.tier == Fidelity::fleet) {
    fleet_.read(arm.slot, q, qd);
  } else if (arm.tier == Fidelity::bullet) {
    open_[arm.cell]->read(arm.number, q, qd);
  } else {
    replay_.read(number, q, qd);
  }
}

double TieredEngine::tracking_error(std::size_t number) const {
  const Arm& arm = arms_[number];
  if (arm.tier == Fidelity::replay) return 0.0;
  if (arm.tier == Fidelity::bullet) return open_[arm.cell]->tracking_error(arm.number);
  return fleet_.tracking_error(arm.slot);
}

double TieredEngine::contact_force_n(std::size_t number) const {
  const Arm& arm = arms_[number];
  if (arm.tier == Fidelity::fleet) return fleet_.contact_force_n(arm.slot);
  if (arm.tier == Fidelity::bullet) return open_[arm.cell]->contact_force_n(arm.number);
  return replay_.contact_force_n(number);
}

}  // namespace darkline
