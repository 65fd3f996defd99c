"""`datasets.toml`: what the numbers beside it mean.

    [[dataset]]
    id = "elderly_care"
    title = "养老服务"
    line = "养老"
    owner = "虚构市民政局养老服务科"

    [[dataset.indicator]]
    id = "care_residents"
    title = "在院老年人数"
    unit = "人"
    kind = "stock"             # stock, flow or year_to_date
    additive_space = true
    additive_time = false      # true only for a flow
    grade = "open"             # open, internal, personal or sensitive
    minimum_cell = 0           # values below it are not shown

The values of a dataset stand in `<id>.csv` in the same folder.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from spatial.access.declaration import Grade
from spatial.business.indicators import IndicatorKind
from spatial.errors import SourceRefused

FILE_NAME = "datasets.toml"

_Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_Words = Annotated[str, Field(min_length=1)]


class IndicatorEntry(BaseModel):
    """The metadata of an indicator (R8.2)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Identifier
    title: _Words
    unit: _Words
    kind: IndicatorKind
    additive_space: Annotated[bool, Field(strict=True)]
    additive_time: Annotated[bool, Field(strict=True)]
    grade: Grade
    minimum_cell: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    numerator: _Identifier | None = None
    denominator: _Identifier | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.additive_time and self.kind is not IndicatorKind.FLOW:
            raise ValueError(f"a {self.kind} does not add up over months: additive_time = false")
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("numerator and denominator stand together or not at all")
        return self


class DatasetEntry(BaseModel):
    """A dataset with its indicators."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Identifier
    title: _Words
    line: _Words
    owner: _Words
    indicator: tuple[IndicatorEntry, ...] = Field(min_length=1)


class _DatasetFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: tuple[DatasetEntry, ...] = Field(min_length=1)


def read_dataset_file(folder: Path) -> tuple[DatasetEntry, ...]:
    """The datasets that the folder's `datasets.toml` declares.

    Raises SourceRefused when it is not there, is no TOML, lacks metadata, holds a key that nobody
    knows, or declares an identifier twice.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise SourceRefused(f"{folder.name} holds no {FILE_NAME}: values without meaning stay out")
    try:
        declared = _DatasetFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise SourceRefused(f"{FILE_NAME} is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceRefused(f"{FILE_NAME} is no TOML: {error}") from error
    except ValidationError as error:
        faults = (
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SourceRefused(f"{FILE_NAME}: {'; '.join(faults)}") from error
    _require_unique("dataset", [entry.id for entry in declared.dataset])
    _require_unique(
        "indicator", [entry.id for dataset in declared.dataset for entry in dataset.indicator]
    )
    return declared.dataset


def _require_unique(what: str, identifiers: list[str]) -> None:
    twice = [identifier for identifier, count in Counter(identifiers).items() if count > 1]
    if twice:
        raise SourceRefused(f"{FILE_NAME} declares the {what} {', '.join(twice)} more than once")
