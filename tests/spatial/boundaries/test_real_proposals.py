"""Lines proposed from the published polygons: all pairs of counties, in one go."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from sqlalchemy import Engine, text

from spatial.boundaries.proposals import lines_between
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
        codes = [
            pair
            for one in lines[:: len(lines) // 60]
            for pair in [(one, one.left_code, one.right_code)]
        ]
        shapes = {
            row.code: shapely.from_wkb(bytes(row.geom))
            for row in connection.execute(
                text(
                    "SELECT division.code, ST_AsBinary(area.geom) AS geom FROM division_area area"
                    " JOIN division ON division.id = area.division_id WHERE area.level = 'county'"
                    " AND area.valid @> CAST(:day AS date) AND upper_inf(area.known)"
                    " AND division.code = ANY(:codes)"
                ),
                {"day": DAY, "codes": [code for _, *pair in codes for code in pair]},
            )
        }
    # Two thirds of the lines of counties lie within provinces, by the report of 2001 410,000 km.
    total_km = sum(one.length_m for one in lines) / 1000
    assert 380_000 < total_km < 420_000
    for one, left, right in codes:
        shared = shapely.intersection(shapes[left].boundary, shapes[right].boundary)
        parts = [part for part in shapely.get_parts(shared) if part.length > 0]
        expected = sum(CGCS2000.geometry_length(part) for part in parts)
        assert one.length_m == pytest.approx(expected, rel=1e-3, abs=1)
    assert np.all([one.left_code < one.right_code for one in lines])
