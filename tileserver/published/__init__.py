"""Any table or view with a geometry as a layer of tiles, and values laid over divisions.

Nothing of it is written in code: layers.toml, or a file that SHIKONG_TILE_LAYERS names, declares
the relation, its period, its fields and its zooms (`declaration.py`); the catalog of the database
tells types and coordinates (`relation.py`); `statements.py` makes the SQL, `drawings.py` the
generalised shapes that small zooms are cut from.
"""
