"""What the database holds, fictional or real: the two never stand in one database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from spatial.division_codes import is_fictional
from spatial.errors import SourceRefused

_TITLES = {"fictional": "时空（虚构样例）", "real": "时空"}


def require_content(connection: Connection, source: str, codes: Iterable[str]) -> None:
    """Returns when the codes of a source fit what the database holds.

    Codes that begin with 99 are fictional. Where nothing is said yet, the codes decide.
    Raises SourceRefused, with the name of the source, for a mixture.
    """
    kinds = {"fictional" if is_fictional(code) else "real" for code in codes}
    if not kinds:
        return
    if len(kinds) > 1:
        raise SourceRefused(
            f"{source} mixes fictional codes (beginning with 99) and real ones: load them apart"
        )
    kind = kinds.pop()
    held = connection.execute(text("SELECT content FROM platform")).scalar_one_or_none()
    if held is None:
        connection.execute(
            text("INSERT INTO platform (content, title) VALUES (:content, :title)"),
            {"content": kind, "title": _TITLES[kind]},
        )
    elif held != kind:
        raise SourceRefused(
            f"{source} holds {kind} divisions, but this database holds {held} ones; "
            "each has a database of its own"
        )
