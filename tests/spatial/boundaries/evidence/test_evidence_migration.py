"""What was stored before there was a chain comes into it when a database is brought up to date."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from tampering import found, tampered

import spatial.migrations
from deploy.cluster import Cluster
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.verify import snapshot
from spatial.db import open_engine
from spatial.locations.frames import pack_days
from spatial.migrations import migrate

NOW = datetime.now(UTC).replace(microsecond=0)


def test_markers_and_frames_of_before_are_in_the_chain_r3_6(cluster: Cluster) -> None:
    name = f"before_{uuid4().hex[:8]}"
    cluster.create_database(name)
    engine = open_engine(cluster.url(name), pool=2)
    try:
        config = Config()
        folder = spatial.migrations.__file__
        assert folder is not None
        config.set_main_option("script_location", str(Path(folder).parent))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0022")
            connection.commit()
        with engine.begin() as connection:
            connection.execute(
                text("INSERT INTO device (name, device_class, source) VALUES ('a', 'patrol', 'x')")
            )
            connection.execute(
                text(
                    "INSERT INTO ingest_run (kind, source_name, source_sha256, status,"
                    " started_at, finished_at) VALUES ('x', 'x', 'x', 'loaded', now(), now())"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO boundary_marker (number, line_name, valid, state, run_id, geom)"
                    " SELECT '1', '甲乙线', '[2002-07-01,)', '完好', id,"
                    " ST_SetSRID(ST_MakePoint(116, 39), 4490) FROM ingest_run"
                )
            )
            for at in (NOW, NOW - timedelta(days=7), NOW - timedelta(days=7, hours=1)):
                payload = str(at).encode()
                connection.execute(text("SELECT frame_partition(:at)"), {"at": at})
                connection.execute(
                    text(
                        "INSERT INTO frame (received_at, device_id, digest, protocol, peer,"
                        " payload, fixed_at, fix_keys) SELECT :at, id, :digest, 'jt808', 'tcp',"
                        " :payload, ARRAY[CAST(:at AS timestamptz)], ARRAY[7] FROM device"
                    ),
                    {"at": at, "digest": hashlib.sha256(payload).digest(), "payload": payload},
                )
        with engine.connect() as connection:
            assert sum(pack_days(connection)) == 2
        migrate(engine)
        with engine.begin() as connection:
            assert chain_pending(connection) >= 2
            kinds = connection.execute(text("SELECT DISTINCT kind FROM evidence_entry")).scalars()
            assert {"boundary-marker", "frame-batch"} <= set(kinds)
        with snapshot(engine) as connection:
            assert found(connection) == []
        with tampered(engine) as connection:
            connection.execute(text("UPDATE boundary_marker SET state = '移位'"))
            connection.execute(text("DELETE FROM frame"))
            # A frame is named by its device and its instant.
            named = {one.kind for one in found(connection) if one.is_fault}
        assert named == {"boundary-marker", None}
    finally:
        engine.dispose()
        cluster.drop_database(name)
