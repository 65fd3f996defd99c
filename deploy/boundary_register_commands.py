"""The commands about lines and polygons: propose lines from polygons, list where both differ."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from ingest.session import ingest_engine
from spatial.boundaries.disagreement import Disagreement, FarPart, disagreement_of
from spatial.boundaries.proposals import LEVELS, derive_proposals
from spatial.boundaries.register import boundaries_on
from spatial.division_codes import Level, canonical_code
from spatial.errors import BadParameter, NoCourse
from spatial.progress import step
from spatial.temporal import parse_date, today_in_china

Day = Annotated[str | None, typer.Option("--date", help="YYYY-MM-DD; today when left out.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(
        "derive-boundaries",
        epilog="Example: shikong derive-boundaries --level county --date 2020-12-31",
    )
    def derive_boundaries(
        level: Annotated[
            Level, typer.Option(help=f"{', '.join(LEVELS)}: as the map of the level is drawn.")
        ],
        date: Day = None,
        units: Annotated[
            list[str] | None,
            typer.Option("--unit", help="Two units (said twice); all pairs when left out."),
        ] = None,
    ) -> None:
        """Propose the lines that the polygons of a day would give, for all pairs or for two units.

        Proposals are kept apart: none is law, and none becomes a registered line. Deriving a day
        again replaces its proposals. The time grows with the vertices of the polygons.
        """
        day, begun = _day(date), time.monotonic()
        pair = _pair(units or [])
        with ingest_engine() as engine, engine.begin() as connection:
            count = derive_proposals(connection, level, day, pair)
        seconds = time.monotonic() - begun
        typer.echo(f"{level} {day.isoformat()}: {count:,} proposals in {seconds:.1f} s")

    @app.command(
        "check-boundaries", epilog="Example: shikong check-boundaries --tolerance 100 > list.txt"
    )
    def check_boundaries(
        tolerance: Annotated[
            float, typer.Option(help="Metres by which line and polygons may differ.")
        ] = 100.0,
        date: Day = None,
        number: Annotated[
            str | None, typer.Option(help="Number of one line; all when left out.")
        ] = None,
    ) -> None:
        """List where registered lines and the polygons of a day differ by more than a tolerance.

        Nothing is changed: the line is what the agreement says, the polygons are a drawing.
        """
        if not 0 < tolerance < 1e6:
            raise BadParameter(f"--tolerance {tolerance:g} is not above 0")
        day = _day(date)
        with ingest_engine() as engine, engine.connect() as connection:
            _, lines = boundaries_on(connection, day, limit=1_000_000)
            chosen = [one for one in lines if number in (None, one.number)]
            if number is not None and not chosen:
                raise BadParameter(f"no line {number!r} is registered on {day.isoformat()}")
            with step("核对界线", len(chosen)) as progress:
                for line in chosen:
                    try:
                        found = disagreement_of(connection, line, day, tolerance)
                    except NoCourse as error:
                        typer.echo(f"{line.number} {line.name}: {error}")
                    else:
                        for sentence in told(found, line.name):
                            typer.echo(sentence)
                    progress.advance(1)


def told(found: Disagreement, name: str) -> list[str]:
    """What the check says of a line, in sentences."""
    head = f"{found.number} {name}: {found.length_m / 1000:.3f} km"
    if found.border_m is None:
        return [f"{head}; the polygons of {found.day.isoformat()} share no line to compare with"]
    far = sum(part.to_m - part.from_m for part in found.parts)
    sentences = [
        f"{head}, polygons {found.border_m / 1000:.3f} km; {len(found.parts)} parts, "
        f"{far / 1000:.3f} km, differ by more than {found.tolerance_m:g} m"
    ]
    sentences += [f"  line {_part(part)}" for part in found.parts]
    return sentences + [f"  polygons alone {_part(part)}" for part in found.beyond]


def _part(part: FarPart) -> str:
    area = "unknown" if part.area_m2 is None else f"{part.area_m2 / 10_000:.1f} ha"
    return (
        f"{part.from_m:.0f} m to {part.to_m:.0f} m: up to {part.greatest_m:.0f} m "
        f"at {part.lon:.6f}, {part.lat:.6f}; area between {area}"
    )


def _day(said: str | None) -> date:
    return today_in_china(datetime.now(UTC)) if said is None else parse_date(said)


def _pair(units: list[str]) -> tuple[str, str] | None:
    """The two units, by codes of any form. Raises BadParameter for another number of them."""
    if not units:
        return None
    codes = {canonical_code(unit) for unit in units}
    if len(units) != 2 or len(codes) != 2:
        raise BadParameter("say --unit twice, of two units, or not at all")
    one, other = sorted(codes)
    return one, other
