"""The same selection read back from every form is the same features."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from feature_rows import PROPERTIES, Row, places, store_places
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import written
from spatial.features.selection import ALWAYS, Selection
from spatial.spreadsheets import as_text

Told = Mapping[str, Any]
"""A feature as read from a form: id, properties, valid_from, valid_to, geometry."""

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
DAYS = st.dates(date(1800, 1, 1), date(2200, 12, 31))
LON = st.floats(73, 135, allow_nan=False).map(lambda x: round(x, 8))
LAT = st.floats(3, 54, allow_nan=False).map(lambda x: round(x, 8))


@st.composite
def shapes(draw: st.DrawFn) -> str | None:
    """A geometry with coordinates of eight decimals, or none."""
    kind = draw(st.sampled_from(["none", "point", "line", "polygon", "polygons", "empty"]))
    if kind == "none":
        return None
    if kind == "empty":
        return "MULTIPOLYGON EMPTY"
    lon, lat = draw(LON), draw(LAT)
    if kind == "point":
        return f"POINT({lon!r} {lat!r})"
    if kind == "line":
        return f"LINESTRING({lon!r} {lat!r}, {draw(LON)!r} {draw(LAT)!r}, {lon!r} {lat!r})"
    ring = ", ".join(
        f"{round(lon + x, 8)!r} {round(lat + y, 8)!r}"
        for x, y in ((0, 0), (0.5, 0), (0.5, 0.5), (0, 0.5), (0, 0))
    )
    return f"POLYGON(({ring}))" if kind == "polygon" else f"MULTIPOLYGON((({ring})))"


@st.composite
def rows(draw: st.DrawFn) -> Row:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first is not None and last is not None and last <= first:
        first, last = None, first
    return Row(
        draw(st.none() | TEXTS),
        draw(st.none() | st.integers(-(2**53), 2**53)),
        draw(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
        draw(st.none() | st.booleans()),
        draw(st.none() | DAYS),
        draw(
            st.none()
            | st.datetimes(timezones=st.just(UTC)).map(
                lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
            )
        ),
        draw(shapes()),
        first,
        last,
    )


def from_json(body: bytes) -> Iterator[Told]:
    for feature in json.loads(body)["features"]:
        told = feature["properties"]
        yield {"id": feature["id"], "geometry": shapely.geometry.shape(feature["geometry"])
               if feature["geometry"] else None} | _typed(told)  # fmt: skip


def from_sequence(body: bytes) -> Iterator[Told]:
    lines = [line.removeprefix(b"\x1e") for line in body.split(b"\n") if line]
    yield from from_json(b'{"features": [' + b",".join(lines) + b"]}")


def from_csv(body: bytes) -> Iterator[Told]:
    read: pandas.DataFrame = pandas.read_csv(
        io.BytesIO(body), dtype=str, keep_default_na=False, lineterminator=None
    )
    # pandas tells "" and nothing apart no more than Python's csv does: the bytes do.
    for told in _cells(body):
        cells = dict(zip(read.columns, told, strict=True))
        yield {"id": cells["id"], "geometry": _of_wkt(cells["wkt"])} | _typed(
            {
                "name": cells["name"],
                "beds": None if cells["beds"] is None else int(cells["beds"]),
                "share": None if cells["share"] is None else float(cells["share"]),
                "open": None if cells["open"] is None else cells["open"] == "true",
            }
            | {key: cells[key] for key in ("founded", "seen", "valid_from", "valid_to")}
        )


def _of_wkt(text: str | None) -> Any:
    return None if text is None else shapely.from_wkt(text)


def _cells(body: bytes) -> Iterator[list[str | None]]:
    """The cells of the rows after the header, by RFC 4180: None for nothing, "" for quotes."""
    text = body.decode()
    at = text.index("\r\n") + 2
    row: list[str | None] = []
    while at < len(text):
        if text[at] == '"':
            value, at = "", at + 1
            while True:
                end = text.index('"', at)
                value += text[at:end]
                if text[end + 1 : end + 2] != '"':
                    at = end + 1
                    break
                value, at = value + '"', end + 2
            row.append(value)
        else:
            ends = [place for sign in (",", "\r\n") if (place := text.find(sign, at)) >= 0]
            row.append(text[at : min(ends)] or None)
            at = min(ends)
        if text[at] == ",":
            at += 1
        else:
            assert text[at : at + 2] == "\r\n"
            at += 2
            yield row
            row = []


def from_table(table: pa.Table, geometry: str = "geometry") -> Iterator[Told]:
    for told in table.to_pylist():
        shape = told.pop(geometry)
        told.pop("bbox", None)
        yield told | {"geometry": None if shape is None else shapely.from_wkb(shape)}


def from_parquet(body: bytes) -> Iterator[Told]:
    yield from from_table(pq.read_table(io.BytesIO(body)))


def from_arrow(body: bytes) -> Iterator[Told]:
    yield from from_table(pa.ipc.open_stream(body).read_all())


def from_flatgeobuf(body: bytes) -> Iterator[Told]:
    # Not by pyogrio.read_arrow: GDAL's own way from FlatGeobuf to Arrow fails at a null geometry.
    meta, _, geometries, columns = pyogrio.raw.read(body)
    names = list(meta["fields"])
    for number, geometry in enumerate(geometries):
        cells = (column[number] for column in columns)
        told = {name: _plain(cell) for name, cell in zip(names, cells, strict=True)}
        told["beds"] = None if told["beds"] is None else int(told["beds"])
        told["open"] = None if told["open"] is None else bool(told["open"])
        for key in ("founded", "valid_from", "valid_to"):
            told[key] = None if told[key] is None else told[key].date()
        if told["seen"] is not None:
            told["seen"] = told["seen"].replace(tzinfo=UTC)
        yield told | {"geometry": None if geometry is None else shapely.from_wkb(geometry)}


def _plain(cell: Any) -> Any:
    """A cell without numpy; what is none of its kind is None."""
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else cell.astype("datetime64[us]").item()
    value = cell.item() if isinstance(cell, np.generic) else cell
    return None if isinstance(value, float) and np.isnan(value) else value


def _typed(told: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(told)
    for key in ("founded", "valid_from", "valid_to"):
        if typed[key] is not None:
            typed[key] = date.fromisoformat(typed[key])
    if typed["seen"] is not None:
        assert typed["seen"].endswith(("Z", "+00:00"))
        typed["seen"] = datetime.fromisoformat(typed["seen"])
    return typed


READERS: dict[Form, Callable[[bytes], Iterator[Told]]] = {
    Form.JSON: from_json,
    Form.JSONFG: from_json,
    Form.JSONSEQ: from_sequence,
    Form.CSV: from_csv,
    Form.PARQUET: from_parquet,
    Form.ARROW: from_arrow,
    Form.FLATGEOBUF: from_flatgeobuf,
}


def expected(number: int, row: Row) -> Told:
    shape = None if row.wkt is None else shapely.from_wkt(row.wkt)
    return {
        "id": str(number),
        "valid_from": row.first,
        "valid_to": row.last,
        "geometry": shape,
        **row.properties,
    }


def same_shape(read: Any, stored: Any, form: Form) -> bool:
    if form is Form.FLATGEOBUF and stored is not None and stored.is_empty:
        return read is None  # it has no empty geometries
    if read is None or stored is None:
        return read is stored
    if read.is_empty or stored.is_empty:
        return bool(read.is_empty and stored.is_empty)
    return bool(read.equals_exact(stored, 1e-8) and read.geom_type == stored.geom_type)


def same_value(read: Any, stored: Any, form: Form) -> bool:
    if form is Form.CSV:
        return bool(read == as_text(stored))
    if form is Form.FLATGEOBUF and isinstance(stored, datetime) and stored.year < 1970:
        return bool(abs(read - stored) <= timedelta(seconds=1))  # GDAL counts them so
    return bool(read == stored)


def test_every_form_is_read_back() -> None:
    assert READERS.keys() == set(Form)


@given(stored=st.lists(rows(), max_size=6))
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_same_selection_read_back_from_every_form_is_the_same_features(
    engine: Engine, stored: list[Row]
) -> None:
    with engine.connect() as connection:
        store_places(connection, stored)
        export = Export(places(), Selection(when=ALWAYS))
        for form, read in READERS.items():
            told = list(read(b"".join(written(connection, export, form))))
            assert len(told) == len(stored), form
            for number, (found, row) in enumerate(zip(told, stored, strict=True), start=1):
                wanted = expected(number, row)
                assert same_shape(found["geometry"], wanted["geometry"], form), form
                for key in ("id", "valid_from", "valid_to", *(one.name for one in PROPERTIES)):
                    assert same_value(found[key], wanted[key], form), (form, key)
        connection.rollback()
