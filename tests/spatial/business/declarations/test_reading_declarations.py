"""Declarations are read strictly: what is wrong is refused with its place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from declaration_texts import DINING, dining, dining_text
from hypothesis import given
from hypothesis import strategies as st

from spatial.access.declaration import Grade
from spatial.business.declarations.differences import differences, document_of
from spatial.business.declarations.model import Holds, IndicatorKind, Nature, PeriodUnit
from spatial.business.declarations.reading import (
    MOST_BYTES,
    faults_of,
    read_declaration,
    read_declarations,
)
from spatial.business.declarations.shipped import shipped_declarations
from spatial.errors import BadDeclaration

ROOT = Path(__file__).parents[4]


def faults(text: str | bytes) -> list[tuple[str, str]]:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadDeclaration) as refused:
        read_declarations(content, "dining.yaml")
    assert str(refused.value).startswith("dining.yaml: ")
    return faults_of(refused.value)


def test_a_declaration_says_what_each_number_means_r8_2() -> None:
    read = dining()
    assert read.holds == (Holds.CASES, Holds.INDICATORS)
    assert (read.grade, read.minimum_cell, read.retention_months) == (Grade.SENSITIVE, 10, 24)
    rate = read.indicators[2]
    assert (rate.kind, rate.nature, rate.period) == (
        IndicatorKind.YEAR_TO_DATE,
        Nature.RATE,
        PeriodUnit.MONTH,
    )
    assert (rate.numerator, rate.denominator, rate.factor) == ("dining_spending", "diners", 10000)
    assert read.field("meals") == read.fields[1]
    assert read.field("nothing") is None
    assert read.indicator("diners") == read.indicators[0]


def test_json_is_read_as_yaml_is_and_a_document_given_out_comes_in_again() -> None:
    read = dining()
    assert read_declaration(json.dumps(document_of(read), ensure_ascii=False).encode()) == read


def test_several_datasets_stand_in_one_text() -> None:
    other = dining_text(("id: dining", "id: supper"))
    other = other.replace("dining_spending", "supper_spending").replace("diners", "guests")
    other = other.replace("spending_per_diner", "spending_per_guest")
    assert [one.id for one in read_declarations(f"---\n{DINING}---\n{other}".encode())] == [
        "dining",
        "supper",
    ]
    assert faults(f"{DINING}---\n{DINING}") == [("id", "dining is declared more than once")]
    with pytest.raises(BadDeclaration, match="one dataset is declared at a time, not 2"):
        read_declaration(f"{DINING}---\n{other}".encode())


@pytest.mark.parametrize(
    ("before", "after", "where", "what"),
    [
        ("line: 养老", "line: 天气", "line", "there is no line '天气': one of 社会救助、"),
        ("minimum_cell: 10", "minimum_cell: 2", "minimum_cell", "of sensitive records below 3"),
        ("minimum_cell: 10\n", "", "minimum_cell", "declare how many"),
        ("owner: 虚构市民政局养老服务科\n", "", "owner", "Field required"),
        ("    unit: 人\n", "", "indicators[0 diners].unit", "Field required"),
        ("kind: stock", "kind: snapshot", "indicators[0 diners].kind", "'stock', 'flow' or"),
        ("grade: open", "grade: public", "indicators[0 diners].grade", "'open', 'internal'"),
        ("minimum_cell: 5", "minimum_cell: -5", "indicators[0 diners].minimum_cell", "or equal"),
        ("minimum_cell: 5", "minimum_cell: 2.5", "indicators[0 diners].minimum_cell", "integer"),
        ("title: 就餐人数", "title: 12", "indicators[0 diners].title", "string"),
        ("title: 就餐人数", 'title: " "', "indicators[0 diners].title", "match pattern"),
        ("id: diners", "id: Diners 1", "indicators[0 Diners 1].id", "match pattern"),
        (
            "    unit: 人\n",
            "    unit: 人\n    colour: red\n",
            "indicators[0 diners].colour",
            "Extra",
        ),
        ("type: integer", "type: money", "fields[1 meals].type", "'text', 'integer'"),
        ("type: integer", "type: boolean", "fields[1 meals]", "a boolean has no minimum"),
        ("values: [独居, 失能]", "values: []", "fields[0 reason]", "one text or more"),
        ("values: [独居, 失能]", "values: [yes, 1]", "fields[0 reason].values[1]", "string"),
        ("name: meals", "name: reason", "", "field reason stands there more than once"),
        ("title: 餐数", "title: 原因", "", "title of a field 原因 stands there more than once"),
        ("holds: [cases, indicators]", "holds: [cases]", "", "exactly where there are some"),
        ("holds: [cases, indicators]", "holds: [indicators]", "", "holds names none"),
        ("holds: [cases, indicators]", "holds: []", "holds", "at least 1 item"),
        ("id: spending_per_diner", "id: diners", "", "indicator diners stands there more"),
        (
            "additive_time: false",
            "additive_time: true",
            "indicators[0 diners]",
            "a stock does not add up over months",
        ),
        ("denominator: diners\n    ", "", "indicators[2 spending_per_diner]", "stand together"),
        (
            "additive_space: false",
            "additive_space: true",
            "indicators[2 spending_per_diner]",
            "a rate does not add up over space",
        ),
        ("factor: 10000", "factor: 0", "indicators[2 spending_per_diner].factor", "greater than 0"),
        (
            "factor: 10000",
            "weight: diners",
            "indicators[2 spending_per_diner]",
            "only an intensive",
        ),
        (
            "nature: extensive",
            "nature: other\n    numerator: diners\n    denominator: diners\n    weight: diners",
            "indicators[0 diners]",
            "only an intensive",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(
    before: str, after: str, where: str, what: str
) -> None:
    [(place, reason)] = faults(dining_text((before, after)))
    assert place == where
    assert what in reason


def test_open_records_have_no_closed_field_for_they_are_listed_whole_r8_5() -> None:
    told = faults(
        dining_text(("grade: sensitive", "grade: open"), ("grade: internal", "grade: personal"))
    )
    assert [place for place, _ in told] == ["fields[0 reason].grade"]
    assert "one with a personal field is not open" in told[0][1]


def test_all_faults_are_told_at_once() -> None:
    wrong = dining_text(("    unit: 人\n", ""), ("type: integer", "type: money"))
    assert [place for place, _ in faults(wrong)] == [
        "fields[1 meals].type",
        "indicators[0 diners].unit",
    ]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "", "declares nothing"),
        ("---\n", "", "declares nothing"),
        ("- a\n", "", "a mapping of keys to values"),
        ("id: [dining\n", "line 2, column 1", "expected"),
        ("title: 甲\nid: a\ntitle: 乙\n", "title", "stands there more than once (line 3)"),
        ("fields:\n  - {name: a, name: b}\n", "fields[0].name", "more than once (line 2)"),
        ("id: &a dining\ntitle: *a\n", "title", "anchors and aliases are not read"),
        ("id: !!python/object/apply:os.system [ls]\n", "id", "is not read (line 1)"),
        ("id: !secret a\n", "id", "the tag !secret is not read"),
        ("? [a, b]\n: c\n", "", "a key is a text (line 1)"),
        ("a: " + "[" * 40 + "]" * 40, "a", "nested too deeply"),
        (b"title: \xd1\xf8\xc0\xcf\n", "", "not UTF-8 (byte 7)"),
        ("title: a\0b\n", "", ""),
        ("#" * (MOST_BYTES + 1), "", "longer than 1,048,576 bytes"),
    ],
)
def test_what_is_no_declaration_at_all_is_refused(text: str | bytes, where: str, what: str) -> None:
    told = faults(text)
    assert any(where in place and what in reason for place, reason in told), told


def test_the_traps_of_yaml_are_no_values_of_another_type() -> None:
    read = dining(
        ("values: [独居, 失能]", "values: [yes, no, 12:30, 2024-01-05, 0x10, 1e3]"),
        ("factor: 10000", "factor: 0.001"),
    )
    assert read.fields[0].values == ("yes", "no", "12:30", "2024-01-05", "0x10", "1e3")
    assert str(read.indicators[2].factor) == "0.001"


def read_or_refused(content: bytes) -> None:
    """Fails for any other error than the one that names the faults."""
    told = [("", "read")]
    try:
        read_declarations(content)
    except BadDeclaration as error:
        told = faults_of(error)
    assert told


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda told: told.encode()))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refused(content)


@given(st.integers(0, len(DINING) - 1), st.integers(0, 40), st.text(max_size=5))
def test_a_broken_declaration_is_read_or_refused(place: int, cut: int, put: str) -> None:
    read_or_refused((DINING[:place] + put + DINING[place + cut :]).encode())


def test_what_differs_is_told_by_name() -> None:
    after = dining(
        ("title: 老年助餐月报", "title: 老年助餐"),
        ("unit: 份", "unit: 餐"),
        ("factor: 10000", "factor: 2.5"),
        (", type: text, values: [独居, 失能]", ", type: text"),
    )
    assert [(one.where, one.before, one.after) for one in differences(dining(), after)] == [
        ("title", "老年助餐月报", "老年助餐"),
        ("fields[reason].values", ["独居", "失能"], None),
        ("fields[meals].unit", "份", "餐"),
        ("indicators[spending_per_diner].factor", 10000, 2.5),
    ]
    assert differences(after, after) == []


def test_the_example_of_the_documentation_is_a_declaration() -> None:
    page = (ROOT / "docs" / "business-data.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    read = read_declaration(example.encode())
    assert (read.id, len(read.fields), len(read.indicators)) == ("low_income_households", 2, 1)


def test_the_documentation_counts_what_is_shipped() -> None:
    page = (ROOT / "docs" / "business-data.md").read_text(encoding="utf-8")
    shipped = shipped_declarations()
    indicators = sum(len(one.indicators) for one in shipped)
    assert f"{len(shipped)} datasets and {indicators} indicators" in page
