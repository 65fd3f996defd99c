"""Whether a file is a workbook that may be opened: no other kind, no password, no bomb."""

from __future__ import annotations

import zipfile
from pathlib import Path

from spatial.errors import SourceRefused

MOST_BYTES = 2_000_000_000
"""Of all parts together, unpacked."""

MOST_RATIO = 200
"""To how much more a large part may unpack; spreadsheets of numbers reach some 30."""

_SMALL = 10_000_000
_OLE = b"\xd0\xcf\x11\xe0"


def require_workbook(path: Path) -> None:
    """Returns for a workbook that may be opened. Raises SourceRefused with the reason."""
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLE:
        raise SourceRefused(f"{path.name} 是旧式 .xls 或加了密码：请去掉密码，另存为 .xlsx")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise SourceRefused(f"{path.name} 不是 Excel 工作簿，或不完整") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise SourceRefused(f"{path.name} 不是 Excel 工作簿（.xlsx）")
    if sum(part.file_size for part in parts) > MOST_BYTES:
        raise SourceRefused(f"{path.name} 展开后超过 {MOST_BYTES // 1_000_000} 兆字节")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _SMALL and ratio > MOST_RATIO:
            raise SourceRefused(f"{path.name} 的 {part.filename} 展开 {ratio:,.0f} 倍：不像表格")
