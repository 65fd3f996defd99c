"""Rows of a Parquet file, some thousands at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spatial.business.intake.rows import BATCH_ROWS, SourceRow
from spatial.business.intake.tables import require_columns
from spatial.errors import SourceRefused

MOST_GROUP_BYTES = 2_000_000_000
"""Of one row group, unpacked: a file that unpacks to more at once is no table of ours."""


def parquet_rows(path: Path) -> Iterator[SourceRow]:
    """The rows of the file, in constant memory. Raises SourceRefused when it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            require_columns(file.schema_arrow.names)
            for group in range(file.metadata.num_row_groups):
                if file.metadata.row_group(group).total_byte_size > MOST_GROUP_BYTES:
                    raise SourceRefused(f"{path.name} 的一个行组展开后过大：请分小行组写")
            number = 0
            for batch in file.iter_batches(BATCH_ROWS):
                for values in batch.to_pylist():
                    number += 1
                    yield SourceRow(f"row {number}", values)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceRefused(f"{path.name} 不是可读的 Parquet 文件") from error
