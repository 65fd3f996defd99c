"""Dated polygons: days before any epoch, ids that never overlap, corrections in system time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from psycopg.errors import CheckViolation, ExclusionViolation
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from deploy.cluster import Cluster
from ingest.divisions.polygons.dated_features import read_period
from ingest.divisions.polygons.dated_polygons import load_dated_polygons
from ingest.runs import IngestReport
from spatial.api import divisions
from spatial.db import open_engine
from spatial.divisions.answers.own_shapes import has_own_shapes, own_shapes_at, own_shapes_on
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadDate, BadParameter, BadPeriod, SourceRefused
from spatial.temporal import Period

STATES = "us_states_history_1783_2000.geojson.gz"
US = Viewpoint(scheme="us-states")
KENTUCKY = (-84.5, 38.05)
CHARLESTON_WV = (-81.63, 38.35)


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(
    code: Any, first: Any, last: Any, geometry: Any = None, **properties: Any
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"id": code, "name": f"地{code}", "from": first, "to": last} | properties,
        "geometry": square(100, 30) if geometry is None else geometry,
    }


def written(folder: Path, *features: dict[str, Any], name: str = "dated.geojson") -> Path:
    path = folder / name
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8"
    )
    return path


def load(engine: Engine, path: Path, **changes: Any) -> IngestReport:
    parameters: dict[str, Any] = {
        "scheme": "old-counties",
        "title": "旧县",
        "id_field": "id",
        "name_field": "name",
        "from_field": "from",
        "to_field": "to",
        "end": "exclusive",
        "level": "county",
        "crs": "EPSG:4326",
    }
    return load_dated_polygons(engine, path, **(parameters | changes))


def versions(connection: Connection, scheme: str = "old-counties") -> list[tuple[Any, ...]]:
    rows = connection.execute(
        text(
            "SELECT code, lower(valid), upper(valid) FROM division"
            " WHERE scheme = :scheme AND upper_inf(known) ORDER BY 1, 2"
        ),
        {"scheme": scheme},
    )
    return [tuple(row) for row in rows]


def remarks(engine: Engine, run: int, disposition: str) -> list[str]:
    with engine.connect() as connection:
        return list(
            connection.execute(
                text(
                    "SELECT reason FROM ingest_remark WHERE run_id = :run"
                    " AND disposition = :disposition ORDER BY ctid"
                ),
                {"run": run, "disposition": disposition},
            ).scalars()
        )


@pytest.fixture(scope="module")
def states(cluster: Cluster, template: str, real_data: Path) -> Iterator[tuple[Engine, Any]]:
    """The published states of 1783–2000, loaded once."""
    cluster.create_database("us_states", template)
    own = open_engine(cluster.url("us_states"), pool=2)
    report = load(
        own,
        real_data / STATES,
        scheme="us-states",
        title="美国各州 1783–2000",
        from_field="start_date",
        to_field="end_date",
        end="inclusive",
        level="province",
        type_field="terr_type",
    )
    yield own, report
    own.dispose()
    cluster.drop_database("us_states")


@pytest.mark.real_data
def test_every_published_version_is_stored_and_none_is_refused(states: tuple[Engine, Any]) -> None:
    engine, report = states
    assert (report.accepted, report.refused) == (220, 0)
    with engine.connect() as connection:
        found = versions(connection, "us-states")
        assert len(found) == 220
        assert len({code for code, *_ in found}) == 100
        assert min(first for _, first, _ in found) == date(1783, 9, 3)
        identities = connection.execute(
            text("SELECT count(DISTINCT identity_id) FROM division WHERE scheme = 'us-states'")
        ).scalar_one()
    assert identities == 100


@pytest.mark.real_data
def test_an_inclusive_last_day_belongs_to_the_version_and_the_next_day_does_not(
    states: tuple[Engine, Any],
) -> None:
    engine, _ = states
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT raw ->> 'end_date' AS last, said ->> 'until' AS until"
                " FROM division_assertion WHERE scheme = 'us-states'"
            )
        ).all()
    assert len(rows) == 220
    for row in rows:
        assert date.fromisoformat(row.until) == date.fromisoformat(row.last) + timedelta(days=1)


@pytest.mark.real_data
def test_on_each_day_between_first_and_last_an_id_stands_at_most_once(
    states: tuple[Engine, Any],
) -> None:
    engine, _ = states
    with engine.connect() as connection:
        twice = connection.execute(
            text(
                "SELECT day, code FROM generate_series(date '1783-09-03', date '2000-12-31',"
                " interval '1 day') AS day JOIN division ON scheme = 'us-states'"
                " AND valid @> day::date GROUP BY day, code HAVING count(*) > 1"
            )
        ).all()
    assert twice == []


@pytest.mark.real_data
def test_kentucky_was_virginia_in_1790_and_itself_from_june_1792(
    states: tuple[Engine, Any],
) -> None:
    engine, _ = states
    with engine.connect() as connection:
        before = own_shapes_at(connection, US, date(1790, 6, 1), *KENTUCKY)
        last = own_shapes_at(connection, US, date(1792, 5, 31), *KENTUCKY)
        after = own_shapes_at(connection, US, date(1792, 6, 1), *KENTUCKY)
    assert [one.name for one in before] == ["Virginia"]
    assert [one.name for one in last] == ["Virginia"]
    assert [one.name for one in after] == ["Kentucky"]


@pytest.mark.real_data
def test_west_virginia_left_virginia_on_20_june_1863(states: tuple[Engine, Any]) -> None:
    engine, _ = states
    with engine.connect() as connection:
        before = own_shapes_at(connection, US, date(1863, 6, 19), *CHARLESTON_WV)
        after = own_shapes_at(connection, US, date(1863, 6, 20), *CHARLESTON_WV)
        nobody = own_shapes_at(connection, US, date(1783, 9, 2), *CHARLESTON_WV)
    assert [one.name for one in before] == ["Virginia"]
    assert [one.name for one in after] == ["West Virginia"]
    assert nobody == []


@pytest.mark.real_data
def test_the_states_of_a_day_come_with_their_shapes(states: tuple[Engine, Any]) -> None:
    engine, _ = states
    with engine.connect() as connection:
        assert has_own_shapes(connection, US)
        assert not has_own_shapes(connection, Viewpoint())
        standing = own_shapes_on(connection, US, date(2000, 12, 30))
    names = {one.name for one in standing}
    assert {"Hawaii", "Alaska", "District of Columbia"} <= names
    assert len([one for one in standing if one.type == "State"]) == 50
    assert all(
        one.geometry is not None and one.geometry["type"] == "MultiPolygon" for one in standing
    )


@pytest.mark.real_data
def test_list_history_and_point_are_answered_in_the_scheme(
    states: tuple[Engine, Any], client_of: Callable[..., TestClient]
) -> None:
    client = client_of(states[0], divisions.router)

    def asked(path: str, **query: Any) -> Any:
        answer = client.get(f"/v1/divisions{path}", params={"scheme": "us-states"} | query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    listed = {one["code"] for one in asked("", date="1790-06-01")["divisions"]}
    assert {"va_state", "ct_state"} <= listed
    assert "ky_state" not in listed
    assert {"ky_state", "va_state"} <= {
        one["code"] for one in asked("", date="1792-06-01")["divisions"]
    }
    versions = asked("/va_state/history")["versions"]
    assert (versions[0]["valid_from"], versions[0]["valid_to"]) == ("1783-09-03", "1784-03-01")
    place = {"lon": KENTUCKY[0], "lat": KENTUCKY[1]}
    found = {one["level"]: one for one in asked("/at", date="1790-06-01", **place)["levels"]}
    assert found["province"]["division"]["code"] == "va_state"


@pytest.mark.real_data
def test_point_question_goes_by_the_index_of_shapes(states: tuple[Engine, Any]) -> None:
    engine, _ = states
    statement = US.sql("spatial.divisions.answers", "own_shapes_at").text
    values = US.parameters | {"day": date(1790, 6, 1), "lon": -84.5, "lat": 38.05}
    with engine.connect() as connection:
        connection.execute(text("ANALYZE division, division_own_shape"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        # However often it is asked: with the plan for any values too.
        connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        plan = "\n".join(connection.execute(text(f"EXPLAIN {statement}"), values).scalars())
    assert "division_own_shape_geom" in plan


@pytest.mark.real_data
def test_winding_against_the_rfc_is_said_once_for_the_file(states: tuple[Engine, Any]) -> None:
    engine, report = states
    said = remarks(engine, report.run_id, "repaired")
    assert len([one for one in said if "wind their rings" in one]) == 1


def test_days_of_year_one_and_open_ends_are_kept(engine: Engine, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        feature("甲", "0001-01-01", "0002-03-04"),
        feature("乙", "0999-12-31", None),
        feature("丙", "1900-01-01", ""),
        feature("丁", "1900-01-01", "9999-12-31"),
    )
    load(engine, path, end="inclusive")
    with engine.connect() as connection:
        assert versions(connection) == [
            ("丁", date(1900, 1, 1), None),
            ("丙", date(1900, 1, 1), None),
            ("乙", date(999, 12, 31), None),
            ("甲", date(1, 1, 1), date(2, 3, 5)),
        ]


def test_overlap_of_one_id_is_refused_with_the_reason_and_the_rest_is_stored(
    engine: Engine, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        feature(1, "1800-01-01", "1850-01-01"),
        feature(1, "1849-12-31", "1900-01-01"),
        feature(1, "1850-01-01", "1900-01-01"),
        feature(2, "1849-12-31", "1900-01-01"),
    )
    report = load(engine, path)
    assert (report.accepted, report.refused) == (3, 1)
    (reason,) = remarks(engine, report.run_id, "refused")
    assert "overlaps feature 1 of the same id, from 1800-01-01 until 1850-01-01" in reason


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (feature("a", "1850-01-01", "1849-12-31"), "not after its start"),
        (feature("a", "1850-01-01", "1850-01-01"), "not after its start"),
        (feature("a", "1850-02-30", None), "is not in the calendar"),
        (feature("a", "1850", None), "is no date"),
        (feature("a", None, "1850-01-01"), "no first day"),
        (feature("", "1850-01-01", None), "no id in the property 'id'"),
        (feature(None, "1850-01-01", None), "no id in the property 'id'"),
        (feature("a", "1850-01-01", None, name=None), "has no name"),
        (
            feature("a", "1850-01-01", None, {"type": "Point", "coordinates": [1, 2]}),
            "not a polygon",
        ),
    ],
)
def test_impossible_feature_is_refused_with_the_reason(
    engine: Engine, tmp_path: Path, broken: dict[str, Any], reason: str
) -> None:
    report = load(engine, written(tmp_path, feature("b", "1800-01-01", None), broken))
    assert (report.accepted, report.refused) == (1, 1)
    assert reason in remarks(engine, report.run_id, "refused")[0]


def test_features_of_one_id_and_the_same_days_are_one_version_and_it_is_said(
    engine: Engine, tmp_path: Path
) -> None:
    path = written(
        tmp_path,
        feature("a", "1800-01-01", None, square(100, 30)),
        feature("a", "1800-01-01", None, square(110, 30)),
    )
    report = load(engine, path)
    with engine.connect() as connection:
        assert len(versions(connection)) == 1
        looking = Viewpoint(scheme="old-counties")
        for lon in (100.5, 110.5):
            found = own_shapes_at(connection, looking, date(1900, 1, 1), lon, 30.5)
            assert [one.code for one in found] == ["a"]
    assert "joined to feature 1" in remarks(engine, report.run_id, "repaired")[0]


def test_crossing_polygon_is_repaired_with_a_note(engine: Engine, tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    report = load(engine, written(tmp_path, feature("a", "1800-01-01", None, bow)))
    assert any("elf-intersection" in one for one in remarks(engine, report.run_id, "repaired"))


def test_a_corrected_file_is_new_knowledge_and_the_old_answer_can_be_asked_again(
    engine: Engine, tmp_path: Path
) -> None:
    old = written(
        tmp_path,
        feature("a", "1800-01-01", "1850-01-01", square(100, 30)),
        feature("b", "1800-01-01", None, square(110, 30)),
        feature("c", "1800-01-01", None, square(120, 30)),
    )
    load(engine, old)
    with engine.connect() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        ids = dict(connection.execute(text("SELECT code, id FROM division")).all())  # type: ignore[arg-type]
    new = written(
        tmp_path,
        feature("a", "1800-01-01", "1851-01-01", square(100, 30)),
        feature("b", "1800-01-01", None, square(111, 30)),
        name="corrected.geojson",
    )
    load(engine, new)
    now, then = Viewpoint("old-counties"), Viewpoint("old-counties", known_at=before)
    with engine.connect() as connection:

        def codes(looking: Viewpoint, day: date, lon: float) -> list[str]:
            return [o.code for o in own_shapes_at(connection, looking, day, lon, 30.5)]

        assert codes(now, date(1850, 6, 1), 100.5) == ["a"]
        assert codes(then, date(1850, 6, 1), 100.5) == []
        assert codes(now, date(1850, 6, 1), 111.5) == ["b"]
        assert codes(then, date(1850, 6, 1), 111.5) == []
        assert codes(now, date(1850, 6, 1), 110.2) == []
        assert codes(then, date(1850, 6, 1), 110.2) == ["b"]
        assert codes(now, date(1850, 6, 1), 120.5) == ["c"]
        kept = connection.execute(
            text("SELECT code, id FROM division WHERE upper_inf(known) AND code <> 'a'")
        ).all()
    assert {row.code: row.id for row in kept} == {"b": ids["b"], "c": ids["c"]}


def test_the_same_file_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, feature("a", "1800-01-01", None))
    load(engine, path)
    assert load(engine, path).status == "unchanged"
    with engine.connect() as connection:
        assert len(versions(connection)) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scheme": "Old Counties"}, BadParameter),
        ({"scheme": "mca"}, SourceRefused),
        ({"end": "maybe"}, BadParameter),
        ({"level": "state"}, BadParameter),
        ({"crs": "EPSG:0"}, BadParameter),
    ],
)
def test_parameter_that_cannot_be_is_refused_and_leaves_nothing(
    engine: Engine, tmp_path: Path, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        load(engine, written(tmp_path, feature("110000", "1800-01-01", None)), **changes)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM division")).scalar_one() == 0


def test_the_database_refuses_two_shapes_of_a_version_at_one_time(
    engine: Engine, tmp_path: Path
) -> None:
    load(engine, written(tmp_path, feature("a", "1800-01-01", None)))
    again = text(
        "INSERT INTO division_own_shape (division_id, run_id, source_crs, geom)"
        " SELECT division_id, run_id, source_crs, geom FROM division_own_shape"
    )
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(again)
    assert isinstance(refused.value.orig, ExclusionViolation)


def test_the_database_refuses_a_shape_that_crosses_itself(engine: Engine, tmp_path: Path) -> None:
    load(engine, written(tmp_path, feature("a", "1800-01-01", None)))
    bow = text(
        "UPDATE division_own_shape SET geom ="
        " ST_GeomFromText('MULTIPOLYGON(((0 0,1 1,1 0,0 1,0 0)))', 4490)"
    )
    with pytest.raises(IntegrityError) as refused, engine.begin() as connection:
        connection.execute(bow)
    assert isinstance(refused.value.orig, CheckViolation)


def test_periods_are_read_half_open_from_both_kinds_of_end() -> None:
    day = date(1863, 6, 20)
    assert read_period("1863-06-20", "1863-06-20", inclusive=True) == Period(
        day, day + timedelta(days=1)
    )
    assert read_period("1863-06-20", "1863-06-21", inclusive=False) == Period(
        day, day + timedelta(days=1)
    )
    with pytest.raises(BadPeriod, match="lies before its first"):
        read_period("1863-06-20", "1863-06-19", inclusive=True)
    with pytest.raises(BadDate):
        read_period("-0763-01-01", None, inclusive=True)
