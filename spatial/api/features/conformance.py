"""Which classes of OGC API - Features parts 1 and 2 are met."""

from __future__ import annotations

_PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_PART_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"

CONFORMANCE = (
    f"{_PART_1}/core",
    f"{_PART_1}/oas30",
    f"{_PART_1}/geojson",
    f"{_PART_2}/crs",
)
"""Their URIs."""
