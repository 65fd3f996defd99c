"""Editing the features of a dataset (OGC 20-002): one at a time, by the intake of all records.

Nothing is overwritten: what a feature was stays known with an end, and answers given before stay.
"""
