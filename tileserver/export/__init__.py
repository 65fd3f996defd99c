"""Layers of tiles as one file: PMTiles or MBTiles."""
