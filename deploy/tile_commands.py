"""The commands about tiles beside their building: export, seed, purge, check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from sqlalchemy import Engine

from deploy.proxy.purging import Purging, require_cache
from ingest.session import ingest_engine
from spatial.api.settings import MapSettings
from spatial.db import reading
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date, parse_instant, today_in_china
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, grid_named
from tileserver.export.area import box_of_division
from tileserver.export.making import export_tiles
from tileserver.export.order import Order, box_of, order_of, zooms_of
from tileserver.export.seeding import paths_of, seed
from tileserver.map_check.checking import check_maps, require_complete
from tileserver.settings import TileSettings
from tileserver.sight import Profile, Sight
from tileserver.vector_tiles import Bounds, VectorTiles

LayerNames = Annotated[
    list[str], typer.Option("--layer", help="A layer; said again, several go together.")
]
Day = Annotated[str | None, typer.Option("--date", help="YYYY-MM-DD; today when left out.")]
Days = Annotated[list[str], typer.Option("--date", help="A day; said again, several.")]
GridName = Annotated[str, typer.Option("--grid", help="WebMercatorQuad or CGCS2000Quad.")]
ZoomText = Annotated[str, typer.Option("--zooms", help="First and last zoom: 0-9.")]
BoxText = Annotated[str | None, typer.Option("--bbox", help="west,south,east,north in degrees.")]
Within = Annotated[str | None, typer.Option(help="Only the box around this division (its code).")]
ProfileName = Annotated[Profile, typer.Option(help="For whom the tiles are.")]
BasisName = Annotated[
    Basis, typer.Option(help="By which date of a decision a change takes effect.")
]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", help="With what was known at this instant.")
]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Tiles that are made at a time.")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the commands that need tiles are told, as it was typed."""

    layers: list[str]
    grid: str
    zooms: str
    bbox: str | None
    within: str | None
    profile: Profile
    basis: Basis
    known_at: str | None

    def order(self, engine: Engine, day: str | None) -> Order:
        """The order for a day; today in Beijing for None."""
        if self.bbox is not None and self.within is not None:
            raise BadParameter("say either --bbox or --within")
        if self.profile is Profile.PUBLIC and self.basis is not Basis.LIST:
            raise BadParameter("the public profile shows what was announced: it takes no --basis")
        now = datetime.now(UTC)
        sight = Sight(
            today_in_china(now) if day is None else parse_date(day),
            # R5.7
            Basis.ANNOUNCED if self.profile is Profile.PUBLIC else self.basis,
            None if self.known_at is None else parse_instant(self.known_at),
            self.profile,
        )
        if sight.known_at is not None and sight.known_at > now:
            raise BadParameter(f"known_at={sight.known_at.isoformat()} has not come yet")
        area = self._area(engine, sight)
        return order_of(self.layers, grid_named(self.grid), sight, zooms_of(self.zooms), area)

    def _area(self, engine: Engine, sight: Sight) -> Bounds | None:
        if self.bbox is not None:
            return box_of(self.bbox)
        if self.within is None:
            return None
        with reading(engine) as connection:
            return box_of_division(connection, self.within, sight)


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(
        "export-tiles",
        epilog="Example: shikong export-tiles --layer county --date 2020-12-31 county.pmtiles",
    )
    def export_tiles_command(
        out: Annotated[Path, typer.Argument(help="The file: OUT.pmtiles or OUT.mbtiles.")],
        layers: LayerNames,
        date: Day = None,
        grid: GridName = WEB_MERCATOR.id,
        zooms: ZoomText = "0-9",
        bbox: BoxText = None,
        within: Within = None,
        profile: ProfileName = Profile.INTERNAL,
        basis: BasisName = Basis.LIST,
        known_at: KnownAt = None,
        force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
        workers: Workers = 2,
    ) -> None:
        """Write the tiles of layers into one file, for use without this server.

        Divisions go with the lines of the border and the dashed line, and a file that lacks what
        every map of the country must show is not written. An export that was stopped goes on where
        it was when the same command is given again.
        """
        asked = _Asked(layers, grid, zooms, bbox, within, profile, basis, known_at)
        with ingest_engine() as engine:
            order = asked.order(engine, date)
            if order.grid is CGCS2000 and out.suffix in (".pmtiles", ".mbtiles"):
                typer.echo(
                    f"warning: {out.suffix[1:]} is made for Web Mercator; this file is of "
                    f"{order.grid.id}, counts zooms from 1, and says so in its metadata",
                    err=True,
                )
            done = export_tiles(
                engine,
                # Each tile is read once: nothing is worth remembering.
                VectorTiles(engine, TileSettings(cache_mb=0)),
                order,
                out,
                map_settings=MapSettings(),
                look_over=_look_over,
                force=force,
                workers=workers,
            )
        kept = f" ({done.kept:,} of them from before)" if done.kept else ""
        typer.echo(f"{out}: {done.tiles:,} tiles{kept}, {done.bytes:,} bytes")

    @app.command(
        "seed-tiles",
        epilog="Example: shikong seed-tiles --layer county --date 2020-12-31 --zooms 0-6",
    )
    def seed_tiles_command(
        layers: LayerNames,
        days: Days,
        server: Annotated[
            str, typer.Option(help="The server, or the cache before it.")
        ] = "http://localhost:8080",
        grid: GridName = WEB_MERCATOR.id,
        zooms: ZoomText = "0-6",
        bbox: BoxText = None,
        within: Within = None,
        profile: ProfileName = Profile.INTERNAL,
        basis: BasisName = Basis.LIST,
        known_at: KnownAt = None,
        workers: Workers = 4,
    ) -> None:
        """Ask a running server for tiles, so that it and the caches before it hold them.

        Days of one edition are asked for once, and only tiles that hold anything.
        """
        if profile is Profile.PUBLIC and known_at is not None:
            raise BadParameter("public tiles are served as they are known now: no --known-at")
        with ingest_engine() as engine:
            source = VectorTiles(engine, TileSettings(cache_mb=0))
            orders = [
                _Asked([layer], grid, zooms, bbox, within, profile, basis, known_at).order(
                    engine, day
                )
                for layer in layers
                for day in days
            ]
            paths = paths_of(engine, source, orders, source.state())
            done = seed(server, paths, workers)
        typer.echo(f"{done.tiles:,} tiles, {done.empty:,} empty, {done.bytes:,} bytes")

    @app.command(
        "purge-tiles", epilog="Example: shikong purge-tiles /var/cache/nginx/tiles --follow"
    )
    def purge_tiles_command(
        cache: Annotated[Path, typer.Argument(help="Folder of nginx's proxy_cache_path.")],
        follow: Annotated[
            bool, typer.Option("--follow", help="Go on, for every build, until a signal ends it.")
        ] = False,
    ) -> None:
        """Take changed tiles out of an nginx cache of one's own; `serve` does it by itself.

        Up to which change it was done is noted beside the folder; the first time all goes.
        """
        settings = TileSettings()
        note = require_cache(cache).with_name(f"{cache.name}.purged-to")
        with ingest_engine() as engine:
            purging = Purging(engine, cache, note, 2 * settings.look_s + 5 if follow else 0)
            if follow:
                purging.follow(Event(), settings.look_s)
            else:
                purging.look()

    @app.command("check-map", epilog="Example: shikong check-map county.pmtiles")
    def check_map_command(
        targets: Annotated[
            list[str],
            typer.Argument(
                help="PMTiles, MBTiles, TileJSON or MapLibre style: files or addresses. Tiles are "
                "looked at together, as one map."
            ),
        ],
        date: Day = None,
    ) -> None:
        """Tell what a map lacks of what every map of the country must show; 1 where it lacks any.

        Every province with 台湾 and 港澳, 海南 with 南海诸岛, the dashed line, 钓鱼岛, 赤尾屿, the
        border; of a part of the country those that lie in it.
        """
        checked = check_maps(targets, None if date is None else parse_date(date))
        for line in checked.lines:
            typer.echo(line)
        require_complete(checked)


def _look_over(file: Path) -> None:
    """Returns for an export that may be handed out; else raises MapIncomplete."""
    checked = check_maps([str(file)])
    for line in checked.lines:
        typer.echo(line, err=True)
    require_complete(checked)
