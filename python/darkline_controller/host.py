"""A host of LOTP/1 (docs/lotp.md): it greets the twin and answers each STEP with an ACT."""

import argparse
import hashlib
import os
import sys
import time
import traceback
from collections import Counter, namedtuple
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgpack
import numpy as np
import zmq

from .types import (CMD, HEADER, MINOR, OBS, REFUSALS, SCHEMA_HASH, Error, RobotAlarm, RobotState,
                    Step, Tip, Type, Zone)

MAGIC, LAST, MAX_MESSAGE, NEVER = 0x31544F4C, 1, 1 << 20, 2**63 - 1
Header = namedtuple("Header", HEADER.names)
ALWAYS = {Type.HB, Type.BYE, Type.ERR}
LEGAL = {"greeting": {Type.WELCOME}, "ready": {Type.STEP, Type.REPLAY, Type.PAUSE},
         "replaying": {Type.REPLAY}, "stepping": {Type.STEP, Type.PAUSE}, "paused": {Type.RESUME}}


class CellProgram(NamedTuple):
    """What the robots of one cell are to do in a cycle."""
    cell: int
    robots: list[list[Step]]
    zones: list[Zone]
    tips: list[Tip]


class Controller(Protocol):
    """One cell's. It is made from a CellProgram, and is asked whenever its cell is due."""
    def update(self, t_ns: int, seen: Any, command: Any) -> None:
        """Reads `seen` (a record OBS, a view of the message) and writes into `command` (a record
        CMD, as the last update left it; next_wake_ns is NEVER). Nothing else may go into it."""


class Refused(Exception):
    """A message breaks a rule; the text is one of REFUSALS."""


def layout(item: np.dtype, robots: int, stride: int) -> np.dtype:
    """Such an item with so many robots, cut or filled up at its end to `stride` bytes."""
    shapes = {name: item[name].shape for name in item.names or ()} | {"robots": (robots,)}
    fields = [(name, item[name].base, shape) for name, shape in shapes.items()]
    while (left := stride - np.dtype(fields).itemsize) < 0:
        fields.pop()
    return np.dtype(fields + [("later", np.dtype(np.uint8), (left,))] * (left > 0))


def bytes_of(commands: np.ndarray, kind: np.dtype) -> bytes:
    """The commands as items of that layout."""
    out = np.zeros(len(commands), kind)
    for name in set(kind.names or ()) - {"later"}:
        out[name] = commands[name][:, :out[name].shape[1]] if name == "robots" else commands[name]
    return out.tobytes()


