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

More may be said of an indicator, as `spatial.business.declarations.model` has it: period, nature,
numerator, denominator, factor, weight, signed, about. The values of a dataset stand in `<id>.csv`
in the same folder. Declarations of all that a dataset may hold are YAML: docs/business-data.md.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spatial.access.declaration import Grade
from spatial.business.declarations.model import (
    LINES,
    DatasetDeclaration,
    Holds,
    Identifier,
    IndicatorDeclaration,
    Nature,
    Words,
)
from spatial.errors import SourceRefused

FILE_NAME = "datasets.toml"


class DatasetEntry(BaseModel):
    """A dataset of the file with its indicators."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    title: Words
    line: Words
    owner: Words
    indicator: tuple[IndicatorDeclaration, ...] = Field(min_length=1)

    def declaration(self, standing: DatasetDeclaration | None) -> DatasetDeclaration:
        """The dataset as the file and what stands declare it together.

        The file speaks of some indicators, and of some of what there is to say of them: all else
        stays as it stands, for the file's form is older than much of it. A line by another name
        than it has now gives way to that.
        """
        told = {one.id: one for one in self.indicator}
        before = {} if standing is None else {one.id: one for one in standing.indicators}
        indicators = tuple(
            _completed(told[name], before.get(name)) if name in told else before[name]
            for name in dict.fromkeys((*before, *told))
        )
        if standing is None:
            return DatasetDeclaration(
                id=self.id,
                title=self.title,
                line=self.line,
                owner=self.owner,
                holds=(Holds.INDICATORS,),
                grade=Grade.INTERNAL,
                indicators=indicators,
            )
        holds = standing.holds
        if Holds.INDICATORS not in holds:
            holds = (*holds, Holds.INDICATORS)
        return DatasetDeclaration(
            id=self.id,
            title=self.title,
            line=self.line if self.line in LINES else standing.line,
            owner=self.owner,
            holds=holds,
            grade=standing.grade,
            minimum_cell=standing.minimum_cell,
            retention_months=standing.retention_months,
            about=standing.about,
            fields=standing.fields,
            indicators=indicators,
        )


def _completed(
    told: IndicatorDeclaration, standing: IndicatorDeclaration | None
) -> IndicatorDeclaration:
    """What is told, over what stands; the nature as it follows from the rest where nobody said."""
    values = {} if standing is None else standing.model_dump()
    values |= {name: getattr(told, name) for name in told.model_fields_set}
    if values.get("nature") is None:
        if told.numerator is not None and not told.additive_space:
            values["nature"] = Nature.RATE
        elif told.numerator is None and told.additive_space:
            values["nature"] = Nature.EXTENSIVE
    return IndicatorDeclaration.model_validate(values)


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
