"""What images say of many areas through time, as a process: a row for each area and image."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spatial.access.declaration import Grade
from spatial.business.operators.bodies import today
from spatial.division_codes import Level, canonical_code
from spatial.errors import BadGeometry, BadParameter
from spatial.geojson import parse_polygon
from spatial.jobs.outputs import Made, Outcome, Output
from spatial.jobs.process import Process
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import DIVISIONS, SPAN
from spatial.jobs.work import Work
from spatial.locations.clock import iso_utc
from spatial.spreadsheets import as_text
from spatial.temporal import parse_date, parse_instant

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry
    from sqlalchemy import Connection

    from spatial.imagery.series import AreaValue
    from spatial.imagery.zonal.measure import Measure

CSV, NDJSON, PARQUET = "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"

_TEXTS = ("area", "name", "image", "datetime", "reason")
_NUMBERS = (
    "mean", "median", "min", "max", "std", "valid_pixels", "total_pixels", "valid_share",
    "clouded_share",
)  # fmt: skip

_GROUP_ROWS = 20_000

Row = Mapping[str, Any]


class Asked(BaseModel):
    """Many areas (polygons, or all divisions of a level on a day), a measure, a span of time."""

    model_config = ConfigDict(extra="forbid")

    band: str | None = Field(default=None, description="A band's name, or red, green, blue, nir.")
    index: str | None = Field(default=None, description="An index by name, as ndvi.")
    expression: str | None = Field(default=None, description="As (nir-red)/(nir+red).")
    starts: str = Field(alias="from", description="Included; ISO 8601 with zone, or a day.")
    ends: str = Field(alias="to", description="Not included.")
    quantiles: Annotated[tuple[Annotated[float, Field(ge=0, le=1)], ...], Field(max_length=20)] = ()
    features: dict[str, Any] | None = Field(
        default=None, description="GeoJSON FeatureCollection of polygons, CGCS2000."
    )
    level: Level | None = Field(default=None, description="Divisions of that level.")
    within: str | None = Field(default=None, description="Of those, what lies in this one.")
    date: str | None = Field(default=None, description="The day of the divisions.")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            if sum(one is not None for one in (self.band, self.index, self.expression)) != 1:
                raise BadParameter("give a band, an index or an expression: one of the three")
            if (self.features is None) == (self.level is None):
                raise BadParameter("give features or a level of divisions: one of the two")
            if parse_instant(self.ends) <= parse_instant(self.starts):
                raise BadParameter(f"to ({self.ends}) must lie after from ({self.starts})")
            if self.date is not None:
                parse_date(self.date)
            if self.within is not None:
                canonical_code(self.within)
        return self


@dataclass(frozen=True, slots=True)
class _Area:
    key: str
    name: str | None
    polygon: BaseGeometry | None


def _series(work: Work, asked: Asked) -> Outcome:
    import shapely

    from spatial.imagery.series import scenes_for, series_of_areas

    work.tell(1, "读取范围")
    start, end = parse_instant(asked.starts), parse_instant(asked.ends)
    measure = _measure(asked)
    with work.reading() as connection:
        areas = _areas(connection, asked)
        known = [one for one in areas if one.polygon is not None]
        polygons = [one.polygon for one in known if one.polygon is not None]
        scenes = []
        if polygons:
            place = shapely.union_all(shapely.envelope(polygons))
            scenes = scenes_for(connection, place, measure, start=start, end=end)
    columns = (
        *_TEXTS[:-1], *_NUMBERS, *(f"q{share:g}" for share in asked.quantiles), _TEXTS[-1]
    )  # fmt: skip
    with work.step("逐景统计", len(scenes), 5, 95) as step:

        def rows() -> Iterator[Row]:
            for one in areas:
                if one.polygon is None:
                    yield {"area": one.key, "name": one.name, "reason": "no shape known"}
            last = None
            for value in series_of_areas(scenes, polygons, measure):
                if last is not None and value.value.scene.id != last:
                    step.advance(1)
                last = value.value.scene.id
                yield _row(known[value.area], value, asked.quantiles)

        made = work.folder / "series"
        wanted = work.wanted("series")
        _WRITERS[wanted](made, rows(), columns)
    return Outcome({"series": Made(wanted, made)})


def _measure(asked: Asked) -> Measure:
    from spatial.imagery.expression import Expression
    from spatial.imagery.indices import index_named
    from spatial.imagery.zonal.measure import Measure

    if asked.index is not None:
        return Measure.of_index(index_named(asked.index))
    if asked.expression is not None:
        return Measure.of_expression(Expression.parse(asked.expression))
    assert asked.band is not None
    return Measure.of_band(asked.band)


def _areas(connection: Connection, asked: Asked) -> list[_Area]:
    from spatial.imagery.area_lists import areas_on

    if asked.level is not None:
        day = today() if asked.date is None else parse_date(asked.date)
        listed = areas_on(connection, asked.level, asked.within, day)
        return [_Area(one.code, one.name, one.area) for one in listed]
    assert asked.features is not None
    features = asked.features.get("features")
    if asked.features.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadGeometry("features is no GeoJSON FeatureCollection")
    return [_feature(number, one) for number, one in enumerate(features)]


def _feature(number: int, feature: Any) -> _Area:
    if not isinstance(feature, dict):
        raise BadGeometry(f"feature {number} is no GeoJSON Feature")
    try:
        polygon = parse_polygon(feature)
    except BadGeometry as error:
        raise BadGeometry(f"feature {number}: {error}") from error
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    key = str(feature.get("id", number))
    return _Area(key, name if isinstance(name, str) else None, polygon)


def _row(area: _Area, value: AreaValue, quantiles: Sequence[float]) -> Row:
    said = value.value
    found, valid = said.statistics, said.statistics.valid
    there = valid.values.size > 0
    total = found.total_pixels
    return {
        "area": area.key,
        "name": area.name,
        "image": said.scene.id,
        "datetime": iso_utc(said.scene.acquisition.start),
        "mean": valid.mean,
        "median": valid.quantile(0.5),
        "min": valid.low if there else None,
        "max": valid.high if there else None,
        "std": valid.std,
        "valid_pixels": round(found.valid_pixels, 4),
        "total_pixels": round(total, 4),
        "valid_share": round(found.valid_pixels / total, 6) if total else None,
        "clouded_share": round(found.clouded_pixels / total, 6) if total else None,
        **{f"q{share:g}": valid.quantile(share) for share in quantiles},
        "reason": said.reason,
    }


def _write_csv(path: Path, rows: Iterable[Row], columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: as_text(value) for name, value in row.items()})


def _write_ndjson(path: Path, rows: Iterable[Row], columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            whole = {name: row.get(name) for name in columns}
            file.write(json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n")


def _write_parquet(path: Path, rows: Iterable[Row], columns: Sequence[str]) -> None:
    from itertools import islice

    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema(
        [(name, pa.string() if name in _TEXTS else pa.float64()) for name in columns]
    )
    ahead = iter(rows)
    with pq.ParquetWriter(path, schema) as writer:
        while group := [dict(row) for row in islice(ahead, _GROUP_ROWS)]:
            writer.write_table(pa.Table.from_pylist(group, schema))


_WRITERS = {CSV: _write_csv, NDJSON: _write_ndjson, PARQUET: _write_parquet}

IMAGE_SERIES = Process(
    id="image-series",
    title="影像时间序列",
    description="一段时间内各景影像在许多区域的统计：每区每景一行，云与无值像元不参与平均。"
    "区域为多边形，或某日某级的全部区划；量为波段、指数、算式之一。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs={
        "series": Output(
            title="各区各景的统计",
            media_types=(CSV, NDJSON, PARQUET),
            schema={"type": "string"},
            description="像元按落入区域的份额计；无值时 reason 说明原因。",
        )
    },
    run=_series,
    titles=DIVISIONS
    | SPAN
    | {
        "band": "波段",
        "index": "指数",
        "expression": "算式",
        "quantiles": "分位数",
        "features": "区域",
    },
    keywords=("影像", "统计"),
)
