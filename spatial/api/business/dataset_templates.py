"""Routes of the empty tables that owners fill in: CSV, and a workbook with Chinese titles."""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.standard.responses import file_responses
from spatial.business.declarations.store import declaration_of
from spatial.business.declarations.template import Column, TableOf, template_of
from spatial.spreadsheets import as_text

router = APIRouter(prefix="/v1/datasets", tags=["business"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = 10_000
"""To how many rows of the workbook its choices are given."""
_LONGEST_CHOICE = 255
"""Characters of all choices of a cell together: what spreadsheet programs take."""

Of = Annotated[
    TableOf | None,
    Query(description="records or figures; records where the dataset holds some."),
]


@router.get(
    "/{identifier}/template.csv", response_class=Response, responses=file_responses("text/csv")
)
@declared(DataClass.INDICATOR, Grade.OPEN)
def template_csv(identifier: str, reading: Reading, of: Of = None) -> Response:
    """An empty table of a dataset: its header, by the names of its columns. UTF-8, RFC 4180."""
    columns = template_of(declaration_of(reading, identifier).declaration, of)
    table = io.StringIO()
    csv.writer(table).writerow([as_text(one.name) for one in columns])
    return _file(table.getvalue().encode(), "text/csv; charset=utf-8", f"{identifier}.csv")


@router.get("/{identifier}/template.xlsx", response_class=Response, responses=file_responses(_XLSX))
@declared(DataClass.INDICATOR, Grade.OPEN)
def template_xlsx(identifier: str, reading: Reading, of: Of = None) -> Response:
    """The same as a workbook: Chinese titles with units, choices where values are listed, and a
    second sheet (填写说明) that says what each column takes.

    Columns that have to be filled in bear a star.
    """
    declaration = declaration_of(reading, identifier).declaration
    columns = template_of(declaration, of)
    return _file(_workbook(columns, declaration.title), _XLSX, f"{identifier}.xlsx")


def _workbook(columns: list[Column], title: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    table = book.active
    table.title = "数据"
    table.append([as_text(f"*{one.title}" if one.required else one.title) for one in columns])
    table.freeze_panes = "A2"
    for number, one in enumerate(columns, start=1):
        letter = get_column_letter(number)
        table.cell(1, number).font = Font(bold=True)
        table.column_dimensions[letter].width = max(12, 2 * len(one.title) + 4)
        choices = ",".join(one.values)
        if one.values and len(choices) <= _LONGEST_CHOICE and '"' not in choices:
            allowed = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            allowed.add(f"{letter}2:{letter}{_ROWS}")
            table.add_data_validation(allowed)
    notes = book.create_sheet("填写说明")
    notes.append([as_text(title)])
    notes.append(["列", "名称", "必填", "填写内容", "可选值"])
    for one in columns:
        cells = (
            one.title,
            one.name,
            "是" if one.required else "",
            one.about,
            "、".join(one.values),
        )
        notes.append([as_text(cell) for cell in cells])
    for letter, width in zip("ABCDE", (28, 24, 8, 48, 48), strict=True):
        notes.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content,
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
