"""Two joint inspections of the line that the sample's devices walk, as officers enter them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, text

from spatial.boundaries.alerts import raise_alert
from spatial.boundaries.inspections.findings import open_finding, settle_finding
from spatial.boundaries.inspections.inspections import Draft, create_inspection
from spatial.boundaries.inspections.parties import add_party
from spatial.boundaries.inspections.records import Sheet, add_record
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import take_step
from spatial.boundaries.register import Boundary, boundaries_on, markers_on
from spatial.boundaries.walked.results import compute

DAY = date(2024, 5, 20)
TODAY = date(2024, 6, 3)
WINDOW = (datetime(2024, 5, 19, 16, tzinfo=UTC), datetime(2024, 5, 20, 16, tzinfo=UTC))
MORNING = (WINDOW[0], datetime(2024, 5, 20, 4, tzinfo=UTC))
CHECKED = datetime(2024, 5, 20, 3, tzinfo=UTC)


@dataclass(frozen=True)
class InspectedLine:
    """line: the walked one. other: a line that was never inspected. planned: an extra inspection
    with devices and without results."""

    line: Boundary
    other: Boundary
    former: int
    inspection: int
    planned: int


def inspect_line(engine: Engine) -> InspectedLine:
    """Enters them into a database that holds the sample."""
    with engine.begin() as connection:
        _, lines = boundaries_on(connection, DAY)
        walked = connection.execute(
            text("SELECT min(boundary_id) FROM boundary_marker WHERE line_name = '甲乙线'")
        ).scalar_one_or_none()
        line = next((one for one in lines if one.id == walked), lines[0])
        other = next(one for one in lines if one.id != line.id)
        create_round(connection, 4, date(2018, 1, 1))
        create_round(connection, 5, date(2023, 1, 1))
        former = _inspection(connection, line, Draft(line.number, 2020, round_number=4), MORNING)
        inspection = _inspection(connection, line, Draft(line.number, 2024, round_number=5), WINDOW)
        _field_work(connection, line, inspection)
        planned = _inspection(
            connection, line, Draft(line.number, 2024, reason="洪水"), WINDOW, computed=False
        )
        raise_alert(
            connection, "marker_silent", "test", boundary_id=line.id, marker_number="1", details={}
        )
    return InspectedLine(line, other, former, inspection, planned)


def _inspection(
    connection: Connection,
    line: Boundary,
    draft: Draft,
    window: tuple[datetime, datetime],
    *,
    computed: bool = True,
) -> int:
    author = Author(line.left_code, "张主任")
    made = create_inspection(connection, draft, author, DAY, TODAY)
    for state in (State.DESK_CHECK, State.FIELD_CHECK):
        take_step(connection, made, state, author, day=DAY, today=TODAY)
    for side, device, bearer in (
        ("left", "inspection-left", "李巡查"),
        ("right", "inspection-right", "王巡查"),
    ):
        office = line.left_code if side == "left" else line.right_code
        add_party(
            connection, made, Author(office, bearer), side=side, device=device,
            starts=window[0], ends=window[1], bearer=bearer,
        )  # fmt: skip
    if computed:
        compute(connection, made, now=datetime(2024, 6, 2, tzinfo=UTC))
    return made


def _field_work(connection: Connection, line: Boundary, inspection: int) -> None:
    left, right = Author(line.left_code, "李巡查"), Author(line.right_code, "王巡查")
    markers = markers_on(connection, line.id, DAY)
    now = datetime(2024, 6, 2, tzinfo=UTC)

    def record(author: Author, sheet: Sheet) -> int:
        return add_record(connection, inspection, author, sheet, now)

    record(left, Sheet("left", "marker", CHECKED, "intact", "字迹清楚", marker=markers[0].number))
    damaged = record(
        right, Sheet("right", "marker", CHECKED, "damaged", "顶部缺角", marker=markers[1].number)
    )
    crossed = record(left, Sheet("both", "building", CHECKED, text="库房", from_m=3000, to_m=3040))
    first = open_finding(
        connection, inspection, left, record=crossed, category="building_across", words="库房骑线"
    )
    settle_finding(connection, inspection, left, finding=first, state="remedied", words="已拆除")
    open_finding(
        connection, inspection, right, record=damaged, category="marker_damaged", words="顶部缺角"
    )
    connection.execute(
        text(
            "WITH file AS (INSERT INTO deposited_file (sha256, media_type, bytes)"
            " VALUES (sha256('photo'), 'image/jpeg', 5) RETURNING sha256)"
            " INSERT INTO inspection_photo (inspection_id, record_id, sha256, side, caption,"
            " office, person, geom) SELECT :inspection, :record, sha256, 'right', '界桩顶部',"
            " :office, '王巡查', ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) FROM file"
        ),
        {
            "inspection": inspection,
            "record": damaged,
            "office": line.right_code,
            "lon": markers[1].lon,
            "lat": markers[1].lat + 0.002,
        },
    )
