"""Which classes of filtering are met: OGC API - Features part 3 and CQL2."""

from __future__ import annotations

_PART_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"

# Not among them: array functions, for no feature has an array, and functions of the server's own.
CONFORMANCE = (
    f"{_PART_3}/filter",
    f"{_PART_3}/features-filter",
    f"{_PART_3}/queryables",
    f"{_PART_3}/queryables-query-parameters",
    f"{_CQL2}/basic-cql2",
    f"{_CQL2}/advanced-comparison-operators",
    f"{_CQL2}/case-insensitive-comparison",
    f"{_CQL2}/accent-insensitive-comparison",
    f"{_CQL2}/basic-spatial-functions",
    f"{_CQL2}/basic-spatial-functions-plus",
    f"{_CQL2}/spatial-functions",
    f"{_CQL2}/temporal-functions",
    f"{_CQL2}/property-property",
    f"{_CQL2}/arithmetic",
    f"{_CQL2}/cql2-text",
    f"{_CQL2}/cql2-json",
)
"""Their URIs."""
