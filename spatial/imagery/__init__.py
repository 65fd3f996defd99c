"""Image scenes: the catalogue (STAC in pgstac), questions to it, and zonal time series."""
