"""No question reads for ever: the server stops it, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import QueryCanceled
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, text
from sqlalchemy.exc import InternalError, OperationalError

from spatial.errors import BadParameter, QuestionTooLarge

_NO_PLACE = "projection domain"


class FeatureSettings(BaseSettings):
    """What questions to collections of features may cost."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_FEATURES_")

    seconds: float = Field(
        default=20,
        gt=0,
        le=3600,
        description="Seconds after which a question to a collection of features is stopped.",
    )


@contextmanager
def time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stops each statement of the transaction that reads longer.

    Raises QuestionTooLarge, and BadParameter where something has no place in the system asked for.
    The transaction is of no use afterwards.
    """
    _limit(connection, seconds)
    with _told(seconds):
        yield


@contextmanager
def page_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """The same for the statements of a page, which are planned without other processes, for they
    take longer to begin than a page to read, and for their own values.
    """
    connection.execute(
        text(
            "SELECT set_config('statement_timeout', :milliseconds, true),"
            " set_config('enable_sort', 'on', true), set_config('jit', 'off', true),"
            " set_config('plan_cache_mode', 'force_custom_plan', true),"
            " set_config('max_parallel_workers_per_gather', '0', true)"
        ),
        {"milliseconds": _milliseconds(seconds)},
    )
    with _told(seconds):
        yield


@contextmanager
def briefly(connection: Connection, seconds: float) -> Iterator[None]:
    """The same for a part of a question that may be done without: the transaction goes on.

    What is written in it is undone. Raises QuestionTooLarge.
    """
    part = connection.begin_nested()
    try:
        _limit(connection, seconds)
        with _told(seconds):
            yield
    finally:
        part.rollback()


def without_sorting(connection: Connection) -> None:
    """Further statements of the transaction take an index that gives the order, where there is
    one: of many rows the planner often thinks that they are few, and would sort them all.
    """
    connection.execute(text("SELECT set_config('enable_sort', 'off', true)"))


def with_processes(connection: Connection) -> None:
    """Further statements of a part may be read by several processes, as counting may."""
    connection.execute(text("SELECT set_config('max_parallel_workers_per_gather', '2', true)"))


def _limit(connection: Connection, seconds: float) -> None:
    connection.execute(
        text("SELECT set_config('statement_timeout', :milliseconds, true)"),
        {"milliseconds": _milliseconds(seconds)},
    )


def _milliseconds(seconds: float) -> str:
    return str(max(1, round(seconds * 1000)))


@contextmanager
def _told(seconds: float) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            raise QuestionTooLarge(
                f"the question would read too much: it was stopped after {seconds:g} s. Ask with a"
                " smaller bbox, a shorter datetime, or a filter on the code of a division"
            ) from error
        raise
    except InternalError as error:
        if _NO_PLACE in str(error.orig):
            raise BadParameter(
                "some of the features lie where the system of crs or bbox-crs has no places: ask"
                " with a bbox, or in another system"
            ) from error
        raise
