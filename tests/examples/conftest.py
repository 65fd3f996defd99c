"""The option that writes the answers of today into the examples."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-examples",
        action="store_true",
        help="write today's answers into docs/examples in place of what is shown; read the diff",
    )
