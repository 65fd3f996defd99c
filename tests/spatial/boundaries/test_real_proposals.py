"""Lines proposed from the published polygons: all pairs of counties, in one go."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from sqlalchemy import Engine, text

from spatial.boundaries.proposals import derive_proposals, lines_between, proposals_of
from spatial.division_codes import Level
from spatial.locations.geodesic import CGCS2000

pytestmark = pytest.mark.real_data

DAY = date(2024, 12, 31)


def test_lines_of_all_counties_are_the_borders_of_their_areas_r3_9(
    real_divisions: Engine,
) -> None:
    with real_divisions.connect() as connection:
        lines = lines_between(connection, Level.COUNTY, DAY)
        provinces = lines_between(connection, Level.PROVINCE, DAY)
        # 2,800 and more counties have about three neighbours each.
        assert 7_500 < len(lines) < 9_000
        assert 60 < len(provinces) < 80
        some = lines[:: len(lines) // 60]
        shapes = {
            row.code: shapely.from_wkb(bytes(row.geom))
            for row in connection.execute(
                text(
                    "SELECT division.code, ST_AsBinary(area.geom) AS geom FROM division_area area"
                    " JOIN division ON division.id = area.division_id WHERE area.level = 'county'"
                    " AND area.valid @> CAST(:day AS date) AND upper_inf(area.known)"
                    " AND division.code = ANY(:codes)"
                ),
                {
                    "day": DAY,
                    "codes": [one.left_code for one in some] + [one.right_code for one in some],
                },
            )
        }
    # An article of 2001 has 410,000 km of lines between counties on the ground.
    total_km = sum(one.length_m for one in lines) / 1000
    assert 380_000 < total_km < 420_000
    for one in some:
        left, right = shapes[one.left_code].boundary, shapes[one.right_code].boundary
        shared = shapely.intersection(left, right)
        parts = [part for part in shapely.get_parts(shared) if part.length > 0]
        expected = sum(CGCS2000.geometry_length(part) for part in parts)
        assert one.length_m == pytest.approx(expected, rel=1e-3, abs=1)
    assert np.all([one.left_code < one.right_code for one in lines])


def test_all_pairs_of_counties_are_proposed_at_once_r3_9(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        count = derive_proposals(connection, Level.COUNTY, DAY)
        total, page = proposals_of(connection, division="33", limit=1_000)
        assert proposals_of(connection)[0] == count > 7_500
        # 浙江 has 90 units of the county level.
        assert 200 < total == len(page) < 400
        connection.rollback()
        assert proposals_of(connection)[0] == 0
