// One of our arms as a MuJoCo model: the same joints, masses, gun and rotors (`armature`).
//
// MuJoCo's own eigen-solve of a full tensor loses eight digits (physics facts, section 2), so it is
// given principal moments and axes.
#pragma once

#include <array>
#include <memory>
#include <string>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>
#include <mujoco/mujoco.h>

#include "cells/inverse_dynamics.h"
#include "models/base/error.h"

namespace darkline::oracle {

struct MujocoDeleter {
  void operator()(mjModel* model) const { mj_deleteModel(model); }
  void operator()(mjData* data) const { mj_deleteData(data); }
};
using MujocoModel = std::unique_ptr<mjModel, MujocoDeleter>;
using MujocoData = std::unique_ptr<mjData, MujocoDeleter>;

inline std::string mujoco_numbers(const Eigen::Vector3d& v) {
  return fmt::format("{:.17g} {:.17g} {:.17g}", v.x(), v.y(), v.z());
}

inline std::string mujoco_quaternion(const Eigen::Matrix3d& R) {
  const Eigen::Quaterniond q(R);
  return fmt::format("{:.17g} {:.17g} {:.17g} {:.17g}", q.w(), q.x(), q.y(), q.z());
}

// Joint limits and contacts are left out: they are none of the dynamics compared.
inline std::string mujoco_xml(const RobotModel& robot, const GunModel& gun,
                              const Eigen::Vector3d& gravity_B_m_s2, double step_s) {
  std::string xml = fmt::format(
      "<mujoco><compiler angle=\"radian\"/><option timestep=\"{}\" gravity=\"{}\" "
      "integrator=\"Euler\"><flag contact=\"disable\"/></option><worldbody>",
      step_s, mujoco_numbers(gravity_B_m_s2));
  const std::size_t n = robot.joints.size();
  for (std::size_t i = 0; i < n; ++i) {
    const Joint& joint = robot.joints[i];
    Inertial inertial = robot.links[i + 1].inertial;
    if (i + 1 == n) inertial = with_gun(inertial, robot.X_ET, gun);
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(inertial.I_C_kg_m2);
    Eigen::Matrix3d axes = solver.eigenvectors();
    if (axes.determinant() < 0.0) axes.col(2) *= -1.0;
    xml += fmt::format(
        "<body pos=\"{}\" quat=\"{}\"><inertial mass=\"{:.17g}\" pos=\"{}\" quat=\"{}\" "
        "diaginertia=\"{}\"/><joint type=\"{}\" axis=\"{}\" armature=\"{:.17g}\"/>",
        mujoco_numbers(joint.X_PJ.translation()), mujoco_quaternion(joint.X_PJ.linear()),
        inertial.mass_kg, mujoco_numbers(inertial.p_LC_m), mujoco_quaternion(axes),
        mujoco_numbers(solver.eigenvalues()), joint.kind == JointKind::revolute ? "hinge" : "slide",
        mujoco_numbers(joint.axis), joint.rotor_inertia);
  }
  for (std::size_t i = 0; i < n; ++i) xml += "</body>";
  return xml + "</worldbody></mujoco>";
}

class MujocoArm {
 public:
  MujocoArm(const RobotModel& robot, const GunModel& gun,
            const Eigen::Vector3d& gravity_B_m_s2 = {0.0, 0.0, -kGravityMPerS2},
            double step_s = 0.004)
      : n_(robot.joints.size()) {
    const std::string xml = mujoco_xml(robot, gun, gravity_B_m_s2, step_s);
    const auto files = std::make_unique<mjVFS>();
    mj_defaultVFS(files.get());
    mj_makeEmptyFileVFS(files.get(), "arm.xml", static_cast<int>(xml.size()));
    const int place = mj_findFileVFS(files.get(), "arm.xml");
    xml.copy(static_cast<char*>(files->filedata[place]), xml.size());
    std::array<char, 500> why = {};
    model_.reset(mj_loadXML("arm.xml", files.get(), why.data(), static_cast<int>(why.size())));
    mj_deleteVFS(files.get());
    DARKLINE_CHECK(model_ != nullptr, why.data());
    data_.reset(mj_makeData(model_.get()));
  }

  const mjModel& model() const { return *model_; }
  mjData& data() { return *data_; }

  // qdd that `tau` gives, rotors counted.
  JointVector acceleration(const JointVector& q, const JointVector& qd, const JointVector& tau) {
    for (std::size_t j = 0; j < n_; ++j) {
      data_->qpos[j] = q[j];
      data_->qvel[j] = qd[j];
      data_->qfrc_applied[j] = tau[j];
    }
    mj_forward(model_.get(), data_.get());
    JointVector qdd = {};
    for (std::size_t j = 0; j < n_; ++j) qdd[j] = data_->qacc[j];
    return qdd;
  }

 private:
  std::size_t n_;
  MujocoModel model_;
  MujocoData data_;
};

}  // namespace darkline::oracle
