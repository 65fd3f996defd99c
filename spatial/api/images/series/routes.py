"""`/v1/images/series` and `/v1/images/statistics`: what the pixels of images say of areas (R6.3).

Images may be finer than the public limit, so the routes are internal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import shapely
import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.accepting import accepted
from spatial.api.dependencies import AsOf, Database, Reading, Window
from spatial.api.images.series.areas import NamedArea, area_of, areas_of, division_area
from spatial.api.images.series.bodies import (
    AreaAnswer,
    AreaEntry,
    AreaQuestion,
    AreasQuestion,
    Form,
    Series,
    SeriesArea,
    SeriesQuestion,
    measure_of,
    require_shares,
)
from spatial.api.images.series.entries import numbers, period_entry, scene_entry
from spatial.api.images.series.plot import plot_of
from spatial.api.images.series.tables import (
    Row,
    columns_of,
    csv_of,
    csv_stream,
    ndjson_stream,
    row_of,
)
from spatial.api.standard.responses import also_as, file_responses
from spatial.errors import BadParameter, ShikongError
from spatial.geojson import parse_polygon
from spatial.imagery.periods import (
    Anomaly,
    By,
    anomalies_of_periods,
    anomalies_of_scenes,
    by_period,
)
from spatial.imagery.queries import scene_by_id
from spatial.imagery.scene import Scene
from spatial.imagery.series import AreaValue, scenes_for, series_of_areas, zonal_series
from spatial.imagery.zonal.measure import Measure
from spatial.imagery.zonal.zonal import (
    ZonalStatistics,
    covered_share,
    zonal_expression,
    zonal_statistics,
)

router = APIRouter(prefix="/v1/images", tags=["images"])

log = structlog.get_logger(__name__)

PARQUET = "application/vnd.apache.parquet"

_MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": PARQUET,
    "svg": "image/svg+xml",
}
_ACCEPTED: dict[str, Form] = {
    "application/json": "json",
    "text/csv": "csv",
    PARQUET: "parquet",
    "application/x-parquet": "parquet",
    "image/svg+xml": "svg",
    "image/*": "svg",
    "*/*": "json",
}

StreamForm = Literal["ndjson", "csv", "parquet"]

_Value = TypeVar("_Value")

_STREAMED: dict[str, StreamForm] = {
    "application/x-ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "text/csv": "csv",
    PARQUET: "parquet",
    "*/*": "ndjson",
}


def series_form(
    request: Request,
    format: Annotated[
        Form | None, Query(description="The form of the answer; else the header Accept decides.")
    ] = None,
) -> Form:
    """The form asked for; JSON when none is."""
    return format or accepted(request, _ACCEPTED) or "json"


def stream_form(
    request: Request,
    format: Annotated[
        StreamForm | None, Query(description="ndjson, csv, parquet; else Accept decides.")
    ] = None,
) -> StreamForm:
    """The form asked for; lines of JSON when none is."""
    return format or accepted(request, _STREAMED) or "ndjson"


@router.post(
    "/series",
    summary="某区域的时间序列",
    response_model=Series,
    responses=also_as(*_MEDIA_TYPES.values()),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_series(
    connection: Reading, question: SeriesQuestion, form: Annotated[Form, Depends(series_form)]
) -> Series | Response:
    """Statistics of an area, one entry per image, month or year; nodata and clouds never averaged.

    The area is a polygon, or a division as of a date; what is measured a band, an index or an
    expression. An image or period without a value is an entry with nulls and a reason. Aggregates
    pool the valid pixels of all images, each weighing the ground it stands for. JSON, CSV, Parquet
    or a drawing (SVG), by `format` or Accept. Raises BadParameter where it is too much: then
    nothing is answered in part.
    """
    start, end = question.window()
    shares = require_shares(question.quantiles)
    area, polygon = area_of(connection, question)
    found = _series(
        connection, area, polygon, question.measure(), (start, end),
        question.by, shares, anomaly=question.anomaly,
    )  # fmt: skip
    return _in_form(found, form, shares, anomaly=question.anomaly)


@router.get(
    "/series",
    summary="某行政区划的时间序列",
    response_model=Series,
    responses=also_as(*_MEDIA_TYPES.values()),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_series_of_division(
    connection: Reading,
    division: Annotated[str, Query(description="Its code, in any form.")],
    day: AsOf,
    window: Window,
    form: Annotated[Form, Depends(series_form)],
    band: Annotated[str | None, Query(description="One of band, index, expression.")] = None,
    index: Annotated[str | None, Query(description="An index by name, as ndvi.")] = None,
    expression: Annotated[str | None, Query(description="As (nir-red)/(nir+red).")] = None,
    quantiles: Annotated[str, Query(description="Shares joined by commas, as 0.1,0.9.")] = "",
    by: Annotated[By, Query(description="scene, month or year.")] = By.SCENE,
    anomaly: Annotated[bool, Query(description="Also against other years.")] = False,
) -> Series | Response:
    """As the POST of the same address, for a division as of `date`."""
    shares = require_shares(_shares_in(quantiles))
    area, polygon = division_area(connection, division, day)
    found = _series(
        connection, area, polygon, measure_of(band, index, expression), window,
        by, shares, anomaly=anomaly,
    )  # fmt: skip
    return _in_form(found, form, shares, anomaly=anomaly)


@router.post(
    "/series/areas",
    summary="多个区域的时间序列",
    response_class=Response,
    responses=file_responses(*_STREAMED),
)
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_series_of_areas(
    engine: Database,
    question: AreasQuestion,
    form: Annotated[StreamForm, Depends(stream_form)],
) -> StreamingResponse:
    """Many areas, image by image, each image read once: sent as it is computed.

    A row is of kind `value`; one area that an image does not meet has no row of it. The last row
    tells how it went: `end`, or `error` with the reason, where a file broke in the middle or the
    limits were reached. Without such a row the answer is not whole.
    """
    start, end = question.window()
    measure, shares = question.measure(), require_shares(question.quantiles)
    # The connection is given back before anything is sent: an answer may take minutes.
    with engine.connect() as connection:
        connection = connection.execution_options(postgresql_readonly=True)
        with connection.begin():
            areas = areas_of(connection, question)
            polygons = [one.polygon for one in areas if one.polygon is not None]
            scenes: list[Scene] = []
            if polygons:
                boxes = shapely.union_all(shapely.envelope(polygons))
                scenes = scenes_for(connection, boxes, measure, start=start, end=end)
    known = [one for one in areas if one.polygon is not None]
    values = series_of_areas(scenes, polygons, measure)
    rows = _rows(areas, known, values, shares)
    columns = columns_of(("kind", "area", "name", "image", "datetime"), shares)
    headers = {"Vary": "Accept"}
    if form == "csv":
        return StreamingResponse(
            csv_stream(rows, columns), media_type=_MEDIA_TYPES["csv"], headers=headers
        )
    if form == "parquet":
        from spatial.api.images.series.parquet import parquet_stream

        return StreamingResponse(
            parquet_stream(rows, columns, measure.name), media_type=PARQUET, headers=headers
        )
    return StreamingResponse(
        ndjson_stream(rows), media_type="application/x-ndjson", headers=headers
    )


@router.post("/statistics", summary="一景影像在某区域的统计")
@declared(DataClass.IMAGE, Grade.INTERNAL)
def image_statistics(connection: Reading, question: AreaQuestion) -> AreaAnswer:
    """Statistics of the pixels of one image inside a polygon; what has no value is not averaged.

    Raises UnknownImage, BadGeometry, BadParameter.
    """
    scene = scene_by_id(connection, question.id)
    polygon = parse_polygon(question.polygon)
    shares = require_shares(question.quantiles)
    found: dict[str, ZonalStatistics]
    if question.expression is None and question.index is None:
        bands = scene.data_bands()
        if question.band is not None:
            bands = [scene.require_band(question.band)]
        found = {band.name: zonal_statistics(scene, asset, band, polygon) for asset, band in bands}
    else:
        measure = measure_of(question.band, question.index, question.expression)
        lacking = measure.lacking(scene)
        if lacking is not None:
            raise BadParameter(f"image {scene.id!r}: {lacking}")
        assert measure.expression is not None
        found = {measure.name: zonal_expression(scene, measure.expression, polygon)}
    return AreaAnswer(
        image=scene.id,
        covered=covered_share(polygon, scene.footprint),
        values=[
            AreaEntry(name=name, **numbers(one, shares), every=one.every)
            for name, one in found.items()
        ],
    )


def _series(
    connection: Connection,
    area: SeriesArea,
    polygon: BaseGeometry,
    measure: Measure,
    window: tuple[datetime, datetime],
    by: By,
    shares: Sequence[float],
    *,
    anomaly: bool,
) -> Series:
    start, end = window
    values = zonal_series(connection, polygon, measure, start=start, end=end)
    if by is By.SCENE:
        unusual = anomalies_of_scenes(values) if anomaly else [None] * len(values)
        scenes = [scene_entry(*one) for one in _with(values, shares, unusual)]
        return Series(band=measure.name, by=by, area=area, values=scenes)
    periods = by_period(values, by, start=start, end=end)
    unusual = anomalies_of_periods(periods) if anomaly else [None] * len(periods)
    entries = [period_entry(*one) for one in _with(periods, shares, unusual)]
    return Series(band=measure.name, by=by, area=area, values=entries)


def _with(
    values: Sequence[_Value], shares: Sequence[float], others: Sequence[Anomaly | None]
) -> Iterator[tuple[_Value, Sequence[float], Anomaly | None]]:
    for value, other in zip(values, others, strict=True):
        yield value, shares, other


def _in_form(
    series: Series, form: Form, quantiles: Sequence[float], *, anomaly: bool
) -> Series | Response:
    if form == "json":
        return series
    headers = {"Vary": "Accept"}
    if form == "svg":
        return Response(plot_of(series), media_type=_MEDIA_TYPES[form], headers=headers)
    rows = [row_of(entry, anomaly=anomaly) for entry in series.values]
    first = ("image", "datetime") if series.by is By.SCENE else ("period", "scenes")
    columns = columns_of(first, quantiles, anomaly=anomaly)
    if form == "csv":
        return Response(csv_of(rows, columns), media_type=_MEDIA_TYPES[form], headers=headers)
    from spatial.api.images.series.parquet import parquet_of

    return Response(
        parquet_of(rows, columns, series.band), media_type=_MEDIA_TYPES[form], headers=headers
    )


def _shares_in(text: str) -> list[float]:
    try:
        return [float(one) for one in text.split(",") if one.strip()]
    except ValueError:
        raise BadParameter(
            f"quantiles={text!r}: give shares joined by commas, as 0.1,0.9"
        ) from None


def _rows(
    areas: Sequence[NamedArea],
    known: Sequence[NamedArea],
    values: Iterator[AreaValue],
    quantiles: Sequence[float],
) -> Iterator[Row]:
    """The rows of many areas, the last of which tells how it went."""
    for one in areas:
        if one.polygon is None:
            yield {"kind": "value", "area": one.key, "name": one.name, "reason": "no shape known"}
    count = 0
    try:
        for value in values:
            count += 1
            one = known[value.area]
            entry = row_of(scene_entry(value.value, quantiles))
            yield {"kind": "value", "area": one.key, "name": one.name} | entry
    except ShikongError as error:
        log.warning("series of areas broke off", error=str(error), values=count)
        yield {"kind": "error", "reason": str(error)}
        return
    yield {"kind": "end", "reason": f"{count} values"}