class Session:
    """What a host says, without sockets and clocks: a message in, an answer or nothing out."""

    def __init__(self, make: Callable[[CellProgram], Controller], host: int = 0,
                 incarnation: int = 0, epoch: int = 1, name: str = "python", version: str = "1"):
        self.make, self.host, self.incarnation, self.epoch = make, host, incarnation, epoch
        self.name, self.version, self.minor = name, version, MINOR
        self.state, self.left = "greeting", "paused"  # PAUSE and RESUME exchange them
        self.seq, self.is_over, self.error, self.refused = 0, False, "", Counter[str]()
        self.rows: dict[int, tuple[int, Controller, int]] = {}
        self.programs: list[CellProgram] = []

    def message(self, kind: int, body: bytes = b"", seq: int = 0, t: int = 0, n: int = 0) -> bytes:
        return np.array((MAGIC, 1, self.minor, kind, self.host, self.incarnation, self.epoch, seq,
                         t, len(body), n, 0), HEADER).tobytes() + body

    def hello(self) -> bytes:
        return self.message(Type.HELLO, msgpack.packb({
            "name": self.name, "version": self.version, "minor_min": 0, "minor_max": MINOR,
            "cells": [], "caps": ["deterministic", "lookahead"], "pid": os.getpid(),
            "schema_hash": SCHEMA_HASH[MINOR]}))

    def err(self, code: int, detail: str) -> bytes:
        more = {"min": 0, "max": MINOR} if code == Error.VERSION else {}
        return self.message(Type.ERR, msgpack.packb(
            {"code": int(code), "retryable": False, "detail": detail, "seq": self.seq + 1, **more}))

    def take(self, message: bytes) -> bytes | None:
        """Takes one message of the twin; what breaks a rule changes nothing."""
        try:
            head = self.accept(message)
            return self.apply(head, memoryview(message)[HEADER.itemsize:])
        except Refused as refusal:
            self.refused[str(refusal)] += 1
            return self.err(code, str(refusal)) if (code := REFUSALS[str(refusal)]) else None

    def accept(self, message: bytes) -> Header:
        if not HEADER.itemsize <= len(message) <= MAX_MESSAGE:
            raise Refused("too_short" if len(message) < HEADER.itemsize else "too_long")
        head = Header(*np.frombuffer(message, HEADER, 1)[0].item())
        rules = {"bad_magic": head.magic == MAGIC, "wrong_major": head.major == 1,
                 "body_length": head.body_len == len(message) - HEADER.itemsize,
                 "unknown_type": head.type in set(Type), "unknown_host": head.host == self.host,
                 "wrong_epoch": head.run_epoch == self.epoch,
                 "wrong_incarnation": self.incarnation in (0, head.incarnation),
                 "illegal_type": head.type in LEGAL[self.state] | ALWAYS,
                 "wrong_seq": head.seq == (
                     self.seq + 1 if head.type in (Type.STEP, Type.REPLAY) else 0)}
        if broken := [reason for reason, holds in rules.items() if not holds]:
            raise Refused(broken[0])
        return head

    def apply(self, head: Header, body: memoryview) -> bytes | None:
        if head.type == Type.WELCOME:
            return self.welcome(head, body)
        if head.type in (Type.STEP, Type.REPLAY):
            commands = self.ask(head, body)
            self.seq = head.seq
            if head.type == Type.STEP:
                self.state = "stepping"
                return self.message(Type.ACT, commands, head.seq, head.t_ns, head.n_items)
            self.digest.update(commands)
            self.state = "stepping" if head.flags & LAST else "replaying"
            ok = msgpack.packb({"seq": head.seq, "digest": self.digest.hexdigest()[:16]})
            return self.message(Type.REPLAY_OK, ok) if head.flags & LAST else None
        if head.type in (Type.PAUSE, Type.RESUME):
            self.state, self.left = self.left, self.state
        self.is_over = head.type in (Type.BYE, Type.ERR)
        self.error = bytes(body).decode(errors="replace") if head.type == Type.ERR else ""
        return None

    def welcome(self, head: Header, body: memoryview) -> bytes | None:
        try:
            said = msgpack.unpackb(body)
            programs = [CellProgram(c["id"], [[Step(*s) for s in robot] for robot in c["robots"]],
                                    [Zone(*z) for z in c["zones"]], [Tip(*t) for t in c["tips"]])
                        for c in said["cells"]]
            kinds = [layout(item, said.get("robots", 12), said[stride])
                     for item, stride in ((OBS, "stride_obs"), (CMD, "stride_cmd"))]
            minor, more, schema = said["minor"], said["more"], said["schema_hash"]
        except (ValueError, TypeError, LookupError, msgpack.UnpackException) as error:
            raise Refused("bad_map") from error
        if SCHEMA_HASH.get(minor) != schema:
            return self.err(Error.VERSION, f"minor version {minor} is not spoken")
        if said.get("snapshot"):
            return self.err(Error.SNAPSHOT_INVALID, "this host makes no snapshots")
        self.incarnation = head.incarnation
        self.programs += programs
        if more:
            return None
        self.kinds, self.minor, self.seq = kinds, minor, said.get("next_seq", 1) - 1
        self.rows = {p.cell: (i, self.make(p), len(p.robots)) for i, p in enumerate(self.programs)}
        self.commands = np.zeros(len(self.programs), CMD)
        for own, p in zip(self.commands, self.programs):
            own["cell"], own["n_robots"], own["reason_robot"] = p.cell, len(p.robots), -1
        self.digest, self.state = hashlib.sha256(), "ready"
        return self.message(Type.HB)

    def ask(self, head: Header, body: memoryview) -> bytes:
        """Shows its cell to each controller; the body of the ACT."""
        if head.n_items * self.kinds[0].itemsize != len(body) or head.n_items > len(self.rows):
            raise Refused("item_count")
        seen = np.frombuffer(body, self.kinds[0], head.n_items)
        cells = seen["cell"].tolist()
        if len(set(cells)) != len(cells) or not self.rows.keys() >= set(cells):
            raise Refused("wrong_cell")
        due = [self.rows[cell] for cell in cells]
        robots = seen["robots"][np.arange(seen["robots"].shape[1]) < seen["n_robots"][:, None]]
        if not (np.all(np.abs(np.concatenate([robots["q"], robots["dq"]])) <= 1000)
                and seen["n_robots"].tolist() == [n for _, _, n in due]
                and set(robots["state"].tolist()) <= set(RobotState)
                and set(robots["alarm"].tolist()) <= set(RobotAlarm)):
            raise Refused("bad_value")
        self.commands["next_wake_ns"] = NEVER
        for cell, (row, controller, _) in zip(seen, due):
            controller.update(head.t_ns, cell, self.commands[row])
        return bytes_of(self.commands[[row for row, _, _ in due]], self.kinds[1])


