"""The command that makes the report of a joint inspection."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.evidence_places import anchors_file, file_store
from deploy.settings import HomeSettings
from ingest.session import ingest_engine
from spatial.access.standing import Standing
from spatial.api.settings import MapSettings
from spatial.boundaries.evidence.anchors import last_anchor
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.boundaries.evidence.kinds import content
from spatial.boundaries.report.bundle import bundle_files, make_report
from spatial.boundaries.report.map_rim import Imprint
from spatial.boundaries.report.writing import write_bundle
from spatial.division_codes import canonical_code


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command(
        "inspection-report",
        epilog="Example: shikong inspection-report 12 --out 平许线联检报告.zip",
    )
    def inspection_report(
        inspection: Annotated[int, typer.Argument(min=1, help="Number of the inspection.")],
        out: Annotated[
            Path, typer.Option(help="A new folder, or a new file whose name ends in .zip.")
        ],
        office: Annotated[
            str | None,
            typer.Option(help="Code of the office that reads it; all of both sides when left out."),
        ] = None,
    ) -> None:
        """Make the report bundle of a joint inspection: report.html, report.pdf, maps, tables,
        tracks, photos and the values by which anybody can verify it.
        """
        settings = MapSettings()
        imprint = Imprint(settings.review_number, settings.attribution)
        home = HomeSettings()
        with ingest_engine() as engine, engine.connect() as connection:
            store = file_store(engine, home)
            report = make_report(
                connection,
                inspection,
                Standing(None if office is None else canonical_code(office)),
                now=datetime.now(UTC),
                contents=content,
                imprint=imprint,
                anchor=last_anchor(anchors_file(engine, home, EvidenceSettings())),
            )
        write_bundle(bundle_files(report, store), out)
        typer.echo(f"{out}: {report.facts.boundary.name}, inspection {inspection}")
