"""界线: markers looked at in five years, what lies across a line, yearly figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from ingest.sample.business.figures import Reported, Values, by_year
from ingest.sample.business.ground import Ground, day_between, spot_of
from ingest.sample.business.rows import Row, case_row, one_of, yes
from ingest.sample.coverage import CellEdge
from ingest.sample.shapes import MARKED_LINE
from spatial.locations.geodesic import step_metres

_SPOILT = {"0203005Q": (2016, "损坏"), "0203007B": (2021, "移位")}


def marker_checks(markers: Sequence[Sequence[object]], rng: np.random.Generator) -> list[Row]:
    """Every marker of the first line once in each year from 2020 on; what was found.

    markers: the rows of the file of markers: number, line, lon, lat, valid_from, valid_to, state.
    """
    rows: list[Row] = []
    places = {str(row[0]): (str(row[2]), str(row[3])) for row in markers}
    for year in range(2020, 2025):
        for number, (lon, lat) in places.items():
            spoilt, condition = _SPOILT.get(number, (9999, "完好"))
            if number == "0203005Q" or spoilt > year:
                condition = "完好"
            if year == 2024 and number == "0203009Q":
                continue
            rows.append(
                {
                    "key": f"{number}-{year}",
                    "day": day_between(date(year, 4, 1), date(year, 10, 31), rng).isoformat(),
                    "lon": lon,
                    "lat": lat,
                    "marker": number,
                    "line_name": MARKED_LINE,
                    "condition": condition,
                    "repaired": "否",
                }
            )
    return rows


def incidents(ground: Ground, edges: Sequence[CellEdge], rng: np.random.Generator) -> list[Row]:
    """What was found on lines between counties since 2022, each within 200 m of the line."""
    day_of_lines = date(2024, 6, 1)
    between = [
        edge
        for edge in edges
        if max(edge.cells) < len(ground.cells)
        and ground.unit(edge.cells[0], day_of_lines, "county").code
        != ground.unit(edge.cells[1], day_of_lines, "county").code
    ]
    rows = []
    kinds = {
        "越界建设": 28.0,
        "越界耕种": 24.0,
        "道路跨界": 18.0,
        "资源争议": 12.0,
        "标志物损毁": 18.0,
    }
    for number in range(1, 37):
        edge = between[int(rng.integers(0, len(between)))]
        cell = edge.cells[0]
        middle = edge.line[len(edge.line) // 2]
        # A little to the middle of the cell: on the line itself both sides would hold it.
        inside = ground.cells[cell].representative_point()
        lon, lat = middle + 0.02 * (np.array([inside.x, inside.y]) - middle)
        here, there = (ground.unit(each, day_of_lines, "county") for each in edge.cells)
        spot = spot_of(float(lon), float(lat), cell)
        rows.append(
            case_row(
                ground, f"YH-{number:03}", day_between(date(2022, 5, 1), date(2024, 12, 20), rng),
                spot, "county", kind=one_of(kinds, rng),
                line_name="—".join(sorted((here.name[:-1], there.name[:-1]))) + "线",
                source=one_of({"联检": 40.0, "影像比对": 30.0, "群众反映": 30.0}, rng),
                settled="是" if yes(0.6, rng) else "否",
            )
        )  # fmt: skip
    return rows


def reported(ground: Ground, edges: Sequence[CellEdge], rng: np.random.Generator) -> list[Reported]:
    """Yearly figures, 2015 to 2024: half of each line to either side, in hundredths of km."""
    inspected = {number: int(rng.integers(0, 5)) for number in range(len(edges))}

    def values(year: int) -> Values:
        cells = len(ground.cells)
        length, walked, markers, damaged = (np.zeros(cells, np.int64) for _ in range(4))
        for number, edge in enumerate(edges):
            one, other = edge.cells
            if max(edge.cells) >= cells:
                continue
            day = date(year, 12, 31)
            if ground.unit(one, day, "county") is ground.unit(other, day, "county"):
                continue
            metres = float(step_metres(edge.line[:, 0], edge.line[:, 1]).sum())
            half = round(metres / 20)
            for cell in (one, other):
                length[cell] += half
                walked[cell] += half if inspected[number] == year % 5 else 0
            markers[one] += round(metres / 2500)
            damaged[one] += number % 17 == 0
        return {
            "boundary_length": length,
            "inspected_boundary_length": walked,
            "boundary_markers": markers,
            "damaged_markers": np.minimum(damaged, markers),
        }

    return by_year(range(2015, 2025), values)
