"""Declared datasets put into a database, for tests of what comes in of them."""

from __future__ import annotations

from sqlalchemy import Engine, text

from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.declarations.reading import read_declarations
from spatial.business.declarations.store import declare_all

CASES = """
id: rescues
title: 救助个案
line: 流浪乞讨救助
owner: 虚构市救助管理站
grade: sensitive
minimum_cell: 10
holds: [cases, indicators]
fields:
  - {name: reason, title: 求助原因, type: text, values: [走失, 务工不着, 其他], grade: internal}
  - {name: members, title: 同行人数, type: integer, unit: 人, minimum: 1, maximum: 50,
     grade: internal}
  - {name: cost, title: 救助支出, type: number, unit: 元, minimum: 0, grade: internal}
  - {name: phone, title: 联系电话, type: integer, grade: personal}
indicators:
  - {id: helped, title: 救助人次, unit: 人, kind: flow, period: month, additive_space: true,
     additive_time: true, nature: extensive, grade: internal, minimum_cell: 0}
  - {id: spent, title: 救助支出合计, unit: 元, kind: year_to_date, period: month,
     additive_space: true, additive_time: false, nature: extensive, grade: internal,
     minimum_cell: 0}
  - {id: yearly, title: 年末床位, unit: 张, kind: stock, period: year, additive_space: true,
     additive_time: false, nature: extensive, grade: internal, minimum_cell: 0}
"""

HOMES = """
id: homes
title: 养老机构
line: 养老
owner: 虚构市民政局养老服务科
grade: open
minimum_cell: 0
holds: [facilities]
fields:
  - {name: name, title: 名称, type: text, required: true, grade: open}
  - {name: beds, title: 床位数, type: integer, unit: 张, minimum: 0, grade: open}
  - {name: opened, title: 开业日期, type: day, grade: open}
  - {name: rural, title: 是否农村, type: boolean, grade: open}
"""


def declarations_of(*texts: str) -> list[DatasetDeclaration]:
    """The declarations of YAML texts."""
    return [one for yaml in texts for one in read_declarations(yaml.encode(), "test.yaml")]


def declare(engine: Engine, *texts: str) -> None:
    """Declares datasets as YAML texts say."""
    with engine.begin() as connection:
        declare_all(connection, declarations_of(*(texts or (CASES, HOMES))), "test")


def standing_records(engine: Engine, dataset: str) -> list[tuple[object, ...]]:
    """Key, day or first day, division, by what, and attributes of what stands now, by key."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT key, coalesce(day, lower(valid)), division_code, division_by, attributes"
                " FROM record WHERE dataset_id = :dataset AND known_until = 'infinity'"
                " ORDER BY key, valid, day"
            ),
            {"dataset": dataset},
        )
        return [tuple(row) for row in rows]


def standing_figures(engine: Engine) -> list[tuple[object, ...]]:
    """Indicator, division, first day and value of what stands now."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT indicator_id, division_code, CAST(starts AS text), CAST(value AS text)"
                " FROM observation WHERE known_until = 'infinity' ORDER BY 1, 2, 3"
            )
        )
        return [tuple(row) for row in rows]


def remarks(engine: Engine, disposition: str = "refused") -> list[tuple[str, str]]:
    """Records and reasons of what runs refused or remarked, in order."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT record, reason FROM ingest_remark WHERE disposition = :disposition"
                " ORDER BY length(record), record, reason"
            ),
            {"disposition": disposition},
        )
        return [(row.record, row.reason) for row in rows]
