"""A bundle that was made, and how one is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from report_worlds import NOW, World
from sqlalchemy import Engine

from spatial.access.standing import Standing
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.kinds import content
from spatial.boundaries.report.bundle import Report, make_report
from spatial.boundaries.report.map_rim import Imprint


@dataclass(frozen=True)
class Made:
    """A bundle of a whole inspection of 25 km, as the level above both sides gets it."""

    engine: Engine
    world: World
    files: FileStore
    folder: Path


def report_of(engine: Engine, inspection: int, office: str | None = None) -> Report:
    """The report for an office."""
    with engine.connect() as connection:
        return make_report(
            connection,
            inspection,
            Standing(office),
            now=NOW,
            contents=content,
            imprint=Imprint("GS(2026)0001号", "虚构数据"),
        )
