"""`shikong datasets …` as an owner gives it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from declaration_texts import DINING, dining_text
from sqlalchemy import Engine, text

from spatial.business.declarations.reading import read_declaration
from spatial.business.declarations.shipped import shipped_declarations
from spatial.business.declarations.store import declaration_of

SHIKONG = [sys.executable, "-c", "from deploy.cli import main; main()"]


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    return os.environ | {"SHIKONG_DATABASE_URL": database_url}


def shikong(environment: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*SHIKONG, "datasets", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_what_the_package_ships_is_listed_in_a_new_database(environment: dict[str, str]) -> None:
    lines = shikong(environment, "list").stdout.splitlines()
    assert len(lines) == len(shipped_declarations())
    of_line = shikong(environment, "list", "--line", "殡葬").stdout
    assert "funeral_home  殡葬  殡仪馆  facilities  version 1" in of_line
    assert "养老" not in of_line


def test_an_owner_checks_declares_and_shows_a_dataset(
    engine: Engine, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "dining.yaml"
    file.write_text(DINING, encoding="utf-8")
    assert shikong(environment, "check", file).stdout == "dining: new\n"
    assert "'dining'" in shikong(environment, "show", "dining").stderr
    declared = shikong(environment, "declare", file)
    assert declared.stdout == "dining: new; version 1\n"
    shown = shikong(environment, "show", "dining").stdout
    assert read_declaration(shown.encode()) == read_declaration(DINING.encode())
    assert "by 虚构市民政局养老服务科" in shown
    file.write_text(dining_text(("title: 就餐人数", "title: 用餐人数")), encoding="utf-8")
    words = ("declare", file, "--by", "虚构市")
    renewed = "dining: indicators[diners].title changed; version 2\n"
    assert shikong(environment, *words).stdout == renewed
    assert shikong(environment, *words).stdout == "dining: nothing changed; version 2\n"
    history = shikong(environment, "show", "dining", "--history").stdout
    assert "indicators[diners].title: 就餐人数 -> 用餐人数" in history
    with engine.connect() as connection:
        assert declaration_of(connection, "dining").declared_by == "虚构市"


def test_a_declaration_that_is_refused_says_why_and_changes_nothing(
    engine: Engine, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "dining.yaml"
    file.write_text(DINING, encoding="utf-8")
    shikong(environment, "declare", file)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
                " VALUES ('diners', '990101', '2020-01-01', '2020-02-01', 3)"
            )
        )
    file.write_text(dining_text(("unit: 人", "unit: 百人")), encoding="utf-8")
    checked = shikong(environment, "check", file)
    assert checked.returncode == 1
    assert "  refused: indicators[0 diners].unit: '百人', but the stored" in checked.stdout
    refused = shikong(environment, "declare", file)
    assert (refused.returncode, "indicators[0 diners].unit" in refused.stderr) == (1, True)
    file.write_text("id: dining\nid: dining\n", encoding="utf-8")
    broken = shikong(environment, "check", file)
    assert "dining.yaml: id: the key stands there more than once (line 2)" in broken.stderr
    assert "is no file" in shikong(environment, "check", tmp_path / "nothing.yaml").stderr
    assert "is no file" in shikong(environment, "check", tmp_path).stderr


def test_records_whose_time_is_over_go_and_are_counted_r9_11(
    engine: Engine, environment: dict[str, str]
) -> None:
    shikong(environment, "list")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, division_code, division_by)"
                " SELECT 'rescue_events', 'cases', 'R' || n, DATE '2020-01-01' + n, '990101',"
                " 'code' FROM generate_series(1, 1200) AS n"
            )
        )
    words = ("retain", "--dataset", "rescue_events", "--date", "2023-01-01")
    assert shikong(environment, *words).stdout == (
        "rescue_events: 365 records before 2021-01-01 deleted\n"
    )
    assert "rescue_events: 0 records" in shikong(environment, *words).stdout
    every = shikong(environment, "retain", "--date", "2023-01-01").stdout
    assert len(every.splitlines()) == sum(
        one.retention_months is not None for one in shipped_declarations()
    )
    assert "# cases: 800" in shikong(environment, "show", "rescue_events").stdout
    unknown = shikong(environment, "retain", "--dataset", "nothing")
    assert (unknown.returncode, "'nothing'" in unknown.stderr) == (1, True)


def test_questions_about_single_records_are_counted_and_too_many_are_told(
    engine: Engine, environment: dict[str, str]
) -> None:
    def ask(first: int, count: int, days_ago: int = 0) -> None:
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO answer (id, operator, question, digest, given_at) SELECT"
                    " md5(n || ' ' || :ago), 'aggregate', json_build_object('dataset',"
                    " 'rescue_events', 'from', n), repeat('0', 64),"
                    " now() - make_interval(days => :ago)"
                    " FROM generate_series(:first, :first + :count - 1) AS n"
                ),
                {"first": first, "count": count, "ago": days_ago},
            )
            connection.execute(
                text(
                    "INSERT INTO answer (id, operator, question, digest) SELECT"
                    " md5('gaps ' || :at), 'gaps',"
                    " json_build_object('of', 'rescue_events', 'at', CAST(:at AS text)),"
                    " repeat('0', 64)"
                ),
                {"at": f"{first} {days_ago}"},
            )

    shikong(environment, "list")
    ask(1, 3)
    ask(1, 2, days_ago=40)
    few = shikong(environment, "questions", "rescue_events").stdout.splitlines()
    assert [line.split("  ")[1:] for line in few[:-1]] == [["aggregate", "3"], ["gaps", "2"]]
    assert few[-1].startswith("5 different questions since ")
    ask(10, 400)
    many = shikong(environment, "questions", "rescue_events", "--days", "60").stdout
    assert "of one small set 400 would tell the count" in many
    assert "'nothing'" in shikong(environment, "questions", "nothing").stderr
