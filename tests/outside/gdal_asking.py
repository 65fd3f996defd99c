"""Asks a server as GDAL does: the newest in the wheel of pyogrio, and the one of the system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# Clients of a server on this machine take no way about.
_DIRECT = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def read_by_gdal(address: str, **order: Any) -> dict[str, Any]:
    """The answer of `gdal_program.py` to an order."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", Path(__file__).with_name("gdal_program.py")],
        input=json.dumps({"address": address} | order),
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | _DIRECT,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def told_by(program: str, *words: str) -> str:
    """What a program of the system's GDAL prints."""
    done = subprocess.run(
        [program, *words], capture_output=True, text=True, timeout=120, env=os.environ | _DIRECT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
