"""The platform as one object, with an attribute for each area."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from spatial.client.datasets import Datasets
from spatial.client.divisions import Divisions
from spatial.client.features import Features
from spatial.client.jobs import Jobs
from spatial.client.operators import Operators
from spatial.client.places import Boundaries, Images, Positions
from spatial.client.series import Series
from spatial.client.service import Patience, Service


class Shikong:
    """A platform behind an address.

    address: `http://host:port`, or https. token: the write token, for pushes alone; it is sent to
    that address and nowhere else, and stands in no text. patience: time limits and repetitions.
    Use it with `with`, or close it.

    divisions: what belonged to what on a day. features: collections by the OGC API. operators:
    questions on business data. series: indicators and images over time. boundaries: lines and
    markers. positions: devices and tracks. images: the catalogue. datasets: what there is, and
    pushes. jobs: long questions.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        service = Service(
            address, token=token, patience=patience or Patience(), transport=transport
        )
        self._service = service
        self.divisions = Divisions(service)
        self.features = Features(service)
        self.operators = Operators(service)
        self.series = Series(service)
        self.boundaries = Boundaries(service)
        self.positions = Positions(service)
        self.images = Images(service)
        self.datasets = Datasets(service)
        self.jobs = Jobs(service)

    def __repr__(self) -> str:
        """The address; never the token."""
        return f"Shikong({self._service.address!r})"

    def __enter__(self) -> Self:
        """The same object; its connections end with the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends all connections."""
        self.close()

    def close(self) -> None:
        """Ends all connections."""
        self._service.close()

    def about(self) -> Mapping[str, Any]:
        """What the platform holds, and until when."""
        return self._service.get("/v1/platform")
