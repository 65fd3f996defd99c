"""Faults of a question that its own parts find, told where all other faults of inputs are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from spatial.errors import ShikongError


@contextmanager
def telling() -> Iterator[None]:
    """Within a validator: an error of the domain becomes one of the input. Raises ValueError."""
    try:
        yield
    except ShikongError as error:
        raise ValueError(str(error)) from error
