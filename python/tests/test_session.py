"""The Python host against the golden bytes of every minor version, and against what it must refuse."""

import hashlib
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "python/examples")]

import msgpack
import numpy as np
from weld_cell import WeldCell

from darkline_controller import (CMD, HEADER, OBS, Error, PackmlState, RobotOrder, RobotState,
                                 Session, StepKind, Type)
from darkline_controller.host import bytes_of, layout

GOLDEN = ROOT / "tests/controllers/golden"
EPOCH = 0x1112131415161718


def golden(minor: int, name: str) -> bytes:
    return bytes.fromhex((GOLDEN / f"minor_{minor}" / f"{name}.hex").read_text())


def header(message: bytes) -> dict:
    return dict(zip(HEADER.names, np.frombuffer(message, HEADER, 1)[0].item()))


def step(seq: int, obs: np.ndarray, kind: Type = Type.STEP, flags: int = 0) -> bytes:
    """A STEP for the host of the golden bytes."""
    head = (0x31544F4C, 1, 1, kind, 3, 2, EPOCH, seq, 4_000_000 * seq, obs.nbytes, len(obs), flags)
    return np.array(head, HEADER).tobytes() + obs.tobytes()


def changed(message: bytes, offset: int, new: bytes) -> bytes:
    return message[:offset] + new + message[offset + len(new):]


class Still:
    """Tells each robot to stay."""

    def __init__(self, program):
        self.program = program

    def update(self, t_ns, seen, command):
        command["status"] = PackmlState.IDLE
        command["io_out"] = seen["io_in"]


class GoldenBytes(unittest.TestCase):
    def test_a_welcome_of_every_minor_is_understood_and_answered_by_hb(self):
        for minor in (0, 1, 2):
            session = Session(Still, 3, 2, EPOCH)
            answer = session.take(golden(minor, "welcome"))
            self.assertEqual(header(answer)["type"], Type.HB)
            self.assertEqual(answer, golden(minor, "hb"))
            program = session.programs[0]
            self.assertEqual((program.cell, len(program.robots)), (70_000, 2))
            self.assertEqual([s.kind for s in program.robots[0]], [1, 4, 2, 3, 5])
            self.assertEqual(program.robots[0][0].q[5], 1 / 3)
            self.assertEqual((program.robots[0][2].spot, program.robots[0][2].current), (123_456, 9.5))
            self.assertEqual(program.zones[0].nominal_ns, 7_500_000_001)

    def test_a_step_is_read_as_it_was_written(self):
        for minor in (0, 1, 2):
            kind = layout(OBS, 2, 264) if minor == 2 else layout(OBS, 12, 1464)
            seen = np.frombuffer(golden(minor, "step")[48:], kind)
            self.assertEqual(seen["cell"].tolist(), [70_000, 7])
            self.assertEqual(seen["n_robots"].tolist(), [2, 1])
            self.assertEqual(seen["robots"]["q"][0, 0].tolist(), [0.5 * j - 1 for j in range(7)])
            self.assertEqual(seen["robots"]["alarm"][0, 1], 201)
            self.assertEqual(seen["robots"]["step"][0, 0], 0x01020304)

    def test_an_act_has_the_same_bytes_as_the_twin_expects(self):
        commands = np.zeros(2, CMD)
        commands["cell"], commands["n_robots"] = (70_000, 7), (2, 1)
        commands["status"] = PackmlState.HELD, PackmlState.EXECUTE
        t_ns = header(golden(0, "act"))["t_ns"]
        commands["next_wake_ns"] = t_ns + 4_000_000, 2**63 - 1
        commands["reason_robot"] = -1
        first, second = commands["robots"][0][0], commands["robots"][0][1]
        first["order"], first["step"], first["weld_current_ka"] = RobotOrder.WELD, 0x01020305, 9.25
        first["waits_for"] = 0x0203
        second["order"], second["step"] = RobotOrder.MOVE, 79
        second["target"] = [0.5 * j - 1 for j in range(7)]
        other = commands["robots"][1][0]
        other["order"], other["job"], other["step"] = RobotOrder.JOB, 0x0107, 6
        self.assertEqual(bytes_of(commands, layout(CMD, 12, 888)), golden(0, "act")[48:])
        commands["reason_code"][0], commands["reason_robot"][0], commands["reason_zone"][0] = 402, 1, 2
        self.assertEqual(bytes_of(commands, layout(CMD, 12, 896)), golden(1, "act")[48:])
        self.assertEqual(bytes_of(commands, layout(CMD, 2, 176)), golden(2, "act")[48:])

    def test_an_item_may_be_longer_or_shorter_than_what_is_known_of_it(self):
        body = np.frombuffer(golden(1, "step")[48:], np.uint8).reshape(2, -1)
        wide = np.pad(body, ((0, 0), (0, 8)))
        seen = np.frombuffer(wide.tobytes(), layout(OBS, 12, OBS.itemsize + 8))
        self.assertEqual(seen["cell"].tolist(), [70_000, 7])
        short = layout(CMD, 12, 888)
        self.assertNotIn("reason_zone", short.names)
        commands = np.frombuffer(golden(0, "act")[48:], short)
        self.assertEqual(commands["robots"]["step"][1, 0], 6)


