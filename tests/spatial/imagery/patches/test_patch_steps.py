"""The states of a patch: nobody skips one, nobody changes a step, and all of it is evidence."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from spatial.access.standing import Standing
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.files import FileStore, FolderPlace
from spatial.boundaries.evidence.verify import verify
from spatial.boundaries.inspections.rights import Author
from spatial.errors import (
    BadParameter,
    IncompletePatchStep,
    NotPermitted,
    PatchConflict,
    UnknownPatch,
)
from spatial.imagery.patches.field_visits import field_visits
from spatial.imagery.patches.links import links_on
from spatial.imagery.patches.patches import Wanted, patch_of, patches_page
from spatial.imagery.patches.states import FOLLOWING, State
from spatial.imagery.patches.steps import Step, Wish, steps_of, take_step
from spatial.imagery.patches.wording import MISSING, STATES
from tests.fix_rows import store_track
from tests.patch_rows import (
    CITY,
    EAST_COUNTY,
    EAST_DISTRICT,
    ELSEWHERE,
    FOUND_AT,
    FOUND_ON,
    WEST,
    outline,
    photo_at,
    store_counties,
    store_patches,
)

NOW = datetime(2024, 6, 1, tzinfo=UTC)
BOSS, CHECKER = Author(CITY, "市民政局 王"), Author(EAST_DISTRICT, "阳区民政局 赵")
INSIDE = (117.5005, 30.5005)
ASSIGNED = datetime(2024, 5, 2, tzinfo=UTC)
CHECKED = datetime(2024, 5, 3, 3, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(FolderPlace(tmp_path / "files"))


@pytest.fixture
def patch(engine: Engine) -> int:
    """A patch in 东县 of 2012, which is 阳区 now."""
    store_counties(engine)
    [number] = store_patches(engine).patches
    return number


def assigned(**told: object) -> Wish:
    usual: dict[str, object] = {
        "at": ASSIGNED,
        "assignee_office": EAST_DISTRICT,
        "assignee": "赵",
        "due": date(2024, 5, 10),
    }
    return Wish(State.ASSIGNED, **usual | told)  # type: ignore[arg-type]


def checked(photo: str | None, state: State = State.CHECKED, **told: object) -> Wish:
    usual: dict[str, object] = {"at": CHECKED, "lon": INSIDE[0], "lat": INSIDE[1], "photo": photo}
    return Wish(state, **usual | told)  # type: ignore[arg-type]


def take(
    engine: Engine,
    files: FileStore,
    number: int,
    wish: Wish,
    author: Author = BOSS,
    asking: Standing | None = None,
) -> Step:
    with engine.begin() as connection:
        return take_step(
            connection, files, number, wish, author, asking or author.standing, now=NOW
        )


def deposited(engine: Engine, files: FileStore, content: bytes) -> str:
    with engine.begin() as connection:
        return files.put(connection, content, "image/jpeg")


def test_a_patch_goes_from_found_to_rechecked_and_turns_r6_5(
    engine: Engine, files: FileStore, patch: int
) -> None:
    photo = deposited(engine, files, photo_at(CHECKED, *INSIDE))
    later = deposited(engine, files, photo_at(CHECKED + timedelta(days=9), *INSIDE))
    take(engine, files, patch, assigned())
    take(engine, files, patch, checked(photo), CHECKER)
    take(engine, files, patch, Wish(State.CONFIRMED, CHECKED + timedelta(days=1), "新坟三座"))
    again = CHECKED + timedelta(days=9)
    take(engine, files, patch, checked(later, State.RECHECKED, at=again), CHECKER)
    take(engine, files, patch, Wish(State.DISMISSED, again + timedelta(days=1), "已迁走"))
    with engine.connect() as connection:
        steps = steps_of(connection, patch)
        stands = patch_of(connection, patch, Standing(), NOW)
    assert [one.state.value for one in steps] == [
        "found", "assigned", "checked", "confirmed", "rechecked", "dismissed",
    ]  # fmt: skip
    assert [one.before for one in steps] == [None, *(one.state for one in steps[:-1])]
    assert (stands.state, stands.steps, stands.assignee) == (State.DISMISSED, 6, "赵")


def test_each_step_is_in_the_chain_and_the_chain_holds_r6_5(
    engine: Engine, files: FileStore, patch: int
) -> None:
    photo = deposited(engine, files, photo_at(CHECKED, *INSIDE))
    take(engine, files, patch, assigned())
    take(engine, files, patch, checked(photo), CHECKER)
    with engine.begin() as connection:
        chain_pending(connection)
    with engine.connect() as connection:
        assert list(verify(connection, files)) == []
        counted = connection.execute(
            text("SELECT kind, count(*) FROM evidence_entry WHERE kind LIKE 'patch%' GROUP BY kind")
        )
        assert dict(counted.all()) == {  # type: ignore[arg-type]
            "patch-source": 1, "patch": 1, "patch-division": 1, "patch-step": 3,
        }  # fmt: skip


@pytest.mark.parametrize("table", ["patch_source", "patch", "patch_division", "patch_step"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {0} SET id = DEFAULT", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
def test_what_was_entered_is_never_changed(
    engine: Engine, patch: int, table: str, statement: str
) -> None:
    with pytest.raises(DatabaseError, match=r"evidence|only added"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))


def test_the_database_knows_the_same_rule(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT before, after FROM patch_state_rule")).all()
    assert {tuple(row) for row in rows} == {
        (before.value, after.value) for before in State for after in FOLLOWING[before]
    }
    assert set(STATES) == {one.value for one in State}


@pytest.mark.parametrize(
    ("number", "before", "state"),
    [(2, "found", "checked"), (3, "found", "assigned"), (2, "assigned", "checked"), (2, None, "x")],
)
def test_the_database_itself_lets_nobody_skip_a_state(
    engine: Engine, patch: int, number: int, before: str | None, state: str
) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO patch_step (patch_id, number, before, state, at, office, person,"
                " assignee_office, assignee, due) VALUES (:patch, :number, :before, :state, now(),"
                " 'x', 'x', 'x', 'x', now())"
            ),
            {"patch": patch, "number": number, "before": before, "state": state},
        )


@pytest.fixture
def rolled_back(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.rollback()


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(list(State)), max_size=12))
def test_no_sequence_of_steps_reaches_a_state_that_the_table_forbids_r6_5(
    rolled_back: Connection, engine: Engine, files: FileStore, wanted: list[State]
) -> None:
    with engine.begin() as connection:
        ready = connection.execute(text("SELECT count(*) FROM patch")).scalar_one()
    if not ready:
        store_counties(engine)
        store_patches(engine)
    photo = deposited(engine, files, photo_at(CHECKED, *INSIDE))
    with rolled_back.begin_nested() as savepoint:
        number = int(rolled_back.execute(text("SELECT max(id) FROM patch")).scalar_one())
        stands, steps = State.FOUND, 1
        for minute, state in enumerate(wanted):
            wish = Wish(
                state, CHECKED + timedelta(minutes=minute), "理由", steps, CITY, "王",
                date(2024, 5, 30), photo, *INSIDE,
            )  # fmt: skip
            try:
                with rolled_back.begin_nested():
                    take_step(rolled_back, files, number, wish, BOSS, BOSS.standing, now=NOW)
                came, told = True, stands.value
            except PatchConflict as conflict:
                came, told = False, conflict.members["state"]
            assert told == stands.value
            assert came == (state in FOLLOWING[stands])
            if came:
                stands, steps = state, steps + 1
        found = patch_of(rolled_back, number, Standing(), NOW)
        assert (found.state, found.steps) == (stands, steps)
        savepoint.rollback()


def test_all_that_a_step_lacks_is_told_at_once_r6_5(
    engine: Engine, files: FileStore, patch: int
) -> None:
    def lacking(wish: Wish) -> list[str]:
        with pytest.raises(IncompletePatchStep) as refused:
            take(engine, files, patch, wish)
        told = refused.value.members["missing"]
        assert isinstance(told, list)
        assert all(one["text"] == MISSING[one["what"]] for one in told)
        return [one["what"] for one in told]

    assert lacking(Wish(State.ASSIGNED, ASSIGNED)) == ["assignee_office", "assignee", "due"]
    assert lacking(assigned(due=date(2024, 5, 1))) == ["due_past"]
    take(engine, files, patch, assigned())
    assert lacking(assigned()) == ["after"]
    assert lacking(Wish(State.CHECKED, CHECKED)) == ["photo", "position"]
    paper = deposited(engine, files, b"%PDF-1.7 no photo")
    assert lacking(checked(paper, lon=117.6)) == ["not_a_photo", "position_far"]
    photo = deposited(engine, files, photo_at(CHECKED, *INSIDE))
    take(engine, files, patch, checked(photo))
    assert lacking(Wish(State.CONFIRMED, CHECKED, "  ")) == ["note"]
    assert lacking(assigned(at=CHECKED)) == ["note"]
    with engine.connect() as connection:
        assert len(steps_of(connection, patch)) == 3


def test_of_two_people_at_once_the_second_is_told_so_r6_5(
    engine: Engine, files: FileStore, patch: int
) -> None:
    ready = threading.Barrier(2)
    told: list[object] = []

    def assign(name: str) -> None:
        ready.wait()
        try:
            take(engine, files, patch, assigned(assignee=name, after=1))
            told.append("first")
        except PatchConflict as conflict:
            told.append(conflict.members["steps"])

    threads = [threading.Thread(target=assign, args=(name,)) for name in ("赵", "钱")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told, key=str) == [2, "first"]
    take(engine, files, patch, assigned(assignee="孙", after=2))
    with engine.connect() as connection:
        assert patch_of(connection, patch, Standing(), NOW).assignee == "孙"


def test_steps_come_in_order_of_time(engine: Engine, files: FileStore, patch: int) -> None:
    with pytest.raises(BadParameter, match="future"):
        take(engine, files, patch, assigned(at=NOW + timedelta(hours=1), due=date(2025, 1, 1)))
    with pytest.raises(BadParameter, match="since"):
        take(engine, files, patch, assigned(at=FOUND_AT - timedelta(seconds=1)))


def test_an_office_sees_and_gives_what_lies_in_its_division_r6_5(
    engine: Engine, files: FileStore, patch: int
) -> None:
    with engine.connect() as connection:
        # 990121 had it when it was found; 990101 is the unit that stands there today.
        for office in (None, CITY, "990000", EAST_COUNTY, EAST_DISTRICT):
            assert patch_of(connection, patch, Standing(office), NOW).id == patch
        for office in (WEST, ELSEWHERE):
            with pytest.raises(UnknownPatch):
                patch_of(connection, patch, Standing(office), NOW)
    with pytest.raises(NotPermitted, match="in the name of"):
        take(engine, files, patch, assigned(), BOSS, CHECKER.standing)
    with pytest.raises(NotPermitted, match="nothing to do"):
        take(engine, files, patch, assigned(), Author(WEST, "x"), Standing())
    with pytest.raises(NotPermitted, match="gives no work"):
        take(engine, files, patch, assigned(assignee_office=CITY), CHECKER)
    with pytest.raises(NotPermitted, match="does not lie in"):
        take(engine, files, patch, assigned(assignee_office=WEST))
    take(engine, files, patch, assigned(assignee_office=CITY))
    with pytest.raises(NotPermitted, match="is given to"):
        take(engine, files, patch, checked("0" * 64), CHECKER)


def track(engine: Engine, lon: float, lat: float) -> None:
    rows = [
        ((CHECKED + timedelta(minutes=minute)).isoformat(), lon + minute * 1e-6, lat)
        for minute in range(-30, 31, 2)
    ]
    store_track(engine, "巡查-1", rows)


@pytest.mark.parametrize(
    ("at", "place", "stood", "verdict", "reason"),
    [
        (CHECKED, INSIDE, INSIDE, "proven", None),
        (CHECKED, (117.55, 30.5005), INSIDE, "contradicted", "照片位置距图斑"),
        (CHECKED - timedelta(days=5), INSIDE, INSIDE, "contradicted", "照片拍摄早于上一步"),
        (CHECKED + timedelta(hours=2), INSIDE, INSIDE, "contradicted", "相差一小时以上"),
        (CHECKED, INSIDE, (117.55, 30.5005), "contradicted", "设备当时距所报位置"),
        (CHECKED, INSIDE, None, "unknown", "核查时刻设备无轨迹"),
    ],
)
def test_a_check_is_compared_with_its_photo_and_the_track_of_its_device_r6_5(
    engine: Engine,
    files: FileStore,
    patch: int,
    at: datetime,
    place: tuple[float, float],
    stood: tuple[float, float] | None,
    verdict: str,
    reason: str | None,
) -> None:
    if stood is None:
        store_track(engine, "巡查-1", [("2020-01-01T00:00:00Z", *INSIDE)])
    else:
        track(engine, *stood)
    photo = deposited(engine, files, photo_at(at, *place))
    take(engine, files, patch, assigned())
    judged = take(engine, files, patch, checked(photo, device="巡查-1"), CHECKER).judged
    assert judged is not None
    assert judged["verdict"] == verdict, judged
    assert judged["metres"]["position_to_patch"] == 0
    if reason is None:
        assert judged["reasons"] == []
        assert judged["metres"]["position_to_track"] < 5
        assert judged["metres"]["photo_to_position"] < 1
    else:
        assert any(reason in one for one in judged["reasons"])


def test_without_a_device_or_exif_nobody_can_know(
    engine: Engine, files: FileStore, patch: int
) -> None:
    photo = deposited(engine, files, b"\xff\xd8\xff no exif")
    take(engine, files, patch, assigned())
    judged = take(engine, files, patch, checked(photo), CHECKER).judged
    assert judged is not None
    assert judged["verdict"] == "unknown"
    assert judged["reasons"] == ["照片无位置", "照片无拍摄时刻", "未指定设备，无轨迹可比对"]


def test_a_photo_that_was_brought_before_is_told(
    engine: Engine, files: FileStore, patch: int
) -> None:
    photo = deposited(engine, files, photo_at(CHECKED, *INSIDE))
    take(engine, files, patch, assigned())
    take(engine, files, patch, checked(photo), CHECKER)
    take(engine, files, patch, Wish(State.CONFIRMED, CHECKED, "新坟"))
    judged = take(engine, files, patch, checked(photo, State.RECHECKED), CHECKER).judged
    assert judged is not None
    assert judged["verdict"] == "contradicted"
    assert "此照片已用于本图斑先前的核查" in judged["reasons"]
    [other] = store_patches(engine, outline(), digest=b"2" * 32).patches
    take(engine, files, other, assigned())
    judged = take(engine, files, other, checked(photo), CHECKER).judged
    assert judged is not None
    assert "此照片已用于其他图斑" in judged["reasons"]


def test_who_was_at_a_patch_is_told_from_the_position_history_r6_5(
    engine: Engine, patch: int
) -> None:
    track(engine, *INSIDE)
    store_track(engine, "巡查-2", [(CHECKED.isoformat(), 117.6, 30.6)])
    start, end = CHECKED - timedelta(days=1), CHECKED + timedelta(days=1)
    with engine.connect() as connection:
        area = patch_of(connection, patch, Standing(), NOW).outline
        [visit] = field_visits(connection, area, start, end, within_m=50)
        assert (visit.device, visit.fixes, visit.dwell_s) == ("巡查-1", 31, 3_600)
        assert visit.arrived == CHECKED - timedelta(minutes=30)
        assert visit.nearest_m == 0
        assert field_visits(connection, area, start, end, within_m=50, dwell_s=3_601) == []
        assert field_visits(connection, area, start, end, within_m=50, gap_s=119) == []
        assert field_visits(connection, area, end, end + timedelta(days=1), within_m=50) == []


def test_a_patch_is_linked_to_the_divisions_of_its_day_and_of_any_other_r6_5(
    engine: Engine,
) -> None:
    store_counties(engine)
    across = outline(117.9995, 30.2)
    [number] = store_patches(engine, across).patches
    with engine.connect() as connection:
        found = patch_of(connection, number, Standing(), NOW)
        assert [(one.code, one.name, one.share) for one in found.links] == [
            (EAST_COUNTY, "东县", pytest.approx(0.5, abs=1e-4)),
            (WEST, "西县", pytest.approx(0.5, abs=1e-4)),
        ]
        assert all(one.version is not None and one.identity for one in found.links)
        later = links_on(connection, across, date(2017, 1, 1))
        assert [(one.code, one.name) for one in later] == [(EAST_DISTRICT, "东区")]
        assert [one.name for one in links_on(connection, across, date(2019, 1, 1))] == [
            "阳区", "新西县",
        ]  # fmt: skip
        assert links_on(connection, outline(100, 10), date(2019, 1, 1)) == []


def test_lists_are_by_division_as_of_a_day_state_day_box_and_term(
    engine: Engine, files: FileStore
) -> None:
    store_counties(engine)
    east, west, touching = store_patches(
        engine, outline(), outline(118.5, 30.5), outline(118.0, 30.1)
    ).patches
    take(engine, files, east, assigned())

    def found(standing: Standing | None = None, **wanted: object) -> list[int]:
        with engine.connect() as connection:
            total, page = patches_page(
                connection,
                standing or Standing(),
                Wanted(**wanted),
                now=NOW,  # type: ignore[arg-type]
            )
        assert total == len(page)
        return [one.id for one in page]

    assert found() == [touching, west, east]
    assert found(division=EAST_COUNTY, day=FOUND_ON) == [east]
    assert found(division=EAST_DISTRICT, day=date(2020, 1, 1)) == [east]
    assert found(division=WEST, day=date(2020, 1, 1)) == [touching, west]
    assert found(state=State.ASSIGNED) == [east]
    assert found(overdue=True) == [east]
    assert found(overdue=False) == [touching, west]
    assert found(since=FOUND_ON + timedelta(days=1)) == []
    assert found(before=FOUND_ON) == []
    assert found(since=FOUND_ON, before=FOUND_ON + timedelta(days=1), kind="散埋乱葬") != []
    assert found(box=(118.4, 30.4, 118.6, 30.6)) == [west]
    assert found(Standing(EAST_DISTRICT)) == [east]
    with engine.connect() as connection:
        total, page = patches_page(connection, Standing(), now=NOW, limit=1, offset=7)
    assert (total, page) == (3, [])
