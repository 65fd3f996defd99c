"""Routes by which suspected patches come in: from a file, and from two images."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Engine

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database
from spatial.api.inspections.asking import ByAuthor, Code, author_of, now, today
from spatial.api.inspections.bodies import Day
from spatial.api.inspections.files import Office, Person
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.api.patches.answers import geometry_answer, image_answer, link_answer
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as, created_or_known
from spatial.api.uploads import Body
from spatial.boundaries.inspections.rights import Author
from spatial.errors import BadParameter
from spatial.geojson import parse_polygon
from spatial.imagery.patches.choosing import chosen_image
from spatial.imagery.patches.difference import (
    Comparing,
    Difference,
    Direction,
    Terms,
    difference,
    measure_of,
)
from spatial.imagery.patches.links import links_on
from spatial.imagery.patches.outlines import Smoothing
from spatial.imagery.patches.patches import Entered, Finding, Source, enter
from spatial.imagery.patches.reading import Read, read_patches
from spatial.imagery.patches.wording import UNNAMED
from spatial.imagery.places import division_on
from spatial.imagery.scene import Scene
from spatial.temporal import parse_date

router = APIRouter(prefix="/v1/patches", tags=["patches"])

_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}}
            for name in (
                "application/geo+json",
                "application/geopackage+sqlite3",
                "application/zip",
            )
        },
    }
}

Kind = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]


@router.post(
    "/uploads",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_FILE,
    responses=created_or_known(),
)
@declared(DataClass.IMAGE, Grade.PERSONAL, Action.WRITE)
def upload(
    engine: Database,
    asking: Asking,
    body: Body,
    office: Office,
    person: Person,
    kind: Annotated[
        str, Query(max_length=100, description="Of records that name none themselves.")
    ] = UNNAMED,
    found_on: Annotated[
        str | None, Query(description="Day on which they were to be seen; today in Beijing.")
    ] = None,
    name: Annotated[str, Query(max_length=200, description="Of the file.")] = "",
) -> JSONResponse:
    """Enters the patches of a file: GeoJSON, GeoPackage, or a zip with one Shapefile.

    The system of coordinates of the file counts, and a file without one is refused (GeoJSON is in
    longitude, latitude). Each feature is a patch, repaired with a note, or told in `refused`. The
    same file again changes nothing: 200 in place of 201.
    """
    author = author_of(asking, office, person)
    require_text(person, kind, name)
    day = today() if found_on is None else parse_date(found_on)
    if day > today():
        raise BadParameter(f"found_on={day} lies in the future")
    content = body.read()
    read = read_patches(content, kind.strip() or UNNAMED)
    digest = hashlib.sha256(content).digest()
    source = Source("upload", digest, _details(read, digest, name), author.office, author.person)
    with writing(engine) as connection:
        entered = enter(connection, source, read.findings, found_on=day, at=now())
    return _entered(entered)


def _details(read: Read, digest: bytes, name: str) -> dict[str, Any]:
    return {
        "sha256": digest.hex(),
        "name": name,
        "driver": read.driver,
        "layer": read.layer,
        "crs": read.crs,
        "encoding": read.encoding,
        "accepted": len(read.findings),
        "repaired": read.repaired,
        "refused": [one.as_document() for one in read.refused],
    }


class DifferenceBody(ByAuthor):
    """Two images, a place, and what counts as changed."""

    before: str = Field(max_length=200, description="An image, or the newest not after a day.")
    after: str = Field(max_length=200, description="The same.")
    division: Code | None = Field(default=None, description="Its area as of `date`.")
    polygon: dict[str, Any] | None = Field(default=None, description="GeoJSON, CGCS2000.")
    as_of: Day | None = Field(
        default=None, alias="date", description="As of which the division; today."
    )
    band: str | None = Field(default=None, max_length=100)
    index: str | None = Field(default=None, max_length=40, description="ndvi, ndwi, nbr.")
    expression: str | None = Field(default=None, max_length=400)
    threshold: float | None = Field(default=None, allow_inf_nan=False)
    mads: float | None = Field(
        default=None, allow_inf_nan=False, description="In its place: median ± so many MAD."
    )
    comparing: Comparing = Comparing.DIFFERENCE
    direction: Direction = Direction.BOTH
    min_area_m2: float = Field(default=0, ge=0, le=1e12)
    smooth_m: float = Field(default=0, ge=0, le=5_000)
    smoothing: Smoothing = Smoothing.MAJORITY
    kind: Kind = UNNAMED
    keep: bool = Field(default=True, description="False: only tell, store nothing.")

    def terms(self) -> Terms:
        """What counts as changed. Raises BadParameter."""
        return Terms(
            measure_of(band=self.band, index=self.index, expression=self.expression),
            self.threshold,
            self.mads,
            self.direction,
            self.comparing,
            self.smoothing,
            self.smooth_m,
            self.min_area_m2,
        )


@router.post(
    "/differences",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    responses=also_as(GEO_JSON, status=201),
)
@declared(DataClass.IMAGE, Grade.PERSONAL, Action.WRITE)
def differences(body: DifferenceBody, engine: Database, asking: Asking) -> Response:
    """Finds what changed between two images inside a division or polygon, and enters it.

    With `"keep": false` the answer is a GeoJSON FeatureCollection, and nothing is stored. The same
    difference again changes nothing: 200 in place of 201. What clouds or missing pixels hid is
    `compared_share` short of 1.
    """
    author = body.author(asking)
    terms = body.terms()
    require_text(body.before, body.after, body.kind, body.person)
    with engine.connect() as connection:
        area = _area(connection, body)
        before, after = (chosen_image(connection, one, area) for one in (body.before, body.after))
        if before.id == after.id:
            raise BadParameter(f"both images are {before.id!r}")
        day = after.acquisition.day
        if day is None:
            raise BadParameter(f"nobody knows when {after.id!r} was taken: no day to link it to")
    found = difference(before, after, area, terms)
    details = _told(before, after, area, terms, found, body)
    if not body.keep:
        with engine.connect() as connection:
            features = [
                {
                    "type": "Feature",
                    "geometry": geometry_answer(one.outline),
                    "properties": {
                        "area_m2": round(one.area_m2, 1),
                        "pixels": one.pixels,
                        "mean": one.mean,
                        "divisions": [
                            link_answer(link) for link in links_on(connection, one.outline, day)
                        ],
                    },
                }
                for one in found.places
            ]
        told = {"type": "FeatureCollection", "difference": details, "features": features}
        return JSONResponse(told, media_type="application/geo+json")
    return _kept(engine, author, body, found, details, day)


def _kept(
    engine: Engine,
    author: Author,
    body: DifferenceBody,
    found: Difference,
    details: dict[str, Any],
    day: date,
) -> JSONResponse:
    asked = {name: details[name] for name in ("before", "after", "area_sha256", "terms", "kind")}
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).digest()
    findings = [
        Finding(
            number,
            one.outline,
            body.kind.strip(),
            attributes={"pixels": one.pixels, "mean": one.mean},
        )
        for number, one in enumerate(found.places, start=1)
    ]
    source = Source("difference", digest, details, author.office, author.person)
    with writing(engine) as connection:
        entered = enter(connection, source, findings, found_on=day, at=now())
    return _entered(entered)


def _area(connection: Connection, body: DifferenceBody) -> BaseGeometry:
    if (body.division is None) == (body.polygon is None):
        raise BadParameter("give a division or a polygon")
    if body.polygon is not None:
        return parse_polygon(body.polygon)
    day = today() if body.as_of is None else parse_date(body.as_of)
    return division_on(connection, body.division or "", day).area


def _told(
    before: Scene,
    after: Scene,
    area: BaseGeometry,
    terms: Terms,
    found: Difference,
    body: DifferenceBody,
) -> dict[str, Any]:
    return {
        "before": before.id,
        "after": after.id,
        "images": {"before": image_answer(before), "after": image_answer(after)},
        "division": body.division,
        "area_sha256": hashlib.sha256(area.wkb).hexdigest(),
        "area_bbox": list(area.bounds),
        "kind": body.kind.strip(),
        "terms": terms.as_document(),
        "low": found.low,
        "high": found.high,
        "median": found.median,
        "mad": found.mad,
        "pixel_m": round(found.pixel_m, 3),
        "pixels": found.pixels,
        "compared_share": round(found.compared_share, 4),
        "clouded_share": round(found.clouded_share, 4),
        "nodata_share": round(found.nodata_share, 4),
        "found": len(found.places),
    }


def _entered(entered: Entered) -> JSONResponse:
    return JSONResponse(
        {
            "source": entered.source_id,
            "known": entered.known,
            "patches": list(entered.patches),
            "details": entered.details,
        },
        status_code=200 if entered.known else 201,
        headers={"Location": f"/v1/patches?source={entered.source_id}"},
    )
