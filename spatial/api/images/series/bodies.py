"""What is asked of a series of images, and the entries of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from spatial.api.dependencies import require_window
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import index_named
from spatial.imagery.periods import By
from spatial.imagery.zonal.measure import Measure
from spatial.temporal import parse_instant

MOST_QUANTILES = 20
"""Of one question."""

Quantiles = Annotated[
    list[float],
    Field(max_length=MOST_QUANTILES, description="Shares, 0 to 1.", examples=[[0.1, 0.9]]),
]


class Measured(BaseModel):
    """A band, an index or an expression, and a window of time."""

    model_config = ConfigDict(extra="forbid")

    band: str | None = Field(
        default=None, description="A band's name, or red, green, blue, nir.", examples=["NDVI"]
    )
    index: str | None = Field(default=None, description="An index by name.", examples=["ndvi"])
    expression: str | None = Field(default=None, examples=["(nir-red)/(nir+red)"])
    start: str = Field(alias="from", description="Included; ISO 8601 with zone, or a day.")
    end: str = Field(alias="to", description="Not included.")
    quantiles: Quantiles = []

    def measure(self) -> Measure:
        """What is measured. Raises BadParameter unless it is one of the three."""
        return measure_of(self.band, self.index, self.expression)

    def window(self) -> tuple[datetime, datetime]:
        """[from, to) in UTC. Raises BadDate, BadParameter."""
        start, end = parse_instant(self.start), parse_instant(self.end)
        require_window(start, end)
        return start, end


class SeriesQuestion(Measured):
    """One area: a polygon, or a division as of a day."""

    polygon: dict[str, Any] | None = Field(
        default=None, description="GeoJSON Polygon or MultiPolygon, CGCS2000."
    )
    division: str | None = Field(default=None, description="Its code, in any form.")
    date: str | None = Field(
        default=None, description="The day as of which the division is meant; today if left out."
    )
    by: By = Field(default=By.SCENE, description="Of what one value is; months and years: Beijing.")
    anomaly: bool = Field(
        default=False,
        description="Also how far each value is from the mean of the same month of the other years "
        "of the window.",
    )


class AreasQuestion(Measured):
    """Many areas: features, or all divisions of a level as of a day."""

    features: dict[str, Any] | None = Field(
        default=None, description="GeoJSON FeatureCollection of polygons, CGCS2000."
    )
    level: Level | None = Field(default=None, description="Divisions of that level.")
    within: str | None = Field(default=None, description="Of those, what lies in this one.")
    date: str | None = Field(default=None, description="The day of the divisions.")


class SeriesArea(BaseModel):
    """Of what the values are. km2: geodesic. The rest of a division alone; grade: of its shape."""

    km2: float
    division: str | None = None
    name: str | None = None
    date: str | None = None
    grade: str | None = None


class Entry(BaseModel):
    """Numbers of one image or period; null where `reason` tells why.

    Pixels count by the share of each that lies in the area. valid_pixels have a value and no cloud.
    The last four are null unless anomaly was asked: standardised is the anomaly divided by the
    standard deviation of the other years, of three at least; normal_years counts them.
    """

    mean: float | None
    median: float | None
    min: float | None
    max: float | None
    std: float | None
    quantiles: dict[str, float | None]
    valid_pixels: float
    total_pixels: float
    valid_share: float | None
    clouded_share: float | None
    reason: str | None
    anomaly: float | None = None
    normal: float | None = None
    standardised: float | None = None
    normal_years: int | None = None


class SceneEntry(Entry):
    """What one image says."""

    image: str
    datetime: str


class PeriodEntry(Entry):
    """What the images of a month (2013-09) or year say together; scenes: of them with a value."""

    period: str
    scenes: int


class Series(BaseModel):
    """The values, oldest first. band: the band, index or expression that was asked."""

    band: str
    by: By
    area: SeriesArea
    values: list[SceneEntry] | list[PeriodEntry]


class AreaQuestion(BaseModel):
    """An image and an area: all bands, one band, or an expression."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="The image.")
    polygon: dict[str, Any] = Field(description="GeoJSON Polygon or MultiPolygon, CGCS2000.")
    band: str | None = None
    expression: str | None = Field(default=None, examples=["(nir-red)/(nir+red)"])
    index: str | None = Field(default=None, examples=["ndvi"])
    quantiles: Quantiles = []


class AreaEntry(BaseModel):
    """What one band, or the expression, says of the area; nulls where no pixel has a value.

    every: of how many pixels in either direction one was counted; 1 is all.
    """

    name: str
    mean: float | None
    median: float | None
    min: float | None
    max: float | None
    std: float | None
    quantiles: dict[str, float | None]
    valid_pixels: float
    total_pixels: float
    valid_share: float | None
    clouded_share: float | None
    every: int


class AreaAnswer(BaseModel):
    """The statistics of an image in an area. covered: share of it that the image covers."""

    image: str
    covered: float
    values: list[AreaEntry]


Form = Literal["json", "csv", "parquet", "svg"]


def measure_of(band: str | None, index: str | None, expression: str | None) -> Measure:
    """What is measured. Raises BadParameter unless exactly one of the three is given."""
    given = [one for one in (band, index, expression) if one is not None]
    if len(given) != 1:
        raise BadParameter("give a band, an index or an expression: one of the three")
    if index is not None:
        return Measure.of_index(index_named(index))
    if expression is not None:
        return Measure.of_expression(Expression.parse(expression))
    assert band is not None
    return Measure.of_band(band)


def require_shares(quantiles: Sequence[float]) -> list[float]:
    """Quantiles, rising and each once. Raises BadParameter for one that is no share."""
    for one in quantiles:
        if not 0 <= one <= 1:
            raise BadParameter(f"quantile {one:g} is no share: 0 to 1")
    if len(quantiles) > MOST_QUANTILES:
        raise BadParameter(f"{len(quantiles)} quantiles are asked; {MOST_QUANTILES} are the most")
    return sorted(set(quantiles))
