"""Datasets of the business lines: what there is, and pushing to them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spatial.client.asking import told
from spatial.client.frames import table
from spatial.client.service import Service, document_of

if TYPE_CHECKING:
    import pandas as pd


_KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
}


class Datasets:
    """Datasets, their indicators, and their owners' pushes (docs/business-data.md)."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def list(self, *, line: str | None = None) -> pd.DataFrame:
        """All datasets, or those of a business line."""
        rows = self._service.get("/v1/datasets", line=line)["datasets"]
        return table({key: one[key] for key in one if key != "indicators"} for one in rows)

    def indicators(self, *, line: str | None = None) -> pd.DataFrame:
        """All indicators with their metadata: unit, kind, period, additivity, minimum cell."""
        rows = self._service.get("/v1/datasets", line=line)["datasets"]
        return table(indicator for one in rows for indicator in one["indicators"])

    def one(self, dataset: str) -> Mapping[str, Any]:
        """The declaration of a dataset."""
        return self._service.get(f"/v1/datasets/{dataset}")

    def push_records(
        self, dataset: str, rows: pd.DataFrame | Path, *, key: str | None = None, **more: Any
    ) -> Mapping[str, Any]:
        """Sends single records: new ones, and new versions of those whose key is known.

        rows: a table, or a file (.csv, .json, .jsonl). key: of the push; the same key again is
        answered with the first answer and stores nothing; one is made where left out, so that a
        push whose answer was lost may be sent again. All rows or none, unless `partial=True`.
        Needs the write token. Raises BadRequest with the faults of the rows.
        """
        return self._pushed(f"/v1/datasets/{dataset}/records", rows, key, more)

    def push_figures(
        self, dataset: str, rows: pd.DataFrame | Path, *, key: str | None = None, **more: Any
    ) -> Mapping[str, Any]:
        """Sends figures: columns indicator, division, period, value. Else as for records."""
        return self._pushed(f"/v1/datasets/{dataset}/figures", rows, key, more)

    def _pushed(
        self, path: str, rows: pd.DataFrame | Path, key: str | None, more: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        content, kind = _content(rows)
        answer = self._service.send(
            "POST",
            path,
            params=more,
            content=content,
            headers={"Content-Type": kind, "Idempotency-Key": key or str(uuid.uuid4())},
            repeatable=True,
        )
        return document_of(answer)


def _content(rows: pd.DataFrame | Path) -> tuple[bytes, str]:
    if isinstance(rows, Path):
        if rows.suffix.lower() not in _KINDS:
            raise ValueError(f"{rows.name} is none of {', '.join(_KINDS)}")
        return rows.read_bytes(), _KINDS[rows.suffix.lower()]
    days = rows.map(lambda one: told(one) if hasattr(one, "isoformat") and one == one else one)
    return days.to_csv(index=False).encode(), "text/csv; charset=utf-8"
