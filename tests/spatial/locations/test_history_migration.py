"""What was stored by the month before there were chunks is read as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from fix_rows import held_fixes
from sqlalchemy import text

import spatial.migrations
from deploy.cluster import Cluster
from spatial.db import open_engine
from spatial.migrations import migrate

START = datetime(2023, 12, 31, 22, tzinfo=UTC)


def test_fixes_by_the_month_become_chunks(cluster: Cluster) -> None:
    name = f"months_{uuid4().hex[:8]}"
    cluster.create_database(name)
    engine = open_engine(cluster.url(name), pool=2)
    try:
        config = Config()
        folder = spatial.migrations.__file__
        assert folder is not None
        config.set_main_option("script_location", str(Path(folder).parent))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0017")
            connection.commit()
        recent = datetime.now(UTC).replace(microsecond=0)
        times = [START + timedelta(minutes=20 * step) for step in range(12)] + [recent]
        with engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO device (name, device_class, source)"
                    " VALUES ('a', 'patrol', 'test'), ('b', 'vehicle', 'test')"
                )
            )
            for time in times:
                connection.execute(text("SELECT position_fix_partition(:time)"), {"time": time})
                connection.execute(
                    text(
                        "INSERT INTO position_fix (device_id, fixed_at, fix_key, lon_e7, lat_e7,"
                        " flags, altitude_m, course) SELECT id, :time, id, 1165000000 + id,"
                        " 399000000, -3, 12.5, NULL FROM device"
                    ),
                    {"time": time},
                )
        migrate(engine)
        held = held_fixes(engine)
        assert [(fix.device, fix.at) for fix in held] == [
            (device, time) for device in ("a", "b") for time in times
        ]
        assert {(fix.device, fix.lon_e7) for fix in held} == {("a", 1165000001), ("b", 1165000002)}
        assert {(fix.flags, fix.altitude_m, fix.course) for fix in held} == {(-3, 12.5, None)}
        with engine.connect() as connection:
            left = connection.execute(text("SELECT to_regclass('position_fix_by_month')"))
            assert left.scalar_one() is None
    finally:
        engine.dispose()
        cluster.drop_database(name)
