"""Photos of an inspection: deposited, with what they say of time and place, and how that compares
with the track of the device that took them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, text

from spatial.boundaries.inspections.deposited import FileStore, media_type_of
from spatial.boundaries.inspections.inspections import locked_inspection, require_state
from spatial.boundaries.inspections.records import device_of_party, record_of
from spatial.boundaries.inspections.rights import Author, require_side, shows
from spatial.boundaries.inspections.states import IN_THE_FIELD
from spatial.db import read_sql
from spatial.errors import InspectionConflict, UnknownInspection, UnsupportedUpload

PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp", "image/tiff", "image/heic")


class PhotoFacts(Protocol):
    """What a photo says of itself: an instant, degrees in CGCS2000, degrees from true north."""

    @property
    def taken_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def lon(self) -> float | None: ...  # noqa: D102
    @property
    def lat(self) -> float | None: ...  # noqa: D102
    @property
    def bearing_deg(self) -> float | None: ...  # noqa: D102


Facts = TypeVar("Facts", bound=PhotoFacts)


class PhotoReading(Protocol[Facts]):
    """Reads photos, and judges what they say by the fixes of a device."""

    def read_photo(self, content: bytes) -> Facts:
        """What the photo says; all None where it says nothing. Raises ShikongError for no photo."""
        ...

    def judge(
        self, connection: Connection, facts: Facts, device_id: int | None, *, gap_s: float
    ) -> Mapping[str, Any]:
        """What is remarkable about it, and how time and place compare with the track of a device:
        a JSON object."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a photo, and of what. record: id of the record sheet that it belongs to. device: of
    a party."""

    side: str
    record: int | None = None
    device: str | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it was entered. taken_at, lon, lat, bearing_deg: as the file says, None where it
    does not. judged: how that compares with the track."""

    id: int
    record_id: int | None
    sha256: str
    media_type: str
    bytes: int
    side: str
    device: str | None
    taken_at: datetime | None
    bearing_deg: float | None
    caption: str
    judged: Mapping[str, Any]
    office: str
    person: str
    recorded_at: datetime
    lon: float | None
    lat: float | None


def add_photo(
    connection: Connection,
    store: FileStore,
    reading: PhotoReading[Facts],
    number: int,
    author: Author,
    taken: Taken,
    content: bytes,
    media_type: str,
) -> int:
    """Deposits a photo while the inspection is in the field; its id. The same one counts once.

    Raises UnsupportedUpload, UnknownInspection, NotPermitted, BadParameter, InspectionConflict, and
    what the store and the reading of photos do.
    """
    inspection = locked_inspection(connection, number, author.standing)
    require_side(author, inspection, taken.side)
    require_state(inspection, IN_THE_FIELD, "a photo")
    if taken.record is not None:
        record = record_of(connection, number, taken.record)
        if not shows(author.standing, inspection, record.side):
            raise UnknownInspection(f"inspection {number} has no record {taken.record}")
    sha256 = store.put(connection, content, media_type)
    held = media_type_of(connection, sha256)
    if held not in PHOTO_TYPES:
        raise UnsupportedUpload(
            f"the file is {held}, no photo: that is one of {', '.join(PHOTO_TYPES)}"
        )
    facts = reading.read_photo(content)
    device_id = (
        None
        if taken.device is None
        else device_of_party(connection, number, taken.side, taken.device, facts.taken_at)
    )
    judged = dict(reading.judge(connection, facts, device_id, gap_s=inspection.gap_s))
    for other in photos_of(connection, number):
        if (other.sha256, other.side, other.record_id) == (sha256, taken.side, taken.record):
            raise InspectionConflict(
                f"photo {other.id} of inspection {number} is the same file", photo=other.id
            )
    return int(
        connection.execute(
            text(
                "INSERT INTO inspection_photo (inspection_id, record_id, sha256, side, device_id,"
                " taken_at, bearing_deg, caption, judged, office, person, geom) VALUES"
                " (:inspection, :record, decode(:sha256, 'hex'), :side, :device, :at, :bearing,"
                " :caption, CAST(:judged AS jsonb), :office, :person,"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) RETURNING id"
            ),
            {
                "inspection": number,
                "record": taken.record,
                "sha256": sha256,
                "side": taken.side,
                "device": device_id,
                "at": facts.taken_at,
                "bearing": facts.bearing_deg,
                "caption": taken.caption,
                "judged": json.dumps(judged, ensure_ascii=False),
                "office": author.office,
                "person": author.person,
                "lon": facts.lon,
                "lat": facts.lat,
            },
        ).scalar_one()
    )


def photos_of(connection: Connection, number: int) -> list[Photo]:
    """The photos of an inspection in the order in which they came."""
    rows = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "photos")), {"inspection": number}
    )
    return [Photo(**row._mapping) for row in rows]
