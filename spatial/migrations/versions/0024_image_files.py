"""The files of images apart from their items, so that an item may be handed out as it stands."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE image_file (
            scene_id text NOT NULL,
            asset_key text NOT NULL,
            path text NOT NULL,
            source_sha256 bytea NOT NULL CHECK (length(source_sha256) = 32),
            PRIMARY KEY (scene_id, asset_key)
        );
        COMMENT ON TABLE image_file IS
            'where the files of a scene of pgstac.items lie; in no answer';
        COMMENT ON COLUMN image_file.path IS 'absolute, on this machine';
        COMMENT ON COLUMN image_file.source_sha256 IS
            'of the file as it came: the same image is stored once';
        CREATE INDEX image_file_source ON image_file (source_sha256);
        """
    )
    op.execute(
        """
        INSERT INTO image_file (scene_id, asset_key, path, source_sha256)
        SELECT i.id, a.key, a.value->>'href', decode(a.value->>'shikong:sha256', 'hex')
        FROM pgstac.items AS i, jsonb_each(i.content->'assets') AS a
        WHERE i.collection = 'scenes' AND a.value ? 'shikong:sha256'
        """
    )
    op.execute(
        """
        UPDATE pgstac.items AS i SET content = i.content
            || jsonb_build_object('assets', (
                SELECT jsonb_object_agg(a.key, (a.value - 'shikong:sha256') || jsonb_build_object(
                    'href', '/v1/images/' || i.id || '/files/' || a.key,
                    'file:checksum', '1220' || (a.value->>'shikong:sha256'),
                    'shikong:source', regexp_replace(a.value->>'href', '.*/', ''),
                    'shikong:source_sha256', a.value->>'shikong:sha256'))
                FROM jsonb_each(i.content->'assets') AS a))
            || jsonb_build_object('properties', (i.content->'properties')
                || jsonb_build_object('shikong:grade', 'internal', 'license', 'other'))
        WHERE i.collection = 'scenes'
        """
    )
