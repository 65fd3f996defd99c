"""Where the files of images came from: a new version of a file takes the place of the old one."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE image_source (
            scene_id text NOT NULL,
            asset_key text NOT NULL,
            place text NOT NULL,
            PRIMARY KEY (scene_id, asset_key)
        );
        COMMENT ON TABLE image_source IS
            'where the file of an asset came from when it was loaded; in no answer';
        COMMENT ON COLUMN image_source.place IS
            'absolute path on this machine, of a member of an archive behind that of the archive';
        """
    )
