"""The commands about declared datasets:
`shikong datasets list|show|check|declare|retain|questions`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.session import ingest_engine
from spatial.business.answering.asked_about import asked_about, enough_to_tell
from spatial.business.declarations.differences import differences, document_of
from spatial.business.declarations.holdings import holdings_of, shown_count
from spatial.business.declarations.judging import faults_in
from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.declarations.reading import read_declarations
from spatial.business.declarations.retention import retain
from spatial.business.declarations.store import (
    Declared,
    declaration_of,
    declarations,
    declare_all,
    history_of,
)
from spatial.errors import SourceRefused
from spatial.temporal import parse_date, today_in_china

File = Annotated[
    Path, typer.Argument(help="YAML or JSON, UTF-8; several datasets by ---.", show_default=False)
]

_datasets = typer.Typer(help="Datasets of the business lines: what they hold and mean.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(_datasets, name="datasets")


@_datasets.command("list", epilog="Example: shikong datasets list --line 养老")
def list_datasets(
    line: Annotated[str | None, typer.Option(help="Of a business line only.")] = None,
) -> None:
    """List the datasets that are declared."""
    with ingest_engine() as engine, engine.connect() as connection:
        for name, one in declarations(connection).items():
            told = one.declaration
            if line is None or told.line == line:
                holds = ",".join(told.holds)
                typer.echo(f"{name}  {told.line}  {told.title}  {holds}  version {one.version}")


@_datasets.command(epilog="Example: shikong datasets show elderly_care")
def show(
    dataset: Annotated[str, typer.Argument(help="Its identifier.", show_default=False)],
    history: Annotated[bool, typer.Option("--history", help="What changed, by version.")] = False,
) -> None:
    """Print the declaration of a dataset as YAML that can be declared again."""
    with ingest_engine() as engine, engine.connect() as connection:
        if history:
            _show_history(history_of(connection, dataset))
            return
        found = declaration_of(connection, dataset)
        held = holdings_of(connection, dataset)
    cell = found.declaration.minimum_cell
    by = found.declared_by or "an older release"
    typer.echo(f"# version {found.version}, {found.declared_at.isoformat()}, by {by}")
    for kind, count in held.records.items():
        shown = shown_count(count, cell)
        typer.echo(f"# {kind}: {f'fewer than {10 * cell}' if shown is None else f'{shown:,}'}")
    if held.figures:
        typer.echo(f"# figures: {held.figures:,}")
    if held.data_from is not None:
        typer.echo(f"# data: {held.data_from} to {held.data_until}")
    typer.echo(_yaml(document_of(found.declaration)), nl=False)


@_datasets.command(epilog="Example: shikong datasets check dining.yaml")
def check(file: File) -> None:
    """Say what declaring a file would change, or why it is refused; nothing is stored.

    Exit code 1 where it is refused.
    """
    wanted = _read(file)
    with ingest_engine() as engine, engine.connect() as connection:
        standing = declarations(connection)
        faults = faults_in(
            connection, wanted, {name: one.declaration for name, one in standing.items()}
        )
    for one in wanted:
        typer.echo(f"{one.id}: {_told(one, standing.get(one.id))}")
        found = faults.get(one.id)
        for place, reason in () if found is None else (*found.own, *found.stored):
            typer.echo(f"  refused: {place}: {reason}")
    if faults:
        raise typer.Exit(1)


@_datasets.command(epilog="Example: shikong datasets declare dining.yaml --by 虚构市民政局")
def declare(
    file: File,
    by: Annotated[
        str | None, typer.Option(help="Who declares; the owner of each dataset when left out.")
    ] = None,
) -> None:
    """Declare the datasets of a file, all or none; the same again changes nothing."""
    wanted = _read(file)
    with ingest_engine() as engine, engine.begin() as connection:
        standing = declarations(connection, [one.id for one in wanted])
        owners = {one.owner for one in wanted}
        found = declare_all(connection, wanted, by or "、".join(sorted(owners)))
    for one in found:
        told = _told(one.declaration, standing.get(one.declaration.id))
        typer.echo(f"{one.declaration.id}: {told}; version {one.version}")


@_datasets.command("retain", epilog="Example: shikong datasets retain --dataset rescue_events")
def retain_records(
    dataset: Annotated[
        list[str] | None, typer.Option(help="Of these only; all when left out.")
    ] = None,
    today: Annotated[
        str | None, typer.Option("--date", help="As if it were this day, YYYY-MM-DD.")
    ] = None,
) -> None:
    """Delete single records that are older than their dataset says, with all known of them.

    Each dataset is a transaction of its own and leaves a line in record_expiry: how many records
    went, and of which days. What is kept of refused rows goes too. Figures stay.
    """
    day = today_in_china(datetime.now(UTC)) if today is None else parse_date(today)
    with ingest_engine() as engine:
        with engine.connect() as connection:
            names = sorted(declarations(connection, dataset))
            for one in dataset or ():
                declaration_of(connection, one)
        for name in names:
            with engine.begin() as connection:
                for gone in retain(connection, day, [name]):
                    remarks = f" and {gone.remarks:,} remarks" if gone.remarks else ""
                    typer.echo(
                        f"{name}: {gone.records:,} records{remarks} before {gone.before} deleted"
                    )


@_datasets.command(epilog="Example: shikong datasets questions rescue_events --days 30")
def questions(
    dataset: Annotated[str, typer.Argument(help="Its identifier.", show_default=False)],
    days: Annotated[int, typer.Option(min=1, help="Days up to today that are looked at.")] = 30,
) -> None:
    """Count the different questions about the single records of a dataset, by day.

    Perturbed counts withstand few questions about one small set, not hundreds: with enough of them
    its count comes out, and that is said (docs/suppression.md).
    """
    since = today_in_china(datetime.now(UTC)) - timedelta(days=days - 1)
    with ingest_engine() as engine, engine.connect() as connection:
        cell = declaration_of(connection, dataset).declaration.minimum_cell
        found = asked_about(connection, dataset, since)
    for one in found:
        typer.echo(f"{one.day}  {one.operator}  {one.questions:,}")
    total = sum(one.questions for one in found)
    typer.echo(f"{total:,} different questions since {since}")
    if cell > 1 and total >= enough_to_tell(cell):
        typer.echo(
            f"of one small set {enough_to_tell(cell):,} would tell the count: see who asked what"
        )


def _read(file: Path) -> list[DatasetDeclaration]:
    try:
        return read_declarations(file.read_bytes(), file.name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise SourceRefused(f"{file} is no file") from error


def _told(wanted: DatasetDeclaration, standing: Declared | None) -> str:
    if standing is None:
        return "new"
    changed = differences(standing.declaration, wanted)
    return ", ".join(one.where for one in changed) + " changed" if changed else "nothing changed"


def _show_history(found: list[Declared]) -> None:
    for one, before in zip(found, [*found[1:], None], strict=True):
        by = one.declared_by or "an older release"
        typer.echo(f"version {one.version}  {one.declared_at.isoformat()}  {by}")
        for place in () if before is None else differences(before.declaration, one.declaration):
            typer.echo(f"  {place.where}: {place.before} -> {place.after}")


def _yaml(document: dict[str, Any]) -> str:
    import yaml

    # Texts that YAML would read as something else are quoted by it; JSON's types stay as they are.
    told: str = yaml.safe_dump(
        json.loads(json.dumps(document)), allow_unicode=True, sort_keys=False, width=100
    )
    return told