class Rules(unittest.TestCase):
    def setUp(self):
        self.session = Session(Still, 3, 2, EPOCH)
        self.session.take(golden(1, "welcome"))
        self.obs = np.zeros(1, OBS)
        self.obs["cell"], self.obs["n_robots"], self.obs["io_in"] = 70_000, 2, 1

    def refusal(self, message: bytes) -> tuple[str, int]:
        """The reason that was counted, and the code of the ERR; 0: nothing was said."""
        self.session.refused.clear()
        answer = self.session.take(message)
        (reason,) = self.session.refused
        return reason, msgpack.unpackb(answer[48:])["code"] if answer else 0

    def test_each_broken_rule_has_its_reason_and_its_code(self):
        good = step(1, self.obs)
        for message, reason, code in (
                (good[:47], "too_short", 0), (bytes((1 << 20) + 1), "too_long", 0),
                (changed(good, 3, b"2"), "bad_magic", 0), (changed(good, 4, b"\x02"), "wrong_major", 0),
                (good[:-1], "body_length", 0), (changed(good, 6, b"\x0e"), "unknown_type", 0),
                (changed(good, 8, b"\x04"), "unknown_host", 0),
                (changed(good, 16, b"\x00"), "wrong_epoch", Error.STALE_EPOCH),
                (changed(good, 12, b"\x01"), "wrong_incarnation", Error.STALE_INCARNATION),
                (changed(good, 6, b"\x02"), "illegal_type", Error.BAD_STATE),
                (changed(good, 24, b"\x02"), "wrong_seq", Error.SEQ_MISMATCH),
                (changed(good, 44, b"\x02"), "item_count", Error.BAD_FRAME),
                (changed(good, 48, b"\x00"), "wrong_cell", Error.WRONG_CELL),
                (changed(good, 53, b"\x01"), "bad_value", Error.BAD_VALUE),
                (changed(good, 72, np.float64("nan").tobytes()), "bad_value", Error.BAD_VALUE),
                (changed(good, 72 + 112, b"\x06"), "bad_value", Error.BAD_VALUE)):
            self.assertEqual(self.refusal(message), (reason, code))
        self.assertEqual(header(self.session.take(good))["type"], Type.ACT)  # nothing was applied

    def test_an_act_repeats_seq_and_time_and_takes_the_values_of_the_controller(self):
        answer = self.session.take(step(1, self.obs))
        self.assertEqual((header(answer)["seq"], header(answer)["t_ns"]), (1, 4_000_000))
        command = np.frombuffer(answer, CMD, 1, 48)[0]
        self.assertEqual((command["cell"], command["n_robots"], command["status"]), (70_000, 2, 2))
        self.assertEqual((command["io_out"], command["next_wake_ns"]), (1, 2**63 - 1))
        self.assertEqual(command["reason_robot"], -1)

    def test_a_replay_gives_the_digest_of_the_acts_that_were_not_sent(self):
        acts = b"".join(self.session.take(step(n, self.obs))[48:] for n in (1, 2, 3))
        again = Session(Still, 3, 2, EPOCH)
        again.take(golden(1, "welcome"))
        self.assertIsNone(again.take(step(1, self.obs, Type.REPLAY)))
        self.assertIsNone(again.take(step(2, self.obs, Type.REPLAY)))
        answer = again.take(step(3, self.obs, Type.REPLAY, flags=1))
        self.assertEqual(msgpack.unpackb(answer[48:]),
                         {"seq": 3, "digest": hashlib.sha256(acts).hexdigest()[:16]})
        self.assertEqual(header(again.take(step(4, self.obs)))["type"], Type.ACT)

    def test_a_pause_allows_nothing_but_its_end(self):
        self.session.take(step(1, self.obs))
        pause = changed(golden(1, "hb"), 6, bytes([Type.PAUSE]))
        self.assertIsNone(self.session.take(pause))
        self.assertEqual(self.refusal(step(2, self.obs))[0], "illegal_type")
        self.assertIsNone(self.session.take(changed(pause, 6, bytes([Type.RESUME]))))
        self.assertEqual(header(self.session.take(step(2, self.obs)))["type"], Type.ACT)

    def test_a_host_started_by_hand_takes_its_incarnation_from_the_welcome(self):
        session = Session(Still, 3, 0, EPOCH)
        self.assertEqual(header(session.hello())["incarnation"], 0)
        self.assertEqual(header(session.take(golden(1, "welcome")))["incarnation"], 2)
        self.assertEqual(session.incarnation, 2)

    def test_bad_maps_and_other_schemas_are_refused(self):
        session = Session(Still, 3, 2, EPOCH)
        welcome = golden(1, "welcome")
        answer = session.take(changed(welcome, 48, b"\xc0"))
        self.assertEqual(msgpack.unpackb(answer[48:])["code"], Error.BAD_FRAME)
        other = msgpack.unpackb(welcome[48:])
        other["schema_hash"] = "0" * 16
        body = msgpack.packb(other)
        head = np.frombuffer(welcome, HEADER, 1).copy()
        head["body_len"] = len(body)
        said = msgpack.unpackb(session.take(head.tobytes() + body)[48:])
        self.assertEqual((said["code"], said["min"], said["max"]), (Error.VERSION, 0, 2))
        self.assertEqual(session.state, "greeting")

    def test_the_last_word_of_the_twin_ends_the_session(self):
        self.session.take(golden(1, "err"))
        self.assertTrue(self.session.is_over)
        self.assertIn("golden", self.session.error)