def key_in(path: Path) -> bytes:
    """The key in a file of `darkline keys`: the line that is no comment."""
    return [line for line in path.read_bytes().split(b"\n") if line and line[:1] != b"#"][0].strip()


def serve(socket: zmq.Socket, session: Session, is_external: bool) -> int:
    """Greets and answers until the twin says BYE (0), ERR (74), or the control law breaks (70)."""
    if not socket.poll(None if is_external else 5_000, zmq.POLLOUT):
        raise ConnectionError("the twin does not answer at the endpoint")
    socket.send(session.hello())
    errs: list[float] = []  # when they were sent: at most ten a second
    while not session.is_over:
        if not socket.poll(10_000 if session.rows else None if is_external else 5_000):
            raise ConnectionError("the twin is silent")
        frames = socket.recv_multipart()
        try:
            answer = session.take(frames[0] if len(frames) == 1 else b"")
        except Exception as error:  # of the user's law, whatever it is
            traceback.print_exc()
            socket.send(session.err(Error.INTERNAL, repr(error)))
            time.sleep(0.1)  # what is sent is to leave before the socket is closed
            return 70
        if answer is not None and answer[6] == Type.ERR:
            errs = [*errs[-9:], time.monotonic()]
            answer = None if len(errs) == 10 and errs[-1] - errs[0] < 1 else answer
        if answer is not None:
            socket.send(answer)
    if session.error:
        raise ConnectionError(session.error)
    return 0


def run(make: Callable[[CellProgram], Controller], name: str = "python", version: str = "1",
        arguments: Sequence[str] | None = None) -> int:
    """Is a host, by the arguments of darkline-controller; the exit code is that of the process."""
    parser = argparse.ArgumentParser(description=name)
    parser.add_argument("--endpoint", required=True, help="the twin's: ipc://..., tcp://...")
    parser.add_argument("--host", type=int, default=0, help="number of this host")
    parser.add_argument("--incarnation", type=int, default=0, help="0: started by hand")
    parser.add_argument("--epoch", type=int, default=1, help="number of the run")
    parser.add_argument("--keys", type=Path, help="this host's NAME.key, server.pub beside it")
    given = parser.parse_args(arguments)
    session = Session(make, given.host, given.incarnation, given.epoch, name, version)
    context = zmq.Context()
    socket = context.socket(zmq.DEALER)
    for option, value in ((zmq.LINGER, 0), (zmq.SNDHWM, 8), (zmq.RCVHWM, 8), (zmq.IMMEDIATE, 1),
                          (zmq.MAXMSGSIZE, MAX_MESSAGE), (zmq.HANDSHAKE_IVL, 2000),
                          (zmq.ROUTING_ID, f"{given.host}.{given.incarnation}".encode())):
        socket.setsockopt(option, value)
    if given.keys:
        secret = key_in(given.keys)
        socket.curve_secretkey, socket.curve_publickey = secret, zmq.curve_public(secret)
        socket.curve_serverkey = key_in(given.keys.with_name("server.pub"))
    try:
        socket.connect(given.endpoint)
        return serve(socket, session, given.incarnation == 0)
    except ConnectionError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 74
    finally:
        context.destroy(linger=0)
