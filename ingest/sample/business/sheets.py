"""Tables as people and machines send them: workbooks, JSON lines, Parquet; without a clock."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_WRITTEN = "2024-12-31T09:00:00Z"
_ENTRY_TIME = (2024, 12, 31, 9, 0, 0)


def write_json_lines(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    """One JSON object a line, UTF-8."""
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in records)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_parquet(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    """A Parquet file; the types of columns follow from their values."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(dict(columns)), path, compression="zstd")


def write_workbook(path: Path, fill: Callable[[Workbook], None]) -> None:
    """A workbook that `fill` fills; without a clock in it."""
    from openpyxl import Workbook

    book = Workbook()
    fill(book)
    raw = io.BytesIO()
    book.save(raw)
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                # The library writes the hour of saving.
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", _WRITTEN.encode(), content)
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
