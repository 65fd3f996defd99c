"""Whole folders into a database: the sample end to end, twice, half way, and mixed."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from deploy.cluster import Cluster
from ingest.commands import app
from ingest.load import LOADERS, load_folder
from ingest.sources import read_folder
from spatial.db import open_engine
from spatial.errors import SourceRefused


def scalar(engine: Engine, sql: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar_one_or_none()


def rows(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


@pytest.fixture
def small_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample with two sources only: the history and the facilities."""
    for name in ("division_history.csv.gz", "facilities.csv"):
        shutil.copy(sample_folder / name, tmp_path / name)
    (tmp_path / "sources.toml").write_text(
        """\
content = "fictional"
title = "虚构市样例"

[[source]]
kind = "division-history"
file = "division_history.csv.gz"

[[source]]
kind = "facilities"
file = "facilities.csv"
""",
        encoding="utf-8",
    )
    return tmp_path


def test_every_source_of_the_sample_is_loaded(sample_database: Engine, sample_folder: Path) -> None:
    expected = [source.path.name for source in read_folder(sample_folder).sources]
    runs = rows(sample_database, "SELECT source_name, status FROM ingest_run ORDER BY id")
    assert runs == [(name, "loaded") for name in expected]
    assert rows(sample_database, "SELECT content, title FROM platform") == [
        ("fictional", "虚构市样例")
    ]


def test_only_what_the_sample_meant_to_be_wrong_is_refused(sample_database: Engine) -> None:
    refused = rows(
        sample_database,
        "SELECT source_name, refused FROM ingest_run WHERE refused > 0 ORDER BY source_name",
    )
    assert refused == [("assistance_warnings.csv", 5), ("patrol_04.jt808", 3)]


def test_the_wrong_rows_of_a_table_each_say_why(sample_database: Engine) -> None:
    reasons = rows(
        sample_database,
        "SELECT reason FROM ingest_remark JOIN ingest_run ON id = run_id"
        " WHERE kind = 'records' AND disposition = 'refused'",
    )
    told = ["990198001", "2024-02-30", "不详", "必填", "没有编号"]
    assert len(reasons) == len(told)
    for word in told:
        assert [word in str(reason) for (reason,) in reasons].count(True) == 1


def test_the_garbage_the_broken_frame_and_the_invalid_fix_are_refused(
    sample_database: Engine,
) -> None:
    reasons = rows(
        sample_database,
        "SELECT reason FROM ingest_remark JOIN ingest_run ON id = run_id"
        " WHERE kind = 'jt808-frames' AND disposition = 'refused'",
    )
    assert len(reasons) == 3, reasons


def test_the_repeated_fixes_of_the_late_batch_are_stored_once(sample_database: Engine) -> None:
    came = [(fix.device, fix.at) for fix in held_fixes(sample_database)]
    assert len(came) == len(set(came)) > 20_000


def test_both_editions_of_frames_are_one_patrol(sample_database: Engine) -> None:
    devices = rows(
        sample_database, "SELECT device_class, count(*) FROM device GROUP BY 1 ORDER BY 1"
    )
    assert devices == [("patrol", 9), ("personal", 2), ("vehicle", 2)]


def test_the_log_of_a_receiver_runs_over_midnight_in_utc(sample_database: Engine) -> None:
    times = sorted(fix.at for fix in held_fixes(sample_database) if fix.device == "patrol-05")
    assert len(times) == 3 * 180
    assert times[0] == datetime(2024, 5, 13, 23, 40, tzinfo=UTC)
    assert times[-1] == datetime(2024, 5, 14, 2, 39, 40, tzinfo=UTC)


def test_the_files_of_two_surveyors_are_whole_walks(sample_database: Engine) -> None:
    for device, day in (("patrol-06", 15), ("patrol-07", 16)):
        fixes = [fix for fix in held_fixes(sample_database) if fix.device == device]
        assert len(fixes) == 3 * 180
        assert fixes[0].at == datetime(2024, 5, day - 1, 23, 40, tzinfo=UTC)
        assert all(fix.altitude_m is not None for fix in fixes)


def test_every_unit_of_every_list_is_drawn_or_named_in_the_area_that_holds_it(
    sample_database: Engine,
) -> None:
    undrawn = rows(
        sample_database,
        "SELECT list_date, division.code FROM division_list JOIN division ON valid @> list_date"
        " WHERE NOT EXISTS (SELECT FROM division_area AS area"
        "  LEFT JOIN division_area_candidate AS candidate ON area_id = area.id"
        "  WHERE area.level = division.level AND area.valid @> list_date"
        "  AND division.id IN (area.division_id, candidate.division_id))",
    )
    assert undrawn == []


