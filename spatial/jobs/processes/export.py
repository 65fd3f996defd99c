"""The features of a collection as a file, whole, as a process."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from spatial.access.declaration import Grade
from spatial.business.operators.bodies import past, today
from spatial.errors import BadParameter
from spatial.features.catalogue import collection_named
from spatial.features.collection import Collection, Condition
from spatial.features.filters.conditions import condition_of
from spatial.features.filters.source import Language
from spatial.features.formats.export import Export
from spatial.features.formats.form import BY_MEDIA_TYPE, FACTS, Form
from spatial.features.formats.writing import Wishes, written
from spatial.features.selection import Box, Selection
from spatial.features.systems import CRS84, System, system_named
from spatial.features.times import span_of
from spatial.jobs.outputs import Made, Outcome, Output
from spatial.jobs.process import Process
from spatial.jobs.processes.faults import telling
from spatial.jobs.work import Work
from spatial.temporal import parse_date

_FORMS = (
    Form.PARQUET,
    Form.FLATGEOBUF,
    Form.CSV,
    Form.JSON,
    Form.JSONFG,
    Form.JSONSEQ,
    Form.ARROW,
)

_TELL_EVERY_BYTES = 1 << 20


class Asked(BaseModel):
    """Which features of which collection, and how they are told.

    bbox: four numbers in the order of axes of crs, as an array or as `{"bbox": […]}`.
    """

    model_config = ConfigDict(extra="forbid")

    collection: Annotated[
        str, Field(min_length=1, max_length=200, description="As /ogc/collections lists it.")
    ]
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)] | None = Field(
        default=None, description="Lower and upper corner in crs; edges included."
    )
    datetime: str | None = Field(
        default=None,
        max_length=100,
        description="An instant, a day, or an interval a/b; ../.. is the whole history. Today "
        "where neither this nor date is given.",
    )
    date: str | None = Field(default=None, description="What stands on a day, YYYY-MM-DD.")
    known_at: str | None = Field(default=None, description="As it was known then, ISO 8601.")
    filter: Annotated[str, Field(max_length=100_000)] | dict[str, Any] | None = Field(
        default=None, description="CQL2 as a text, or as JSON; its coordinates in crs."
    )
    properties: tuple[str, ...] | None = Field(default=None, max_length=500)
    crs: str | None = Field(default=None, description="URI of the system; CRS84 if left out.")
    bom: bool = Field(default=False, description="A CSV with a byte-order mark, for Excel.")

    @field_validator("bbox", mode="before")
    @classmethod
    def _numbers(cls, said: Any) -> Any:
        return said["bbox"] if isinstance(said, dict) and "bbox" in said else said

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            self.selection()
        return self

    def selection(self) -> Selection:
        """Which features. Raises BadDate, BadParameter, UnknownCrs."""
        system = CRS84 if self.crs is None else system_named(self.crs)
        boxes: tuple[Box, ...] = ()
        if self.bbox is not None:
            try:
                boxes = system.box(*self.bbox)
            except ValueError as error:
                raise BadParameter(f"bbox {self.bbox} is none in {system.uri}: {error}") from error
        return Selection(
            boxes=boxes,
            when=None if self.datetime is None else span_of(self.datetime),
            day=None if self.date is None else parse_date(self.date),
            known_at=past(self.known_at),
        )


def _condition(collection: Collection, asked: Asked, system: System) -> Condition | None:
    """The filter on the features of the collection. Raises BadFilter."""
    if asked.filter is None:
        return None
    if isinstance(asked.filter, str):
        return condition_of(collection, asked.filter, Language.TEXT, system)
    written = json.dumps(asked.filter, ensure_ascii=False)
    return condition_of(collection, written, Language.JSON, system)


def _export(work: Work, asked: Asked) -> Outcome:
    wanted = work.wanted("features")
    made = work.folder / "features"
    with work.reading() as connection:
        collection = collection_named(connection, asked.collection)
        system = CRS84 if asked.crs is None else system_named(asked.crs)
        condition = _condition(collection, asked, system)
        chosen = replace(asked.selection(), condition=condition)
        chosen.require_for(collection)
        chosen = chosen.by_default(collection, today())
        export = Export(collection, chosen, system, asked.properties)
        size = told = 0
        work.tell(1, "读取要素")
        pieces = written(connection, export, BY_MEDIA_TYPE[wanted], Wishes(bom=asked.bom))
        with closing(pieces), made.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
                if size - told >= _TELL_EVERY_BYTES:
                    told = size
                    # How many there will be nobody knows before they are read.
                    work.tell(50, f"已写 {size / 1e6:,.0f} MB")
    return Outcome({"features": Made(wanted, made)})


EXPORT = Process(
    id="export-features",
    title="要素集合导出",
    description="把一个要素集合（或其一部分）整个导出为一个文件：某日的现状、一段时间或全部历史，"
    "任一坐标系。",
    grade=Grade.INTERNAL,
    inputs=Asked,
    outputs={
        "features": Output(
            title="要素",
            media_types=tuple(FACTS[one].media_type for one in _FORMS),
            schema={"type": "object"},
            description="；".join(FACTS[one].title for one in _FORMS),
        )
    },
    run=_export,
    titles={
        "collection": "要素集合",
        "bbox": "范围框",
        "datetime": "时间",
        "date": "日期",
        "known_at": "认知时刻",
        "filter": "筛选条件（CQL2）",
        "properties": "属性",
        "crs": "坐标系",
        "bom": "字节序标记（供 Excel）",
    },
    keywords=("要素", "导出"),
)
