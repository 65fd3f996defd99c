"""CSV (RFC 4180, UTF-8), written by the database itself and passed through.

Points have the columns lon and lat (x and y in metres of a projected system), other geometries one
of WKT. An empty cell is no value, an empty text is a pair of quotes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator

from sqlalchemy import Connection

from spatial.features.collection import GeometryType, PropertyType
from spatial.features.formats.copied import AS_CSV, copied, gathered
from spatial.features.formats.export import Export
from spatial.features.statements import GeometryForm

BOM = b"\xef\xbb\xbf"
"""With which spreadsheet programs take a CSV for UTF-8."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With which a text begins that a spreadsheet program would compute; an apostrophe stops it."""

_LOT = 1 << 16

_SIGNS_SQL = ", ".join(f"chr({ord(sign)})" for sign in FORMULA_SIGNS)

_SQL: dict[PropertyType, str] = {
    PropertyType.TEXT: "CASE WHEN left({0}::text, 1) IN (" + _SIGNS_SQL + ") "
    "THEN '''' || {0}::text ELSE {0}::text END",
    PropertyType.INTEGER: "{0}::bigint",
    PropertyType.NUMBER: "{0}::float8",
    PropertyType.BOOLEAN: "{0}::boolean::text",
    PropertyType.DAY: "CASE WHEN isfinite({0}) THEN to_char({0}, 'YYYY-MM-DD') END",
    PropertyType.INSTANT: "CASE WHEN isfinite({0}) THEN replace(to_char({0} AT TIME ZONE 'UTC', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '') || 'Z' END",
}


def comma_separated(
    connection: Connection, export: Export, *, bom: bool = False, titles: bool = False
) -> Generator[bytes]:
    """The bytes of the table; lines end in CR LF.

    bom: begin with a byte-order mark, for Excel. titles: the header has the Chinese titles in place
    of the names. A text that would be computed as a formula begins with an apostrophe.
    """
    columns = [_SQL[PropertyType.TEXT].format("q.id")]
    header = ["编号" if titles else "id"]
    for one in export.columns:
        columns.append(_SQL[one.type].format(one.value))
        header.append(one.title if titles else one.name)
    for name, title, sql in _places(export):
        columns.append(sql)
        header.append(title if titles else name)
    page = io.StringIO()
    csv.writer(page, lineterminator="\r\n").writerow([_guarded(cell) for cell in header])
    yield (BOM if bom else b"") + page.getvalue().encode()
    sql, values = export.select(columns, GeometryForm.EWKB)
    for lot in gathered(copied(connection, sql, values, AS_CSV), _LOT):
        # A line feed within a quoted text stays as it is.
        yield b"".join(row[:-1] + b"\r\n" for row in lot)


def _places(export: Export) -> list[tuple[str, str, str]]:
    """The columns of the geometry: name, title, SQL."""
    if not export.has_geometry:
        return []
    geometry = "q.geom::geometry"
    if export.collection.geometry_type is not GeometryType.POINT:
        return [(export.free_name("wkt", "geometry_wkt"), "几何（WKT）", f"ST_AsText({geometry})")]
    x, y = ("lon", "lat") if export.system.degrees else ("x", "y")
    title_x, title_y = (
        ("经度", "纬度") if export.system.degrees else ("东坐标（米）", "北坐标（米）")
    )
    return [
        (export.free_name(x, f"geometry_{x}"), title_x, f"ST_X({geometry})"),
        (export.free_name(y, f"geometry_{y}"), title_y, f"ST_Y({geometry})"),
    ]


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
