"""Controllers for darkline in Python: run() makes this process a host of LOTP/1 (docs/lotp.md)."""

from .host import CellProgram, Controller, Session, run
from .types import *  # noqa: F403
