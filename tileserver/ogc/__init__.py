"""OGC API - Tiles 1.0 (20-057) over the layers, with OGC API - Common (19-072) around it."""