class Example(unittest.TestCase):
    def test_a_failure_that_is_no_weld_aborts_with_its_reason(self):
        session = Session(WeldCell, 3, 2, EPOCH)
        session.take(golden(1, "welcome"))
        obs = np.zeros(1, OBS)
        obs["cell"], obs["n_robots"], obs["io_in"] = 70_000, 2, 1
        first = np.frombuffer(session.take(step(1, obs)), CMD, 1, 48)[0]
        self.assertEqual(first["status"], PackmlState.EXECUTE)
        self.assertEqual(first["robots"]["order"][:2].tolist(), [StepKind.MOVE, StepKind.MOVE])
        obs["robots"]["step"][0, :2] = 1
        obs["robots"]["state"][0, 1], obs["robots"]["alarm"][0, 1] = RobotState.FAILED, 302
        last = np.frombuffer(session.take(step(2, obs)), CMD, 1, 48)[0]
        self.assertEqual(last["status"], PackmlState.ABORTED)
        self.assertEqual((last["reason_code"], last["reason_robot"]), (302, 1))
        self.assertEqual(last["robots"]["order"][:2].tolist(), [RobotOrder.STAY] * 2)
        self.assertTrue((last["robots"]["step"][:2] > 1).all())


if __name__ == "__main__":
    unittest.main()
