"""What the face of processes says of itself on the landing page that all faces share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Connection

from spatial.api.standard.documents import REL, link
from spatial.api.standard.face import CollectionPart, Document

_CLASS = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf"

CONFORMANCE = (
    f"{_CLASS}/core",
    f"{_CLASS}/ogc-process-description",
    f"{_CLASS}/json",
    f"{_CLASS}/oas30",
    f"{_CLASS}/job-list",
    f"{_CLASS}/dismiss",
)
"""Callbacks are left out: a server that calls addresses which others name can be turned against its
own network."""


@dataclass(frozen=True, slots=True)
class ProcessesFace:
    """The processes have no collections."""

    conformance: tuple[str, ...] = CONFORMANCE

    def landing_links(self, base: str) -> Sequence[Document]:
        """The list of processes, and that of jobs."""
        return (
            link(f"{REL}/processes", f"{base}/ogc/processes", title="长时处理"),
            link(f"{REL}/job-list", f"{base}/ogc/jobs", title="任务"),
        )

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """None."""
        return ()

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """None."""
        return None


PROCESSES_FACE = ProcessesFace()
