"""Declarations of datasets as an owner writes them."""

from __future__ import annotations

from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.declarations.reading import read_declaration

DINING = """\
id: dining
title: 老年助餐月报
line: 养老
owner: 虚构市民政局养老服务科
holds: [cases, indicators]
grade: sensitive
minimum_cell: 10
retention_months: 24
fields:
  - {name: reason, title: 原因, type: text, values: [独居, 失能], grade: internal}
  - {name: meals, title: 餐数, type: integer, unit: 份, grade: internal, minimum: 0}
indicators:
  - id: diners
    title: 就餐人数
    unit: 人
    kind: stock
    additive_space: true
    additive_time: false
    nature: extensive
    grade: open
    minimum_cell: 5
  - id: dining_spending
    title: 助餐支出（本年累计）
    unit: 万元
    kind: year_to_date
    additive_space: true
    additive_time: false
    nature: extensive
    grade: open
    minimum_cell: 0
    signed: true
  - id: spending_per_diner
    title: 人均助餐支出
    unit: 元
    kind: year_to_date
    additive_space: false
    additive_time: false
    nature: rate
    numerator: dining_spending
    denominator: diners
    factor: 10000
    grade: open
    minimum_cell: 0
"""


def dining(*changes: tuple[str, str]) -> DatasetDeclaration:
    """The declaration with texts replaced; each has to be there."""
    return read_declaration(dining_text(*changes).encode())


def dining_text(*changes: tuple[str, str]) -> str:
    """Its text with others in their places; each has to be there."""
    text = DINING
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text
