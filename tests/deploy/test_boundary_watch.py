"""Beside a server late positions are computed and markers looked at, until it ends."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread

from sqlalchemy import Engine

from deploy.boundary_watch import keep_watching
from spatial.boundaries.alerts import alerts_page
from spatial.boundaries.displacement import bind_device
from spatial.boundaries.walked.results import coverage_results
from tests.spatial.boundaries.walked_lines import (
    START,
    plan_inspection,
    register_line,
    store_walk,
    walked,
)


def test_results_and_alerts_come_beside_the_server(engine: Engine) -> None:
    boundary = register_line(engine, markers=[("4142001Q", 5_000, 0)])
    left = store_walk(engine, "left-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary, left=[left])
    store_walk(engine, "bd-1", [(0.0, 5_000.0, 0.0)], device_class="marker")
    with engine.begin() as connection:
        bind_device(connection, boundary, "4142001Q", "bd-1", person="王", starts=START)
    ended = Event()
    watching = Thread(target=keep_watching, args=(engine, ended, 0.05), daemon=True)
    watching.start()
    found, alerts = [], []
    for _ in range(600):
        with engine.connect() as connection:
            found = coverage_results(connection, inspection)
            alerts = alerts_page(connection)
        if found and len(alerts) == 2:
            break
        ended.wait(0.05)
    ended.set()
    watching.join(timeout=60)
    assert not watching.is_alive()
    assert {one.side for one in found} == {"left", "right", "both", "either"}
    assert found[0].ends == START + timedelta(days=3)
    # It has been silent since, and nobody ever filed an inspection.
    assert sorted(one.kind for one in alerts) == ["inspection_due", "marker_silent"]
