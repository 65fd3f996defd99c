"""The domain: what is where, and when; and the query API over it.

Arrows: `deploy` → `spatial.api`, `tileserver`, `ingest` → the areas (`divisions`, `locations`,
`imagery`, `business`, `access`) → `temporal`, `crs`, `division_codes`, `db`. The areas know
neither HTTP nor sockets.
"""
