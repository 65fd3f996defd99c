"""Which classes of OGC API - Features part 4 (editing) are met."""

from __future__ import annotations

_PART_4 = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf"

CONFORMANCE = (
    f"{_PART_4}/create-replace-delete",
    f"{_PART_4}/update",
    f"{_PART_4}/optimistic-locking-etags",
    f"{_PART_4}/features",
)
"""Their URIs."""
