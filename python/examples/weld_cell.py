"""Drives a welding cell through its program: python3 weld_cell.py --endpoint ipc://... --host 0"""
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from darkline_controller import PackmlState as State
from darkline_controller import RobotAlarm, RobotOrder, RobotState, StepKind, run


def is_waiting(robot, order) -> bool:
    return robot["step"] == order["step"] and robot["state"] in (RobotState.READY, RobotState.DONE)


class WeldCell:
    def __init__(self, program):
        self.programs, self.ends = program.robots, [len(steps) for steps in program.robots]
        self.state, self.next, self.holder = State.RESETTING, [], {}  # of each zone: who holds it

    def update(self, t_ns, seen, command):
        robots = list(enumerate(zip(seen["robots"], command["robots"])))[:len(self.programs)]
        part = int(seen["io_in"]) & 1
        if self.state == State.COMPLETE and not part:
            self.state = State.RESETTING
        if self.state == State.RESETTING and all(is_waiting(*each) for _, each in robots):
            self.state, self.next = State.IDLE, [0] * len(robots)
        if self.state == State.IDLE and part:
            self.state = State.EXECUTE
        for r, (robot, order) in robots:
            ended = robot["step"] == order["step"] and robot["state"] == RobotState.FAILED
            if ended and self.state == State.EXECUTE:
                order["step"] += 1  # the same weld again, unless the station aborts
                if robot["alarm"] not in (RobotAlarm.EXPULSION, RobotAlarm.WELD_FORCE):
                    self.state, command["robots"]["order"] = State.ABORTED, RobotOrder.STAY
                    command["robots"]["step"][:len(robots)] += 1
                    command["reason_code"], command["reason_robot"] = robot["alarm"], r
        if self.state == State.EXECUTE:
            while any([is_waiting(*each) and self.go_on(r, each[1]) for r, each in robots]):
                pass  # a zone was given back: somebody may have waited for it
            if all(is_waiting(*each) for _, each in robots) and self.next == self.ends:
                self.state = State.COMPLETE
        command["status"] = self.state

    def go_on(self, r: int, order) -> bool:
        """Orders the next step that takes time; whether a zone was given back before."""
        freed, order["waits_for"] = False, 0
        for step in self.programs[r][self.next[r]:]:
            if step.kind == StepKind.ENTER_ZONE and self.holder.setdefault(step.zone, r) != r:
                order["waits_for"] = step.zone
                break
            self.next[r] += 1
            if step.kind == StepKind.LEAVE_ZONE:
                freed = self.holder.pop(step.zone) == r
            elif step.kind != StepKind.ENTER_ZONE:
                order["order"], order["target"] = step.kind, step.q  # of the same numbers
                order["weld_current_ka"], order["job"] = step.current, step.job
                order["step"] += 1
                break
        return freed

if __name__ == "__main__":
    sys.exit(run(WeldCell, "weld_cell"))
