"""Suspected patches as answers say them: JSON, GeoJSON features, rows of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from spatial.imagery.patches.field_visits import FieldVisit
from spatial.imagery.patches.links import Link
from spatial.imagery.patches.patches import Patch
from spatial.imagery.patches.steps import Step
from spatial.imagery.patches.wording import SOURCES, STATES, VERDICTS
from spatial.imagery.scene import Scene
from spatial.locations.clock import iso_utc
from spatial.spreadsheets import as_text

# 1e-7 degree is a centimetre, as positions are stored.
_DIGITS = 1e-7


def geometry_answer(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON, longitude, latitude, CGCS2000, to 1e-7 degree."""
    rounded = shapely.set_precision(shape, _DIGITS, mode="pointwise")
    return dict(mapping(rounded))


def patch_answer(patch: Patch, today: date) -> dict[str, Any]:
    """A patch without its outline."""
    return {
        "id": patch.id,
        "kind": patch.kind,
        "state": patch.state.value,
        "state_text": STATES[patch.state],
        "since": iso_utc(patch.since),
        "steps": patch.steps,
        "found_on": patch.found_on.isoformat(),
        "area_m2": round(patch.area_m2, 1),
        "assignee_office": patch.assignee_office,
        "assignee": patch.assignee,
        "due": None if patch.due is None else patch.due.isoformat(),
        "overdue": patch.is_overdue(today),
        "source": {
            "id": patch.source_id,
            "kind": patch.source_kind,
            "text": SOURCES[patch.source_kind],
            "number": patch.number,
        },
        "office": patch.office,
        "person": patch.person,
        "recorded_at": iso_utc(patch.recorded_at),
        "notes": list(patch.notes),
        "divisions": [link_answer(one) for one in patch.links],
    }


def feature_answer(patch: Patch, today: date) -> dict[str, Any]:
    """A patch as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": patch.id,
        "geometry": geometry_answer(patch.outline),
        "properties": patch_answer(patch, today),
    }


def link_answer(link: Link) -> dict[str, Any]:
    """A division of a patch."""
    return {
        "level": link.level,
        "code": link.code,
        "name": link.name,
        "version": link.version,
        "identity": link.identity,
        "grade": link.grade,
        "share": link.share,
    }


def step_answer(step: Step) -> dict[str, Any]:
    """A step of a patch."""
    verdict = None if step.judged is None else step.judged["verdict"]
    return {
        "number": step.number,
        "from": None if step.before is None else step.before.value,
        "to": step.state.value,
        "text": STATES[step.state],
        "at": iso_utc(step.at),
        "office": step.office,
        "person": step.person,
        "note": step.note,
        "assignee_office": step.assignee_office,
        "assignee": step.assignee,
        "due": None if step.due is None else step.due.isoformat(),
        "device": step.device,
        "photo": step.photo,
        "position": None if step.lon is None else [step.lon, step.lat],
        "verdict": verdict,
        "verdict_text": None if verdict is None else VERDICTS[verdict],
        "judged": step.judged,
        "recorded_at": iso_utc(step.recorded_at),
    }


def visit_answer(visit: FieldVisit) -> dict[str, Any]:
    """A device at a patch."""
    return {
        "device": visit.device,
        "device_class": visit.device_class,
        "arrived": iso_utc(visit.arrived),
        "left": iso_utc(visit.left),
        "dwell_s": visit.dwell_s,
        "fixes": visit.fixes,
        "nearest_m": visit.nearest_m,
    }


def image_answer(scene: Scene | None) -> dict[str, Any] | None:
    """Which image, and when it was taken."""
    if scene is None:
        return None
    known = scene.acquisition.known
    return {
        "id": scene.id,
        "title": scene.title,
        "datetime": iso_utc(scene.acquisition.start) if known else None,
    }


_COLUMNS = (
    "编号", "类型", "状态", "发现日期", "面积_平方米", "区划代码", "区划名称", "核查单位", "核查人",
    "办理期限", "是否逾期", "来源", "中心经度", "中心纬度",
)  # fmt: skip


def table_answer(patches: Sequence[Patch], today: date) -> str:
    """A table for officers: CSV in UTF-8 with a byte order mark, so that Excel reads it.

    The division is the smallest with the largest share. What would be a formula is a text.
    """
    told = io.StringIO()
    told.write("\ufeff")
    writer = csv.writer(told)
    writer.writerow(_COLUMNS)
    for one in patches:
        level = one.links[-1].level if one.links else None
        link = max(
            (link for link in one.links if link.level == level),
            key=lambda link: link.share,
            default=None,
        )
        middle = one.outline.representative_point()
        writer.writerow(
            as_text(value)
            for value in (
                one.id,
                one.kind,
                STATES[one.state],
                one.found_on,
                round(one.area_m2, 1),
                "" if link is None else link.code,
                "" if link is None else link.name,
                one.assignee_office or "",
                one.assignee or "",
                one.due or "",
                "是" if one.is_overdue(today) else "否",
                SOURCES[one.source_kind],
                round(middle.x, 7),
                round(middle.y, 7),
            )
        )
    return told.getvalue()