def test_renames_and_code_changes_keep_the_shape(sample_database: Engine) -> None:
    """虚丙县 (to 2006) has the shape of 虚云县, 虚己县 the same under both its codes."""
    compared = rows(
        sample_database,
        "SELECT old.name, ST_Equals(old.geom, new.geom) FROM division_area AS old"
        " JOIN division_area AS new ON (old.code, new.code) IN"
        "  (('990121', '990121'), ('990124', '990131'), ('990281', '990182'))"
        " WHERE old.valid @> DATE '2005-06-30' AND new.valid @> DATE '2024-12-31'"
        " ORDER BY old.code",
    )
    assert compared == [("虚丙县", True), ("虚己县", True), ("虚丑市", True)]


def test_a_split_county_is_the_union_of_its_halves(sample_database: Engine) -> None:
    difference = scalar(
        sample_database,
        "SELECT ST_Area(ST_SymDifference(old.geom, (SELECT ST_Union(geom) FROM division_area"
        "  WHERE code IN ('990126', '990127') AND valid @> DATE '2024-12-31'))) / ST_Area(old.geom)"
        " FROM division_area AS old WHERE code = '990123' AND valid @> DATE '2005-06-30'",
    )
    assert isinstance(difference, float)
    assert difference < 1e-9


def test_the_units_of_the_last_list_are_drawn_as_their_source_has_them(
    sample_database: Engine,
) -> None:
    compared = rows(
        sample_database,
        "SELECT area.level, count(*),"
        " max(ST_Area(ST_SymDifference(area.geom, shape.geom)) / ST_Area(shape.geom))"
        " FROM division_area AS area JOIN shape_vintage AS vintage USING (level)"
        " JOIN division_shape AS shape ON vintage_id = vintage.id AND shape.code = area.code"
        " WHERE role = 'base' AND valid @> DATE '2024-12-31' GROUP BY 1",
    )
    counts = {level: count for level, count, _ in compared}
    assert counts["county"] == 12
    assert counts["township"] == scalar(
        sample_database,
        "SELECT count(*) FROM division WHERE level = 'township' AND valid @> DATE '2024-12-31'",
    )
    assert all(difference < 1e-6 for _, _, difference in compared), compared


def test_lines_and_markers_hold_in_their_periods(sample_database: Engine) -> None:
    """虚戊县 was split in 2012: before, no line ran between its halves."""
    between = "SELECT valid FROM boundary_line WHERE name = '虚北戊—虚南戊线'"
    (((valid,),)) = rows(sample_database, between)
    assert str(valid.lower) == "2012-12-31"
    assert valid.upper is None
    starts = rows(
        sample_database,
        "SELECT starts FROM layer_edition WHERE layer = 'boundary_line' AND starts > '2004-12-31'",
    )
    # 2010 changed a code, 2011 a town, 2016 and 2019 towns and villages: no line.
    years = {day.year for (day,) in starts}
    assert years == {2006, 2008, 2012, 2013, 2015, 2020, 2022}


def test_the_three_images_are_catalogued(sample_database: Engine) -> None:
    assert scalar(sample_database, "SELECT count(*) FROM pgstac.items") == 3


def test_a_second_load_changes_nothing(
    cluster: Cluster, sample_database: Engine, sample_folder: Path
) -> None:
    name = f"again_{uuid4().hex[:8]}"
    assert sample_database.url.database is not None
    sample_database.dispose()
    cluster.create_database(name, sample_database.url.database)
    engine = open_engine(cluster.url(name), pool=2)
    counted = (
        "SELECT (SELECT count(*) FROM division_area), (SELECT max(id) FROM division_area),"
        " (SELECT sum(fixes) FROM position_chunk), (SELECT count(*) FROM boundary_line),"
        " (SELECT count(*) FROM layer_edition), (SELECT count(*) FROM observation)"
    )
    try:
        before = rows(engine, counted)
        again = load_folder(engine, sample_folder)
        assert {report.status for report in again} == {"unchanged"}
        assert rows(engine, counted) == before
    finally:
        engine.dispose()
        cluster.drop_database(name)


