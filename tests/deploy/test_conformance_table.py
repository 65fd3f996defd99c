"""The tables of docs/standards.md tell of each declared class which client or suite that we did not
write exercises it.
"""

from __future__ import annotations

import re
from pathlib import Path

from deploy.application import STANDARD_FACES
from spatial.api.standard.documents import conformance

ROOT = Path(__file__).parents[2]
CLASS = re.compile(r"^\| `([^`]+/conf/[^`]+)` \| ([^|]+) \|$", re.MULTILINE)
CLIENT = re.compile(r"^\| ([^|`]+) \| `([^`]+\.py)` \|$", re.MULTILINE)
SPECIFICATIONS = "http://www.opengis.net/spec/"
PAGE = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")


def test_each_declared_class_has_its_row_and_no_other_has() -> None:
    declared = conformance("https://example.invalid", STANDARD_FACES)["conformsTo"]
    told = [f"{SPECIFICATIONS}{name}" for name, _ in CLASS.findall(PAGE)]
    assert sorted(told) == sorted(declared)


def test_each_row_names_tests_of_a_client_that_are_there() -> None:
    clients = {file.rsplit("/", 1)[-1]: file for _, file in CLIENT.findall(PAGE)}
    for file in clients.values():
        assert (ROOT / "tests" / file).is_file(), file
    for name, tests in CLASS.findall(PAGE):
        named = re.findall(r"`([^`]+)`", tests)
        assert named, name
        assert set(named) <= set(clients), name
