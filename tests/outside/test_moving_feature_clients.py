"""PyMEOS, the library of MobilityDB, reads what we tell as OGC API - Moving Features."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest
from watched_server import Watched

pytestmark = pytest.mark.meos

# In a process of its own: MEOS keeps its own time zone and ends the process on what it dislikes.
PROGRAM = """
import json, sys
from pymeos import TGeomPoint, pymeos_finalize, pymeos_initialize
pymeos_initialize("UTC")
told = json.load(sys.stdin)
found = []
for geometry in told:
    point = TGeomPoint.from_mfjson(json.dumps(geometry))
    times = [str(point.start_timestamp()), str(point.end_timestamp())]
    found.append([point.num_instants(), *times, point.length()])
json.dump(found, sys.stdout)
sys.stdout.flush()
pymeos_finalize()
"""


def test_meos_reads_the_movement_of_a_device(server: Watched) -> None:
    with httpx.Client(trust_env=False, base_url=f"{server.address}/ogc/collections") as client:
        (device, *_) = client.get("/patrol/items").json()["features"]
        answer = client.get(f"/patrol/items/{device['id']}/tgsequence", params={"limit": 20}).json()
    parts = answer["geometrySequence"]
    told = [
        {
            "type": "MovingPoint",
            "crs": {"type": "Name", "properties": {"name": "EPSG:4490"}},
            "coordinates": [place[:2] for place in one["coordinates"]],
            "datetimes": [instant.removesuffix("Z") for instant in one["datetimes"]],
            "lower_inc": True,
            "upper_inc": True,
            "interpolation": "Linear",
        }
        for one in parts
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(told), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert len(read) == len(parts) > 0
    for part, (count, start, end, length) in zip(parts, read, strict=True):
        # MEOS leaves out instants that lie on the straight way between others.
        assert 1 <= count <= len(part["datetimes"])
        assert start.startswith(part["datetimes"][0][:19].replace("T", " "))
        assert end.startswith(part["datetimes"][-1][:19].replace("T", " "))
        assert length >= 0
