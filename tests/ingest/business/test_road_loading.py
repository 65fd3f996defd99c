"""Roads as sources bring them become one network: cut, snapped, counted, refused where broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse.csgraph import connected_components
from shapely import LineString
from sqlalchemy import Engine, text

from ingest.business.road_network import RoadLine, network_of
from ingest.business.roads import load_roads
from spatial.errors import BadParameter, SourceRefused

GEOD = Geod(ellps="GRS80")


def road_file(path: Path, *roads: tuple[list[tuple[float, float]], dict[str, Any]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for line, properties in roads
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def remarks(engine: Engine, disposition: str) -> list[str]:
    with engine.connect() as connection:
        return list(
            connection.execute(
                text("SELECT reason FROM ingest_remark WHERE disposition = :what ORDER BY reason"),
                {"what": disposition},
            ).scalars()
        )


def lines(*drawn: list[tuple[float, float]], crossing: int | None = 0) -> list[RoadLine]:
    return [RoadLine(LineString(one), crossing) for one in drawn]


CROSS = lines([(110.0, 30.0), (110.02, 30.0)], [(110.01, 29.99), (110.01, 30.01)])


def test_lines_that_cross_are_cut_there_and_connected() -> None:
    built = network_of(CROSS, 1.0)
    assert len(built.stretches) == 4
    assert len(built.nodes) == 5
    assert list(built.components) == [4]


def test_a_motorway_and_what_goes_over_it_are_not_connected() -> None:
    over = [CROSS[0], RoadLine(CROSS[1].line, 1)]
    motorway = [CROSS[0], RoadLine(CROSS[1].line, None)]
    for apart in (over, motorway):
        built = network_of(apart, 1.0)
        assert len(built.stretches) == 2
        assert list(built.components) == [1, 1]


def test_ends_within_the_tolerance_become_one_node_and_that_is_told() -> None:
    # 1e-5 degree of longitude is 0.96 m at 30° north.
    near = lines([(110.0, 30.0), (110.01, 30.0)], [(110.01001, 30.0), (110.02, 30.0)])
    built = network_of(near, 2.0)
    assert (built.moved, list(built.components)) == (1, [2])
    assert built.moved_m == pytest.approx(GEOD.inv(110.01, 30, 110.01001, 30)[2], rel=0.03)
    assert list(network_of(near, 0.5).components) == [1, 1]


def test_an_end_on_another_line_cuts_it() -> None:
    built = network_of(lines([(110.0, 30.0), (110.02, 30.0)], [(110.01, 30.0), (110.01, 30.01)]), 1)
    assert sorted(one.line for one in built.stretches) == [0, 0, 1]
    assert list(built.components) == [3]


def test_a_piece_shorter_than_the_tolerance_is_left_out_and_told() -> None:
    stub = lines([(110.0, 30.0), (110.01, 30.0)], [(110.005, 30.0), (110.005, 30.000005)])
    built = network_of(stub, 1.0)
    assert built.short == 1
    assert {one.line for one in built.stretches} == {0}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=4, unique=True
        ),
        min_size=1,
        max_size=8,
    )
)
def test_cutting_keeps_every_metre_and_connects_what_touches(
    drawn: list[list[tuple[int, int]]],
) -> None:
    given_lines = lines(*([(110 + x / 100, 30 + y / 100) for x, y in one] for one in drawn))
    built = network_of(given_lines, 1.0)
    total = sum(GEOD.geometry_length(one.line) for one in given_lines)
    assert sum(one.length_m for one in built.stretches) == pytest.approx(total, rel=1e-3, abs=20)
    touching = np.array(
        [[one.line.distance(two.line) < 1e-7 for two in given_lines] for one in given_lines]
    )
    assert len(built.components) == connected_components(touching)[0]


def test_a_source_becomes_edges_with_length_speed_and_direction(
    engine: Engine, tmp_path: Path
) -> None:
    path = road_file(
        tmp_path / "roads.geojson",
        ([(110.0, 30.0), (110.02, 30.0)], {"等级": "国道", "速度": "60 km/h", "oneway": "yes"}),
        ([(110.01, 30.0), (110.01, 30.01)], {"等级": "unclassified", "速度": None, "oneway": "no"}),
    )
    told = {"class_field": "等级", "speed_field": "速度", "direction_field": "oneway"}
    outcome = load_roads(engine, path, crs="EPSG:4490", **told)  # type: ignore[arg-type]
    assert (outcome.accepted, outcome.refused) == (2, 0)
    with engine.connect() as connection:
        edges = connection.execute(
            text("SELECT class, speed_kmh, direction, length_m FROM road_edge ORDER BY id")
        ).all()
    assert [edge[:3] for edge in edges] == [
        ("national", 60, "forward"),
        ("national", 60, "forward"),
        ("village", 30, "both"),
    ]
    assert edges[0].length_m == pytest.approx(GEOD.inv(110, 30, 110.01, 30)[2], abs=0.01)
    assert load_roads(engine, path, crs="EPSG:4490", **told).status == "unchanged"  # type: ignore[arg-type]


def test_bad_roads_are_refused_with_the_reason_and_parts_are_told(
    engine: Engine, tmp_path: Path
) -> None:
    path = road_file(
        tmp_path / "roads.geojson",
        ([(110.0, 30.0), (110.02, 30.0)], {"c": "国道"}),
        ([(111.0, 30.0), (111.02, 30.0)], {"c": "国道"}),
        ([(112.0, 30.0), (112.02, 30.0)], {"c": "运河"}),
        ([(112.0, 30.0), (112.0, 30.0)], {"c": "国道"}),
        ([(112.0, 30.0), (112.1, 30.0)], {"c": "国道", "s": 300}),
    )
    outcome = load_roads(engine, path, crs="EPSG:4490", class_field="c", speed_field="s")
    assert (outcome.accepted, outcome.refused) == (2, 3)
    refused = "; ".join(remarks(engine, "refused"))
    assert "unknown class of road '运河'" in refused
    assert "no road" in refused
    assert "speed 300" in refused
    assert any("2 parts that are not connected" in one for one in remarks(engine, "repaired"))


def test_a_new_source_replaces_the_network_of_its_name_and_the_old_stays_known(
    engine: Engine, tmp_path: Path
) -> None:
    first = road_file(tmp_path / "a.geojson", ([(110.0, 30.0), (110.02, 30.0)], {}))
    second = road_file(tmp_path / "b.geojson", ([(110.02, 30.0), (110.04, 30.0)], {}))
    load_roads(engine, first, crs="EPSG:4490", road_class="国道", network="a")
    load_roads(engine, second, crs="EPSG:4490", road_class="国道", network="b")
    with engine.connect() as connection:
        # The end of b is the node that a brought there.
        assert connection.execute(text("SELECT count(*) FROM road_node")).scalar_one() == 3
    third = road_file(tmp_path / "c.geojson", ([(110.0, 30.0), (110.0, 30.02)], {}))
    load_roads(engine, third, crs="EPSG:4490", road_class="国道", network="a")
    with engine.connect() as connection:
        now = (
            "SELECT network, ST_XMax(geom) FROM road_edge WHERE known_until = 'infinity' ORDER BY 1"
        )
        assert [tuple(row) for row in connection.execute(text(now))] == [
            ("a", 110.0),
            ("b", 110.04),
        ]
        assert connection.execute(text("SELECT count(*) FROM road_edge")).scalar_one() == 3


def test_what_holds_no_road_and_what_is_not_told_are_refused(
    engine: Engine, tmp_path: Path
) -> None:
    path = road_file(tmp_path / "a.geojson", ([(110.0, 30.0), (110.0, 30.0)], {}))
    with pytest.raises(SourceRefused, match="no road"):
        load_roads(engine, path, crs="EPSG:4490", road_class="国道")
    with pytest.raises(BadParameter, match="either class_field or road_class"):
        load_roads(engine, path, crs="EPSG:4490")
    with pytest.raises(BadParameter, match="tolerance_m"):
        load_roads(engine, path, crs="EPSG:4490", road_class="国道", tolerance_m=0)


def test_the_sample_has_a_network_that_hangs_together(sample_folder: Path, engine: Engine) -> None:
    outcome = load_roads(
        engine,
        sample_folder / "roads.geojson.gz",
        crs="EPSG:4490",
        class_field="class",
        speed_field="speed_kmh",
        direction_field="oneway",
        name_field="name",
        network="sample",
    )
    assert outcome.refused == 0
    with engine.connect() as connection:
        parts = connection.execute(
            text("SELECT count(*) FROM road_edge GROUP BY component ORDER BY 1 DESC")
        ).scalars()
        sizes = np.array(list(parts))
    assert sizes[0] > 0.95 * sizes.sum()
