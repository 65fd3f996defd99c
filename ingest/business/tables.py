"""Tables of business data in files: CSV, Excel, Parquet and JSON lines, by the file's name."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from ingest.business.parquet_rows import parquet_rows
from ingest.business.workbooks.headers import Recognise
from ingest.business.workbooks.reading import workbook_rows
from spatial.business.intake.rows import Sink, SourceRow
from spatial.business.intake.tables import csv_encoding, csv_table, json_array, json_lines
from spatial.errors import SourceRefused

_KNOWN = ".csv、.tsv、.txt、.jsonl、.ndjson、.json（可再以 .gz 压缩）、.xlsx、.xlsm、.parquet"


@contextmanager
def table_rows(
    path: Path, sink: Sink, recognise: Recognise, *, period_told: bool = False
) -> Iterator[Iterator[SourceRow]]:
    """The rows of a file, one after another; what has to be told of the file goes to the sink.

    recognise: tells a header of a workbook from what stands around it. period_told: the period of
    all rows is known, so that the one in the title of a workbook is not asked.
    Raises SourceRefused when it is no file, of no known kind, or cannot be read as a whole.
    """
    if not path.is_file():
        raise SourceRefused(f"{path.name} is no file")
    kind = _kind(path)
    if kind in (".parquet", ".pq"):
        yield parquet_rows(path)
        return
    if kind in (".xlsx", ".xlsm"):
        yield workbook_rows(path, sink, recognise, period_told=period_told)
        return
    with _opened(path) as file:
        if kind in (".csv", ".tsv", ".txt"):
            encoding = csv_encoding(file)
            if encoding != "utf-8":
                sink.note(path.name, "文件不是 UTF-8，按 GB18030 读取")
            _require_whole(file, path)
            yield csv_table(file, encoding)
        else:
            yield json_array(file) if kind == ".json" else json_lines(file)


def _kind(path: Path) -> str:
    kind = Path(path.name.lower().removesuffix(".gz")).suffix
    packed = path.name.lower().endswith(".gz")
    known = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json") + (
        () if packed else (".parquet", ".pq", ".xlsx", ".xlsm")
    )
    if kind not in known:
        raise SourceRefused(f"{path.name} 不是可读的表：应为 {_KNOWN}")
    return kind


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with (
            cast(BinaryIO, gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")
        ) as file:
            yield file
    except (gzip.BadGzipFile, EOFError) as error:
        raise SourceRefused(f"{path.name} 不是完整的 gzip 文件") from error


def _require_whole(file: BinaryIO, path: Path) -> None:
    """A file that ends within a line is half written, and its last value may be half a number."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 1))
    if file.read(1) not in (b"\n", b"\r"):
        raise SourceRefused(f"{path.name} 在行中结束：可能没有写完，或最后一行缺换行")
