"""Asks the program that has MEOS, in the words of our tracks."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from spatial.locations.fixes import E7, Places
from spatial.locations.tracks import gaps_after

Parts = list[list[tuple[int, float, float]]]
Spans = list[tuple[int, int]]


class Meos:
    """The program that has MEOS."""

    def __init__(self) -> None:
        program = Path(__file__).with_name("meos_program.py")
        self._process = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, what: str, *about: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, *about]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


def parts_of(places: Places, xs: Any = None, ys: Any = None, *, least: int = 1) -> Parts:
    """The track cut at its gaps. xs, ys: its positions in another plane; degrees if left out."""
    xs = places.lon_e7 / E7 if xs is None else xs
    ys = places.lat_e7 / E7 if ys is None else ys
    rows = list(zip(places.time_us.tolist(), xs.tolist(), ys.tolist(), strict=True))
    bounds = [0, *(gaps_after(places.time_us) + 1).tolist(), len(rows)]
    parts = [rows[begin:end] for begin, end in pairwise(bounds)]
    return [part for part in parts if len(part) >= least]
