"""Features in the forms that programs read: GeoJSON, JSON-FG, CSV, Arrow, GeoParquet, FlatGeobuf.

Each form is a generator of bytes over one statement that is copied out of the database, so that a
million features take no more memory than a thousand.
"""
