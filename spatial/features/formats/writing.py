"""One door to all forms."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from spatial.features.formats.export import Export
from spatial.features.formats.form import Form


@dataclass(frozen=True, slots=True)
class Wishes:
    """What may be wished of some forms.

    bom: a CSV begins with a byte-order mark, for Excel. titles: its header has the Chinese titles.
    fallback: JSON-FG has shapes in CRS84 beside those of another system. members: of a GeoJSON or
    JSON-FG collection, such as links.
    """

    bom: bool = False
    titles: bool = False
    fallback: bool = False
    members: Mapping[str, object] | None = None


NOTHING_MORE = Wishes()


def written(
    connection: Connection,
    export: Export,
    form: Form,
    wishes: Wishes = NOTHING_MORE,
) -> Generator[bytes]:
    """The bytes of the features in a form, as they are read from the database.

    Memory holds a part of them at a time, however many there are. The transaction is the caller's;
    it sees one state from the first byte to the last. Whoever closes the iterator before its end
    ends the statement and with it the transaction. Raises BadParameter.
    """
    # What reads columns is loaded by those who ask for it.
    if form is Form.JSON:
        from spatial.features.formats.documents import geojson

        return geojson(connection, export, wishes.members)
    if form is Form.JSONFG:
        from spatial.features.formats.documents import jsonfg

        return jsonfg(connection, export, wishes.members, fallback=wishes.fallback)
    if form is Form.JSONSEQ:
        from spatial.features.formats.documents import geojson_sequence

        return geojson_sequence(connection, export)
    if form is Form.CSV:
        from spatial.features.formats.comma_separated import comma_separated

        return comma_separated(connection, export, bom=wishes.bom, titles=wishes.titles)
    if form is Form.PARQUET:
        from spatial.features.formats.geoparquet import geoparquet

        return geoparquet(connection, export)
    if form is Form.ARROW:
        from spatial.features.formats.arrow_stream import arrow_stream

        return arrow_stream(connection, export)
    from spatial.features.formats.flatgeobuf import flatgeobuf

    return flatgeobuf(connection, export)
