"""The report of one inspection as a bundle: what is in it, and how it is verified (R3.8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from sqlalchemy import Connection

from spatial.access.standing import Standing
from spatial.boundaries.evidence.anchors import Anchor
from spatial.boundaries.report import geo_files, sheets_csv
from spatial.boundaries.report.areas import areas_about
from spatial.boundaries.report.document import report_page
from spatial.boundaries.report.evidence_items import Contents, Evidence, evidence_of
from spatial.boundaries.report.facts import SIDES, Facts
from spatial.boundaries.report.gathering import gather
from spatial.boundaries.report.map_rim import Imprint
from spatial.boundaries.report.map_sheet import MapContent, draw_sheet, frame_of
from spatial.boundaries.report.pdf import pdf_of
from spatial.boundaries.report.photo_files import Files, stored_name
from spatial.boundaries.report.sheets import Sheet, sheets_of
from spatial.boundaries.report.strip import draw_strip
from spatial.boundaries.report.tracks import lines_of, tracks_of
from spatial.errors import FileAltered, UnknownFile


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file of the bundle. name: with `/` between folders."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Report:
    """All of a report that comes from the database. files: maps, tables, geometry and evidence, by
    name. made_at: when."""

    facts: Facts
    evidence: Evidence
    sheets: tuple[Sheet, ...]
    files: Mapping[str, bytes]
    made_at: datetime


def make_report(
    connection: Connection,
    inspection_id: int,
    standing: Standing,
    *,
    now: datetime,
    contents: Contents,
    imprint: Imprint | None = None,
    anchor: Anchor | None = None,
) -> Report:
    """The report of an inspection, for an office, as things stand at an instant.

    contents: what rows of evidence say. anchor: the last one that was taken out of the platform.
    Raises UnknownInspection and UnknownBoundary. Grows with the fixes of the tracks that may be
    seen, and with the sheets of the line.
    """
    facts = gather(connection, inspection_id, standing)
    tracks = list(tracks_of(connection, facts, now))
    evidence = evidence_of(connection, facts, contents, anchor)
    files = {
        "markers.csv": sheets_csv.markers_csv(facts),
        "gaps.csv": sheets_csv.gaps_csv(facts),
        "records.csv": sheets_csv.records_csv(facts),
        "findings.csv": sheets_csv.findings_csv(facts),
        "line.geojson": geo_files.line_geojson(facts),
        "markers.geojson": geo_files.markers_geojson(facts),
        "tracks.geojson": geo_files.tracks_geojson(tracks),
        "tracks.mf.json": geo_files.tracks_mf_json(tracks),
        "evidence.json": evidence.document(),
        "verify.py": _verifier(),
    }
    sheets: list[Sheet] = []
    if facts.course is not None:
        shown = {
            side: [line for one in tracks if one.party.side == side for line in lines_of(one.track)]
            for side in SIDES
        }
        content = MapContent(facts, facts.course, shown, imprint or Imprint())
        sheets = sheets_of(facts.course.length_m)
        for sheet in sheets:
            files |= _maps(connection, content, sheet)
    return Report(facts, evidence, tuple(sheets), files, now)


def _maps(connection: Connection, content: MapContent, sheet: Sheet) -> dict[str, bytes]:
    facts, frame = content.facts, frame_of(content, sheet)
    areas = areas_about(connection, facts.boundary.level, facts.day, frame.degrees())
    strip = draw_strip(facts, content.course, sheet)
    return {
        f"maps/{sheet.name}.svg": draw_sheet(content, sheet, frame, areas).encode(),
        f"maps/{sheet.name}-strip.svg": strip.encode(),
    }


def bundle_files(report: Report, store: Files) -> Iterator[BundleFile]:
    """All files of the bundle, one after the other; the manifest is the last one.

    store: of the photos. One that it does not hold, or not as it came, is named in the report and
    left out. One photo at a time is in memory.
    """
    listed: list[dict[str, Any]] = []

    def noted(name: str, content: bytes) -> BundleFile:
        told = hashlib.sha256(content).hexdigest()
        listed.append({"name": name, "bytes": len(content), "sha256": told})
        return BundleFile(name, content)

    for name, content in report.files.items():
        yield noted(name, content)
    digests = {stored_name(photo): photo.sha256 for photo in report.facts.photos}
    missing = set()
    for name, digest in digests.items():
        try:
            content = store.get(digest)
        except (UnknownFile, FileAltered):
            missing.add(digest)
        else:
            yield noted(name, content)
    page = report_page(
        report.facts,
        report.evidence,
        report.sheets,
        missing=frozenset(missing),
        made_at=report.made_at,
    )

    def picture(name: str) -> bytes:
        return report.files[name] if name in report.files else store.get(digests[name])

    yield noted("report.html", page.encode())
    yield noted("report.pdf", pdf_of(page, picture))
    yield BundleFile("manifest.json", manifest(listed))


def manifest(listed: list[dict[str, Any]]) -> bytes:
    """The list of files with their digests, and the digest of that list.

    Its form is the one that verify.py writes again and compares.
    """
    listed.sort(key=lambda file: str(file["name"]))
    digest = hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()
    return json.dumps({"digest": digest, "files": listed}, indent=1).encode()


def _verifier() -> bytes:
    source = resources.files("spatial.boundaries.report").joinpath("verify_bundle.py")
    return source.read_bytes()
