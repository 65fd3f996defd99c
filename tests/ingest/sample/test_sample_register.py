"""The fictional register: lines with their units on the right side, and a walk with known gaps."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from sample_files import features, table
from shapely import Point
from sqlalchemy import Engine, text

from ingest.sample import inspection_walk
from spatial.boundaries.disagreement import disagreement_of
from spatial.boundaries.register import boundaries_on, boundary_on, course_on, markers_on
from spatial.boundaries.stations import placed, series_of
from spatial.boundaries.surroundings import tripoints_on

DAY = date(2024, 5, 20)


def test_lines_of_the_sample_run_where_the_polygons_do_r3_9(sample_database: Engine) -> None:
    with sample_database.connect() as connection:
        _, lines = boundaries_on(connection, DAY)
        assert [line.number for line in lines] == ["0203", "0322"]
        for line in lines:
            assert line.agreement is not None
            found = disagreement_of(connection, line, DAY, 5.0)
            assert found.comparable
            assert found.parts == ()


def test_units_of_the_sample_are_on_their_sides_r3_1(sample_folder: Path) -> None:
    shapes = {
        each["code"]: shape for each, shape in features(sample_folder / "counties_2024.geojson.gz")
    }
    for facts, line in features(sample_folder / "boundary_register.geojson.gz"):
        vertices = np.array(line.coords)
        middle = len(vertices) // 2
        along = vertices[middle + 1] - vertices[middle]
        aside = np.array([-along[1], along[0]]) / np.hypot(*along) * 1e-5
        here = (vertices[middle] + vertices[middle + 1]) / 2
        assert shapes[facts["left_code"]].contains(Point(here + aside))
        assert shapes[facts["right_code"]].contains(Point(here - aside))


def test_markers_of_the_sample_stand_along_their_lines_r3_2(sample_database: Engine) -> None:
    with sample_database.connect() as connection:
        marked, other = (boundary_on(connection, number, DAY) for number in ("0203", "0322"))
        markers = markers_on(connection, marked.id, DAY)
        assert series_of("0203", markers).complete
        stations = placed(course_on(connection, marked.id, DAY), markers)
        serials = [one.marker.serial for one in stations]
        assert serials == sorted(serials, key=lambda serial: serial or 0)
        assert max(one.located.away_m for one in stations) < 60
        [fault] = series_of("0322", markers_on(connection, other.id, DAY)).faults
        assert (fault.serial, fault.fault.value) == (2, "incomplete")
        [tripoint] = tripoints_on(connection, DAY)[1]
        for line in (marked, other):
            located = course_on(connection, line.id, DAY).locate(tripoint.lon, tripoint.lat)
            assert located.away_m < 0.2


def test_inspection_of_the_sample_leaves_out_what_it_says_r3_1(
    sample_database: Engine, sample_folder: Path
) -> None:
    with sample_database.connect() as connection:
        line = boundary_on(connection, "0203", DAY)
        course = course_on(connection, line.id, DAY)
        owners = dict(
            connection.execute(
                text("SELECT name, owner_code FROM device WHERE name LIKE 'inspection-%'")
            ).all()  # type: ignore[arg-type]
        )
    assert owners == {
        inspection_walk.LEFT: line.left_code, inspection_walk.RIGHT: line.right_code,
    }  # fmt: skip
    for device, side in ((inspection_walk.LEFT, "left"), (inspection_walk.RIGHT, "right")):
        fixes = table(sample_folder / f"positions_{device.replace('-', '_')}.csv.gz")
        found = [course.locate(float(fix["lon"]), float(fix["lat"])) for fix in fixes]
        chainage = np.array([one.chainage_m for one in found])
        near = np.array([one.away_m for one in found]) < 100
        beside = [one.side for one in found if one.away_m > 15]
        assert set(beside) <= {side}
        steps = np.diff([datetime.fromisoformat(fix["time"]).timestamp() for fix in fixes])
        if side == "left":
            assert near.all()
            # Two kilometres at 4.2 km/h, and what marker 3 adds if it stands there.
            assert (steps > 600).sum() == 1
            within = (chainage > 8_100) & (chainage < 9_900)
            assert not within.any()
        else:
            assert (steps == 20).all()
            between = near & (chainage > 15_200) & (chainage < 16_800)
            assert between.mean() == pytest.approx(0, abs=0.01)
            assert (~near).any()
