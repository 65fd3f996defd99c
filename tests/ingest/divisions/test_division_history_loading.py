"""The history of codes: what is claimed, what is refused and why, what a failure leaves."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from division_files import HEADER, TWO_COUNTIES, counts, reasons, rows, write_history
from sqlalchemy import Engine

from ingest.divisions.claims.history import load_division_history
from spatial.errors import SourceRefused

TABLES = ("division", "division_assertion", "division_list", "platform", "ingest_remark")


def assert_nothing_left(engine: Engine) -> None:
    assert counts(engine, *TABLES) == dict.fromkeys(TABLES, 0)
    [run] = rows(engine, "SELECT status, accepted, failure FROM ingest_run")
    assert (run.status, run.accepted) == ("failed", 0)
    assert run.failure


def claims(engine: Engine) -> list[tuple[object, ...]]:
    found = rows(
        engine,
        "SELECT code, name, said FROM division_assertion"
        " WHERE claim = 'version' AND scheme = 'mca' ORDER BY id",
    )
    return [tuple(row) for row in found]


def test_claims_with_their_successors_and_all_lists_between_are_stored(
    engine: Engine, tmp_path: Path
) -> None:
    path = write_history(
        tmp_path,
        [
            "980000,虚省,province,000000,2000,,",
            "982121,甲县,county,980000,2000,2003,982122;982123[2001]",
            "982122,乙县,county,980000,2003,,",
            "982123,丙县,county,980000,2000,2004,982122;982124",
        ],
    )
    report = load_division_history(engine, path)
    assert (report.status, report.accepted, report.refused) == ("loaded", 4, 0)
    assert [code for code, _, _ in claims(engine)] == ["980000", "982121", "982122", "982123"]
    _, county, _, third = (said for _, _, said in claims(engine))
    assert county == {
        "level": "county",
        "parent_code": "980000",
        "first_list": 2000,
        "until_list": 2003,
        "successors": [
            {"code": "982122", "list_year": 2003, "whole": True},
            {"code": "982123", "list_year": 2001, "whole": False},
        ],
    }
    assert isinstance(third, dict)
    assert [one["whole"] for one in third["successors"]] == [False, False]
    [raw] = rows(engine, "SELECT raw, record FROM division_assertion WHERE code = '982121'")
    assert (raw.record, raw.raw["successors"]) == ("line 3", "982122;982123[2001]")
    assert counts(engine, "division") == {"division": 0}
    lists = rows(engine, "SELECT list_date FROM division_list ORDER BY 1")
    assert [row.list_date.year for row in lists] == [2000, 2001, 2002, 2003, 2004]


@pytest.mark.parametrize("writing", ["bom", "gzip", "windows lines"])
def test_other_writings_of_the_same_file_are_read_the_same(
    engine: Engine, tmp_path: Path, writing: str
) -> None:
    path = write_history(tmp_path)
    plain = path.read_bytes()
    path.write_bytes(
        {
            "bom": b"\xef\xbb\xbf" + plain,
            "gzip": gzip.compress(plain),
            "windows lines": plain.replace(b"\n", b"\r\n"),
        }[writing]
    )
    assert load_division_history(engine, path).accepted == len(TWO_COUNTIES)
    assert ("982121", "甲县") in [(code, name) for code, name, _ in claims(engine)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("982123,丙县,district,982100,2000,,", "unknown level 'district'"),
        ("98212,丙县,county,982100,2000,,", "'98212' is no division code"),
        ("98212３,丙县,county,982100,2000,,", "is no division code"),
        (",丙县,county,982100,2000,,", "'' is no division code"),
        ("982123,,county,982100,2000,,", "982123 has no name"),
        ("982123,丙县,prefecture,980000,2000,,", "has the form of a county, not of a prefecture"),
        ("982123,丙县,county,98,2000,2000,", "valid_to 2000 is not after valid_from 2000"),
        ("982123,丙县,county,98,2005,2001,", "valid_to 2001 is not after valid_from 2005"),
        ("982123,丙县,county,98,,,", "valid_from '' is no year"),
        ("982123,丙县,county,98,2000-12-31,,", "valid_from '2000-12-31' is no year"),
        ("982123,丙县,county,98,0000,,", "valid_from '0000' is no year"),
        ("982123,丙县,county,98,2000,soon,", "valid_to 'soon' is no year"),
        ("982123,丙县,county,xx,2000,,", "'xx' is no division code"),
        ("982123,丙县,county,982123,2000,,", "its parent 982123 is a county, not above a county"),
        ("982200,西市,prefecture,982121,2000,,", "982121 is a county, not above a prefecture"),
        ("990000,虚省,province,980000,2000,,", "980000 is a province, not above a province"),
        ("982123,丙县,county,98,2000,2003,乙县", "successor '乙县' is neither CODE nor CODE[YEAR]"),
        ("982123,丙县,county,98,2000,2003,982[2001]", "'982' is no division code"),
        ("982123,丙县,county,98,2000,,982122", "stands still but names the successor 982122"),
        ("982123,丙县,county,98,2000,2003,982122[2004]", "outside the years of the row"),
        ("982123,丙县,county,98,2000,2003,982122[2000]", "outside the years of the row"),
        ("982123,丙县,county,98,2000,2003,982122;982122", "names a successor twice in one year"),
        ("982122,丙县,county,982100,2004,,", "overlaps another version of the code"),
        ("982122,丙县,county,982100,1999,2001,", "overlaps another version of the code"),
        ("982123", "982123 has no name"),
    ],
)
def test_row_that_says_something_impossible_is_refused_with_its_line_and_reason(
    engine: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    report = load_division_history(engine, write_history(tmp_path, [*TWO_COUNTIES, row]))
    assert (report.accepted, report.refused) == (len(TWO_COUNTIES), 1)
    [said] = reasons(engine, "refused")
    assert said.startswith("line 7: ")
    assert reason in said
    [raw] = rows(engine, "SELECT raw FROM ingest_remark")
    assert raw.raw["code"] == row.split(",")[0]
    assert len(claims(engine)) == len(TWO_COUNTIES)


def test_code_may_come_back_in_the_list_in_which_it_ended(engine: Engine, tmp_path: Path) -> None:
    again = ["982121,甲县,county,98,2000,2003,", "982121,新甲县,county,98,2003,,"]
    assert load_division_history(engine, write_history(tmp_path, again)).accepted == 2


def test_two_files_that_say_different_things_of_a_code_stand_side_by_side(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path))
    more = ["982122,丙县,county,982100,2001,,", "982124,丁县,county,982100,2001,,"]
    report = load_division_history(engine, write_history(tmp_path, more, name="more.csv"))
    assert (report.accepted, report.refused) == (2, 0)
    assert [name for code, name, _ in claims(engine) if code == "982122"] == ["乙县", "丙县"]


def test_second_load_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    first = load_division_history(engine, write_history(tmp_path))
    before = claims(engine)
    second = load_division_history(engine, write_history(tmp_path, name="copy.csv"))
    assert (second.status, second.run_id, second.accepted) == (
        "unchanged", first.run_id, first.accepted,
    )  # fmt: skip
    assert claims(engine) == before


GOOD = "\n".join([HEADER, *TWO_COUNTIES, ""]).encode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (GOOD.replace(b",successors", b""), "lacks the columns successors"),
        (b"", "no header row"),
        (gzip.compress(GOOD)[:-20], "half written"),
        (gzip.compress(GOOD)[:-8] + b"\0" * 8, "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no UTF-8 text"),
        (GOOD.decode().encode("gb18030"), "no UTF-8 text"),
        (b'{"type": "FeatureCollection"}', "lacks the columns"),
        (GOOD + b'982130,"\xe4\xb8\x99', "is no CSV"),
        (GOOD.replace("甲".encode(), b"\0"), "NUL character"),
        ((HEADER + "\n").encode(), "no row that could be stored"),
        ((HEADER + "\nx,y,z,,,,\n").encode(), "no row that could be stored"),
        (GOOD + "990000,虚构省,province,,2000,,\n".encode(), "mixes fictional codes"),
    ],
    ids=[
        "missing column", "empty", "half-written gzip", "damaged gzip", "picture", "GB 18030",
        "JSON", "open quote", "NUL", "no rows", "no good row", "fictional and real",
    ],
)  # fmt: skip
def test_file_that_cannot_be_used_is_refused_and_leaves_nothing(
    engine: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason) as refused:
        load_division_history(engine, path)
    assert "history.csv" in str(refused.value)
    assert_nothing_left(engine)


def test_file_that_is_not_there_or_is_a_folder_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="there is no"):
        load_division_history(engine, tmp_path / "absent.csv")
    with pytest.raises(SourceRefused, match="cannot be read"):
        load_division_history(engine, tmp_path)
    assert counts(engine, *TABLES) == dict.fromkeys(TABLES, 0)


def test_fictional_divisions_are_refused_where_real_ones_stand(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path))
    fictional = write_history(tmp_path, ["990000,虚构省,province,,2000,,"], name="fiction.csv")
    with pytest.raises(SourceRefused, match="holds fictional divisions, but this database holds"):
        load_division_history(engine, fictional)
    assert len(claims(engine)) == len(TWO_COUNTIES)


def test_refused_file_can_be_loaded_once_it_is_mended(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(gzip.compress(GOOD)[:-20])
    with pytest.raises(SourceRefused):
        load_division_history(engine, path)
    path.write_bytes(gzip.compress(GOOD))
    assert load_division_history(engine, path).status == "loaded"


def test_a_last_list_without_changes_ends_the_record(engine: Engine, tmp_path: Path) -> None:
    load_division_history(engine, write_history(tmp_path), last_list=2006)
    [ends] = rows(
        engine, "SELECT min(list_date) AS first, max(list_date) AS until FROM division_list"
    )
    assert (ends.first, ends.until) == (date(2000, 12, 31), date(2006, 12, 31))


def test_a_last_list_before_what_the_rows_mention_refuses_the_source(
    engine: Engine, tmp_path: Path
) -> None:
    with pytest.raises(SourceRefused, match="mentions the list of 2003"):
        load_division_history(engine, write_history(tmp_path), last_list=2002)
    assert_nothing_left(engine)
