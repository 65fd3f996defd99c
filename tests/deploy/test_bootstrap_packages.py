import re
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.bootstrap.packages import (
    Machine,
    Wanted,
    chromium_package,
    missing,
    pgrouting_package,
    postgis_package,
    require_installer,
    venv_package,
)
from deploy.postgresql_programs import Programs, choose_programs, installed_programs
from spatial.errors import MissingSystemPackage

# As `apt-cache search --names-only` prints it on the named system.
DEBIAN_12 = "postgresql-15-postgis-3 - Geographic objects support for PostgreSQL 15\n"
UBUNTU_24_04 = "postgresql-16-postgis-3 - Geographic objects support for PostgreSQL 16\n"
POSTGRESQL_ORG = "".join(
    f"postgresql-{version}-postgis-{postgis} - Geographic objects support for PostgreSQL\n"
    for version in (13, 14, 15, 16, 17)
    for postgis in (3,)
)
DEBIAN_11 = "postgresql-13-postgis-3 - Geographic objects support for PostgreSQL 13\n"

BIN = Path("/usr/lib/postgresql/15/bin")
WHOLE = Machine(
    postgresql=(Programs(15, BIN, postgis=True),),
    venv=True,
    chromium=True,
    chinese_font=True,
    libatomic=True,
    pango=True,
    nginx=True,
    mosquitto=True,
    gis=True,
    manager="apt-get",
    privilege=(),
)
BARE = Machine(
    postgresql=(),
    venv=False,
    chromium=False,
    chinese_font=False,
    libatomic=False,
    pango=False,
    nginx=False,
    mosquitto=False,
    gis=False,
    manager="apt-get",
    privilege=(),
)


@pytest.mark.parametrize(
    ("listing", "package"),
    [
        (DEBIAN_12, "postgresql-15-postgis-3"),
        (UBUNTU_24_04, "postgresql-16-postgis-3"),
        (POSTGRESQL_ORG, "postgresql-17-postgis-3"),
    ],
)
def test_the_newest_postgis_of_the_systems_packages_is_chosen(listing: str, package: str) -> None:
    assert postgis_package(listing, []) == package


def test_a_postgresql_that_is_there_gets_the_postgis_that_belongs_to_it() -> None:
    assert postgis_package(POSTGRESQL_ORG, [Programs(15, BIN, False)]) == "postgresql-15-postgis-3"


@pytest.mark.parametrize("listing", ["", DEBIAN_11, "postgresql-15-postgis-3-scripts - Scripts\n"])
def test_sources_without_a_new_enough_postgis_are_answered_with_a_sentence(listing: str) -> None:
    with pytest.raises(MissingSystemPackage, match="no PostgreSQL 14 or newer with PostGIS"):
        postgis_package(listing, [])


def test_pgrouting_comes_with_postgis_where_the_sources_have_it_for_that_server() -> None:
    listing = "".join(
        f"postgresql-{version}-pgrouting{rest} - Routing functionality support for PostgreSQL\n"
        for version in (15, 16)
        for rest in ("", "-scripts")
    )
    assert pgrouting_package(listing, "postgresql-15") == "postgresql-15-pgrouting"
    assert pgrouting_package(listing, "postgresql-17") is None
    assert pgrouting_package("", "postgresql-15") is None


def test_the_venv_package_belongs_to_the_running_python() -> None:
    listing = "python3.11-venv - Interactive high-level object-oriented language (pyvenv binary)\n"
    assert venv_package((3, 11), listing) == "python3.11-venv"
    with pytest.raises(MissingSystemPackage, match=r"no python3\.13-venv"):
        venv_package((3, 13), listing)


def test_ubuntus_empty_chromium_shell_is_not_taken_for_a_browser() -> None:
    assert chromium_package("chromium - web browser\n") == "chromium"
    with pytest.raises(MissingSystemPackage, match="install Chromium or Google Chrome"):
        chromium_package("chromium-browser - Transitional package - chromium-browser -> snap\n")


def test_nothing_is_missing_on_a_whole_machine() -> None:
    assert missing(WHOLE, Wanted(postgresql=True, browser=True)) == []


def test_only_what_the_command_needs_is_missed() -> None:
    assert missing(BARE, Wanted(postgresql=False, browser=False)) == ["venv"]
    assert missing(BARE, Wanted(postgresql=True, browser=True)) == [
        "postgis",
        "venv",
        "chromium",
        "chinese font",
        "libatomic",
    ]


