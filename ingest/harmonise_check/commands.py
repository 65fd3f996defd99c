"""`shikong harmonise-check`: how far each method of harmonisation is from the truth (R10.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import typer

from ingest.harmonise_check.errors_of_methods import Checked, check
from ingest.harmonise_check.real_townships import TABLES, CountedTownships, counted
from ingest.sample.changing_counties import changing_counties
from ingest.session import ingest_engine
from spatial.divisions.bulk.whole_register_loading import register_of
from spatial.divisions.viewpoint import NOW

PAIRS = ((2000, 2024), (2024, 2000), (2010, 2020), (2020, 2022))
"""Years of figures, and years on whose counties they are told: far and near, there and back."""

_HEAD = f"{'method':<18} {'units':>5} {'MAPE':>8} {'RMSE':>9} {'worst':>8} {'met':>6} "


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command("harmonise-check", epilog="Example: shikong harmonise-check --seed 10")
    def harmonise_check(
        seed: Annotated[int, typer.Option(min=0, help="Another seed is another land.")] = 10,
        made_only: Annotated[
            bool, typer.Option("--made-only", help="Without the townships of the database.")
        ] = False,
    ) -> None:
        """Print the error of every method of harmonisation against truth.

        The truth is a made land of townships whose counties change, and, where tables of township
        changes are loaded, the townships of real changes, counted. Ends with 1 where a value that
        is flagged exact is not the truth.
        """
        wrong = 0
        for pair in PAIRS:
            found = check(changing_counties(seed), [pair])
            wrong += sum(one.wrongly_exact for one in found)
            for line in _of_made(found):
                typer.echo(line)
        if not made_only:
            with ingest_engine() as engine:
                land = register_of(engine, NOW)
                with engine.connect() as connection:
                    real = [one for year in TABLES for one in counted(connection, land, year)]
            wrong += sum(one.wrongly_exact for one in real)
            for line in _of_real(real):
                typer.echo(line)
        if wrong:
            raise typer.Exit(1)


def _of_made(found: Sequence[Checked]) -> Iterator[str]:
    first = found[0]
    yield f"made land: figures of {first.year} on the {first.errors.units} counties of {first.on}"
    yield f"{_HEAD}{'exact':>6} {'wrong':>6} {'total':>9}"
    for one in found:
        e = one.errors
        yield (
            f"{one.method:<18} {e.units:>5} {e.mape:>8.2%} {e.rmse:>9.1f} {e.worst:>8.0f} "
            f"{e.exact:>6.0%} {one.flagged_exact:>6} {one.wrongly_exact:>6} {e.total:>9.0f}"
        )
    yield ""


def _of_real(found: Iterable[CountedTownships]) -> Iterator[str]:
    yield "real townships (民政乡级变更表), counted, by lineage alone"
    rows = list(found)
    if not rows:
        yield "no table of township changes is loaded in this database"
        return
    yield f"year {_HEAD}{'told':>6} {'exact':>6} {'wrong':>6} {'open':>6}"
    for one in rows:
        e = one.errors
        yield (
            f"{one.year} {one.method:<18} {e.units:>5} {e.mape:>8.2%} {e.rmse:>9.1f} "
            f"{e.worst:>8.0f} {e.exact:>6.0%} {one.told:>6} {one.exact:>6} "
            f"{one.wrongly_exact:>6} {one.open_:>6}"
        )
    yield (
        "tables are of even years only: odd years are missing, and townships that changed then are "
        "counted as open"
    )
