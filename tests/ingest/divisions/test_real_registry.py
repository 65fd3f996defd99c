"""The registry of the published sources: lists, identities, decisions and dates as they were."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from division_files import rows
from sqlalchemy import Engine

pytestmark = pytest.mark.real_data

COUNTY_AND_ABOVE = "scheme = 'mca' AND upper_inf(known) AND level IN"
LEVELS = "('province', 'prefecture', 'county')"
STANDING = f"SELECT code, name FROM division WHERE {COUNTY_AND_ABOVE} {LEVELS}"

EFFECTS = (
    "SELECT event.key, event.document_nos, event.approved_on, event.announced_on, event.on_list,"
    " kind, before.code AS old, before.name AS old_name, after.code AS new,"
    " after.name AS new_name, continues, share, moved, rule"
    " FROM division_event AS event JOIN division_effect ON event_id = event.id"
    " LEFT JOIN division AS before ON before.id = predecessor_id"
    " LEFT JOIN division AS after ON after.id = successor_id"
    " WHERE event.scheme = 'mca' AND upper_inf(event.known)"
)


def identity(engine: Engine, code: str, day: str) -> str:
    [found] = rows(
        engine,
        "SELECT identity_id FROM division WHERE scheme = 'mca' AND code = :code"
        " AND upper_inf(known) AND valid @> CAST(:day AS date)",
        code=code,
        day=day,
    )
    return str(found.identity_id)


@pytest.mark.parametrize(
    ("day", "name"), [("1988-12-31", "义马市"), ("2000-12-31", "济源市"), ("1993-12-31", None)]
)
def test_r1_1_a_code_that_came_back_names_one_unit_at_each_time(
    real_registry: Engine, day: str, name: str | None
) -> None:
    found = rows(
        real_registry,
        STANDING + " AND code = '419001' AND valid @> CAST(:day AS date)",
        day=day,
    )
    assert [row.name for row in found] == ([] if name is None else [name])
    assert identity(real_registry, "419001", "1988-12-31") != identity(
        real_registry, "419001", "2000-12-31"
    )


def test_r1_3_every_published_list_is_reproduced_exactly(
    real_registry: Engine, real_data: Path
) -> None:
    published: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    path = real_data / "division_codes_by_year.csv.gz"
    for row in csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode())):
        published[int(row["year"])].add((row["code"], row["name"]))
    assert sorted(published) == [1982, 1990, 2000, 2010, 2015, 2020, 2022, 2024]
    for year, expected in published.items():
        found = rows(
            real_registry, STANDING + " AND valid @> CAST(:day AS date)", day=date(year, 12, 31)
        )
        assert {(row.code, row.name) for row in found} == expected
        assert len(found) == len(expected)


def test_r1_9_xingtai_2020_is_one_decision_with_all_its_effects_on_one_day(
    real_registry: Engine,
) -> None:
    found = rows(real_registry, EFFECTS + " AND '国函〔2020〕78号' = ANY(document_nos)")
    counties = [row for row in found if len(row.old or row.new) == 6]
    assert len({row.key for row in counties}) == 1
    assert {row.on_list for row in counties} == {date(2020, 6, 5)}
    said = {(row.kind, row.old_name, row.new_name, row.continues) for row in counties}
    assert said == {
        ("rename", "桥东区", "襄都区", True),
        ("rename", "桥西区", "信都区", True),
        ("merge", "邢台县", "襄都区", False),
        ("merge", "邢台县", "信都区", False),
        ("type", "任县", "任泽区", True),
        ("type", "南和县", "南和区", True),
    }
    moved = {row.new: row.moved for row in counties if row.old_name == "邢台县"}
    assert moved["130502"] == ["豫让桥街道", "晏家屯镇", "祝村镇", "东汪镇"]
    assert len(moved["130503"]) == 15
    assert {"将军墓镇", "冀家村乡"} < set(moved["130503"])


def test_r1_6_qiantang_came_from_parts_of_two_districts(real_registry: Engine) -> None:
    found = rows(real_registry, EFFECTS + " AND after.code = '330114'")
    assert {(row.old, row.share) for row in found} == {("330104", "part"), ("330109", "part")}
    assert {row.announced_on for row in found} == {date(2021, 4, 9)}


def test_r1_6_xingtai_county_went_to_two_districts(real_registry: Engine) -> None:
    found = rows(real_registry, EFFECTS + " AND before.code = '130521' AND length(after.code) = 6")
    assert {row.new for row in found} == {"130502", "130503"}


@pytest.mark.parametrize(
    ("codes", "days"),
    [
        (("110228", "110118"), ("2000-12-31", "2020-12-31")),
        (("220381", "220184"), ("2000-12-31", "2021-12-31")),
        (("420600", "420600"), ("2000-12-31", "2021-12-31")),
        (("350427", "350405"), ("2000-12-31", "2021-12-31")),
        (("371626", "371681"), ("2010-12-31", "2021-12-31")),
        (("341521", "340422"), ("2010-12-31", "2021-12-31")),
        (("512081", "510185"), ("2010-12-31", "2021-12-31")),
        (("469003", "469003"), ("2005-12-31", "2010-12-31")),
    ],
    ids=["密云", "公主岭", "襄阳", "沙县", "邹平", "寿县", "简阳", "儋州"],
)
def test_r1_1_an_identity_goes_on_through_type_subordination_and_rename(
    real_registry: Engine, codes: tuple[str, str], days: tuple[str, str]
) -> None:
    old, new = (identity(real_registry, code, day) for code, day in zip(codes, days, strict=True))
    assert old == new


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("310112", "1991-12-31", "1992-12-31"),
        ("110101", "2009-12-31", "2010-12-31"),
        ("330105", "1989-12-31", "1990-12-31"),
        ("330102", "2020-12-31", "2021-12-31"),
        ("330105", "2020-12-31", "2021-12-31"),
        ("330110", "2020-12-31", "2021-12-31"),
    ],
    ids=["闵行 1992", "东城 2010", "拱墅 1990", "上城 2021", "拱墅 2021", "余杭 2021"],
)
def test_a_new_unit_set_up_under_the_old_name_and_code_is_another_one(
    real_registry: Engine, code: str, before: str, after: str
) -> None:
    assert identity(real_registry, code, before) != identity(real_registry, code, after)


def test_hangzhou_2021_is_one_decision_of_eight_effects_on_two_dates(
    real_registry: Engine,
) -> None:
    found = rows(real_registry, EFFECTS + " AND event.announced_on = '2021-04-09'")
    assert {(row.old, row.new) for row in found} == {
        ("330102", "330102"), ("330104", "330102"), ("330103", "330105"), ("330105", "330105"),
        ("330110", "330110"), ("330110", "330113"), ("330104", "330114"), ("330109", "330114"),
    }  # fmt: skip
    assert {row.on_list for row in found} == {date(2021, 3, 11)}


def test_laiwu_is_gone_in_the_list_of_2018_and_to_the_public_from_january_on(
    real_registry: Engine,
) -> None:
    [laiwu] = rows(
        real_registry,
        "SELECT upper(valid) AS listed, upper(valid_announced) AS announced,"
        " upper(valid_approved) AS approved FROM division"
        " WHERE scheme = 'mca' AND code = '371200' AND upper_inf(known)",
    )
    assert tuple(laiwu) == (date(2018, 12, 26), date(2019, 1, 9), date(2018, 12, 26))


def test_the_seat_of_hetian_moved_and_no_version_changed(real_registry: Engine) -> None:
    [seat] = rows(real_registry, EFFECTS + " AND kind = 'seat'")
    assert (seat.old, seat.new, seat.share) == ("653221", "653221", "none")
    assert seat.approved_on == date(2023, 11, 3)


def test_a_parent_stands_on_every_day_on_which_a_unit_under_it_does(
    real_registry: Engine,
) -> None:
    orphans = rows(
        real_registry,
        "SELECT child.code, child.name, child.valid FROM division AS child"
        f" WHERE child.scheme = 'mca' AND upper_inf(child.known) AND child.level IN {LEVELS}"
        " AND parent_code IS NOT NULL AND NOT datemultirange(child.valid) <@ ("
        "   SELECT range_agg(parent.valid) FROM division AS parent"
        "   WHERE parent.scheme = 'mca' AND upper_inf(parent.known)"
        "   AND parent.code = child.parent_code)",
    )
    assert orphans == []


def test_r1_5_every_change_of_a_year_that_ends_even_has_its_document_or_wording(
    real_registry: Engine,
) -> None:
    [count] = rows(
        real_registry,
        "SELECT count(*) FILTER (WHERE document_nos <> '{}') AS numbered,"
        " count(*) FILTER (WHERE wording IS NULL AND document_nos = '{}') AS bare"
        " FROM division_event AS event WHERE scheme = 'mca' AND upper_inf(known)"
        " AND extract(year FROM list_date)::int % 2 = 0 AND EXISTS ("
        "   SELECT FROM division_effect JOIN division AS unit"
        "   ON unit.id IN (predecessor_id, successor_id)"
        "   WHERE event_id = event.id AND length(unit.code) = 6)",
    )
    assert count.numbered > 600
    assert count.bare == 0


def test_what_a_line_of_the_notices_says_and_the_registry_does_not_is_a_row_with_its_reason(
    real_registry: Engine,
) -> None:
    found = rows(
        real_registry,
        "SELECT difference.kind, explanation FROM division_difference AS difference"
        " JOIN ingest_run AS run ON run.id = run_id"
        " WHERE run.kind IN ('division-changes', 'division-decisions', 'division-history')"
        " AND upper_inf(difference.known)",
    )
    assert {row.kind for row in found} == {"relation"}
    assert all("只是上级更名" in row.explanation for row in found)
    assert len(found) == 122
