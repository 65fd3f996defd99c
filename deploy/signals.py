"""Signals that end a command in order: everything it started is stopped on the way out."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


def end_in_order() -> None:
    """From now on Ctrl-C, SIGTERM and SIGHUP leave the program through its `finally` clauses.

    Its exit code is 128 and the signal's number. What comes after the first is ignored, so that
    an impatient second Ctrl-C does not leave a PostgreSQL behind.
    """
    for number in _ENDING:
        signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    for ending in _ENDING:
        signal.signal(ending, signal.SIG_IGN)
    sys.exit(128 + number)


def end_with_parent() -> None:
    """Asks the kernel for a SIGTERM when the process that started us is gone (Linux only).

    A `make` that is killed does not tell its children.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        # It went between the two lines.
        signal.raise_signal(signal.SIGTERM)
