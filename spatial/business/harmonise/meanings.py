"""What an indicator's metadata say of how it goes over to other divisions (R8.2, R10.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from spatial.business.declarations.model import Nature
from spatial.business.indicators import indicator, require_readable
from spatial.errors import NotHarmonisable


@dataclass(frozen=True, slots=True)
class Meaning:
    """What decides how an indicator is harmonised.

    minimum_cell: a value above 0 and below it is not shown. numerator, denominator: of a rate,
    factor: what the quotient is multiplied with. weight: with what an intensive indicator is
    averaged, None for the area.
    """

    id: str
    dataset: str
    unit: str
    nature: Nature | None
    minimum_cell: int = 0
    numerator: Meaning | None = None
    denominator: Meaning | None = None
    factor: Decimal = Decimal(1)
    weight: Meaning | None = None

    @property
    def read(self) -> Sequence[Meaning]:
        """All indicators whose figures are read for it, itself first."""
        found = [self]
        for one in (self.numerator, self.denominator, self.weight):
            found += [] if one is None else one.read
        return found


def meaning(connection: Connection, identifier: str, *, harmonised: bool = True) -> Meaning:
    """The meaning of an indicator and of what it is made of.

    harmonised: whether it has to go over to other divisions.
    Raises UnknownIndicator, NotPermitted, NotHarmonisable.
    """
    found = indicator(connection, identifier)
    require_readable(found)
    nature = found.nature
    if harmonised:
        _require_nature(identifier, nature)
    own = Meaning(found.id, found.dataset, found.unit, nature, found.minimum_cell)
    if not harmonised or nature is Nature.EXTENSIVE:
        return own
    if nature is Nature.RATE:
        # The table has no rate without them.
        assert found.numerator is not None
        assert found.denominator is not None
        return replace(
            own,
            numerator=_extensive(connection, found.numerator, identifier),
            denominator=_extensive(connection, found.denominator, identifier),
            factor=found.factor,
        )
    weight = None if found.weight is None else _extensive(connection, found.weight, identifier)
    return replace(own, weight=weight)


def _extensive(connection: Connection, identifier: str, of: str) -> Meaning:
    found = meaning(connection, identifier)
    if found.nature is not Nature.EXTENSIVE:
        raise NotHarmonisable(
            f"{of} is made of {identifier}, whose nature is {found.nature}: only extensive "
            "indicators are shared out and summed",
            indicator=of,
            nature=found.nature,
        )
    return found


def _require_nature(identifier: str, nature: Nature | None) -> None:
    if nature is None:
        raise NotHarmonisable(
            f"nobody declared how the values of {identifier} go over to other divisions: declare "
            "its nature (extensive, intensive or rate), or ask for policy as_reported",
            indicator=identifier,
            nature=None,
        )
    if nature is Nature.OTHER:
        raise NotHarmonisable(
            f"values of {identifier} go to no other divisions (nature other: medians, indices): "
            "ask for policy as_reported",
            indicator=identifier,
            nature=nature,
        )