def test_a_report_as_pdf_needs_a_chinese_font_and_pango() -> None:
    wanted = Wanted(postgresql=False, browser=False, reports=True)
    assert missing(replace(WHOLE, pango=False), wanted) == ["pango"]
    assert missing(replace(WHOLE, chinese_font=False), wanted) == ["chinese font"]
    machine = replace(WHOLE, pango=False, privilege=None)
    with pytest.raises(MissingSystemPackage, match=r"libpango-1\.0-0 libpangoft2-1\.0-0"):
        require_installer(machine, ["pango"])


def test_what_asks_the_standard_faces_is_missed_by_tests_alone() -> None:
    machine = replace(WHOLE, gis=False, privilege=None)
    assert missing(machine, Wanted(postgresql=True, browser=True)) == []
    gaps = missing(machine, Wanted(postgresql=True, browser=True, gis=True))
    assert gaps == ["qgis and gdal"]
    with pytest.raises(MissingSystemPackage, match="python3-qgis qgis-providers gdal-bin"):
        require_installer(machine, gaps)


def test_postgresql_without_postgis_is_not_enough() -> None:
    machine = replace(WHOLE, postgresql=(Programs(15, BIN, False),))
    assert missing(machine, Wanted(postgresql=True, browser=False)) == ["postgis"]


@pytest.mark.parametrize(
    ("manager", "privilege", "sentence"),
    [
        ("dnf", (), "dnf install postgresql-server postgresql-contrib postgis"),
        ("pacman", (), "pacman install postgresql postgis"),
        (None, (), "by your package manager"),
        ("apt-get", None, "needs root or sudo.*apt-get install postgresql-NN-postgis-3"),
    ],
)
def test_where_nothing_can_be_installed_a_sentence_says_what_to_install(
    manager: str | None, privilege: tuple[str, ...] | None, sentence: str
) -> None:
    machine = replace(WHOLE, postgresql=(), manager=manager, privilege=privilege)
    with pytest.raises(MissingSystemPackage, match=sentence):
        require_installer(machine, ["postgis"])


def test_sudo_stands_before_the_commands_of_a_user_who_may() -> None:
    machine = replace(WHOLE, postgresql=(), privilege=("sudo", "-n"))
    assert require_installer(machine, ["postgis"]) == ("sudo", "-n")


def test_the_newest_postgresql_with_postgis_is_used() -> None:
    installed = [Programs(14, BIN), Programs(15, BIN), Programs(17, BIN, postgis=False)]
    assert choose_programs(installed).version == 15
    assert choose_programs(installed, 14).version == 14


@pytest.mark.parametrize(
    ("installed", "version", "sentence"),
    [
        ([], None, "PostgreSQL 14 or newer with PostGIS is not installed: install postgresql"),
        ([Programs(16, BIN, False)], None, "without PostGIS: install postgresql-16-postgis-3"),
        ([Programs(17, BIN)], 15, "made by PostgreSQL 15.*install postgresql-15-postgis-3"),
    ],
)
def test_a_missing_postgresql_is_named_with_what_to_install(
    installed: list[Programs], version: int | None, sentence: str
) -> None:
    with pytest.raises(MissingSystemPackage, match=sentence):
        choose_programs(installed, version)


def test_installed_servers_are_found_by_their_own_word(tmp_path: Path) -> None:
    for version, printed in (("16", "16.4 (Ubuntu 16.4-0ubuntu0.24.04.1)"), ("13", "13.9")):
        folder = tmp_path / "usr/lib/postgresql" / version / "bin"
        folder.mkdir(parents=True)
        server = folder / "postgres"
        server.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {printed}'\n")
        server.chmod(0o755)
        share = tmp_path / "share" / version
        (share / "extension").mkdir(parents=True)
        (share / "extension" / "postgis.control").touch()
        config = folder / "pg_config"
        config.write_text(f"#!/bin/sh\necho {share}\n")
        config.chmod(0o755)
    found = installed_programs(tmp_path)
    assert [(programs.version, programs.postgis) for programs in found] == [(16, True)]
    assert re.fullmatch(r".*/usr/lib/postgresql/16/bin/initdb", found[0]["initdb"])
