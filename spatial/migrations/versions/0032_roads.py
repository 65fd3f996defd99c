"""Roads as a network in which travel times are measured, and pgRouting where it is installed."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_ROADS)
    op.execute(_ROUTING)


_ROADS = """
-- Where roads meet or end. Edges that share a node are connected; nothing else is.
CREATE TABLE road_node (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    geom geometry(Point, 4490) NOT NULL
);
CREATE INDEX road_node_geom ON road_node USING gist (geom);

-- A stretch of road between two nodes, drawn from source to target. network: what one source
-- replaces as a whole. length_m: geodesic. speed_kmh: of driving; boxes of questions stand on its
-- upper limit. direction: of driving, along the drawing. component: edges of one number are
-- connected. Edges of a replaced network keep their row, with an end of what was known.
CREATE TABLE road_edge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network text NOT NULL CHECK (network <> ''),
    source bigint NOT NULL REFERENCES road_node,
    target bigint NOT NULL REFERENCES road_node,
    class text NOT NULL CHECK (class IN (
        'motorway', 'national', 'provincial', 'county', 'township', 'village', 'street', 'path')),
    name text,
    length_m double precision NOT NULL CHECK (length_m > 0),
    speed_kmh double precision NOT NULL CHECK (speed_kmh > 0 AND speed_kmh <= 130),
    direction text NOT NULL CHECK (direction IN ('both', 'forward', 'backward', 'none')),
    walkable boolean NOT NULL,
    component integer NOT NULL,
    valid daterange NOT NULL CHECK (NOT isempty(valid)),
    known_from timestamptz NOT NULL DEFAULT now(),
    known_until timestamptz NOT NULL DEFAULT 'infinity',
    run_id bigint NOT NULL REFERENCES ingest_run,
    geom geometry(LineString, 4490) NOT NULL,
    CHECK (known_from < known_until)
);
CREATE INDEX road_edge_geom ON road_edge USING gist (geom);
CREATE INDEX road_edge_network ON road_edge (network) WHERE known_until = 'infinity';
CREATE INDEX road_edge_known ON road_edge (known_from);
CREATE INDEX road_edge_replaced ON road_edge (known_until) WHERE known_until < 'infinity';
"""

# Not everywhere installed, and only a superuser may create it: all but travel times works without.
_ROUTING = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrouting') THEN
        CREATE EXTENSION IF NOT EXISTS pgrouting;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'pgrouting is installed, but this role may not create it';
END
$$;
"""
