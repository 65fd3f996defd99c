"""The questions of reach: what each asks, in the form in which answers keep it."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spatial.business.reach.network import Direction, Mode, Travel
from spatial.temporal import Basis

MOST_METRES = 500_000.0
MOST_MINUTES = 240.0

Level = Literal["province", "prefecture", "county", "township"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Lon = Annotated[float, Field(ge=-180, le=180, description="Degrees east, CGCS2000.")]
Lat = Annotated[float, Field(ge=-90, le=90, description="Degrees north, CGCS2000.")]


class Question(BaseModel):
    """What every question says: of which day the divisions and facilities are, and by which codes.

    date: left out, today in Beijing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    date: Day | None = Field(default=None, description="Day of divisions and facilities.")
    scheme: str = Field(default="mca", max_length=20)
    basis: Basis = Basis.LIST

    @property
    def day(self) -> Day:
        """The day, once it is decided."""
        assert self.date is not None
        return self.date

    def on(self, day: Day) -> Self:
        """The same question, of a day where it names none."""
        return self if self.date is not None else self.model_copy(update={"date": day})

    def as_json(self) -> dict[str, Any]:
        """As answers keep it; `model_validate` reads it again."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class Reaching(Question):
    """How far: along the ground, or by road.

    metres: geodesic. minutes: by road, with the ways beside it. off_road_m: so far from a road a
    place may lie.
    """

    metres: float | None = Field(default=None, gt=0, le=MOST_METRES)
    minutes: float | None = Field(default=None, gt=0, le=MOST_MINUTES)
    mode: Mode = Mode.DRIVE
    direction: Direction = Direction.FROM
    off_road_m: float = Field(default=3_000, gt=0, le=20_000)

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.metres is None) == (self.minutes is None):
            raise ValueError("say either metres or minutes")
        return self

    @property
    def most(self) -> float:
        """So far at most: metres along the ground, seconds by road."""
        if self.minutes is not None:
            return self.minutes * 60
        assert self.metres is not None
        return self.metres

    @property
    def travel(self) -> Travel | None:
        """How somebody travels, None along the ground."""
        if self.minutes is None:
            return None
        return Travel(self.mode, self.direction, self.minutes * 60, self.off_road_m)


class Placed(BaseModel):
    """From what distances are measured: a point, a facility, all of a dataset, or a limit.

    facility: dataset and key, as in care_institution:SK-0001. facilities: a dataset. border: code
    of a division, whose limit is meant.
    """

    lon: Lon | None = None
    lat: Lat | None = None
    facility: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*:.+$", max_length=300)
    facilities: Name | None = None
    border: str | None = Field(default=None, max_length=40)

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("lon and lat stand together or not at all")
        told = [self.lon, self.facility, self.facilities, self.border]
        if sum(one is not None for one in told) != 1:
            raise ValueError("say one of: lon and lat, facility, facilities, border")
        return self


class Within(Reaching, Placed):
    """Which records of a dataset lie within a distance or a travel time.

    from, to: days of cases, the last not included; without them all up to the day. measure: a
    numeric field that is summed in place of counting. level: of the divisions that count them.
    """

    dataset: Name
    level: Level = "county"
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")
    measure: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$", max_length=63)
    limit: int = Field(default=1000, ge=1, le=10_000, description="Facilities that are listed.")


class Isochrones(Question, Placed):
    """What can be reached in several times: minutes, ascending, each within the next."""

    minutes: Annotated[
        tuple[Annotated[float, Field(gt=0, le=MOST_MINUTES)], ...],
        Field(min_length=1, max_length=10),
    ]
    mode: Mode = Mode.DRIVE
    direction: Direction = Direction.FROM
    off_road_m: float = Field(default=3_000, gt=0, le=20_000)


class Nearest(Question):
    """The facilities nearest to a point. by: metres along the ground, or minutes by road.

    most_minutes: farther ones are not looked for.
    """

    lon: Lon
    lat: Lat
    dataset: Name
    by: Literal["metres", "minutes"] = "metres"
    limit: int = Field(default=5, ge=1, le=100)
    mode: Mode = Mode.DRIVE
    direction: Direction = Direction.FROM
    most_minutes: float = Field(default=MOST_MINUTES, gt=0, le=MOST_MINUTES)
    off_road_m: float = Field(default=3_000, gt=0, le=20_000)


class Gaps(Reaching):
    """The share of people, cases or land beyond a distance of any facility of a dataset.

    of: a dataset of records, which are counted where they lie; or indicator: its latest figures up
    to the day, spread evenly over the land of each division; or neither: the land itself. step_m:
    the side of the cells in which land is counted. within: only the units in this one.
    """

    facilities: Name
    direction: Direction = Direction.TO
    of: Name | None = None
    indicator: Name | None = None
    level: Level = "county"
    within: str | None = Field(default=None, pattern=r"^\d{2,12}$")
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")
    measure: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$", max_length=63)
    step_m: float = Field(default=1_000, ge=50, le=50_000)

    @model_validator(mode="after")
    def _one_population(self) -> Self:
        if self.of is not None and self.indicator is not None:
            raise ValueError("say either of or indicator, or neither for the land itself")
        return self


Season = Literal["spring", "summer", "autumn", "winter"]


class Hotspots(Question):
    """Where, and when, cases are more than chance would have them.

    method gi: Gi* of counts by unit. scan: the most likely cylinders of space and time. emerging:
    how hot spots come and go through periods. cell_m: cells of a grid in place of divisions.
    per: an indicator whose latest figures stand for the people of each division; gi is then of
    cases per head, scan is against them. hours: from, until (not included) in Beijing, over
    midnight where the first is later. seasons: of the weather, spring from March to May. split: gi
    of each part by itself. permutations: without it, of scan 199, of gi as many as it takes for one
    unit to be found among all (999 to 9,999).
    """

    dataset: Name
    method: Literal["gi", "scan", "emerging"] = "gi"
    level: Level = "county"
    within: str | None = Field(default=None, pattern=r"^\d{2,12}$")
    cell_m: float | None = Field(default=None, ge=100, le=100_000)
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")
    hours: tuple[Annotated[int, Field(ge=0, le=23)], Annotated[int, Field(ge=0, le=24)]] | None = (
        None
    )
    seasons: tuple[Season, ...] | None = Field(default=None, min_length=1, max_length=4)
    split: Literal["hour", "season"] | None = None
    per: Name | None = None
    period: Literal["day", "week", "month", "quarter"] = "month"
    longest: int = Field(default=6, ge=1, le=60, description="Periods of a cylinder of scan.")
    most_share: float = Field(default=0.3, gt=0, le=0.5, description="Of all cases in a circle.")
    alpha: float = Field(default=0.05, gt=0, le=0.2)
    permutations: int | None = Field(default=None, ge=99, le=99_999)
    seed: int = Field(default=1, ge=0, le=2**31)

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.per is not None and self.cell_m is not None:
            raise ValueError("per is of divisions: ask without cell_m")
        if self.per is not None and self.method == "emerging":
            raise ValueError("emerging hot spots are of counts: ask without per")
        if self.split is not None and self.method != "gi":
            raise ValueError("split is of gi alone: filter by hours or seasons")
        return self
