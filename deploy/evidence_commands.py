"""The commands about evidence: verifying it, anchoring it, erasing it where a law wants that."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.evidence_places import anchors_file, file_store
from deploy.settings import HomeSettings
from ingest.session import ingest_engine
from spatial.progress import step


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(epilog="Example: shikong verify --against /mnt/archive/anchors.jsonl")
    def verify(
        since: Annotated[
            int, typer.Option(min=0, help="Number of a link that was verified before.")
        ] = 0,
        against: Annotated[
            Path | None, typer.Option(help="File of anchors that were kept elsewhere.")
        ] = None,
        key: Annotated[
            Path | None, typer.Option(help="Public key (PEM) that must have signed the anchors.")
        ] = None,
        as_json: Annotated[
            bool, typer.Option("--json", help="A line of JSON for each finding, and the figures.")
        ] = False,
    ) -> None:
        """Find and name evidence that was changed, taken away or put in; exit code 1 if any was."""
        from spatial.boundaries.evidence.anchors import read_anchors
        from spatial.boundaries.evidence.findings import Counted
        from spatial.boundaries.evidence.signing import read_public_key
        from spatial.boundaries.evidence.verify import amount, snapshot
        from spatial.boundaries.evidence.verify import verify as findings_of

        anchors = [] if against is None else read_anchors(against)
        trusted = None if key is None else read_public_key(key)
        counted = Counted()
        with ingest_engine() as engine, snapshot(engine) as connection:
            files = file_store(engine, HomeSettings())
            with step("verify evidence", amount(connection, since)) as progress:
                for finding in findings_of(
                    connection,
                    files,
                    since=since,
                    anchors=anchors,
                    trusted=trusted,
                    counted=counted,
                    progress=progress,
                ):
                    typer.echo(
                        json.dumps(finding.as_json(), ensure_ascii=False)
                        if as_json
                        else finding.sentence
                    )
        if as_json:
            typer.echo(json.dumps(asdict(counted)))
        else:
            typer.echo(
                f"已核对 {counted.entries:,} 节存证链、{counted.files:,} 个文件、"
                f"{counted.frames:,} 条原始报文：{counted.faults:,} 处异常，"
                f"依法删除 {counted.erased:,} 项，尚未入链 {counted.pending:,} 项"
            )
        if counted.faults:
            raise typer.Exit(1)

    @app.command(epilog="Example: shikong anchor --out /mnt/archive/anchors.jsonl")
    def anchor(
        out: Annotated[
            Path | None, typer.Option(help="File to add to; that of the settings when left out.")
        ] = None,
        sign_with: Annotated[
            Path | None, typer.Option(help="Private key (PEM, Ed25519 or SM2) to sign with.")
        ] = None,
    ) -> None:
        """Write down where the chain of evidence stands, for another office to keep."""
        from spatial.boundaries.evidence.anchors import anchor_now, append_anchor, signer_of
        from spatial.boundaries.evidence.chain import chain_pending
        from spatial.boundaries.evidence.hashes import EvidenceSettings

        settings = EvidenceSettings()
        if sign_with is not None:
            settings = settings.model_copy(update={"sign_with": sign_with, "sign_command": None})
        signer = signer_of(settings)
        with ingest_engine() as engine:
            path = out or anchors_file(engine, HomeSettings(), settings)
            with engine.begin() as connection:
                chain_pending(connection, algorithm=settings.hash)
            with engine.connect() as connection:
                made = anchor_now(connection, datetime.now(UTC), signer)
        if made is None:
            typer.echo("存证链为空，没有可写的锚点")
            return
        append_anchor(path, made)
        signed = "" if made.signature is None else f"，{made.signature.key.algorithm} 签名"
        typer.echo(f"第 {made.seq:,} 节 {made.link.hex()}{signed} → {path}")

    @app.command(
        "erase-evidence",
        epilog="Example: shikong erase-evidence inspection-photo 12 --rule 个人信息保护法第四十七条"
        " --office 330106 --person 李四",
    )
    def erase_evidence(
        kind: Annotated[str, typer.Argument(help="As `shikong verify` names it.")],
        subject: Annotated[int, typer.Argument(metavar="ID", help="Number of the item.")],
        rule: Annotated[str, typer.Option(help="Law and article, or decision.")],
        office: Annotated[str, typer.Option(help="Code of the office that orders it.")],
        person: Annotated[str, typer.Option(help="Who orders it.")],
    ) -> None:
        """Take an item of evidence away: its digest stays, and what was done is in the chain."""
        from spatial.boundaries.evidence.erasure import erase

        with ingest_engine() as engine:
            files = file_store(engine, HomeSettings())
            with engine.begin() as connection:
                erased = erase(connection, kind, subject, rule=rule, office=office, person=person)
            # Only now, for what is undone must not have lost its bytes.
            for sha256 in erased.files:
                files.remove(sha256)
        typer.echo(f"{kind} {subject} 已依法删除，依据：{rule}")
        for sha256 in erased.kept:
            typer.echo(f"文件 {sha256} 另有引用，予以保留")
