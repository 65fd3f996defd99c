"""Which form a client accepts, and cells that a spreadsheet program would compute."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from spatial.api.accepting import accepted
from spatial.spreadsheets import as_text

KNOWN = {"text/csv": "csv", "application/json": "json"}


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/csv", "csv"),
        ("application/json, text/csv", "json"),
        ("application/json;q=0.4, TEXT/CSV;q=0.5", "csv"),
        ("application/json;q=0, text/csv;q=0.1", "csv"),
        ("text/csv;q=0", None),
        ("text/csv;q=much", "csv"),
        ("image/png, */*", None),
        ("", None),
    ],
)
def test_the_most_welcome_form_is_taken(accept: str, form: str | None) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert accepted(request, KNOWN) == form


@pytest.mark.parametrize("value", ["=1+1", "+86", "-2", "@a", "\tx", "\rx"])
def test_a_text_that_would_be_computed_is_text(value: str) -> None:
    assert as_text(value) == "'" + value


def test_numbers_and_plain_texts_stay() -> None:
    assert [as_text(one) for one in (-2, 1.5, None, "名", "")] == [-2, 1.5, None, "名", ""]
