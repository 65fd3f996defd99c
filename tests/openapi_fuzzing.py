"""Requests that schemathesis makes of our OpenAPI document, and what an answer must not be.

A parameter is in half of the requests something that the database knows (a code, a device, a day),
for a random text leads no further than to 400.
"""

from __future__ import annotations

import json
import random
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

NO_END = "/v1/positions/live"
"""Answers with a stream that has no end."""

DAYS = ("2020-01-01", "2015-06-30", "1949-10-01", "2024-02-29", "2026-01-01", "1800-01-01")
INSTANTS = ("2024-05-14T02:00:00Z", "2020-01-01T08:00:00+08:00", "1999-12-31T23:59:59.999999Z")
PLAUSIBLE: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(("date", "as_of", "division_date", "found_on", "first", "last"), DAYS),
    **dict.fromkeys(("from", "to", "before", "after", "at", "on", "known_at"), DAYS + INSTANTS),
    "data_known_at": DAYS + INSTANTS,
    "datetime": (
        *DAYS, *INSTANTS, "../..", "2024-05-14T00:00:00Z/..",
        "2024-05-14T00:00:00Z/2024-05-15T00:00:00Z", "2024-05-15T00:00:00Z/2024-05-14T00:00:00Z",
    ),
    "bbox": ("150,30,152,31", "-180,-90,180,90", "170,-10,-170,10", "150.5,30.5,150.5,30.5"),
    "lon": (150.5, 151.0, 116.4, 180, -180, 0),
    "lat": (30.5, 31.0, 39.9, 90, -90, 0),
    "grid": ("WebMercatorQuad", "CGCS2000Quad"),
    "tileMatrixSetId": ("WebMercatorQuad", "CGCS2000Quad"),
    "layer": ("province", "county", "township", "boundary_line", "image"),
    "collectionId": ("province", "county", "boundary_line", "image", "vehicle"),
    "z": (0, 3, 8, 12), "x": (0, 1, 5, 230, 3700), "y": (0, 1, 3, 105, 1700),
    "tileMatrix": (0, 3, 8, 12), "tileCol": (0, 1, 5, 230), "tileRow": (0, 1, 3, 105),
    "encoding": ("png", "webp"),
    "scheme": ("mca", "nbs"),
    "leaf": ("2024-05-14T02:00:00Z,2024-05-14T03:00:00Z",),
    "crs": ("EPSG:4490", "EPSG:3857", "EPSG:4326"),
    "line": ("elderly_care", "social_assistance"),
    "limit": (1, 10, 10_000),
}  # fmt: skip
"""Values of parameters by name that lead further than a random text does."""


LISTS = (
    "/v1/divisions?date=2024-12-31&limit=200",
    "/v1/divisions/events?limit=50",
    "/v1/names?q=%E6%B2%B3",
    "/v1/devices",
    "/v1/boundaries?date=2024-12-31",
    "/v1/inspection-rounds",
    "/v1/inspections",
    "/v1/geofences",
    "/v1/lines",
    "/v1/datasets",
    "/v1/patches",
    "/v1/images/search?bbox=-180,-90,180,90",
    "/v1/boundary-alerts",
    "/v1/crosswalks",
    "/ogc/collections",
)
"""Where the database is asked for values of parameters."""

TOLD_AS = {
    "code": ("code",), "parent": ("code",), "within": ("code",), "division": ("code",),
    "office": ("code",), "device": ("id", "device"), "featureId": ("id", "device"),
    "number": ("number",), "boundary": ("number",), "identifier": ("id", "identifier"),
    "dataset": ("id",), "indicator": ("id",), "image": ("id",), "event": ("event", "id"),
    "place_id": ("place_id", "place", "id"), "collectionId": ("id",), "layer": ("id",),
    "round": ("round", "number"), "facilities": ("id",), "line": ("line", "id", "number"),
    "marker": ("marker", "number"), "key": ("key", "file"),
}  # fmt: skip
"""Under which members of the lists the values of a parameter stand."""


