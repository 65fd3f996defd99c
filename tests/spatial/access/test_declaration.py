"""What a route says of itself."""

from __future__ import annotations

from spatial.access.declaration import (
    Action,
    DataClass,
    Declaration,
    Grade,
    declaration_of,
    declared,
)


def test_a_declared_endpoint_keeps_working_and_tells_its_declaration() -> None:
    @declared(DataClass.POSITION, Grade.PERSONAL)
    def endpoint() -> int:
        return 7

    assert endpoint() == 7
    assert declaration_of(endpoint) == Declaration(DataClass.POSITION, Grade.PERSONAL, Action.READ)


def test_a_route_reads_unless_it_says_that_it_writes() -> None:
    @declared(DataClass.IMAGE, Grade.OPEN, Action.WRITE)
    def endpoint() -> None: ...

    found = declaration_of(endpoint)
    assert found is not None
    assert found.action is Action.WRITE


def test_what_declares_nothing_has_no_declaration() -> None:
    def endpoint() -> None: ...

    assert declaration_of(endpoint) is None
    assert declaration_of(None) is None


def test_something_else_under_the_same_name_is_no_declaration() -> None:
    def endpoint() -> None: ...

    endpoint.__shikong_declaration__ = "open"  # type: ignore[attr-defined]
    assert declaration_of(endpoint) is None


def test_grades_rise_from_open_to_sensitive() -> None:
    assert list(Grade) == [Grade.OPEN, Grade.INTERNAL, Grade.PERSONAL, Grade.SENSITIVE]