def test_an_interrupted_load_goes_on_where_it_stopped(engine: Engine, small_folder: Path) -> None:
    facilities = (small_folder / "facilities.csv").read_bytes()
    (small_folder / "facilities.csv").write_bytes(b"\xff\xfe not a table")
    with pytest.raises(SourceRefused):
        load_folder(engine, small_folder)
    assert scalar(engine, "SELECT count(*) FROM record") == 0
    (small_folder / "facilities.csv").write_bytes(facilities)
    assert [report.status for report in load_folder(engine, small_folder)] == [
        "unchanged",
        "loaded",
    ]
    assert scalar(engine, "SELECT count(DISTINCT key) FROM record") == 40


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('kind = "horoscopes"\nfile = "facilities.csv"', "unknown kind 'horoscopes'.*facilities"),
        ('kind = "facilities"\nfile = "facilities.csv"\ncolour = 1', "facilities.*colour"),
        ('kind = "positions"\nfile = "facilities.csv"', "positions.*device_class"),
        ('kind = "facilities"\nfile = "gone.csv"', r"lacks gone\.csv"),
    ],
)
def test_a_wrong_source_is_refused_before_anything_is_loaded(
    engine: Engine, small_folder: Path, wrong: str, told: str
) -> None:
    with (small_folder / "sources.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n[[source]]\n{wrong}\n")
    with pytest.raises(SourceRefused, match=told):
        load_folder(engine, small_folder)
    assert scalar(engine, "SELECT count(*) FROM ingest_run") == 0
    assert scalar(engine, "SELECT count(*) FROM platform") == 0


def test_real_data_is_refused_where_fictional_data_stands(
    engine: Engine, small_folder: Path
) -> None:
    load_folder(engine, small_folder)
    listed = small_folder / "sources.toml"
    listed.write_text(
        listed.read_text(encoding="utf-8").replace('"fictional"', '"real"'), encoding="utf-8"
    )
    with pytest.raises(SourceRefused, match="holds real data, but this database holds fictional"):
        load_folder(engine, small_folder)
    assert scalar(engine, "SELECT content FROM platform") == "fictional"


def test_fictional_data_is_refused_where_real_data_stands(
    engine: Engine, small_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    real = tmp_path_factory.mktemp("real")
    shutil.copy(small_folder / "facilities.csv", real)
    (real / "sources.toml").write_text(
        'content = "real"\ntitle = "x"\n[[source]]\nkind = "facilities"\nfile = "facilities.csv"\n'
    )
    load_folder(engine, real)
    with pytest.raises(SourceRefused, match="holds fictional data, but this database holds real"):
        load_folder(engine, small_folder)
    assert scalar(engine, "SELECT count(*) FROM division") == 0


def test_a_folder_that_says_fictional_of_real_codes_is_refused(
    engine: Engine, small_folder: Path
) -> None:
    """The codes speak too: what begins with 99 is not real, whatever sources.toml says."""
    listed = small_folder / "sources.toml"
    listed.write_text(
        listed.read_text(encoding="utf-8").replace('"fictional"', '"real"'), encoding="utf-8"
    )
    with pytest.raises(SourceRefused):
        load_folder(engine, small_folder)
    assert scalar(engine, "SELECT count(*) FROM division") == 0


@pytest.fixture
def database_in_environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    return database_url


def test_the_command_loads_a_folder_and_says_what_it_did(
    database_in_environment: str, small_folder: Path
) -> None:
    outcome = CliRunner().invoke(app, ["folder", str(small_folder)])
    assert outcome.exit_code == 0, outcome.output
    assert "division-history division_history.csv.gz: loaded" in outcome.output
    assert "facilities facilities.csv: loaded, 41 accepted" in outcome.output


def test_there_is_a_command_with_help_for_every_kind_of_source() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    names = set(group.list_commands(Context(group)))
    assert names >= LOADERS.keys() | {"folder"}
    for name in sorted(LOADERS.keys() | {"folder"}):
        outcome = CliRunner().invoke(app, [name, "--help"])
        assert outcome.exit_code == 0, outcome.output
        assert "shikong ingest" in outcome.output, f"{name} shows no example"


def test_the_record_goes_to_the_last_list_although_nothing_changed_in_it(
    sample_database: Engine,
) -> None:
    until = scalar(sample_database, "SELECT max(list_date) FROM division_list")
    assert str(until) == "2024-12-31"
