"""A WMTS 1.0.0 front (OGC 07-057r7), KVP and REST, under the names of Tianditu (R5.2)."""
