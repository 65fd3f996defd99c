"""Pieces in the database: cut at gaps, jumps and clock hours, and the same however fixes came."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from fix_rows import Row, store_track
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from spatial.locations.tracks import cuts

START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


def at(minutes: float, lon: float = 116.5, lat: float = 39.9) -> Row:
    return ((START + timedelta(minutes=minutes)).isoformat(), lon, lat)


def pieces(engine: Engine) -> list[tuple[str, int, int]]:
    """(during, fixes of its own, vertices) of every piece, by device and time."""
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT during::text, n, ST_NPoints(geom) FROM track_piece"
                " ORDER BY device_id, during"
            )
        )
        return [tuple(row) for row in rows]


def shapes(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT ST_AsEWKT(geom) FROM track_piece ORDER BY device_id, during")
        )
        return [row[0] for row in rows]


def test_a_silence_of_more_than_ten_minutes_begins_a_new_piece(engine: Engine) -> None:
    store_track(engine, "p-1", [at(0), at(5), at(15), at(25.1), at(26)])
    assert [(n, vertices) for _, n, vertices in pieces(engine)] == [(3, 3), (2, 2)]


def test_a_step_of_more_than_ten_kilometres_begins_a_new_piece(engine: Engine) -> None:
    # 0.1 degree of longitude at 39.9 N is 8.5 km, 0.12 are 10.2 km.
    store_track(engine, "p-1", [at(0, 116.5), at(1, 116.6), at(2, 116.72), at(3, 116.72)])
    assert [n for _, n, _ in pieces(engine)] == [2, 2]


def test_a_step_over_the_antimeridian_draws_no_line_round_the_earth(engine: Engine) -> None:
    store_track(engine, "p-1", [at(0, 179.99, 10), at(1, -179.99, 10)])
    assert [n for _, n, _ in pieces(engine)] == [1, 1]


def test_a_lone_fix_is_a_point(engine: Engine) -> None:
    store_track(engine, "p-1", [at(0)])
    (shape,) = shapes(engine)
    assert shape.startswith("SRID=3857;POINTM")
    assert shape.endswith(f"{int(START.timestamp())})")


def test_pieces_end_at_the_clock_hour_and_meet_there(engine: Engine) -> None:
    store_track(engine, "p-1", [at(50), at(58), at(62), at(70)])
    assert pieces(engine) == [
        ('["2024-05-01 08:50:00+00","2024-05-01 09:02:00+00")', 2, 3),
        ('["2024-05-01 09:02:00+00","2024-05-01 09:10:00+00"]', 2, 2),
    ]


def test_pieces_do_not_meet_over_a_gap_at_the_clock_hour(engine: Engine) -> None:
    store_track(engine, "p-1", [at(50), at(55), at(66), at(70)])
    assert [(n, vertices) for _, n, vertices in pieces(engine)] == [(2, 2), (2, 2)]


def test_positions_are_drawn_in_web_mercator_with_epoch_seconds(engine: Engine) -> None:
    store_track(engine, "p-1", [at(0, 116.5, 39.9), at(0.0125, 116.501, 39.9)])
    with engine.connect() as connection:
        x, y, m, last = connection.execute(
            text(
                "SELECT ST_X(p), ST_Y(p), ST_M(p), ST_M(ST_EndPoint(geom)) FROM track_piece,"
                " LATERAL (SELECT ST_StartPoint(geom) AS p) AS start"
            )
        ).one()
    # Spherical Mercator by its formula: R λ, R ln tan(π/4 + φ/2), R = 6378137 m.
    assert x == pytest.approx(6378137 * np.radians(116.5), abs=0.01)
    assert y == pytest.approx(6378137 * np.log(np.tan(np.pi / 4 + np.radians(39.9) / 2)), abs=0.01)
    assert m == START.timestamp()
    assert last == START.timestamp() + 0.75


def test_a_fix_at_the_pole_is_kept_and_drawn_at_the_edge(engine: Engine) -> None:
    store_track(engine, "p-1", [at(0, 10, 90)])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT lat_e7 FROM position_fix")).scalar() == 900000000
        drawn = connection.execute(text("SELECT ST_Y(geom) FROM track_piece")).scalar_one()
    assert drawn == pytest.approx(20037508, rel=1e-4)


def test_any_order_and_repetition_of_fixes_gives_the_same_history(engine: Engine) -> None:
    rng = random.Random(7)
    walk, lon = [], 116.5
    for minute in range(0, 200, 3):
        lon += rng.choice([0.001, 0.002, 0.2])
        walk.append(at(minute + rng.choice([0, 0, 9]), lon))
    store_track(engine, "ordered", walk)
    shuffled = walk + walk[::5]
    rng.shuffle(shuffled)
    for begin in range(0, len(shuffled), 11):
        store_track(engine, "shuffled", shuffled[begin : begin + 11])
    with engine.connect() as connection:
        ordered, other = (
            connection.execute(
                text(
                    "SELECT array_agg((piece.during, n, ST_AsEWKB(geom), ST_AsEWKB(geom_low))"
                    " ORDER BY piece.during)::text, min(latest.fixes), min(latest.fixed_at),"
                    " min(latest.first_at), min(latest.lon_e7)"
                    " FROM track_piece AS piece JOIN device ON device.id = piece.device_id"
                    " JOIN device_latest AS latest USING (device_id) WHERE name = :name"
                ),
                {"name": name},
            ).one()
            for name in ("ordered", "shuffled")
        )
    assert ordered == other


def test_the_database_and_the_answers_cut_tracks_by_one_rule(engine: Engine) -> None:
    rng = np.random.default_rng(11)
    minutes = np.cumsum(rng.choice([1.0, 2.0, 9.9, 10.0, 10.1], 300))
    # One clock hour cannot be left: the pieces of the database end there, so time is scaled.
    minutes = minutes / minutes[-1] * 59
    lons = 116.5 + np.cumsum(rng.choice([0.0, 0.05, 0.116, 0.118, -0.3], 300))
    rows = [at(float(m), float(lon)) for m, lon in zip(minutes, lons, strict=True)]
    store_track(engine, "p-1", rows)
    with engine.connect() as connection:
        fixes = np.array(
            connection.execute(
                text(
                    "SELECT (extract(epoch FROM fixed_at) * 1000000)::bigint, lon_e7, lat_e7"
                    " FROM position_fix ORDER BY fixed_at, fix_key"
                )
            ).all()
        )
    expected = [0, *cuts(fixes[:, 0], fixes[:, 1] / 1e7, fixes[:, 2] / 1e7).tolist(), len(fixes)]
    assert len(expected) > 20
    assert [n for _, n, _ in pieces(engine)] == np.diff(expected).tolist()


def test_the_newest_fix_is_not_replaced_by_a_late_one(engine: Engine) -> None:
    store_track(engine, "p-1", [at(60, 116.6)])
    store_track(engine, "p-1", [at(0, 116.5), at(30, 116.7)])
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT fixed_at, lon_e7, first_at, fixes FROM device_latest")
        ).one()
    assert tuple(row) == (START + timedelta(hours=1), 1166000000, START, 3)


def test_only_vehicles_and_patrols_are_in_the_view_of_tiles(engine: Engine) -> None:
    for device_class in ("vehicle", "patrol", "personal", "marker"):
        store_track(engine, device_class, [at(0), at(1)], device_class=device_class)
    with engine.connect() as connection:
        shown = connection.execute(text("SELECT device FROM work_track_piece ORDER BY 1"))
        assert shown.scalars().all() == ["patrol", "vehicle"]
        assert connection.execute(text("SELECT count(*) FROM track_piece")).scalar() == 4


def test_fixes_lie_in_the_partition_of_their_month(engine: Engine) -> None:
    store_track(
        engine, "p-1", [("2024-01-31T23:59:59.999Z", 116, 40), ("2024-02-01T00:00Z", 116, 40)]
    )
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT tableoid::regclass::text FROM position_fix ORDER BY fixed_at")
        )
        assert rows.scalars().all() == ["position_fix_2024_01", "position_fix_2024_02"]


def test_the_database_refuses_a_position_off_the_earth(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="lat_e7"):
        store_track(engine, "p-1", [at(0, 10, 90.1)])
