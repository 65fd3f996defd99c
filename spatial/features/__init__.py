"""Everything that has a place as collections of features: what there is, and how it is asked for.

A collection is declared, not written: a relation, its key, its geometry and its periods. The faces
(OGC API, formats, the Python client) know no more of divisions or cameras than that.
"""
