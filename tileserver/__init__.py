"""Vector and raster tiles: layers, grids, cache headers, TileJSON."""
