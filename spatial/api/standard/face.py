"""What a standard face (tiles, features, moving features, processes) says of itself.

Each names what it meets and what it has of each collection; `routes` puts them together. A new
face is one more in the tuple that the composition root gives to the application.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from fastapi import Request
from sqlalchemy import Connection

Document = dict[str, Any]

Bounds = tuple[float, float, float, float]
"""West, south, east, north; degrees in CRS84; west may lie east of east, over ±180°."""

Interval = tuple[str | None, str | None]
"""Start and end, ISO 8601 in UTC; None is open."""


@dataclass(frozen=True, slots=True)
class CollectionPart:
    """What one face says of one collection; parts of equal id become one document.

    title: in Chinese, None where another face knows it better. members: what else stands in the
    document (`itemType`, `crs`, `storageCrs`, `updateFrequency` …).
    """

    id: str
    title: str | None
    links: Sequence[Document]
    description: str | None = None
    bbox: Bounds | None = None
    interval: Interval | None = None
    members: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Face(Protocol):
    """One standard face."""

    @property
    def conformance(self) -> tuple[str, ...]:
        """The URIs of the conformance classes that it meets."""

    def landing_links(self, base: str) -> Sequence[Document]:
        """What the landing page links to for it. base: the address of the server."""

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """Its part of every collection that it has, in the order of its list."""

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """Its part of one collection, None where it has nothing of that id."""


@dataclass(frozen=True, slots=True)
class LinkedFace:
    """A face that stands elsewhere with a landing page of its own: the link to it, and no more.

    path: below the address of the server.
    """

    rel: str
    path: str
    media_type: str
    title: str

    @property
    def conformance(self) -> tuple[str, ...]:
        """None: its own landing page says what it meets."""
        return ()

    def landing_links(self, base: str) -> Sequence[Document]:
        """The link to it."""
        return (
            {
                "rel": self.rel,
                "type": self.media_type,
                "href": f"{base}{self.path}",
                "title": self.title,
            },
        )

    def collections(self, request: Request, connection: Connection) -> Sequence[CollectionPart]:
        """None."""
        return ()

    def collection(
        self, request: Request, connection: Connection, id: str
    ) -> CollectionPart | None:
        """None."""
        return None
