"""In which divisions the points of a whole table lie, as a process: millions of rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from spatial.access.declaration import Grade
from spatial.business.operators.bodies import KnowingBody, today
from spatial.division_codes import Level
from spatial.divisions.bulk.table_forms import TableForm
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.jobs.outputs import FileInput, Made, Outcome, Output
from spatial.jobs.process import Process
from spatial.jobs.processes.faults import telling
from spatial.jobs.processes.titles import DIVISIONS
from spatial.jobs.work import Work
from spatial.temporal import parse_date

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET = "application/vnd.apache.parquet"
ARROW = "application/vnd.apache.arrow.stream"
_FORMS = {"text/csv": TableForm.CSV, PARQUET: TableForm.PARQUET, ARROW: TableForm.ARROW}


class Asked(KnowingBody):
    """On which day, by whose knowledge, and on which levels; all that have areas if left out."""

    levels: tuple[Level, ...] | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        with telling():
            if self.date is not None:
                parse_date(self.date)
            if self.scheme != "mca":
                raise BadParameter(f"tables are answered in the scheme mca, not {self.scheme}")
            _ = self.knowing
        return self


def _which(work: Work, asked: Asked) -> Outcome:
    from spatial.divisions.bulk.bulk_points import PointQuestion, answer_schema
    from spatial.divisions.bulk.point_answers import answered
    from spatial.divisions.bulk.point_csv import open_csv
    from spatial.divisions.bulk.point_index_loading import index_of
    from spatial.divisions.bulk.point_parquet import open_parquet
    from spatial.divisions.bulk.point_writing import writable_as, written

    work.tell(1, "读取表格")
    came = work.file("table")
    made = work.folder / "output"
    wanted = work.wanted("table")
    with came.path.open("rb") as file, made.open("wb") as target:
        table = open_csv(file) if came.media_type == "text/csv" else open_parquet(file)
        looking = Viewpoint(asked.scheme, asked.basis, asked.knowing.divisions)
        with work.reading() as connection:
            footing = footing_of(connection, looking)
        work.tell(10, "读取区划")
        index = index_of(work.engine, footing.viewpoint)
        levels = [one for one in index.levels if asked.levels is None or one in asked.levels]
        if asked.levels is not None and len(levels) < len(set(asked.levels)):
            there = ", ".join(index.levels) or "none"
            raise BadParameter(f"not all of these levels have areas; there are {there}")
        schema = answer_schema(table.schema, levels)
        writable_as(schema, _FORMS[wanted])
        day = today() if asked.date is None else parse_date(asked.date)
        question = PointQuestion(index, levels, day, footing.record.first)
        with work.step("逐点查找", table.rows, 20, 95) as step:

            def told() -> Iterator[pa.RecordBatch]:
                for batch in answered(table, question):
                    yield batch
                    step.advance(batch.num_rows)

            target.writelines(written(schema, told(), _FORMS[wanted]))
    return Outcome({"table": Made(wanted, made)})


WHICH_DIVISION = Process(
    id="which-division",
    title="整表点位归属",
    description="一张表中各点在某日位于哪些区划，或为何不在任何区划内；各行原样保留，可逐行给出日期。"
    "表须有 lon、lat 两列（度，CGCS2000），或为 GeoParquet 点。",
    # Nobody knows whose points they are.
    grade=Grade.PERSONAL,
    inputs=Asked,
    outputs={
        "table": Output(
            title="各行及其区划",
            media_types=("text/csv", PARQUET, ARROW),
            schema={"type": "string"},
            description="原有各列，另加各级 …_code、…_name、…_grade、…_reason 与 row_error。",
        )
    },
    run=_which,
    titles=DIVISIONS | {"levels": "区划级别"},
    files={
        "table": FileInput(
            title="点位表",
            media_types=("text/csv", PARQUET),
            description="CSV（UTF-8 或 GBK）或 Parquet，列 lon、lat，可有 date（YYYY-MM-DD）。",
        )
    },
    keywords=("区划", "点位", "批量"),
)
