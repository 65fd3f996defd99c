"""The table of docs/standards.md tells of each declared class who exercises it."""

from __future__ import annotations

import re
from pathlib import Path

from deploy.application import STANDARD_FACES
from spatial.api.standard.documents import conformance

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([^`]+/conf/[^`]+)` \| ([^|]+) \| `([^`]+)` \|$", re.MULTILINE)
SPECIFICATIONS = "http://www.opengis.net/spec/"


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "standards.md").read_text(encoding="utf-8"))


def test_each_declared_class_has_its_row_and_no_other_has() -> None:
    declared = conformance("https://example.invalid", STANDARD_FACES)["conformsTo"]
    told = [f"{SPECIFICATIONS}{name}" for name, _, _ in rows()]
    assert sorted(told) == sorted(declared)


def test_the_clients_of_the_table_are_where_it_says() -> None:
    for name, client, file in rows():
        assert client.strip(), name
        assert (ROOT / file).is_file(), f"{name}: there is no {file}"
