"""The standard faces together: one landing page, one list of conformance, one of collections."""
