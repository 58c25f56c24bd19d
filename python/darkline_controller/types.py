"""What stands on the wire of LOTP/1; made from controllers/lotp_fields.def by its test."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

MINOR = 2
SCHEMA_HASH = {0: "c288fa67c2eab942", 1: "fc979ab009508797",
    2: "340c4eae80e73289"}  # of each minor version
HEADER = np.dtype([("magic", "<u4"), ("major", "<u1"), ("minor", "<u1"), ("type", "<u2"),
    ("host", "<u4"), ("incarnation", "<u4"), ("run_epoch", "<u8"), ("seq", "<u8"), ("t_ns", "<i8"),
    ("body_len", "<u4"), ("n_items", "<u2"), ("flags", "<u2")])
OBS_ROBOT = np.dtype([("q", "<f8", (7,)), ("dq", "<f8", (7,)), ("state", "<u2"), ("alarm", "<u2"),
    ("step", "<u4")])
OBS = np.dtype([("cell", "<u4"), ("mode", "<u1"), ("n_robots", "<u1"), ("pad", "<u2"),
    ("io_in", "<u8"), ("events", "<u4"), ("event_arg", "<u4"), ("robots", OBS_ROBOT, (12,))])
CMD_ROBOT = np.dtype([("target", "<f8", (7,)), ("order", "<u1"), ("pad_1", "<u1", (3,)),
    ("weld_current_ka", "<f4"), ("step", "<u4"), ("job", "<u2"), ("waits_for", "<u2")])
CMD = np.dtype([("cell", "<u4"), ("status", "<u1"), ("n_robots", "<u1"), ("pad", "<u2"),
    ("io_out", "<u8"), ("next_wake_ns", "<i8"), ("robots", CMD_ROBOT, (12,)),
    ("reason_code", "<u2"), ("reason_robot", "<i2"), ("reason_zone", "<u2"), ("pad_2", "<u2")])

# Why a message is refused, in order, with the code of its ERR; 0: none is sent.
REFUSALS = {"too_short": 0, "too_long": 0, "bad_magic": 0, "wrong_major": 0, "body_length": 0,
    "unknown_type": 0, "unknown_host": 0, "not_authorised": 0, "wrong_epoch": 6,
    "wrong_incarnation": 7, "illegal_type": 8, "wrong_seq": 9, "item_count": 1, "wrong_cell": 11,
    "bad_value": 10, "bad_map": 1}

# Enumerations: of the header, of ERR, of Obs, Cmd and a program's steps.
Type = IntEnum("Type", {"HELLO": 1, "WELCOME": 2, "REPLAY": 3, "STEP": 4, "ACT": 5, "HB": 6,
    "PAUSE": 7, "RESUME": 8, "BYE": 9, "ERR": 10, "REQ_SNAPSHOT": 11, "SNAPSHOT": 12,
    "REPLAY_OK": 13})
Error = IntEnum("Error", {"BAD_FRAME": 1, "VERSION": 2, "UNAUTHORISED": 3, "UNKNOWN_HOST": 4,
    "STALE_EPOCH": 6, "STALE_INCARNATION": 7, "BAD_STATE": 8, "SEQ_MISMATCH": 9, "BAD_VALUE": 10,
    "WRONG_CELL": 11, "DEADLINE": 12, "SNAPSHOT_INVALID": 13, "DIVERGED": 14, "OVERLOAD": 15,
    "SHUTTING_DOWN": 16, "INTERNAL": 17})
RobotState = IntEnum("RobotState", {"READY": 0, "MOVING": 1, "WELDING": 2, "DONE": 3, "FAILED": 4,
    "WORKING": 5})
RobotAlarm = IntEnum("RobotAlarm", {"NONE": 0, "EXPULSION": 201, "WELD_FORCE": 203,
    "COLLISION": 301, "SERVO_OVERLOAD": 302, "BAD_COMMAND": 404})
RobotOrder = IntEnum("RobotOrder", {"STAY": 0, "MOVE": 1, "WELD": 2, "JOB": 3})
StepKind = IntEnum("StepKind", {"MOVE": 1, "SPOT": 2, "JOB": 3, "ENTER_ZONE": 4, "LEAVE_ZONE": 5})
PackmlState = IntEnum("PackmlState", {"STOPPED": 0, "RESETTING": 1, "IDLE": 2, "STARTING": 3,
    "EXECUTE": 4, "COMPLETING": 5, "COMPLETE": 6, "ABORTING": 7, "ABORTED": 8, "STOPPING": 9,
    "CLEARING": 10, "SUSPENDING": 11, "SUSPENDED": 12, "UNSUSPENDING": 13, "HOLDING": 14,
    "HELD": 15, "UNHOLDING": 16})

# What WELCOME carries as arrays.
Step = NamedTuple("Step", [("kind", int), ("q", list[float]), ("spot", int), ("current", float),
    ("job", int), ("zone", int)])
Zone = NamedTuple("Zone", [("number", int), ("nominal_ns", int)])
Tip = NamedTuple("Tip", [("dress_job", int), ("dress_every_spots", int), ("dresses_per_cap", int)])
