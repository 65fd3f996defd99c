"""What requests about filings of names bring in their bodies."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from spatial.division_codes import canonical_code
from spatial.divisions.names.filing_rules import FilingKind, Paper, PaperRecord
from spatial.divisions.names.kinds import Category
from spatial.divisions.names.place_geometry import parse_place_geometry
from spatial.temporal import parse_date

_FORBID = ConfigDict(extra="forbid")


class PaperBody(BaseModel):
    """A paper of the filing: what it is, its name, its SHA-256 and where it is kept."""

    model_config = _FORBID

    kind: Paper
    name: str = Field(min_length=1, max_length=300)
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    reference: str | None = Field(default=None, max_length=1000)


class ContentBody(BaseModel):
    """What a filing says; every field may be missing in a draft but kind, category and name."""

    model_config = _FORBID

    kind: FilingKind | None = None
    category: Category | None = None
    standard_name: str | None = Field(default=None, min_length=1, max_length=200)
    secrecy: str | None = Field(default=None, description="open (公开) or internal (内部).")
    place_id: str | None = Field(default=None, description="The place whose name changes.")
    roman: str | None = Field(default=None, max_length=300)
    minority_script: str | None = Field(default=None, max_length=300)
    language: str | None = Field(default=None, max_length=35)
    former_name: str | None = Field(default=None, max_length=200)
    division_code: str | None = Field(default=None, description="On the day of approval.")
    location: str | None = Field(default=None, max_length=2000, description="位置描述, a text.")
    geometry: dict[str, Any] | None = Field(
        default=None, description="GeoJSON point, line or polygon, CGCS2000."
    )
    approving_authority: str | None = Field(default=None, max_length=200)
    approval_no: str | None = Field(default=None, max_length=200)
    approved_on: str | None = Field(default=None, description="YYYY-MM-DD.")
    in_force_on: str | None = Field(
        default=None, description="First day of the change; the approval's when left out."
    )
    reason: str | None = Field(default=None, max_length=5000)
    meaning: str | None = Field(default=None, max_length=5000)
    filing_authority: str | None = Field(default=None, max_length=200)
    papers: list[PaperBody] | None = Field(default=None, max_length=100)

    def changes(self) -> dict[str, Any]:
        """The fields that were given, as FilingContent holds them.

        Raises BadDate, BadCode or BadGeometry.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set & CONTENT_FIELDS}
        for name in ("approved_on", "in_force_on"):
            if given.get(name) is not None:
                given[name] = parse_date(given[name])
        if given.get("division_code") is not None:
            given["division_code"] = canonical_code(given["division_code"])
        if given.get("geometry") is not None:
            given["geometry"] = parse_place_geometry(given["geometry"])
        if "papers" in given:
            given["papers"] = tuple(
                PaperRecord(one.kind, one.name, one.sha256, one.reference)
                for one in self.papers or ()
            )
        # What has no empty state keeps what it was where null is given.
        return {
            name: value
            for name, value in given.items()
            if value is not None or name not in ("kind", "category", "standard_name", "secrecy")
        }


CONTENT_FIELDS = frozenset(ContentBody.model_fields)
"""The fields of a filing's content."""

Officer = Annotated[str, Field(min_length=1, max_length=200, description="Office and post.")]
Remark = Annotated[str | None, Field(max_length=2000)]


class DraftBody(ContentBody):
    """A new filing."""

    officer: Officer
    remark: Remark = None
    kind: FilingKind
    category: Category
    standard_name: str = Field(min_length=1, max_length=200)


class RevisionBody(ContentBody):
    """Changes of a draft or a returned filing. revision: the one that the officer has read."""

    officer: Officer
    remark: Remark = None
    revision: int | None = None


class StepBody(BaseModel):
    """A step of a filing."""

    model_config = _FORBID

    officer: Officer
    remark: Remark = None


class ReturnBody(BaseModel):
    """A filing goes back: with the reason."""

    model_config = _FORBID

    officer: Officer
    remark: str = Field(min_length=1, max_length=2000)


class AnnouncementBody(StepBody):
    """An announcement. announced_on: today in Beijing when left out."""

    authority: str = Field(min_length=1, max_length=200, description="公告机关")
    announced_on: str | None = Field(default=None, description="YYYY-MM-DD.")
