"""What a filter on the image catalogue compares, and as what; what the collection says of itself.

Without a definition pgstac compares the texts of values: `eo:cloud_cover <= 10` then finds 9 and
not 10.5, but 100 too.
"""

import json

from alembic import op
from psycopg import Connection

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Numbers that are asked for in ranges have an index; the other properties have few values.
QUERYABLES = {
    "eo:cloud_cover": ({"title": "云量", "type": "number", "minimum": 0, "maximum": 100}, True),
    "gsd": ({"title": "分辨率（米）", "type": "number", "exclusiveMinimum": 0}, True),
    "view:off_nadir": (
        {"title": "侧摆角（度）", "type": "number", "minimum": 0, "maximum": 90},
        False,
    ),
    "view:sun_elevation": (
        {"title": "太阳高度角（度）", "type": "number", "minimum": -90, "maximum": 90},
        False,
    ),
    "platform": ({"title": "卫星", "type": "string"}, False),
    "instruments": ({"title": "传感器", "type": "array", "items": {"type": "string"}}, False),
    "processing:level": ({"title": "级别", "type": "string"}, False),
    "license": ({"title": "许可", "type": "string"}, False),
    "shikong:grade": (
        {
            "title": "密级",
            "type": "string",
            "enum": ["open", "internal", "personal", "sensitive"],
        },
        False,
    ),
    "shikong:flags": ({"title": "标记", "type": "array", "items": {"type": "string"}}, False),
    "shikong:time_precision": (
        {"title": "时间精度", "type": "string", "enum": ["instant", "day", "unknown"]},
        False,
    ),
}

COLLECTION = {
    "id": "scenes",
    "type": "Collection",
    "stac_version": "1.1.0",
    "title": "遥感影像",
    "description": (
        "卫星与航空影像，按成像时间与位置编目；原始影像（L1A）只编目、不绘制。"
        "Orthophotos and satellite scenes by time and place; raw ones are catalogued alone."
    ),
    "keywords": ["遥感", "影像", "民政"],
    "license": "other",
    "extent": {
        "spatial": {"bbox": [[-180, -90, 180, 90]]},
        "temporal": {"interval": [["1972-01-01T00:00:00Z", None]]},
    },
    "links": [],
}


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert isinstance(connection, Connection)
    for name, (definition, indexed) in QUERYABLES.items():
        connection.execute(
            "SELECT pgstac.upsert_queryable("
            "%s, %s::jsonb, property_index_type => %s, collection_ids => ARRAY['scenes'])",
            [name, json.dumps(definition), "BTREE" if indexed else None],
        )
    connection.execute("SELECT pgstac.update_collection(%s::jsonb)", [json.dumps(COLLECTION)])