def known_values(client: TestClient) -> dict[str, list[object]]:
    """Values of parameters that the database has, by the name of the parameter."""
    members: dict[str, dict[object, None]] = {}
    for path in LISTS:
        answer = client.get(path)
        if answer.status_code == 200:
            _gather(answer.json(), members)
    return {
        parameter: [one for name in names for one in list(members.get(name, ()))[:40]]
        for parameter, names in TOLD_AS.items()
    }


def _gather(value: Any, members: dict[str, dict[object, None]]) -> None:
    if isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str | int) and not isinstance(one, bool):
                members.setdefault(name, {})[one] = None
            else:
                _gather(one, members)
    elif isinstance(value, list):
        for one in value:
            _gather(one, members)


@dataclass(frozen=True)
class Fault:
    """An answer that the document does not say, or a failure of the server."""

    operation: str
    request: str
    said: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.request}\n    {self.said}"


@dataclass
class Fuzzing:
    """Requests against one application. known: values of parameters that the database has."""

    app: FastAPI
    client: TestClient
    token: str
    examples: int
    known: Mapping[str, Sequence[object]] = field(default_factory=dict)
    seed: int | None = 20_261_129

    def faults(self, wanted: Callable[[APIOperation[Any, Any, Any, Any]], bool]) -> list[Fault]:
        """The first fault of each operation that is wanted."""
        document = self.app.openapi()
        schema = schemathesis.openapi.from_dict(document)
        found = []
        for result in schema.get_all_operations():
            operation = result.ok()
            if operation.path != NO_END and wanted(operation):
                found += self._of(operation)
        return found

    def _of(self, operation: APIOperation[Any, Any, Any, Any]) -> list[Fault]:
        faults: list[Fault] = []

        def ask(case: Case, randomness: random.Random) -> None:
            # What is written alters later answers: a fault is told as found, not made smaller.
            if not faults:
                self._make_plausible(case, randomness)
                faults.extend(self._faults_of(operation, case))

        run = given(
            operation.as_strategy(), st.randoms(use_true_random=False, note_method_calls=False)
        )(ask)
        run = settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )(run)
        if self.seed is not None:
            run = seed(self.seed)(run)
        run()
        return faults

    def _make_plausible(self, case: Case, randomness: random.Random) -> None:
        for container in (case.path_parameters, case.query):
            for name in container or {}:
                values = [*self.known.get(name, ()), *PLAUSIBLE.get(name, ())]
                if values and randomness.random() < 0.5:
                    chosen = randomness.choice(values)
                    container[name] = [chosen] if isinstance(container[name], list) else chosen

    def _faults_of(
        self, operation: APIOperation[Any, Any, Any, Any], case: Case
    ) -> Iterator[Fault]:
        headers = {"authorization": f"Bearer {self.token}"}
        told = case.as_transport_kwargs(base_url="http://testserver", headers=headers)
        asked = f"{told['method']} {told['url']} {told.get('params') or ''}"
        body = told.get("data")
        if body is None and "json" in told:
            body = json.dumps(told["json"]).encode()
        if body is not None:
            asked += f" {str(body)[:300]}"
        try:
            answer = self.client.request(
                told["method"],
                told["url"],
                params=told.get("params"),
                headers=told["headers"],
                content=body,
                follow_redirects=False,
            )
        except Exception as error:
            way = traceback.format_list(traceback.extract_tb(error.__traceback__)[-4:])
            said = f"{type(error).__name__}: {str(error)[:500]}\n{''.join(way)}"
            yield Fault(operation.label, asked, said)
            return
        try:
            case.validate_response(Response.from_any(answer), checks=CHECKS)
        except FailureGroup as failures:
            said = "; ".join(str(one)[:400] for one in failures.exceptions)
            yield Fault(operation.label, asked, said)
