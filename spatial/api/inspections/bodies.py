"""What requests about inspections bring in their bodies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from spatial.api.inspections.asking import ByAuthor, Code, Words
from spatial.boundaries.inspections.inspections import USUAL, Draft, Measures
from spatial.boundaries.inspections.records import Sheet
from spatial.boundaries.inspections.states import State
from spatial.division_codes import canonical_code
from spatial.temporal import parse_instant

Side = Literal["left", "right"]
AnySide = Literal["left", "right", "both"]
Day = Annotated[str, Field(max_length=10, description="YYYY-MM-DD.")]
Instant = Annotated[str, Field(max_length=40, description="ISO 8601 with zone, or a day.")]
LineNumber = Annotated[str, Field(min_length=1, max_length=100, description="Of the register.")]
MarkerNumber = Annotated[str, Field(min_length=1, max_length=100, description="Of the register.")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Of a deposited file.")]
Year = Annotated[int, Field(ge=1949, le=2200)]
RoundNumber = Annotated[int, Field(ge=1, le=999)]
Metres = Annotated[float, Field(ge=0, le=100_000_000, allow_inf_nan=False)]
DeviceName = Annotated[str, Field(min_length=1, max_length=64, description="Of the register.")]
DetailName = Annotated[str, Field(min_length=1, max_length=100)]
Detail = (
    Annotated[str, Field(max_length=2000)]
    | Annotated[int, Field(ge=-(2**53), le=2**53)]
    | Annotated[float, Field(allow_inf_nan=False)]
    | bool
    | None
)
RowId = Annotated[int, Field(ge=1, le=2**53)]


class RoundBody(ByAuthor):
    """A new round."""

    number: RoundNumber
    from_: Day = Field(alias="from", description="Its first day; it lasts five years.")
    name: str | None = Field(default=None, min_length=1, max_length=100, description="第五轮 …")


class MeasuresBody(BaseModel):
    """By what tracks are judged; what is left out is as usual."""

    model_config = ConfigDict(extra="forbid")

    within_m: float = Field(default=USUAL.within_m, gt=0, le=5_000, description="Of the line.")
    radius_m: float = Field(default=USUAL.radius_m, gt=0, le=5_000, description="Of a marker.")
    dwell_s: float = Field(default=USUAL.dwell_s, ge=0, le=86_400, description="Of a visit.")
    gap_s: float = Field(
        default=USUAL.gap_s, gt=0, le=86_400, description="Beyond it a device is not known."
    )

    def measures(self) -> Measures:
        """The same, for the domain."""
        return Measures(self.within_m, self.radius_m, self.dwell_s, self.gap_s)


class InspectionBody(ByAuthor):
    """A new inspection: of a round, or an extra one with its reason."""

    line: LineNumber
    plan_year: Year
    round: RoundNumber | None = Field(default=None, description="Left out for an extra one.")
    reason: str | None = Field(default=None, min_length=1, max_length=2000)
    left_office: Code | None = None
    right_office: Code | None = None
    lead: Side = "left"
    measures: MeasuresBody = MeasuresBody()
    day: Day | None = Field(default=None, description="On which it was planned; today.")

    def draft(self) -> Draft:
        """The same, for the domain. Raises BadCode."""
        left, right = (
            None if code is None else canonical_code(code)
            for code in (self.left_office, self.right_office)
        )
        return Draft(
            self.line, self.plan_year, self.round, self.reason, left, right, self.lead,
            self.measures.measures(),
        )  # fmt: skip


class PlannedYear(BaseModel):
    """A line and its year."""

    model_config = ConfigDict(extra="forbid")

    line: LineNumber
    year: Year


class PlanBody(ByAuthor):
    """Years of many lines in a round: all or none."""

    round: RoundNumber
    lines: list[PlannedYear] = Field(min_length=1, max_length=2_000)
    measures: MeasuresBody | None = Field(
        default=None, description="As usual when left out; of a moved line as it was."
    )


class StepBody(ByAuthor):
    """A state that an inspection reaches."""

    state: State
    day: Day | None = Field(default=None, description="On which; today in Beijing.")
    note: Words | None = None
    reason: str | None = Field(
        default=None, min_length=1, max_length=2000,
        description="Why not every marker is recorded; without it the report is refused then.",
    )  # fmt: skip
    document: Sha256 | None = Field(default=None, description="The report; SHA-256 of the file.")


class PartyBody(ByAuthor):
    """A device that counts for a side."""

    side: Side
    device: DeviceName
    bearer: str | None = Field(default=None, min_length=1, max_length=200)
    from_: Instant = Field(alias="from", description="Included.")
    to: Instant | None = Field(default=None, description="Not included; open when left out.")


class SheetBody(ByAuthor):
    """A record sheet."""

    side: AnySide
    subject: str = Field(max_length=40, description="marker, reference, segment, feature …")
    checked_at: Instant
    condition: str | None = Field(default=None, max_length=40, description="intact, worn …")
    text: Words = ""
    marker: MarkerNumber | None = None
    from_m: Metres | None = None
    to_m: Metres | None = None
    device: DeviceName | None = None
    lon: float | None = Field(default=None, ge=-180, le=180, description="Degrees, CGCS2000.")
    lat: float | None = Field(default=None, ge=-90, le=90, description="Degrees, CGCS2000.")
    reset: str | None = Field(
        default=None, max_length=40, description="restored, relocated or rebuilt: how it was set."
    )
    accuracy_m: float | None = Field(default=None, gt=0, le=10_000, description="Of its position.")
    details: dict[DetailName, Detail] = Field(
        default_factory=dict, max_length=50, description="More facts, by name."
    )
    corrects: RowId | None = None

    def sheet(self) -> Sheet:
        """The same, for the domain. Raises BadDate."""
        return Sheet(
            side=self.side,
            subject=self.subject,
            checked_at=parse_instant(self.checked_at),
            condition=self.condition,
            text=self.text,
            marker=self.marker,
            from_m=self.from_m,
            to_m=self.to_m,
            device=self.device,
            lon=self.lon,
            lat=self.lat,
            reset=self.reset,
            accuracy_m=self.accuracy_m,
            details=self.details,
            corrects=self.corrects,
        )


class ConfirmationBody(ByAuthor):
    """The other side agrees that a marker was set again."""

    side: Side
    checked_at: Instant
    text: Words = ""


class FindingBody(ByAuthor):
    """A problem that a record tells of."""

    record: RowId
    category: str = Field(max_length=40, description="marker_damaged, building_across …")
    text: Words


class FindingStepBody(ByAuthor):
    """What became of a finding."""

    state: str = Field(max_length=40, description="open, remedied, deferred or passed_on.")
    text: Words
