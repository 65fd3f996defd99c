"""Parameters of OGC API – Moving Features (22-003r3): bbox, datetime, leaf and the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator

from spatial.errors import BadParameter
from spatial.locations.clock import microseconds
from spatial.locations.moving_devices import BEGINNING, ENDING
from spatial.locations.moving_parts import DegreeBox
from spatial.temporal import parse_instant

MOST_LEAVES = 1_000


def boxes(
    bbox: Annotated[
        str | None,
        Query(
            description="west,south,east,north in degrees, CGCS2000; with heights, which do not "
            "count, six numbers. West may lie east of east: then it goes over ±180°."
        ),
    ] = None,
) -> tuple[DegreeBox, ...]:
    """The boxes that make up a bbox; none when it is left out. Raises BadParameter."""
    if bbox is None:
        return ()
    try:
        numbers = [float(one) for one in bbox.split(",")]
    except ValueError as error:
        raise BadParameter(f"bbox={bbox} has something that is no number") from error
    if len(numbers) == 6:
        numbers = [numbers[at] for at in (0, 1, 3, 4)]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadParameter(f"bbox={bbox} has not four or six numbers")
    west, south, east, north = numbers
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadParameter(f"bbox={bbox} is not west,south,east,north within ±180 and ±90 degrees")
    if west <= east:
        return (DegreeBox(west, south, east, north),)
    return DegreeBox(west, south, 180.0, north), DegreeBox(-180.0, south, east, north)


Boxes = Annotated[tuple[DegreeBox, ...], Depends(boxes)]


@dataclass(frozen=True, slots=True)
class Times:
    """An interval, ends included. bounded: whether it has both ends and is no instant."""

    start: datetime
    end: datetime
    bounded: bool

    @property
    def start_us(self) -> int:
        """Its start in microseconds since 1970-01-01 UTC."""
        return microseconds(self.start)

    @property
    def end_us(self) -> int:
        """Its end in microseconds since 1970-01-01 UTC."""
        return microseconds(self.end)


ALWAYS = Times(BEGINNING, ENDING, False)


def times(
    datetime_: Annotated[
        str | None,
        Query(
            alias="datetime",
            description="An instant (RFC 3339), or an interval start/end, ends included; .. or "
            "nothing leaves an end open.",
        ),
    ] = None,
) -> Times:
    """The interval of a datetime. Raises BadDate, BadParameter."""
    if datetime_ is None:
        return ALWAYS
    ends = datetime_.split("/")
    if len(ends) == 1:
        at = parse_instant(datetime_)
        return Times(at, at, False)
    if len(ends) != 2:
        raise BadParameter(f"datetime={datetime_} is no instant and no interval start/end")
    start, end = (None if one in ("", "..") else parse_instant(one) for one in ends)
    if start is not None and end is not None and end < start:
        raise BadParameter(f"datetime={datetime_} ends before it starts")
    return Times(start or BEGINNING, end or ENDING, start is not None and end is not None)


During = Annotated[Times, Depends(times)]


def leaf(
    leaf: Annotated[
        str | None,
        Query(description="Instants (RFC 3339) in rising order, parted by commas."),
    ] = None,
) -> tuple[int, ...] | None:
    """The instants asked for, microseconds; None when left out. Raises BadDate, BadParameter."""
    if leaf is None:
        return None
    instants = tuple(microseconds(parse_instant(one)) for one in leaf.split(","))
    if len(instants) > MOST_LEAVES:
        raise BadParameter(f"leaf has {len(instants)} instants, {MOST_LEAVES} are the most")
    if any(after <= before for before, after in pairwise(instants)):
        raise BadParameter("leaf has instants that do not rise")
    return instants


Leaf = Annotated[tuple[int, ...] | None, Depends(leaf)]


def sub_trajectory(
    during: During,
    subTrajectory: Annotated[
        bool,
        Query(
            description="Whether movement is cut to the datetime, which has to have both ends then."
        ),
    ] = False,
) -> bool:
    """Whether movement is cut. Raises BadParameter without an interval to cut it to."""
    if subTrajectory and not during.bounded:
        raise BadParameter("subTrajectory needs a datetime with both ends")
    return subTrajectory


SubTrajectory = Annotated[bool, Depends(sub_trajectory)]


def require_one_cut(leaf: tuple[int, ...] | None, cut: bool, name: str) -> None:
    """Raises BadParameter when both are asked for, which the standard does not allow."""
    if leaf is not None and cut:
        raise BadParameter(f"leaf and {name} exclude each other")


MOST_OF_A_PAGE = 1_000

Limit = Annotated[
    int,
    Query(
        ge=1,
        json_schema_extra={"maximum": MOST_OF_A_PAGE},
        description="Of one answer; more than the maximum counts as the maximum.",
    ),
    AfterValidator(lambda limit: min(limit, MOST_OF_A_PAGE)),
]
