"""The operators on any business data: which division, translation, aggregation, change, tracks."""
