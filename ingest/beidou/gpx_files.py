"""Loads a GPX file of one device."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.beidou.device_log import load_device_log, utc_now
from ingest.beidou.gpx import GpxReader
from ingest.runs import IngestReport

KIND = "gpx"


def load_gpx(
    engine: Engine,
    path: Path,
    *,
    device: str,
    device_class: str,
    clock: Callable[[], datetime] = utc_now,
) -> IngestReport:
    """Loads one file of GPX 1.0 or 1.1 (`gpx.py`).

    Each point of a track is a fix, or refused; points of routes and waypoints are fixes where they
    tell their time, and are counted where they do not. Parameters and errors are those of
    `load_device_log`; SourceRefused also for a file that is no GPX, or half of one.
    """
    return load_device_log(
        engine,
        KIND,
        path,
        GpxReader(path.name, device),
        device=device,
        device_class=device_class,
        clock=clock,
    )
